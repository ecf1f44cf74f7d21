"""The board's summary on two pages: figures, priorities, busiest places, months and late data, and where the rest is.

Nothing is worked out here: rows of released tables are left out, and the trends are drawn as one chart of small ones.
"""

from collections.abc import Iterator
from dataclasses import replace

from hub.paper.layout import Layout, lay_out
from hub.paper.supply_rows import late_rows
from hub.products import strategic_summary
from hub.products.product import Product, Section, SeriesBlock, TableBlock, Words
from hub.products.sentences import count_in_words

MOST_PLACES, MOST_THREATS = 5, 8
PLACES, PRIORITIES, TRENDS, SUPPLY = "Places", "Priorities", "Trends", "Supply and data quality"
CODE, JUDGED = ("Code",), ("Probability", "Harm", "Threat score")
"""Columns that two pages have no room for."""
REST = (
    "Not printed here: categories, count and harm, every area, perceptions, and what was supplied. They stand on the "
    "page Strategic summary, in its workbook, and in the strategic assessment."
)


def is_short(product: Product) -> bool:
    """Whether a product is printed on two pages."""
    return product.name == strategic_summary.NAME


def lay_out_short(product: Product) -> Layout:
    """What the template of two pages prints; what suppressed means stands once, at the end."""
    layout = lay_out(_shorten(product))
    for section in layout.data["sections"]:
        for block in section["blocks"]:
            block["reason"] = ""
    layout.data["rest"] = REST
    return layout


def _shorten(product: Product) -> Product:
    """The same release with what two pages hold of it, in the order of a board's questions."""
    known = {section.heading: section for section in product.sections}
    five = product.sections[0]
    wanted = [five, *_priorities(known.get(PRIORITIES)), *_places(known.get(PLACES))]
    wanted += [*_trends(known.get(TRENDS)), *_late(known.get(SUPPLY))]
    return replace(product, sections=tuple(wanted))


def _priorities(found: Section | None) -> Iterator[Section]:
    if found is not None:
        said = [block for block in found.blocks if isinstance(block, Words)]
        tables = (_first(_without(one, JUDGED), MOST_THREATS) for one in _tables(found))
        yield Section(PRIORITIES, (*said, *tables))


def _places(found: Section | None) -> Iterator[Section]:
    if found is not None:
        yield Section(PLACES, tuple(_first(_without(one, CODE), MOST_PLACES) for one in _tables(found)[:1]))


def _tables(section: Section) -> list[TableBlock]:
    return [block for block in section.blocks if isinstance(block, TableBlock)]


def _without(block: TableBlock, titles: tuple[str, ...]) -> TableBlock:
    """A table without the columns of these titles."""
    kept = [at for at, column in enumerate(block.columns) if column.title not in titles]
    rows = tuple(tuple(row[at] for at in kept) for row in block.rows)
    return replace(block, columns=tuple(block.columns[at] for at in kept), rows=rows)


def _first(block: TableBlock, most: int) -> TableBlock:
    """The first rows of a table, which says how many there are."""
    if len(block.rows) <= most:
        return block
    note = f"The first {count_in_words(most)} of {count_in_words(len(block.rows))} rows. {block.note}"
    return replace(block, rows=block.rows[:most], note=note)


def _trends(found: Section | None) -> Iterator[Section]:
    """One chart of small ones, each with its own scale."""
    series = [block for block in found.blocks if isinstance(block, SeriesBlock)] if found else []
    if not series:
        return
    first = series[0]
    together = {name: cells for block in series for name, cells in block.series.items()}
    named = ", ".join(together)
    drawn = replace(
        first,
        title="The figures by month",
        series=together,
        alt=f"{named}: events in each of {len(first.x)} months, each on its own scale.",
    )
    yield Section(TRENDS, (drawn,), new_page=True)


def _late(found: Section | None) -> Iterator[Section]:
    """What is late or missing of what is owed; said too where nothing is."""
    for block in _tables(found) if found else []:
        late = late_rows(block)
        if late:
            yield Section("Late or missing data", (replace(block, rows=late),))
        else:
            yield Section("Late or missing data", (Words(("Everything owed for this period was supplied.",)),))
