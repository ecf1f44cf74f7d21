"""The routes of the sign-in: name and password, then the code of a device where the post needs one.

Nothing of Streamlit answers here. A form is taken from a page of this very site only, and a person goes on to the page
they asked for, never to another site.
"""

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import quote

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from dashboards.asked_file import TAKE, is_file, is_local, write_step
from dashboards.guard import is_ours, is_secure
from dashboards.served import the_hub
from dashboards.session import COOKIE
from dashboards.sign_in_page import code_page, device_page, password_page
from hub.access.refusal import AccessRefused
from hub.access.second_factor import Device
from hub.access.sessions import CODE, DEVICE, LONGEST_SECONDS, OPEN, check_session, end_session
from hub.access.sign_in import SignIn, begin_sign_in, give_code, propose_device
from hub.access.throttle import Key
from hub.release import REFUSALS

Done = TypeVar("Done")
WAITING = "saferhub-waiting"
"""Cookie of a sign-in that waits for its code. It opens nothing else."""
NOTHING_KEPT = {"clear-site-data": '"cache"'}
"""The browser forgets what the session before was lent: whoever comes next may be somebody else."""
LONGEST_WORDS = 4_096
AT_ONCE, MOST_WAITING = 2, 40
_TURNS = CapacityLimiter(AT_ONCE)
STEPS = {CODE: "/sign-in/code", DEVICE: "/sign-in/device"}


async def _ask_password(request: Request) -> Response:
    answer, token = _page(_password(request, None)), request.cookies.get(COOKIE)
    if token and not await to_thread.run_sync(lambda: _holds(token)):
        answer.delete_cookie(COOKIE, path="/")
        answer.headers.update(NOTHING_KEPT)
    return answer


def _holds(token: str) -> bool:
    try:
        check_session(the_hub().register, token, click=False)
    except AccessRefused:
        return False
    return True


async def _take_password(request: Request) -> Response:
    form, wanted = await read_form(request, "name", "password"), wanted_page(request)
    if form is None:
        return _page(_password(request, not_ours()), 403)
    hub = the_hub()
    (name, password), address, roles = form, address_of(request), hub.settings.sign_in.second_factor
    try:
        begun = await in_turn(lambda: begin_sign_in(hub.register, name, password, address, roles))
    except REFUSALS as refusal:
        return _page(_password(request, refusal), 403)
    return go_on(request, begun, wanted)


async def _ask_code(request: Request) -> Response:
    return _page(code_page(_partnership(), wanted_page(request), None))


async def _ask_device(request: Request) -> Response:
    try:
        device = await _device(request)
    except REFUSALS as refusal:
        return _page(_password(request, refusal), 403)
    return _page(device_page(_partnership(), wanted_page(request), device, None))


async def _take_code(request: Request) -> Response:
    form, wanted, token = await read_form(request, "code"), wanted_page(request), request.cookies.get(WAITING, "")
    if form is None:
        return _page(_password(request, not_ours()), 403)
    try:
        done = await in_turn(lambda: give_code(the_hub().register, token, form[0], address_of(request)))
    except REFUSALS as refusal:
        return await _ask_again(request, wanted, refusal)
    return go_on(request, done, wanted)


async def _ask_again(request: Request, wanted: str, refusal: Exception) -> Response:
    """The same step once more, with what was wrong; the password again where the sign-in has ended meanwhile."""
    if request.url.path != STEPS[DEVICE]:
        return _page(code_page(_partnership(), wanted, refusal), 403)
    try:
        return _page(device_page(_partnership(), wanted, await _device(request), refusal), 403)
    except REFUSALS:
        return _page(_password(request, refusal), 403)


ROUTES = [
    Route("/sign-in", _ask_password, methods=["GET"]),
    Route("/sign-in", _take_password, methods=["POST"]),
    Route(STEPS[CODE], _ask_code, methods=["GET"]),
    Route(STEPS[CODE], _take_code, methods=["POST"]),
    Route(STEPS[DEVICE], _ask_device, methods=["GET"]),
    Route(STEPS[DEVICE], _take_code, methods=["POST"]),
]


def list_ways() -> list[tuple[str, str]]:
    """Title and address of every account service by which people sign in."""
    services = the_hub().settings.sign_in.services
    return [(one.title, f"/sign-in/with/{key}") for key, one in services.items()]


def _password(request: Request, refusal: Exception | None) -> str:
    return password_page(_partnership(), wanted_page(request), refusal, list_ways())


def _enter(request: Request, begun: SignIn, wanted: str) -> Response:
    """Give the browser the cookie of an open session, and send it on."""
    before = request.cookies.get(COOKIE)
    if before:
        end_session(the_hub().register, before, "signed in anew")
    on = write_step(TAKE, wanted) if is_file(wanted) else wanted or "/"
    answer = RedirectResponse(on, status_code=303)
    answer.delete_cookie(WAITING, path="/sign-in")
    answer.headers.update(NOTHING_KEPT if before else {})
    give_cookie(answer, request, COOKIE, begun.token, "/", int(LONGEST_SECONDS))
    return answer


def go_on(request: Request, begun: SignIn, wanted: str) -> Response:
    """On to the page that was wanted, or to the step of the sign-in that is still to do."""
    if begun.stage == OPEN:
        return _enter(request, begun, wanted)
    query = f"?next={quote(wanted, safe='')}" if wanted else ""
    answer = RedirectResponse(STEPS[begun.stage] + query, status_code=303)
    give_cookie(answer, request, WAITING, begun.token, "/sign-in", 300)
    return answer


def give_cookie(answer: Response, request: Request, name: str, token: str, path: str, seconds: int) -> None:
    """Give the browser a token that no script and no other site gets at."""
    secure = is_secure(request.scope)
    answer.set_cookie(name, token, max_age=seconds, path=path, secure=secure, httponly=True, samesite="lax")


async def read_form(request: Request, *names: str) -> tuple[str, ...] | None:
    """The fields of a form, of a page of this very site; None for one from elsewhere."""
    if not is_ours(request.scope):
        return None
    async with request.form(max_files=0, max_fields=8, max_part_size=LONGEST_WORDS) as form:
        return tuple(str(form.get(name, ""))[:LONGEST_WORDS] for name in names)


async def _device(request: Request) -> Device:
    token = request.cookies.get(WAITING, "")
    return await to_thread.run_sync(lambda: propose_device(the_hub().register, token))


def wanted_page(request: Request) -> str:
    """The page that was asked for, on this site only; the first page of the reader where none was."""
    words = request.query_params.get("next", "")
    return words if is_local(words) and not words.startswith("/sign-in") else ""


def address_of(request: Request) -> Key:
    """Where a try comes from."""
    return Key("address", request.client.host if request.client else "")


async def in_turn(act: Callable[[], Done]) -> Done:
    """Do a step of a sign-in, two at a time: a flood of strangers neither fills the machine nor keeps readers waiting.

    Raises:
        AccessRefused: too many wait.
    """
    if _TURNS.statistics().tasks_waiting >= MOST_WAITING:
        raise AccessRefused("too many people sign in at this moment.", "a long queue.", "try again in a minute.")
    return await to_thread.run_sync(act, limiter=_TURNS)


def _partnership() -> str:
    return the_hub().settings.partnership.name


def not_ours() -> AccessRefused:
    """What is said of a form that no page of this site sent."""
    return AccessRefused("this form came from another site.", "no page of this hub sent it.", "sign in here.")


def _page(html: str, status: int = 200) -> Response:
    return HTMLResponse(html, status_code=status)
