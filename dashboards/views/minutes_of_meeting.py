"""The minutes of the meetings that were held: written, read by the chair, approved, circulated, and taken as files."""

from datetime import date

import streamlit as st

from dashboards import forms, page, show
from dashboards.cards import card, tell
from dashboards.frame import write_marking
from dashboards.minutes_files import address_of
from dashboards.style import link, mark_paper, part, tag
from dashboards.views.running_meeting import show_checklist, show_ways
from hub.meetings.minute_book import Book, Sheet, read_book
from hub.meetings.minute_files import FILES
from hub.meetings.minute_items import FIELDS, Wording, note_apologies, strike_item, write_item
from hub.meetings.minute_text import Paper
from hub.meetings.minute_versions import CORRECTS, begin_minutes, correct_minutes, look_at
from hub.meetings.minutes import TITLES, Item
from hub.months import name_day

NONE_HELD = "There are no minutes yet. They are written once a meeting has ended."
NOT_BEGUN = "These minutes were not begun yet. Attendance and actions are put in from what was noted."
BEGIN = "Begin the minutes"
NO_NAMES = (
    "No name, number or address of a person belongs here, in the annex as little as in the minutes: what looks like "
    "one is refused. Notes that name somebody stay in the agency's own system."
)
READ = "I have read it as it stands"
MEETING, DOCUMENT = "minutes-meeting", "minutes-document"
KINDS = {"pdf": "Print (PDF)", "docx": "Edit (DOCX)"}
SHORT = 60


def show_minutes(area: str, runs: bool, today: date) -> None:
    """One document of one meeting; ``runs``: the reader is the chair."""
    show.heading("Minutes")
    asked = str(st.session_state.get(MEETING, "")), str(st.session_state.get(DOCUMENT, "open"))
    book = page.consult("minutes", lambda hub, who: read_book(hub, who, today, area, *asked))
    if book is None:
        tell(NONE_HELD)
        return
    _choose(book)
    sheet, meeting = book.sheet, book.running.meeting
    restricted = sheet.document == "closed"
    if restricted:
        page.restrict_this_one(f"annex of {meeting.id}, JAG {area}")
        st.html(mark_paper(book.marking))
        st.html(part(write_marking(book.marking)))
    with card(f"{TITLES[sheet.document]}, {book.running.day}"):
        _standing(book)
        if sheet.paper is None:
            _begin(area, book)
        else:
            _text(sheet.paper, opened=book.writing)
            _write(area, book)
            _files(area, book)
        if runs:
            _steps(area, book)
    if restricted:
        st.html(part(write_marking(book.marking)))


def _choose(book: Book) -> None:
    days = dict(book.meetings)
    if len(days) > 1:
        at = list(days).index(book.running.meeting.id)
        st.selectbox("Minutes of the meeting of", list(days), at, format_func=days.__getitem__, key=MEETING)
    if len(book.documents) > 1:
        st.radio("Document", book.documents, format_func=TITLES.__getitem__, horizontal=True, key=DOCUMENT)
    if book.why:
        tell(book.why, "soft")


def _standing(book: Book) -> None:
    """Which version it is, and where it stands."""
    version, state = book.sheet.version, book.running.meeting.state
    if version is None:
        return
    if version.approved_on is None:
        said = "○\u00a0draft" + (", read by the chair" if book.sheet.read else ", not read by the chair as it stands")
    else:
        out = "●\u00a0circulated; " if state == "circulated" else "○\u00a0not circulated; "
        said = f"{out}approved on {name_day(version.approved_on)}"
    lines = [tag("p", f"Version {version.version}: {said}", "state")]
    if version.corrects:
        lines.append(tag("p", f"It replaces version {version.version - 1}: {version.corrects}"))
    st.html(part(*lines))


def _begin(area: str, book: Book) -> None:
    tell(NOT_BEGUN)
    if book.writing and st.button(BEGIN, type="primary"):
        forms.do(lambda hub, who: begin_minutes(hub.register, area, book.running.meeting.id, who))


def _text(paper: Paper, opened: bool) -> None:
    """All that the document says."""
    with st.expander("What it says", expanded=opened):
        for one in paper.parts:
            if one.rows:
                show.table(show.words_table(one.heading, one.columns, one.rows, " ".join(one.paragraphs)))
            else:
                st.html(part(tag("h3", one.heading), *(tag("p", words) for words in one.paragraphs)))


def _write(area: str, book: Book) -> None:
    sheet = book.sheet
    if not book.writing or sheet.version is None or sheet.version.approved_on is not None:
        return
    tell(NO_NAMES, "soft")
    with st.expander("Add a decision"):
        _decision(area, book)
    if sheet.document == "closed":
        with st.expander("Note a disclosure"):
            _disclosure(area, book)
    elif book.away:
        with st.expander("Note apologies"):
            _apologies(area, book)
    if sheet.items:
        with st.expander("Strike a decision or a disclosure"):
            _strike(area, book)


