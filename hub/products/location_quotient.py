"""Location quotients in a product: what an area is known for, from released counts."""

from collections.abc import Sequence

from geo.rates import location_quotient
from hub.disclosure.derive import work_out
from hub.geography import ALL
from hub.products.draft import Draft
from hub.products.product import Cell, Column, TableBlock, Text
from ingest.categories import categories


def quotient_table(draft: Draft, title: str, chosen: Sequence[str]) -> TableBlock | None:
    """Location quotients: the share of each category in each report area beside its share in the whole partnership.

    None where the hub has no outlines of larger areas.
    """
    titles, ask = categories(draft.dataset.name), draft.figures.count
    codes = [code for code in draft.codes(draft.report_level) if draft.figures.is_by_category(code)]
    rows: list[tuple[Cell, ...]] = []
    for code in sorted(codes, key=lambda code: draft.names[code]):
        quotients = []
        for one in chosen:
            around = [(area, category) for area in (code, ALL) for category in (one, ALL)]
            cells = [ask(draft.dataset.name, draft.period, area, category) for area, category in around]
            quotients.append(work_out(cells, location_quotient))
        rows.append((Text(draft.names[code]), *quotients))
    columns = (Column("Area", "text"), *(Column(titles[one], "rate") for one in chosen))
    note = (
        "The category's share of an area's events divided by its share of the whole partnership's: at two it is twice "
        "as large, at a half half as large. It says what an area is known for, not how much happens there. Not "
        "applicable: nothing happened in the area, or nothing of the category anywhere."
    )
    return TableBlock(title, columns, tuple(rows), note=note) if rows else None
