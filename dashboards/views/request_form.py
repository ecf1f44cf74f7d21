"""The form of a request for information: a question first, then its items in order, each with plain help."""

from collections.abc import Mapping, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboards import forms, page, show
from dashboards.cards import lead_to, tell
from dashboards.style import part, tag
from dashboards.views import area_profile, data_returns, hotspot_explorer
from hub.access.identity import Identity
from hub.access.matrix import user_can_open
from hub.governance.gateways import Gateway
from hub.governance.request_items import ASKED_AS, CONSENTS, GROUND, ITEMS, SUBJECT, USE_ONLY, Items
from hub.governance.request_rights import Request
from hub.governance.request_words import Requests, tell_law
from hub.governance.requests import save_draft
from hub.hub import Hub

CHOSEN, NAME = "opened-request", "request"
"""The key of the box that opens a request, and the name of its id in the address."""
QUESTION = "Would depersonalised data do?"
YES, NO = "Yes: nobody needs to be known", "No: it has to be about a person"
ENOUGH = (
    "Then no request is needed: what the partnership shares without naming anybody is in this hub, for everybody who "
    "signed. Look there first."
)
BEFORE = (
    "Nobody is named here. Who it is about, and everything that identifies them, goes in a letter of its own by a "
    "secure channel. What looks like a name, a number or an address of a person is refused."
)
NOBODY_TO_ASK = "No other organisation has signed and has a liaison officer, so there is nobody who could be asked."
WITHOUT = "Without a liaison officer, so that nobody could answer: {names}. Ask them to appoint one."
NOT_CHOSEN = "Not yet chosen"
HELP: Mapping[str, str] = {
    "letter": "The reference of your letter that names the subject, as MKC/2026/014: your letters, the year, a number.",
    "required": "What exactly: which records, of which months. As little as will do.",
    "purpose": "What you will do with it, and for which decision.",
    "gateway": "The law that allows it. The list below says what each allows, and to whom.",
    "necessity": "Why it cannot be done without, or what would fail, for example proceedings.",
    "effect": "What the action is expected to change.",
    "designation": "Your post. Your name is put in by the hub.",
    "reply_to": "The mailbox of an office at a secure domain, or a secure channel in words. Not a person's own.",
    "consent": "Whether the subject was asked, unless asking would defeat the purpose.",
    "ground": "Needed unless consent was given: the overriding interest, of the public or of the individual.",
}
HEADS = ("Law", "What it allows, and to whom")
ASK = "Ask your own liaison officer first; then that of the organisation that holds the information."


def begin(found: Requests) -> None:
    """A new request: the question, and where a person has to be known the form."""
    with st.expander("Make a new request", expanded=not found.lines):
        if found.without:
            tell(WITHOUT.format(names=", ".join(found.without)), "soft")
        if not found.suppliers:
            tell(NOBODY_TO_ASK)
            return
        answer = st.radio(QUESTION, [YES, NO], index=None, key=forms.key("depersonalised"))
        if answer == YES:
            _elsewhere()
        elif answer == NO:
            write(found, None)


def write(found: Requests, request: Request | None) -> None:
    """The form, empty or with what a draft says."""
    tell(BEFORE)
    identity = request.id if request else ""
    with st.form(key=f"form-request-{identity}"):
        items = _ask(found, request)
        if st.form_submit_button("Keep the draft", type="primary"):
            forms.do(lambda hub, who: _keep(hub, who, items, identity))


def show_laws(found: Requests) -> None:
    """Which law, whom to ask: a line for each gateway."""
    with st.expander("Which law, whom to ask"):
        tell(ASK)
        rows = [(one.title, tell_law(one)) for one in found.gateways]
        show.table(show.words_table("Legal gateways", HEADS, rows))


def words(label: str, name: str, value: str = "", help_text: str = "") -> str:
    """A field for a sentence."""
    with _explained(help_text):
        return str(st.text_area(label, value, max_chars=500, key=forms.key(name)))


def reference(title: str, name: str, value: str = "", help_text: str = "") -> str:
    """A field for a few signs on one line."""
    with _explained(help_text):
        return str(st.text_input(title, value, max_chars=120, key=forms.key(name)))


