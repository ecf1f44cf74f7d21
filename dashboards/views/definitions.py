"""Everybody's page: what each data set must hold, and what the marks in a table mean. It holds no partnership data."""

import streamlit as st

from dashboards import page, show
from dashboards.style import part, tag
from hub.definitions import MEANINGS, Definition, Heading, Layout, list_definitions

PAGE = "definitions"
TITLE = "Definitions"
INLINE = 12
ABOUT = (
    "What each agency must send, as the hub checks it: this page is read from the contracts that accept or refuse a "
    "file. It holds no partnership data."
)
HOW = "A file holds exactly the columns of its layout, in any order: a missing one is refused, and so is an extra one."
NONE_REFUSED = "No other layout is refused by name."
MEANING = "No two of them look alike, on screen, on paper or in a file."


def view() -> None:
    """Choose a data set and one of its layouts; read its columns, its codes, and what is refused."""
    found = {one.name: one for one in page.consult(PAGE, lambda hub, who: list_definitions(hub.register, who))}
    st.html(part(tag("h1", TITLE), tag("p", ABOUT, "lead")))
    titles = {name: one.title for name, one in found.items()}
    with st.container(horizontal=True):
        chosen = found[str(st.selectbox("Data set", list(titles), format_func=titles.__getitem__, key="definition"))]
        layout = _choose_layout(chosen)
    show.heading(chosen.title)
    lines = (f"{chosen.clause}. Owed by: {chosen.agency}.", chosen.holds, *chosen.notes)
    st.html(part(*(tag("p", line) for line in lines)))
    _columns(layout)
    _refused(chosen, layout)
    show.heading("What a gap means")
    show.table(show.words_table("Figures and gaps", ("In a table", "In a file", "What it means"), MEANINGS, MEANING))


def _choose_layout(chosen: Definition) -> Layout:
    """The layout; the only one, without asking, where there is one."""
    layouts = {one.name: one for one in chosen.layouts}
    if len(layouts) == 1:
        return chosen.layouts[0]
    title = {name: one.title for name, one in layouts.items()}
    return layouts[str(st.selectbox("Layout", list(title), format_func=title.__getitem__, key=f"of-{chosen.name}"))]


def _columns(layout: Layout) -> None:
    """The table of columns; under it every list of codes that is too long for a cell."""
    rows = [(one.title, _holds(one), one.unit, one.written, one.needed) for one in layout.headings]
    heads = ("Column", "What it holds", "Unit", "How it is written", "Needed")
    show.table(show.words_table(layout.title, heads, rows, " ".join((HOW, *layout.notes))))
    for one in layout.headings:
        if _is_long(one):
            with st.expander(f"Codes of {one.title}"):
                _code_lists(one)


def _refused(chosen: Definition, layout: Layout) -> None:
    show.heading("What is refused, or dropped at the door")
    st.html(part(tag("p", chosen.never)))
    if layout.dropped:
        note = "These columns come with the layout; their content is dropped before anything is kept."
        show.table(show.words_table("Dropped at the door", ("Column", "Why it is not kept"), layout.dropped, note))
    if chosen.refused:
        note = "Such a file is refused whole, whatever it is sent as."
        show.table(
            show.words_table(
                "Layouts that are known and refused", ("Layout", "Why, and what to do"), chosen.refused, note
            )
        )
    else:
        st.html(part(tag("p", NONE_REFUSED, "soft")))


def _holds(one: Heading) -> str:
    if _is_long(one):
        return f"{one.holds} The codes are listed below."
    return " ".join((one.holds, *(f"One of: {', '.join(each.codes)}." for each in one.codes)))


def _is_long(one: Heading) -> bool:
    return len(one.codes) > 1 or any(len(each.codes) > INLINE for each in one.codes)


def _code_lists(one: Heading) -> None:
    for each in one.codes:
        items = "".join(tag("li", code) for code in each.codes)
        head = (tag("h3", each.heading),) if each.heading else ()
        st.html(part(*head, f'<ul class="sh-codes">{items}</ul>'))
