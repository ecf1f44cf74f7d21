"""Submit an extract: one file of one's own organisation, checked whole, previewed, and then accepted or discarded."""

from collections.abc import Sequence
from datetime import UTC, datetime

import streamlit as st

from dashboards import page, show, uploaded
from dashboards.receipt_files import address_of
from dashboards.style import link, part, tag
from hub.access.identity import Identity
from hub.hub import Hub
from hub.months import name_period
from hub.products.product import Column, TableBlock, Text
from hub.serve import LARGEST_UPLOAD
from hub.submissions import (
    Accepted,
    Asked,
    Offer,
    Preview,
    Upload,
    Wanted,
    accept_extract,
    list_offer,
    preview_extract,
)

PAGE = "submit-extract"
TITLE = "Submit an extract"
ABOUT = (
    "Send one file of your organisation. It is checked whole; then you read what was found and what accepting it would "
    "do. Until you accept it the hub keeps nothing of it."
)
NOTHING_OWED = (
    "Your organisation supplies no data set to this hub so far, so there is nothing to submit here. If it should, ask "
    "whoever runs the hub to name it under [supply.owed] in saferhub.toml."
)
APART = (
    "The collision table and the casualty table of the Department for Transport are two files that go together: they "
    "come by command, saferhub receive FILE --with OTHER. One file that holds both can be sent here."
)
BOX = (
    f"CSV, JSON lines, XLSX or Parquet, alone or in a gzip or zip, up to {LARGEST_UPLOAD} MB; larger ones come by "
    "command. The first row has the headings. No name, date of birth, full postcode or anything else that points at a "
    "person: such a file is refused whole."
)
CHECKING = "Checking the whole file: reading it, looking for persons, judging every row"
ACCEPTING = "Checking the same file once more and accepting it"
FORGOTTEN = "Nothing of the file is kept, and it is not in this page's memory any more."
NOT_YOURS = (
    "You can have a file checked. Accepting it is for the liaison officer of your organisation, who does so on this "
    "page with the same file."
)
ASK_FOR_IT = "Or ask whoever runs the hub to load it without those rows, or to delete it: both are commands there."
ITSELF = ""
SAVED = {"html": "Receipt (HTML)", "xlsx": "Receipt (XLSX)", "txt": "Receipt (text)"}
ROW_RUNS = 40
HEADS = ("Column", "Rule that is broken", "How many rows", "Which rows", "Nearest allowed code", "What to do")
ROWS_NOTE = "Rows are counted as a spreadsheet counts them: the headings are row 1. What the cells hold is not shown."


def view() -> None:
    """What to send, the file, and what was found of it; or what became of the one that was accepted."""
    offer = page.consult(PAGE, lambda hub, who: list_offer(hub, who, datetime.now(UTC).date()))
    st.html(part(tag("h1", TITLE), tag("p", ABOUT, "lead")))
    accepted: Accepted | None = st.session_state.get(uploaded.key_of("accepted"))
    if not offer.wanted:
        st.html(part(tag("p", NOTHING_OWED), css="sh-notice"))
    elif accepted is not None:
        _accepted(accepted)
    else:
        _submit(offer)


def _submit(offer: Offer) -> None:
    asked = _choose(offer)
    upload = _upload()
    preview: Preview | None = st.session_state.get(uploaded.key_of("preview"))
    if upload is None:
        _tell_refusal(preview)
    elif preview is not None and (preview.fingerprint, preview.asked) == (upload.fingerprint, asked):
        _preview(offer, upload, preview)
    elif st.button("Check this file", type="primary"):
        _check(upload, asked)


def _choose(offer: Offer) -> Asked:
    show.heading("What it is")
    wanted = {one.name: one for one in offer.wanted}
    name = st.selectbox("Data set", list(wanted), format_func=lambda one: wanted[one].title, key="submitted-dataset")
    chosen = wanted[str(name)]
    st.html(part(tag("p", f"Provider: {offer.organisation}, your own organisation.")))
    if chosen.apart:
        st.html(part(tag("p", APART, "soft")))
    return Asked(chosen.name, _choose_period(chosen) if chosen.periods else ITSELF)


def _choose_period(chosen: Wanted) -> str:
    label = "Period, for a file whose rows do not say it"
    return str(
        st.selectbox(label, (ITSELF, *chosen.periods), format_func=_period_title, key=f"submitted-period-{chosen.name}")
    )


def _period_title(period: str) -> str:
    return name_period(period) if period else "The rows say it"


