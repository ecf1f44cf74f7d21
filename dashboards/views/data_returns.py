"""What each provider owes and where it stands, for everybody but the administrator: states and days, never a count."""

from datetime import UTC, datetime

import streamlit as st

from dashboards import page, show
from dashboards.cards import SIGNS
from dashboards.style import part, tag
from hub.data_returns import Filed, Return, Returns, Standing, list_returns

PAGE = "data-returns"
TITLE = "Data returns"
EVERYTHING = ""
HOW = (
    "A month that one of its providers has not sent is not supplied for everybody: no figure is made of it, and a gap "
    "is not a fall. A file held in quarantine is in no figure. A nil return is a provider's word that nothing happened."
)
NOTHING_OWED = (
    "Nothing is owed for any period that is over. Nothing has come yet, or no provider is named under [supply] in "
    "saferhub.toml."
)
NONE_FILED = "No file of your organisation has come yet."
REFUSED = (
    "A file that was refused whole is not listed: nothing of it was kept. Whoever sent it has a receipt that says why. "
    "The fingerprint is the beginning of the file's SHA-256, by which you can tell which of your files it was."
)


def view() -> None:
    """Where each provider stands; every period of one data set; for a liaison officer, their own files."""
    today = datetime.now(UTC).date()
    found = page.consult(PAGE, lambda hub, who: list_returns(hub, who, today))
    about = f"What each provider owes by when, and what has come, as it stands on {found.as_of}."
    st.html(part(tag("h1", TITLE), tag("p", about, "lead")))
    if found.standings:
        _standings(found)
    else:
        st.html(part(tag("p", NOTHING_OWED), css="sh-notice"))
    if found.returns:
        _periods(found)
    if found.filed is not None:
        _filed(found.filed)


def _standings(found: Returns) -> None:
    show.heading("Where each provider stands")
    told = any(one.contact for one in found.standings)
    heads = ("Data set", "Provider", "State", "What it means", *(("Whom to ask",) if told else ()))
    rows = [_standing(one, told) for one in found.standings]
    show.table(show.words_table("Supply by data set and provider", heads, rows, HOW))


def _standing(one: Standing, told: bool) -> tuple[str, ...]:
    asked = (one.contact or "nobody: nothing is missing",) if told else ()
    return one.dataset, one.provider, SIGNS[one.state], one.sentence, *asked


def _periods(found: Returns) -> None:
    show.heading("Period by period")
    names = [EVERYTHING, *dict.fromkeys(one.dataset for one in found.returns)]
    chosen = st.selectbox("Data set", names, format_func=lambda name: name or "Every data set", key="returns-of")
    rows = [_period(one) for one in found.returns if chosen in (EVERYTHING, one.dataset)]
    heads = ("Period", "Data set", "Provider", "State", "Due", "Received on", "What it means")
    note = "The newest period stands first. By the Regulations an information period is due by the end of the next one."
    show.table(show.words_table("Every period that is over and owed", heads, rows, note))


def _period(one: Return) -> tuple[str, ...]:
    came = one.came or "not yet"
    return one.period, one.dataset, one.provider, SIGNS[one.state], one.due, came, one.sentence


def _filed(filed: tuple[Filed, ...]) -> None:
    show.heading("Files of your organisation")
    if not filed:
        st.html(part(tag("p", NONE_FILED), tag("p", REFUSED, "soft")))
        return
    heads = ("Received on", "Data set", "Period", "State", "What it means", "Fingerprint")
    rows = [(one.at, one.dataset, one.period, one.state, one.sentence, one.fingerprint) for one in filed]
    show.table(show.words_table("Receipts, the newest first", heads, rows, REFUSED))
