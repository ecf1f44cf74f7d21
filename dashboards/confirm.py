"""The routes by which somebody who is signed in proves anew who they are, and then takes the file they asked for.

As at the sign-in, nothing of Streamlit answers here, and a form is taken from a page of this very site only. What comes
after it is one of our own files; any other address is refused.
"""

from urllib.parse import quote

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from dashboards.asked_file import CONFIRM, PROOF, TAKE, page_before, wanted_file, write_step
from dashboards.confirm_page import confirm_page, no_file_page, taking_page
from dashboards.served import the_hub
from dashboards.session import COOKIE
from dashboards.sign_in import address_of, give_cookie, in_turn, not_ours, read_form
from hub.access.proof import Demand, find_demand, give_proof
from hub.access.refusal import AccessRefused
from hub.access.sessions import LONGEST_SECONDS, Session, check_session
from hub.release import REFUSALS


async def _ask(request: Request) -> Response:
    if not wanted_file(request):
        return refuse_step()
    try:
        held = await session_of(request)
    except AccessRefused:
        return _sign_in_first(request)
    return await ask_for_proof(request, held)


async def _take_form(request: Request) -> Response:
    if not wanted_file(request):
        return refuse_step()
    try:
        held = await session_of(request)
    except AccessRefused:
        return _sign_in_first(request)
    form, hub, address = await read_form(request, "password", "code"), the_hub(), address_of(request)
    if form is None:
        return await ask_for_proof(request, held, not_ours())
    (password, code), roles = form, hub.settings.sign_in.second_factor
    try:
        token = await in_turn(lambda: give_proof(hub.register, held, password, code, address, roles))
    except REFUSALS as refusal:
        return await ask_for_proof(request, held, refusal)
    return go_on_to_file(request, token, wanted_file(request), page_before(request))


async def _take_file(request: Request) -> Response:
    """The page that has the browser take a file, and leads back: the file itself would leave the form standing."""
    wanted = wanted_file(request)
    return _page(taking_page(_partnership(), wanted, page_before(request))) if wanted else refuse_step()


ROUTES = [
    Route(CONFIRM, _ask, methods=["GET"]),
    Route(CONFIRM, _take_form, methods=["POST"]),
    Route(TAKE, _take_file, methods=["GET"]),
]


async def session_of(request: Request) -> Session:
    """The session of the browser. Raises AccessRefused where none holds."""
    token = request.cookies.get(COOKIE)
    return await to_thread.run_sync(lambda: check_session(the_hub().register, token))


async def ask_for_proof(
    request: Request, held: Session, refusal: Exception | None = None, way: tuple[str, str] | None = None
) -> Response:
    """The page that asks the person of a session who they are; after a refusal, with what was wrong.

    ``way``: the file and the page to go back to, where the request does not name them.
    """
    hub, (wanted, back) = the_hub(), way or (wanted_file(request), page_before(request))
    roles, services = hub.settings.sign_in.second_factor, hub.settings.sign_in.services
    try:
        demand = await to_thread.run_sync(lambda: find_demand(hub.register, held, roles))
    except REFUSALS as other:
        demand, refusal = Demand(password=False, code=False), refusal or other
    own = [(key, one) for key, one in services.items() if one.organisation == held.who.organisation]
    ways = [(one.title, write_step(f"{CONFIRM}/with/{key}", wanted, back)) for key, one in own]
    page = confirm_page(_partnership(), held.who.name, demand, write_step(CONFIRM, wanted, back), back, refusal, ways)
    return _page(page, 403 if refusal else 200)


def go_on_to_file(request: Request, token: str, wanted: str, back: str) -> Response:
    """On to the file, with the token of the proof."""
    answer = RedirectResponse(write_step(TAKE, wanted, back), status_code=303)
    give_cookie(answer, request, PROOF, token, "/", int(LONGEST_SECONDS))
    return answer


def refuse_step() -> Response:
    """What is said where a step is to lead to something that is no file of ours."""
    return _page(no_file_page(_partnership()), 403)


def _sign_in_first(request: Request) -> Response:
    """The session has ended: the sign-in is a proof too, and leads to the file."""
    return RedirectResponse(f"/sign-in?next={quote(wanted_file(request), safe='')}", status_code=303)


def _partnership() -> str:
    return the_hub().settings.partnership.name


def _page(html: str, status: int = 200) -> Response:
    return HTMLResponse(html, status_code=status)