def _decision(area: str, book: Book) -> None:
    with st.form(key="form-decision"):
        heading = st.text_input(FIELDS["heading"], max_chars=100, key=forms.key("minutes-heading"))
        words = st.text_area(FIELDS["decision"], max_chars=500, key=forms.key("minutes-decision"))
        if st.form_submit_button("Add this decision"):
            _add(area, book, Wording(book.sheet.document, "decision", words, heading))


def _disclosure(area: str, book: Book) -> None:
    seats = {one.id: one.title for one in book.closed_seats}
    origins = list(dict.fromkeys(one.organisation for one in book.closed_seats))
    names = forms.tell_apart({one: one for one in origins})
    with st.form(key="form-disclosure"):
        words = st.text_area(FIELDS["disclosure"], max_chars=500, key=forms.key("minutes-about"))
        reason = st.text_area(FIELDS["reason"], max_chars=500, key=forms.key("minutes-reason"))
        origin = st.selectbox("From", origins, format_func=names.__getitem__, key=forms.key("minutes-origin"))
        need = st.multiselect(
            "Who needs to know", list(seats), format_func=seats.__getitem__, key=forms.key("minutes-need")
        )
        if st.form_submit_button("Note this disclosure"):
            made = Wording("closed", "disclosure", words, "", reason, str(origin or ""), tuple(need))
            _add(area, book, made)


def _add(area: str, book: Book, made: Wording) -> None:
    forms.do(lambda hub, who: write_item(hub.register, area, book.running.meeting.id, made, who))


def _apologies(area: str, book: Book) -> None:
    titles = {one.id: one.title for one in book.away}
    known = [one for one in (book.sheet.version.apologies if book.sheet.version else ()) if one in titles]
    with st.form(key="form-apologies"):
        sent = st.multiselect(
            "Who sent apologies", list(titles), known, format_func=titles.__getitem__, key=forms.key("minutes-sent")
        )
        if st.form_submit_button("Note the apologies"):
            forms.do(lambda hub, who: note_apologies(hub.register, area, book.running.meeting.id, tuple(sent), who))


def _strike(area: str, book: Book) -> None:
    names = forms.tell_apart({str(one.number): _name(one) for one in book.sheet.items})
    with st.form(key="form-strike"):
        number = st.selectbox("Which", list(names), format_func=names.__getitem__, key=forms.key("minutes-struck"))
        if st.form_submit_button("Strike it"):
            meeting = book.running.meeting.id
            forms.do(lambda hub, who: strike_item(hub.register, area, meeting, int(number or 0), who))


def _name(one: Item) -> str:
    words = one.words if len(one.words) <= SHORT else f"{one.words[:SHORT]}…"
    return f"{one.kind.capitalize()}: {words}"


def _files(area: str, book: Book) -> None:
    sheet, meeting = book.sheet, book.running.meeting.id
    if sheet.version is None:
        return
    here = [
        link(KINDS[kind], address_of(area, meeting, sheet.document, sheet.version.version, kind), main=kind == "pdf")
        for kind in FILES
    ]
    before = [
        link(f"Version {number}, replaced (PDF)", address_of(area, meeting, sheet.document, number, "pdf"))
        for number in sheet.earlier
    ]
    st.html(part(f'<p class="sh-links">{" ".join([*here, *before])}</p>'))


def _steps(area: str, book: Book) -> None:
    """What the chair does: read, attest, take the next step, correct."""
    sheet, meeting = book.sheet, book.running.meeting.id
    if book.writing and sheet.paper is not None and not sheet.read and st.button(READ):
        forms.do(lambda hub, who: look_at(hub.register, area, meeting, sheet.document, sheet.digest, who))
    show_checklist(area, book.running, "Attest for the minutes")
    show_ways(area, book.running)
    if sheet.version is not None and sheet.version.approved_on is not None:
        _correct(area, book, sheet)


def _correct(area: str, book: Book, sheet: Sheet) -> None:
    with st.expander("Correct it"):
        tell(
            "The words are locked. A correction is a new version, which says so and is approved and circulated anew.",
            "soft",
        )
        with st.form(key="form-correct"):
            why = st.text_area(CORRECTS, max_chars=500, key=forms.key("minutes-why"))
            if st.form_submit_button("Begin a new version"):
                meeting, document = book.running.meeting.id, sheet.document
                forms.do(lambda hub, who: correct_minutes(hub.register, area, meeting, document, why, who))
