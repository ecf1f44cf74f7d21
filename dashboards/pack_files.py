"""Frozen packs as files, by an address that is checked whenever somebody asks: the same bytes at every time."""

from urllib.parse import urlencode

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dashboards import page
from dashboards.asked_file import PACK, PROOF, lead_to_confirm
from dashboards.downloads import MIME
from dashboards.served import the_hub
from dashboards.session import COOKIE
from hub.access.sessions import check_session
from hub.access.step_up import ProofTooOld, check_proof, seconds_for
from hub.assessments.freezing import KIND, note_taking, take_pack
from hub.release import REFUSALS


def address_of(assessment: str, audience: str) -> str:
    """The address of the pack of a version for an audience."""
    return f"{PACK}?{urlencode({'assessment': assessment, 'audience': audience})}"


async def _pack(request: Request) -> Response:
    if request.method != "GET":
        return PlainTextResponse("Files are taken whole.", status_code=405)
    return await to_thread.run_sync(lambda: _answer(request))


def _answer(request: Request) -> Response:
    assessment, audience = (request.query_params.get(name, "") for name in ("assessment", "audience"))
    try:
        held = check_session(the_hub().register, request.cookies.get(COOKIE))
        found, pack, content = take_pack(the_hub(), assessment, audience, held.who)
        seconds, proof = seconds_for(audience, bool(pack.grants)), request.cookies.get(PROOF)
        check_proof(the_hub().register, held, proof, seconds, (found.about.product, KIND))
        page.restrict_for(held, audience, bool(pack.grants))
        note_taking(the_hub(), found, pack, held.who)
    except ProofTooOld:
        return lead_to_confirm(request)
    except REFUSALS as refusal:
        return PlainTextResponse(str(refusal), status_code=403)
    heads = {"content-disposition": f'attachment; filename="{pack.file_name}"'}
    return Response(content, media_type=MIME[KIND], headers=heads)


ROUTES = [Route(PACK, _pack, methods=["GET"])]
