"""The steps of a request for information that are a reader's own, each with the form for what it needs."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import streamlit as st

from dashboards import forms
from dashboards.cards import tell
from dashboards.views.request_form import choose, reference, words
from hub.governance import request_decisions as decisions
from hub.governance import request_use as use
from hub.governance.request_criteria import (
    CHANNELS,
    CONSULTED,
    CRITERIA,
    LEFT_OUT,
    QUESTIONS,
    WHAT,
    WHY,
    Decision,
    Disclosure,
)
from hub.governance.request_items import ITEMS
from hub.governance.request_states import Act
from hub.governance.request_words import Opened, Requests
from hub.governance.requests import submit

LABELS: Mapping[Act, str] = {
    "submit": "Submit it",
    "assess": "Open it, to decide",
    "return": "Return it: something is missing",
    "approve": "Approve it, whole or in part",
    "refuse": "Refuse it",
    "consult": "It is under investigation or before a court",
    "seek consent": "Ask the subject for consent",
    "disclose": "Note what was disclosed",
    "acknowledge": "Confirm that it came",
    "permit onward": "Permit that it is passed on",
    "deny onward": "It may not be passed on",
    "ask onward": "Ask whether it may be passed on",
    "end use": "The purpose is served",
    "destroy": "It was destroyed",
    "withdraw": "Withdraw the request",
    "report breach": "Report a breach",
}
"""What can be done, in the order in which a page offers it; to approve in part is in the same form."""
RARE: tuple[Act, ...] = ("withdraw", "report breach")
TELL_THEM = (
    "Tell the chair of the partnership at once, and the section of your organisation that looks after information "
    "security. The hub tells nobody by itself."
)
ANSWER = "Choose the answer"
NO_EXEMPTION = "None of the exemptions holds: no risk of harm, no serious crime, no order of a court (3.11 a to c)"
PART = "Fill this in only where a part is approved and the rest is not."
IN_WRITING = "It was disclosed in writing, and is kept with the request"
KEEP = "Review on"


def show(found: Requests, opened: Opened) -> None:
    """A form for each act; what is rare is closed, and what cannot be done is not there."""
    acts = [one for one in LABELS if one in opened.acts]
    for number, act in enumerate(acts):
        with (
            st.expander(LABELS[act], expanded=number == 0 and act not in RARE),
            st.form(key=f"form-{act}-{opened.request.id}"),
        ):
            FORMS[act](found, opened)


def _done(opened: Opened, label: str, wanted: Callable[..., object]) -> None:
    """The button of a form."""
    if st.form_submit_button(label):
        forms.do(lambda hub, who: wanted(hub, opened.request.id, who))


def _name(opened: Opened, field: str) -> str:
    """The name of a field of this very request: what is filled in for one is in no form of another."""
    return f"{field}-{opened.request.id}"


def _key(opened: Opened, field: str) -> str:
    return forms.key(_name(opened, field))


def _submit(_: Requests, opened: Opened) -> None:
    tell("It goes to the liaison officer of the organisation that you ask, and is not changed any more.")
    _done(opened, "Submit", lambda hub, one, who: submit(hub.register, one, who))


def _assess(_: Requests, opened: Opened) -> None:
    tell("You say by it that you have opened it. Then decide, or ask others first.")
    _done(opened, "Open", lambda hub, one, who: decisions.assess(hub.register, one, who))


def _return(_: Requests, opened: Opened) -> None:
    missing = st.multiselect(
        "What is missing, or says too little", list(ITEMS), format_func=ITEMS.__getitem__, key=_key(opened, "missing")
    )
    _done(opened, "Return", lambda hub, one, who: decisions.return_request(hub.register, one, tuple(missing), who))


def _consult(_: Requests, opened: Opened) -> None:
    told = [code for code, said in CONSULTED.items() if st.checkbox(said, key=_key(opened, f"told-{code}"))]
    _done(opened, "Note it", lambda hub, one, who: decisions.consult(hub.register, one, tuple(told), who))


def _seek(_: Requests, opened: Opened) -> None:
    sure = bool(st.checkbox(NO_EXEMPTION, key=_key(opened, "no-exemption")))
    _done(opened, "Consent is sought", lambda hub, one, who: decisions.seek_consent(hub.register, one, sure, who))


def _approve(_: Requests, opened: Opened) -> None:
    tell("Tick each criterion that is met.")
    met = [code for code, said in CRITERIA.items() if st.checkbox(said, key=_key(opened, f"met-{code}"))]
    answers = {
        name: choose(said, {"": ANSWER, **{one: one.capitalize() for one in choices}}, _name(opened, f"answer-{name}"))
        for name, (said, choices) in QUESTIONS.items()
    }
    why = words(WHY, _name(opened, "approve-why"))
    left_out = words(LEFT_OUT, _name(opened, "left-out"), help_text=PART)
    decision = Decision(tuple(met), answers, why, left_out)
    _done(opened, "Approve", lambda hub, one, who: decisions.approve(hub.register, one, decision, who))


def _refuse(_: Requests, opened: Opened) -> None:
    reason = words(decisions.REASON, _name(opened, "refuse-why"))
    _done(opened, "Refuse", lambda hub, one, who: decisions.refuse(hub.register, one, reason, who))


def _disclose(found: Requests, opened: Opened) -> None:
    what = words(WHAT, _name(opened, "what"))
    marking = choose("Marking", {one: one for one in found.markings}, _name(opened, "marking"))
    channel = choose("Channel", CHANNELS, _name(opened, "channel"))
    written = bool(st.checkbox(IN_WRITING, key=_key(opened, "in-writing")))
    made = Disclosure(what, marking, channel, written)
    _done(opened, "It was disclosed", lambda hub, one, who: decisions.disclose(hub.register, one, made, who))


def _acknowledge(found: Requests, opened: Opened) -> None:
    tell("Name the day on which it is looked at whether the purpose is served and the information can be destroyed.")
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    usual = min(tomorrow + timedelta(days=90), found.latest_keep)
    day = forms.day(KEEP, tomorrow, _name(opened, "keep-until"), usual, found.latest_keep)
    _done(opened, "It came", lambda hub, one, who: use.acknowledge(hub, one, day, who))


def _ask_onward(found: Requests, opened: Opened) -> None:
    request = opened.request
    others = {one: one for one in found.signed if one not in (request.organisation, request.supplier)}
    if not others:
        tell("No other organisation has signed.")
    to = choose("To whom", others or {"": "Nobody"}, _name(opened, "onward-to"))
    why = words(use.WHY_ONWARD, _name(opened, "onward-why"))
    _done(opened, "Ask its owner", lambda hub, one, who: use.ask_onward(hub.register, one, to, why, who))


def _permit(_: Requests, opened: Opened) -> None:
    to = opened.onward
    tell(f"It is asked for {to}.")
    written = reference(decisions.PERMISSION, _name(opened, "permission"))
    _done(opened, "Permit it", lambda hub, one, who: decisions.permit_onward(hub.register, one, to, written, who))


def _deny(_: Requests, opened: Opened) -> None:
    reason = words(decisions.WHY_NOT, _name(opened, "deny-why"))
    _done(opened, "Say no", lambda hub, one, who: decisions.deny_onward(hub.register, one, reason, who))


def _end_use(_: Requests, opened: Opened) -> None:
    tell("Then it is to be destroyed, with a certificate.")
    _done(opened, "The purpose is served", lambda hub, one, who: use.end_use(hub.register, one, who))


def _destroy(_: Requests, opened: Opened) -> None:
    certificate = reference(use.CERTIFICATE, _name(opened, "certificate"))
    _done(opened, "It was destroyed", lambda hub, one, who: use.destroy(hub.register, one, certificate, who))


def _withdraw(_: Requests, opened: Opened) -> None:
    reason = words(use.WHY_WITHDRAWN, _name(opened, "withdraw-why"))
    certificate = (
        reference(use.CERTIFICATE, _name(opened, "withdraw-certificate")) if opened.request.disclosed_on else ""
    )
    _done(opened, "Withdraw", lambda hub, one, who: use.withdraw(hub.register, one, reason, certificate, who))


def _breach(_: Requests, opened: Opened) -> None:
    tell(TELL_THEM)
    what = words(use.HAPPENED, _name(opened, "breach"))
    _done(opened, "Report it", lambda hub, one, who: use.report_breach(hub.register, one, what, who))


FORMS: Mapping[Act, Callable[[Requests, Opened], None]] = {
    "submit": _submit,
    "assess": _assess,
    "return": _return,
    "approve": _approve,
    "refuse": _refuse,
    "consult": _consult,
    "seek consent": _seek,
    "disclose": _disclose,
    "acknowledge": _acknowledge,
    "permit onward": _permit,
    "deny onward": _deny,
    "ask onward": _ask_onward,
    "end use": _end_use,
    "destroy": _destroy,
    "withdraw": _withdraw,
    "report breach": _breach,
}