def _upload() -> Upload | None:
    show.heading("The file")
    st.html(part(tag("p", BOX, "soft")))
    found = st.file_uploader("Extract", key=uploaded.key_of("file"))
    return None if found is None else Upload(found.name, found.getvalue())


def _check(upload: Upload, asked: Asked) -> None:
    def check(hub: Hub, who: Identity) -> Preview:
        return preview_extract(hub, who, upload, asked)

    found = page.work(CHECKING, check)
    if found.foreseen is None:
        uploaded.forget()
    st.session_state[uploaded.key_of("preview")] = found
    st.rerun()


def _tell_refusal(preview: Preview | None) -> None:
    """Why the last file was refused, if it was. Its bytes are given up already."""
    if preview is None or preview.foreseen is not None:
        return
    letter = preview.letter
    show.heading(f"Refused: {letter.file_name}")
    lines = [tag("p", f"{name}: {words}") for name, words in letter.facts]
    steps = [tag("p", f"Do: {step}") for step in letter.standing.next_steps]
    st.html(part(tag("p", letter.standing.verdict), *lines, *steps, css="sh-notice"))
    _faults(preview)
    st.html(part(tag("p", FORGOTTEN, "soft")))


def _preview(offer: Offer, upload: Upload, preview: Preview) -> None:
    show.heading(f"Preview of the receipt: {preview.letter.file_name}")
    words = [tag("p", preview.letter.standing.verdict), *(tag("p", one) for one in preview.would)]
    st.html(part(*words, css="sh-notice"))
    if not offer.may_accept:
        st.html(part(tag("p", NOT_YOURS)))
    with st.container(horizontal=True):
        accepts = offer.may_accept and preview.changes and st.button("Accept", type="primary")
        discards = st.button("Discard")
    if accepts:
        _accept(upload, preview)
    if discards:
        uploaded.forget()
        st.rerun()
    _receipt(preview)


def _accept(upload: Upload, preview: Preview) -> None:
    def accept(hub: Hub, who: Identity) -> Accepted:
        return accept_extract(hub, who, upload, preview)

    del st.session_state[uploaded.key_of("preview")]
    taken = page.work(ACCEPTING, accept)
    uploaded.forget()
    st.session_state[uploaded.key_of("accepted")] = taken
    st.rerun()


def _accepted(accepted: Accepted) -> None:
    letter = accepted.letter
    show.heading(f"{letter.standing.heading}: {letter.file_name}")
    here = [step for step in letter.standing.next_steps if "saferhub " not in step]
    there = [ASK_FOR_IT] if len(here) < len(letter.standing.next_steps) else []
    words = [letter.standing.verdict, *accepted.did, *here, *there]
    st.html(part(*(tag("p", one) for one in words), css="sh-notice"))
    files = (link(title, address_of(accepted.batch, kind), kind == "html") for kind, title in SAVED.items())
    st.html(part(*files, css="sh-files"))
    if st.button("Submit another extract"):
        uploaded.forget()
        st.rerun()
    _receipt(accepted)


def _receipt(found: Preview | Accepted) -> None:
    """Every row accounted for, the rows at fault, where the rows are, and which file it was."""
    letter = found.letter
    left, right = st.columns(2, gap="large")
    with left:
        _numbers("Every row accounted for", [(name, f"{count:,}") for name, count in letter.sums])
    with right:
        _numbers("How the rows are located", letter.quality)
    _faults(found)
    if letter.notes:
        st.html(part(tag("h3", "Notes"), *(tag("p", note) for note in letter.notes)))
    show.table(show.words_table("Which file this is about", ("What", "Which"), letter.facts))


def _numbers(title: str, pairs: Sequence[tuple[str, str]]) -> None:
    rows = tuple((Text(name[:1].upper() + name[1:]), Text(words)) for name, words in pairs)
    if rows:
        show.table(TableBlock(title, (Column("Rows", "text"), Column("Number", "count")), rows))


def _faults(found: Preview | Accepted) -> None:
    """The faults by column, rule and row number; a code that is near is one of ours, what stood there is not shown."""
    rows = tuple(
        (
            one.column,
            one.rule,
            f"{one.count:,}",
            one.all_rows(ROW_RUNS),
            ", ".join(dict.fromkeys(habit.nearest for habit in one.habits if habit.nearest)) or "none to tell",
            one.do,
        )
        for one in found.letter.problems
    )
    if rows:
        show.table(show.words_table("Rows that break the contract", HEADS, rows, ROWS_NOTE))
