"""Files of released products, by an address that says what was asked for and is checked whenever somebody asks.

An address that is passed on opens nothing to whoever may not have the product: it is released anew, for the reader who
asks, through the same data function as a page; and a session that has ended, or whose person has not proved lately who
they are (`hub/access/step_up.py`), gets no byte.
"""

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlencode

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dashboards import page
from dashboards.asked_file import DOWNLOAD, PROOF, lead_to_confirm
from dashboards.served import the_hub
from dashboards.session import COOKIE
from hub.access.opening import note_refusal
from hub.access.sessions import check_session
from hub.access.step_up import ProofTooOld, check_proof, seconds_for
from hub.briefing import write_pdf
from hub.export import FILES, PICTURES, file_name
from hub.meetings.closed_packs import check_closed_file
from hub.products.product import Product
from hub.release import REFUSALS, note_view
from hub.release_asks import check_asked

MIME = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "gpkg": "application/geopackage+sqlite3",
    "svg": "image/svg+xml",
    "png": "image/png",
}
WRITERS: Mapping[str, Callable[[Product], bytes]] = {"pdf": write_pdf, **FILES}
ASKED = ("product", "period", "audience", "area", "dataset", "category", "action")


def address_of(product: Product, kind: str, title: str = "") -> str:
    """The address of a released product as a file of a kind, or of its picture of that title."""
    return write_address(product.name, (*product.asked, product.action), kind, title)


def write_address(product: str, wanted: Sequence[str | None], kind: str, title: str = "") -> str:
    """The same of a product that was not asked for yet; ``wanted``: its period, audience, area, data set, category,
    action."""
    asked = [(name, words) for name, words in zip(ASKED, (product, *wanted), strict=False) if words]
    picture = [("title", title)] if title else []
    return f"{DOWNLOAD}?{urlencode([*asked, ('kind', kind), *picture])}"


def kinds_for(product: Product) -> tuple[str, ...]:
    """The kinds of file a product may be taken as: with small counts that were shared, on paper only, for a JAG."""
    if not product.shared:
        return (*WRITERS, *PICTURES)
    return ("pdf",) if product.audience == "closed" else ()


async def _download(request: Request) -> Response:
    if request.method != "GET":
        return PlainTextResponse("Files are taken whole.", status_code=405)
    return await to_thread.run_sync(lambda: _answer(request))


def _answer(request: Request) -> Response:
    asked, kind = [request.query_params.get(name, "") for name in ASKED], request.query_params.get("kind", "")
    if kind not in MIME:
        return PlainTextResponse(f"There is no such kind of file. Use one of: {', '.join(MIME)}.", status_code=404)
    try:
        held = check_session(the_hub().register, request.cookies.get(COOKIE))
        name, period, audience, *about = asked
        check_asked(the_hub(), held.who, name, audience, about[0], about[-1])
        check_closed_file(the_hub(), held.who, name, audience, about[0])
        product = page.find(held.who, name, period, audience, *(one or None for one in about))
        if kind not in kinds_for(product):
            told = {"audience": product.audience, "area": product.asked[2]}
            note_refusal(the_hub().register, held.who, product.name, told)
            return PlainTextResponse("What was shared with you does not leave as such a file.", status_code=403)
        seconds, proof = seconds_for(product.audience, product.shared), request.cookies.get(PROOF)
        check_proof(the_hub().register, held, proof, seconds, (product.name, kind))
        title = request.query_params.get("title", "") if kind in PICTURES else ""
        content = PICTURES[kind](product, title) if kind in PICTURES else WRITERS[kind](product)
        page.restrict(held, product)
        note_view(the_hub(), product, held.who, kind)
    except ProofTooOld:
        return lead_to_confirm(request)
    except REFUSALS as refusal:
        return PlainTextResponse(str(refusal), status_code=403)
    heads = {"content-disposition": f'attachment; filename="{file_name(product, kind, title)}"'}
    return Response(content, media_type=MIME[kind], headers=heads)


ROUTES = [Route(DOWNLOAD, _download, methods=["GET"])]
