"""The minutes of a meeting as files, by an address that is checked whenever somebody asks: who may read them."""

from urllib.parse import urlencode

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dashboards.asked_file import MINUTES, PROOF, lead_to_confirm
from dashboards.downloads import MIME
from dashboards.served import the_hub
from dashboards.session import COOKIE
from hub.access.sessions import check_session, restrict_session
from hub.access.step_up import ProofTooOld, check_proof, seconds_for
from hub.meetings.minute_files import FILES, check_taking, write_minutes
from hub.release import REFUSALS

TYPES = {**MIME, "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}
CLOSED = "closed"


def address_of(area: str, meeting: str, document: str, version: int, kind: str) -> str:
    """The address of a version of a document as a file of a kind."""
    asked = {"area": area, "meeting": meeting, "document": document, "version": version, "kind": kind}
    return f"{MINUTES}?{urlencode(asked)}"


async def _minutes(request: Request) -> Response:
    if request.method != "GET":
        return PlainTextResponse("Files are taken whole.", status_code=405)
    return await to_thread.run_sync(lambda: _answer(request))


def _answer(request: Request) -> Response:
    area, meeting, document, kind = (
        request.query_params.get(name, "") for name in ("area", "meeting", "document", "kind")
    )
    number = request.query_params.get("version", "0")
    if kind not in FILES or not (number.isascii() and number.isdigit() and len(number) < 6):
        return PlainTextResponse(f"There is no such kind of file. Use one of: {', '.join(FILES)}.", status_code=404)
    try:
        held = check_session(the_hub().register, request.cookies.get(COOKIE))
        check_taking(the_hub(), held.who, area, document)
        seconds, proof = seconds_for(document, shared=False), request.cookies.get(PROOF)
        check_proof(the_hub().register, held, proof, seconds, ("minutes", kind))
        name, content = write_minutes(the_hub(), held.who, (area, meeting, document, int(number)), kind)
        if document == CLOSED:
            restrict_session(the_hub().register, held)
    except ProofTooOld:
        return lead_to_confirm(request)
    except REFUSALS as refusal:
        return PlainTextResponse(str(refusal), status_code=403)
    heads = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=TYPES[kind], headers=heads)


ROUTES = [Route(MINUTES, _minutes, methods=["GET"])]
