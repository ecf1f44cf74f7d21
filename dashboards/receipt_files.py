"""Receipts as files, by an address that is checked whenever somebody asks: for whose file it was."""

from urllib.parse import urlencode

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dashboards.asked_file import PROOF, RECEIPT, lead_to_confirm
from dashboards.downloads import MIME
from dashboards.served import the_hub
from dashboards.session import COOKIE
from hub.access.sessions import check_session
from hub.access.step_up import RECEIPT_SECONDS, ProofTooOld, check_proof
from hub.release import REFUSALS
from hub.submissions import KINDS, write_receipt

TYPES = {**MIME, "html": "text/html; charset=utf-8", "txt": "text/plain; charset=utf-8"}


def address_of(batch: str, kind: str) -> str:
    """The address of the receipt of a batch as a file of a kind."""
    return f"{RECEIPT}?{urlencode({'batch': batch, 'kind': kind})}"


async def _receipt(request: Request) -> Response:
    if request.method != "GET":
        return PlainTextResponse("Files are taken whole.", status_code=405)
    return await to_thread.run_sync(lambda: _answer(request))


def _answer(request: Request) -> Response:
    batch, kind = request.query_params.get("batch", ""), request.query_params.get("kind", "")
    if kind not in KINDS:
        return PlainTextResponse(f"There is no such kind of file. Use one of: {', '.join(KINDS)}.", status_code=404)
    try:
        held = check_session(the_hub().register, request.cookies.get(COOKIE))
        check_proof(the_hub().register, held, request.cookies.get(PROOF), RECEIPT_SECONDS, ("receipt", kind))
        name, content = write_receipt(the_hub(), held.who, batch, kind)
    except ProofTooOld:
        return lead_to_confirm(request)
    except REFUSALS as refusal:
        return PlainTextResponse(str(refusal), status_code=403)
    heads = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=TYPES[kind], headers=heads)


ROUTES = [Route(RECEIPT, _receipt, methods=["GET"])]
