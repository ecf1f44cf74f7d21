"""The attendance list of a meeting, to print, by an address that is checked whenever somebody asks."""

from datetime import UTC, datetime
from urllib.parse import urlencode

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dashboards.asked_file import ATTENDANCE, PROOF, lead_to_confirm
from dashboards.downloads import MIME
from dashboards.served import the_hub
from dashboards.session import COOKIE
from hub.access.sessions import check_session
from hub.access.step_up import ProofTooOld, check_proof, seconds_for
from hub.meetings.attendance_sheet import take_attendance_sheet
from hub.meetings.rights import check_right
from hub.release import REFUSALS


def address_of(area: str, meeting: str) -> str:
    """The address of the list of one meeting."""
    return f"{ATTENDANCE}?{urlencode({'area': area, 'meeting': meeting})}"


async def _attendance(request: Request) -> Response:
    if request.method != "GET":
        return PlainTextResponse("Files are taken whole.", status_code=405)
    return await to_thread.run_sync(lambda: _answer(request))


def _answer(request: Request) -> Response:
    area, meeting = (request.query_params.get(name, "") for name in ("area", "meeting"))
    try:
        held = check_session(the_hub().register, request.cookies.get(COOKIE))
        check_right(the_hub().register, held.who, "open", area, datetime.now(UTC).date())
        seconds, proof = seconds_for("open", shared=False), request.cookies.get(PROOF)
        check_proof(the_hub().register, held, proof, seconds, ("attendance list", "pdf"))
        name, content = take_attendance_sheet(the_hub(), held.who, area, meeting)
    except ProofTooOld:
        return lead_to_confirm(request)
    except REFUSALS as refusal:
        return PlainTextResponse(str(refusal), status_code=403)
    heads = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=MIME["pdf"], headers=heads)


ROUTES = [Route(ATTENDANCE, _attendance, methods=["GET"])]
