"""The commented `saferhub.toml` that `saferhub init` writes: every key, explained in place."""

TEMPLATE = """\
# SaferHub settings. Read once at start; every value is checked and an unknown key is refused.

[partnership]
name = "{name}"
# Official codes of the local authorities of the partnership: figures for a whole authority come under them.
area_codes = []

[areas]
# Levels of area in use, finest first. Add the outlines with `saferhub areas add`.
levels = ["lsoa", "msoa", "ward", "district"]
# Events are placed on the finest level; an event in none of its areas lies outside the partnership.
base = "lsoa"
# Level of the tables by category.
report = "ward"
# Side of the British National Grid cells that hotspots are found on, in metres: 100, 500 or 1000.
cell_size = 500

[disclosure]
# A count from 1 to threshold-1 is never published. 5 is the floor; a smaller number is refused.
threshold = 5
# An area of fewer usual residents than this is not published (100 is the floor: no official count is published of
# fewer). Only where its residents were added.
least_residents = 100

# What a provider asks for beyond that: a higher threshold; zeros = "small" (a zero counts as a small count: no zero is
# printed); rounding = 5 (every figure to the nearest 5). The strictest holds where records are joined. Sensitive data
# sets (health, exclusions, racial incidents, probation, youth justice) always count zeros as small.
[disclosure.providers]
# "NHS trust" = {{ threshold = 8, rounding = 5 }}
# "Fire and Rescue" = 6

# The same for single data sets.
[disclosure.datasets]
# "fires" = {{ zeros = "small" }}

# The same for an audience (open, closed, board, partner). No cell is ever shown in two ways, so it holds for all.
[disclosure.audiences]
# open = 6

[receive]
# A file of which some rows break the contract: up to this share of refused rows (0.01 is one in a hundred; at most
# 0.05) the others are loaded at once. Above it they are held in quarantine until you accept them (`saferhub quarantine
# accept`) or a better file comes. 0.0 holds every file with a refused row: nothing is left out without a decision.
tolerable_share = 0.0
# Above this share of refused rows (0.05 to 0.5) it is a wrong layout, not a few bad cells: the file is refused whole.
wrong_layout_share = 0.5

[supply]
# First month from which the data sets declared below are owed. Empty: the first month that this hub received.
since = ""
# How to send an extract, as printed on a chaser letter: plain text, one line.
send_to = "Send it by a secure transfer that both sides use, to the officer who keeps this hub."

# Data sets sent each month, and within how many days of the month's end. All others come once in an information
# period (three months from 1 July 2007) and are due by the end of the next one (SI 2007/1831).
[supply.monthly]
# "recorded-crime" = 31

# Which provider owes which data sets. One that was ever received is owed too, whether it is listed or not. A month
# that a provider owes and has not sent is "not supplied" in every product, never a smaller figure.
[supply.owed]
# "Thames Valley Police" = ["recorded-crime"]

# Last month that a provider owes, where it has ceased or handed over to another body.
[supply.ended]
# "Milton Keynes CCG" = "2022-06"

# Whom to ask at each provider: plain text, one line.
[supply.contacts]
# "Thames Valley Police" = "Designated Liaison Officer, Service Improvement Unit, telephone 01234 567890"

[retention]
# Months a batch is kept after its last month; reviewed every year.
months = 84
# The same for the meetings of a JAG, with attendance and minutes; and for its actions, once they are done.
meetings = 84
# The same for requests for information, once they are refused, withdrawn, or what was disclosed is destroyed:
# at least 13, as the board reads how those of twelve months were decided.
requests = 84

# Other numbers of months for single data sets.
[retention.datasets]
# "hospital-admissions" = 60

[markings]
# Protective marking at the head and foot of every page, by audience. One above OFFICIAL-SENSITIVE is refused: such a
# document belongs on a system of its owner that is accredited for it. So is one that ended on 2 April 2014.
open = "OFFICIAL"
closed = "OFFICIAL-SENSITIVE"
board = "OFFICIAL"
partner = "OFFICIAL-SENSITIVE"

[sign_in]
# Where readers find the hub, such as "https://hub.example.org": then it answers under no other name, takes forms and
# websockets of its own pages only, and is found there again by whoever comes back from an account service. Left empty,
# it answers under whatever name it is asked for.
address = ""

# Roles that sign in with a second factor: a code of six digits that an app on the person's own device makes. Leave none
# of these three out of a real hub: `saferhub serve` warns where one is missing.
second_factor = ["chair", "liaison", "administrator"]

# Organisations whose people sign in with the account they have there (OpenID Connect: Entra ID and the like). Each
# person needs an account here too (`saferhub users add NAME --no-password`), whose name is what the service says in
# `claim`. The client secret is in the environment (for the name below: SAFERHUB_SECRET_COUNCIL) or in a file of mode
# 600. Without asks_second_factor the hub asks for the second factor itself, where the post needs one.
[sign_in.services]
# [sign_in.services.council]
# title = "Sign in with your council account"
# organisation = "Borough council"
# issuer = "https://login.example.org/tenant/v2.0"
# client_id = "..."
# claim = "preferred_username"
# asks_second_factor = true
# secret_file = ""

[storage]
# Folder of the records and the register, beside this file. Keep it on an encrypted volume.
data = "data"
"""