def choose(label: str, names: Mapping[str, str], name: str, value: str = "", help_text: str = "") -> str:
    """A box with the lines of a list."""
    told = forms.tell_apart(names)
    at = list(told).index(value) if value in told else 0
    with _explained(help_text):
        return str(st.selectbox(label, list(told), at, format_func=told.__getitem__, key=forms.key(name)))


def _explained(help_text: str) -> DeltaGenerator:
    """The place of a field, under what it is for."""
    place = st.container(gap="xsmall")
    if help_text:
        place.html(part(tag("p", help_text, "soft")))
    return place


def _elsewhere() -> None:
    tell(ENOUGH)
    for view, name, label in (
        (hotspot_explorer.view, hotspot_explorer.PRODUCT, "Where it happens: the hotspot explorer"),
        (area_profile.view, area_profile.PRODUCT, "One area: its profile"),
        (data_returns.view, data_returns.PAGE, "What each organisation supplies: data returns"),
    ):
        if user_can_open(page.reader(), name):
            lead_to(view, name, label)


def _keep(hub: Hub, who: Identity, items: Items, identity: str) -> Request:
    """Keep the draft, and open it."""
    made = save_draft(hub.register, items, who, identity)
    st.query_params[NAME] = made.id
    st.session_state.pop(CHOSEN, None)
    return made


def _ask(found: Requests, request: Request | None) -> Items:
    of = request.id if request else ""

    def before(name: str) -> str:
        return str(getattr(request, name)) if request else ""

    def title(name: str) -> str:
        return f"Item {list(ITEMS).index(name) + 1}: {ITEMS[name]}"

    def sentence(name: str) -> str:
        return words(title(name), f"{name}-{of}", before(name), HELP[name])

    supplier = choose("Whom you ask", _suppliers(found, before("supplier")), f"supplier-{of}", before("supplier"))
    tell(f"{title('date')}: put in on the day on which you submit it. {SUBJECT}", "soft")
    letter = reference(title("letter"), f"letter-{of}", before("letter"), HELP["letter"])
    required, purpose = sentence("required"), sentence("purpose")
    laws = {"": NOT_CHOSEN, **{one.code: _name(one) for one in found.gateways if one.personal}}
    gateway = choose(title("gateway"), laws, f"gateway-{of}", before("gateway"), HELP["gateway"])
    kinds = {"": NOT_CHOSEN, **_same(ASKED_AS)}
    kind = choose("As which kind of organisation you ask", kinds, f"kind-{of}", before("kind"))
    necessity, effect = sentence("necessity"), sentence("effect")
    ticked = bool(request and request.use_only)
    use_only = st.checkbox(f"{title('use_only')}. {USE_ONLY}", ticked, forms.key(f"use-{of}"))
    designation = reference(title("designation"), f"designation-{of}", before("designation"), HELP["designation"])
    reply_to = reference(title("reply_to"), f"reply-{of}", before("reply_to"), HELP["reply_to"])
    consents = {"": NOT_CHOSEN, **CONSENTS}
    consent = choose(title("consent"), consents, f"consent-{of}", before("consent"), HELP["consent"])
    return Items(
        supplier=supplier,
        kind=kind,
        letter=letter,
        required=required,
        purpose=purpose,
        gateway=gateway,
        necessity=necessity,
        effect=effect,
        use_only=bool(use_only),
        designation=designation,
        reply_to=reply_to,
        consent=consent,
        ground=words(GROUND, f"ground-{of}", before("ground"), HELP["ground"]),
        needs_person=True,
    )


def _suppliers(found: Requests, before: str) -> dict[str, str]:
    """Who can be asked, none chosen where there are several; whom a draft names stays, whatever became of them."""
    gone = {before: f"{before} (cannot be asked now)"} if before and before not in found.suppliers else {}
    none = {"": NOT_CHOSEN} if len(found.suppliers) > 1 and not before else {}
    return {**none, **gone, **_same(found.suppliers)}


def _same(names: Sequence[str]) -> dict[str, str]:
    return {one: one for one in names}


def _name(gateway: Gateway) -> str:
    return gateway.title if gateway.state == "in force" else f"{gateway.title} ({gateway.state})"
