"""The ledger in numbers, as a board member reads it: by month, and what the other acts were."""

from dashboards import show
from dashboards.acts_in_words import ACTS
from hub.audit_summary import FAILED, FOR_JAGS, KINDS, PUBLISHED, READ, REFUSED, RELEASED, TAKEN, Summary
from hub.months import name_period

HEADS = {
    READ: "Figures read",
    TAKEN: "Files taken",
    RELEASED: "Releases made",
    PUBLISHED: "Released by a second person",
    REFUSED: "Refused",
    FAILED: "Sign-ins failed",
    FOR_JAGS: "Acts for a JAG",
}
"""Kinds of act in words, as the heads of the table."""
OTHER_ACTS = {**ACTS, "view": "opened a page that shows no product"}
"""Other acts in words: where what was seen has figures, it is counted above."""
NOTE = (
    "Figures read: once for each tab and release; a file is counted as taken. Releases made: each time that a product "
    "passed the gate for somebody. Released by a second person: what may leave the partnership. Refused: also a file "
    "that waited for a password. Sign-ins failed: what the ledger has of them, so too many wrong passwords or codes, a "
    "suspended account, an agreement that is not in force; a single wrong password is no entry. The newest month is "
    "not over yet. These are counts of acts on this hub, not of events or persons in the records."
)
OTHERS = "All of them, in the months above."
NO_OTHERS = "There was no other act."


def show_summary(found: Summary) -> None:
    """The months, the newest first; then every other act in words, the most frequent first."""
    show.heading("By month")
    heads = ("Month", *(HEADS[kind] for kind in KINDS), "Other acts", "All entries")
    rows = [
        (name_period(one.month), *(f"{one.counts[kind]:,}" for kind in KINDS), f"{one.others:,}", f"{one.entries:,}")
        for one in found.months
    ]
    show.table(show.words_table("Acts in the ledger", heads, rows, NOTE))
    show.heading("Other acts")
    order = sorted(found.others.items(), key=lambda one: (-one[1], one[0]))
    other = [(OTHER_ACTS.get(act, act), f"{times:,}") for act, times in order] or [(NO_OTHERS, "0")]
    show.table(show.words_table("What the other acts were", ("Act", "Times"), other, OTHERS))
