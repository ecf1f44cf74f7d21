"""A file that somebody asks for: which addresses are files', and the way to prove who one is, to the file, and back."""

from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dashboards.served import own_address

DOWNLOAD, RECEIPT, PACK, MINUTES, ATTENDANCE = "/download", "/receipt", "/pack", "/minutes", "/attendance"
FILES = frozenset({DOWNLOAD, RECEIPT, PACK, MINUTES, ATTENDANCE})
"""The paths under which every file of the hub is given out."""
CONFIRM, TAKE = "/sign-in/confirm", "/sign-in/file"
"""Where somebody confirms who they are, and where a file is taken after a form."""
PROOF = "saferhub-proof"
"""Cookie of a proof that came after the sign-in. It opens nothing by itself."""
LONGEST_ADDRESS = 1_000


def is_local(words: str) -> bool:
    """Whether words are an address of this very site, from its first slash on."""
    plain = words.isprintable() and "\\" not in words and len(words) < LONGEST_ADDRESS
    return plain and words.startswith("/") and not words.startswith("//")


def is_file(words: str) -> bool:
    """Whether words are the address of a file of this site."""
    return is_local(words) and words.partition("?")[0] in FILES


def wanted_file(request: Request) -> str:
    """The file that a step is on the way to; empty where what it names is none."""
    words = request.query_params.get("next", "")
    return words if is_file(words) else ""


def page_before(request: Request) -> str:
    """The page that a step leads back to; the first one where it names none."""
    words = request.query_params.get("back", "")
    return words if _is_page(words) else "/"


def write_step(step: str, wanted: str, back: str = "/") -> str:
    """The address of a step on the way to a file, which leads back to the page it was asked for on."""
    return f"{step}?{urlencode({'next': wanted, 'back': back})}"


def lead_to_confirm(request: Request) -> Response:
    """Send somebody who asked for a file to prove first who they are; they come from a page of ours, as a rule."""
    wanted = f"{request.url.path}?{request.url.query}"
    return RedirectResponse(write_step(CONFIRM, wanted, _came_from(request)), status_code=303)


def _came_from(request: Request) -> str:
    """The page of this site from which a file was asked for."""
    try:
        found = urlsplit(request.headers.get("referer", ""))
    except ValueError:
        return "/"
    here = urlsplit(own_address()).netloc or request.headers.get("host")
    words = f"{found.path}?{found.query}" if found.query else found.path
    return words if found.netloc == here and _is_page(words) else "/"


def _is_page(words: str) -> bool:
    return is_local(words) and not is_file(words) and not words.startswith("/sign-in")
