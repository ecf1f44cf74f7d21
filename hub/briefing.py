"""A product on paper: A4 as PDF, marked at head and foot of every page, maps and charts as vectors.

The document date is the release date and fonts come from `hub/paper/fonts`, never from the machine, so equal products
give equal bytes on any day and machine (SDC-6, SDC-14). PDF/A-2a for keeping, PDF/UA-1 for readers.
"""

from datetime import UTC, datetime

from hub.export import check_may_leave
from hub.paper.layout import lay_out
from hub.paper.two_pages import is_short, lay_out_short
from hub.paper.typesetting import set_pages
from hub.products.product import Product

CLOSED = "closed"


def write_pdf(product: Product) -> bytes:
    """The product as a tagged PDF.

    A closed session's pack is paper, with its marking on every page; for any other audience shared figures are refused.

    Raises:
        ReleaseRefused: figures under a grant, for another audience than the closed session.
        ValueError: a block that is not whole (row, shape or month without cell).
    """
    if product.audience != CLOSED:
        check_may_leave(product)
    moment = datetime.fromisoformat(product.released_on).replace(tzinfo=UTC)
    short = is_short(product)
    layout = lay_out_short(product) if short else lay_out(product)
    return set_pages("two_pages.typ" if short else "briefing.typ", layout.data, layout.pictures, moment)
