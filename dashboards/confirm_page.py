"""The pages on which somebody confirms who they are and takes a file: as those of the sign-in, without a script."""

from collections.abc import Sequence
from html import escape

from dashboards.sign_in_page import FIELDS, write_page
from hub.access.proof import Demand
from hub.access.refusal import AccessRefused
from hub.access.step_up import EXPORT_SECONDS, RESTRICTED_SECONDS

_WHY = (
    f"A file leaves the hub only with somebody who has proved who they are within the last {EXPORT_SECONDS / 60:.0f} "
    f"minutes, or {RESTRICTED_SECONDS / 60:.0f} where it is of a closed session or shows small counts that were shared."
)


def confirm_page(
    partnership: str,
    name: str,
    demand: Demand,
    action: str,
    back: str,
    refusal: Exception | None,
    ways: Sequence[tuple[str, str]] = (),
) -> str:
    """What is asked of a person who is signed in; ``ways``: title and address of the account services they may use."""
    fields = "".join(FIELDS[name] for name, wanted in (("password", demand.password), ("code", demand.code)) if wanted)
    first = fields.replace(" required", " required autofocus", 1)
    form = f'<form method="post" action="{escape(action)}">{first}<button>Confirm</button></form>' if fields else ""
    links = "".join(f'<a class="button" href="{escape(at)}">{escape(title)}</a>' for title, at in ways)
    asked = f"<p>You are signed in as <strong>{escape(name)}</strong>. {_asked(demand, bool(ways))}</p>"
    body = f'{asked}{form}{links}<p class="soft">{_WHY}</p>{_back(back)}'
    return write_page("Confirm that it is you", partnership, refusal, body)


def taking_page(partnership: str, wanted: str, back: str) -> str:
    """The page that has the browser take a file at once, and says so."""
    body = (
        "<p>Your browser is saving the file: it stands among your downloads, in a few seconds when it has to be made "
        f'first. Nothing there? <a href="{escape(wanted)}">Take the file</a>.</p>'
        f'<a class="button" href="{escape(back)}">Back to the page</a>'
    )
    take = f'<meta http-equiv="refresh" content="0;url={escape(wanted)}">'
    return write_page("Your file is on its way", partnership, None, body, take)


def no_file_page(partnership: str) -> str:
    """What is said where an address that was to lead to a file leads elsewhere."""
    refusal = AccessRefused(
        "there is no such file here.", "an address that is none of this hub's files.", "choose the file on its page."
    )
    return write_page("No such file", partnership, refusal, _back("/"))


def _asked(demand: Demand, service: bool) -> str:
    """What a person is to do, in a sentence."""
    if demand.code and not demand.password:
        return "Your organisation has vouched for you; now type the six digits that the app on your device shows."
    if demand.code:
        return "To take the file, type your password and the six digits that the app on your device shows for SaferHub."
    if demand.password:
        return "To take the file, type your password."
    if service:
        return "To take the file, confirm with the account of your organisation; it asks you anew."
    return "There is no way here to confirm it: sign out, and sign in again."


def _back(back: str) -> str:
    return f'<p><a href="{escape(back)}">Back to the page</a>, without the file</p>'
