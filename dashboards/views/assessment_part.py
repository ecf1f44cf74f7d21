"""An assessment on the page of its product: where it stands, its words in a form, freezing, and what was frozen before.

It works for every product that is kept as an assessment; which words there are, the product's own slots say.
"""

from collections.abc import Sequence

import streamlit as st

from dashboards import choice, forms, frame, keep, page, show
from dashboards.cards import tell
from dashboards.filters import audience_title
from dashboards.pack_files import address_of
from dashboards.style import link, part, tag
from hub.assessments.drafting import LONGEST, assign_meeting, begin_draft, open_again, write_words
from hub.assessments.freezing import freeze
from hub.assessments.standing import NOT_BEGUN, Shelf, Standing, read_for_meeting, read_standing
from hub.assessments.versions import About, Assessment
from hub.geography import ALL
from hub.months import name_day
from hub.products.product import Product, Section
from hub.products.written import group_slots, list_slots

NO_MEETING = ""
ABOUT_WORDS = (
    "What you write stands in the open pack and in the closed one, so it may name nobody and hold nothing restricted. "
    "Figures belong to the tables: dates, clock times, roads and grid cells may be typed, other numbers may not."
)
ABOUT_FREEZING = (
    "Freezing makes the packs and keeps them as they are, whatever data or words become later. It releases nothing: a "
    "pack for the open session that nobody has released says so on every page."
)
MAKING = "Making the packs"


def view_assessment(name: str) -> Product:
    """The page of the product of that name down to its foot: choice, print button, words and versions, sections."""
    chosen = choice.choose(name)
    product = chosen.product
    with chosen.top:
        frame.head(product)
    with chosen.tools:
        frame.files(product, ("pdf",), main=True)
        keep.offer(name, product)
    _show_versions(product)
    for section in product.sections:
        show.section(section)
    return product


def _show_versions(product: Product) -> None:
    """One box: state, words, freezing, versions; nothing for a product or a reader without."""
    period, _, area, dataset, _ = product.asked
    about = About(product.name, area or ALL, str(period), str(dataset))
    found = page.act(lambda hub, who: (read_standing(hub, who, about),))
    standing = found[0] if found else None
    if standing is None or not (standing.prepares or standing.shelves):
        return
    newest = standing.newest
    where = tag("p", f"Assessment: {newest.title if newest else NOT_BEGUN}.", "state")
    st.html(part(tag("h2", "Words and versions"), where))
    if standing.prepares:
        _prepare(standing, newest, product.sections)
    for shelf in standing.shelves:
        show_packs(shelf)


def show_packs(shelf: Shelf, titled: bool = True) -> None:
    """The packs of one version that this reader is given, and what keeps others back; ``titled``: which version."""
    title = [tag("p", f"{shelf.version.title}.")] if titled else []
    links = [
        link(f"Print the {audience_title(one.audience).lower()} pack, version {shelf.version.version}",
             address_of(one.assessment, one.audience), main=True)
        for one in shelf.packs
    ]  # fmt: skip
    if links or shelf.why:
        st.html(part(*title, *(tag("p", words, "soft") for words in shelf.why)))
    if links:
        st.html(part(*links, css="sh-files"))


def _prepare(standing: Standing, newest: Assessment | None, sections: Sequence[Section]) -> None:
    if newest is None:
        _begin(standing)
    elif newest.state == "draft":
        _write(standing, newest, sections)
        _freeze(standing, newest)
    elif st.button("Open a new version", key=f"again-{newest.id}"):
        forms.do(lambda hub, who: open_again(hub, newest.id, who))


def _meeting(standing: Standing, chosen: str, name: str) -> str:
    """The box that chooses the meeting which an assessment is for."""
    days = {NO_MEETING: "No meeting", **{one: name_day(day) for one, day in standing.meetings}}
    if chosen and chosen not in days:
        days[chosen] = "The meeting that it was for"
    titles = forms.tell_apart(days)
    first = list(titles).index(chosen) if chosen in titles else 0
    return str(st.selectbox("For the meeting of", list(titles), first, format_func=titles.__getitem__,
                            key=forms.key(name)))  # fmt: skip


def _begin(standing: Standing) -> None:
    with st.expander("Begin the assessment"), st.form(key="form-begin-assessment"):
        tell("It begins as a draft: what you write goes into this page at once, and is frozen when you say so.", "soft")
        ahead = standing.meetings[0][0] if standing.meetings else NO_MEETING
        meeting = _meeting(standing, ahead, "begin-for")
        if st.form_submit_button("Begin it"):
            forms.do(lambda hub, who: begin_draft(hub, standing.about, who, meeting))


def _write(standing: Standing, draft: Assessment, sections: Sequence[Section]) -> None:
    """One heading of the product at a time, as a whole assessment has some thirty places for words.

    The label of a field is read as Markdown, so the heading, which may name an area, is no part of it.
    """
    groups, slots = group_slots(sections), list_slots(sections)
    if not groups:
        return
    with st.expander("Write the words"):
        tell(ABOUT_WORDS, "soft")
        heading = st.selectbox("Part of the assessment", list(groups), key=f"part-{draft.id}")
        with st.form(key=f"form-words-{draft.id}-{list(groups).index(heading)}"):
            typed = {
                slot: st.text_area(title, standing.words.get(slot, ""), max_chars=LONGEST,
                                   key=forms.key(f"{draft.id}-{slot}"))
                for slot, title in groups[heading].items()
            }  # fmt: skip
            if st.form_submit_button("Keep these words"):
                forms.do(lambda hub, who: write_words(hub, draft.id, typed, slots, who))


def _freeze(standing: Standing, draft: Assessment) -> None:
    with st.expander("Freeze it"):
        tell(ABOUT_FREEZING, "soft")
        with st.form(key=f"form-meeting-{draft.id}"):
            meeting = _meeting(standing, draft.meeting, f"for-{draft.id}")
            if st.form_submit_button("Note the meeting"):
                forms.do(lambda hub, who: assign_meeting(hub, draft.id, meeting, who))
        if st.button(f"Freeze version {draft.version}", key=f"freeze-{draft.id}", type="primary"):
            with st.spinner(MAKING):
                forms.do(lambda hub, who: freeze(hub, draft.id, who))


def show_for_meeting(meeting: str) -> None:
    """The packs of a meeting: where each stands, and those that this reader prints now."""
    found = page.act(lambda hub, who: read_for_meeting(hub, who, meeting)) or ()
    if not found:
        tell(f"The packs: {NOT_BEGUN}. Begin the assessment on Tactical assessment.")
    for one in found:
        st.html(part(tag("p", f"The packs, {one.title}: {one.state}.", "state")))
        if one.shelf is not None:
            show_packs(one.shelf, titled=False)
