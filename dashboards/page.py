"""What a page may ask for: released products of the hub that is served. The only caller of `hub.release`.

Whether the reader may have a product is checked here, on every call and before anything kept is given out, and once
more inside the release itself: hiding a page in the menu guards nothing. A product is kept for all who may see it under
everything it depends on, the version of the data and the areas that a reader is limited to among it, so that a newer
extract is never answered with an older figure, and nobody is given what was made for somebody who sees more. Who was
refused what is in the ledger.
"""

from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from threading import Lock
from typing import TypeVar

import streamlit as st

from dashboards import session
from dashboards.served import the_hub
from dashboards.style import part, tag
from hub.access.identity import Areas, Identity
from hub.access.opening import check_opening, note_opening
from hub.access.sessions import Session, restrict_session
from hub.hub import Hub
from hub.months import read_period
from hub.products.product import Product
from hub.release import REFUSALS, note_view, release
from hub.release_asks import check_asked
from hub.release_beside import standing_version
from hub.saved_views import Choices, compare_pin, keep_view, read_pin, remove_view

Found = TypeVar("Found")
Done = TypeVar("Done")
KEPT_PRODUCTS = 600
RESTRICTED_AUDIENCE = "closed"
PIN, MOST_PINS = "pin", 2
"""The name in an address of what a link pins, and how many products a page has at most."""
WAITING = "Passing the figures through the gate"
_ONE_FILE_AT_A_TIME = Lock()  # files wait for one another; pages do not wait for them
ONE_AT_A_TIME = Lock()  # pages run in threads of one process; making two products at once would make both slower
_KEPT: OrderedDict[tuple[str | Areas, ...], Product] = OrderedDict()
_VERSIONS: deque[str] = deque(maxlen=2)
_VERSION_AT = 7  # where the version of the records stands in a key
_KEEPING = Lock()


def reader() -> Identity:
    """Who is signed in at this tab. Raises AccessRefused when nobody is."""
    return session.current().who


def report_areas() -> tuple[tuple[str, str], ...]:
    """Code and name of every area that the reader may ask a product for: of the level of report, by name."""
    own = reader().areas
    return tuple(one for one in _every_area() if own is None or one[0] in own)


def other_area(name: str) -> str | None:
    """The code of an area of that name which the reader's account is not open to; None for any other words."""
    own = reader().areas
    alike = [code for code, title in _every_area() if title == name]
    return next(iter(alike), None) if own is not None and not set(alike) & set(own) else None


def _every_area() -> tuple[tuple[str, str], ...]:
    """Code and name of every area of the level of report."""
    opened = the_hub()
    levels = opened.levels()
    return opened.areas(levels[1]) if len(levels) > 1 else ()


def ask(
    product: str,
    period: str,
    audience: str,
    area: str | None = None,
    dataset: str | None = None,
    category: str | None = None,
    on: str = "",
    action: str | None = None,
) -> Product:
    """Return a released product, or tell the reader why there is none and end the page there.

    ``on``: the page that shows a part of it, where that is not the product's own; the ledger tells the two apart.
    """
    try:
        return _give(on, product, period, audience, area, dataset, category, action)
    except REFUSALS as refusal:
        tell(refusal)
        st.stop()


def glance(product: str, period: str, audience: str, action: str, on: str) -> Product | None:
    """The product of an action, for a sentence in a list of page ``on``; None where it is refused: the list goes on."""
    try:
        return _give(on, product, period, audience, None, None, None, action)
    except REFUSALS:
        return None


def _give(on: str, product: str, period: str, audience: str, *about: str | None) -> Product:
    """A released product for this tab, with its entry in the ledger."""
    held = session.current()
    with st.spinner(WAITING):
        found = find(held.who, product, period, audience, *about)
    restrict(held, found)
    if session.sees_first(on + found.release_id) or found.shared:
        note_view(the_hub(), found, held.who, on=on)
    return found


def consult(name: str, wanted: Callable[[Hub, Identity], Found], noted: bool = False) -> Found:
    """What a page without a product shows: ask ``wanted``, which checks the right.

    The ledger notes the first time that this tab sees it, unless ``noted``: then ``wanted`` notes every time itself.
    """
    try:
        who = reader()
        found = wanted(the_hub(), who)
        if not noted and session.sees_first(name):
            note_opening(the_hub().register, who, name)
        return found
    except REFUSALS as refusal:
        tell(refusal)
        st.stop()


def work(waiting: str, wanted: Callable[[Hub, Identity], Found]) -> Found:
    """Long work on a file, for which no other page waits; ``wanted`` checks the right. Ends the page with a refusal."""
    try:
        who = reader()
        with st.spinner(waiting, show_time=True):
            with ONE_AT_A_TIME:
                the_hub().geography()
            with _ONE_FILE_AT_A_TIME:
                return wanted(the_hub(), who)
    except REFUSALS as refusal:
        tell(refusal)
        st.stop()


def act(wanted: Callable[[Hub, Identity], Done]) -> Done | None:
    """Something that a reader does; ``wanted`` checks the right. Shows a refusal and goes on, so that what was typed
    stays."""
    try:
        return wanted(the_hub(), reader())
    except REFUSALS as refusal:
        tell(refusal)
        return None


def enter(name: str) -> None:
    """Let the reader in to a page that shows part of a product, which ``ask`` then checks; the ledger notes both."""
    consult(name, lambda hub, who: check_opening(hub.register, who, name))


def find(
    who: Identity,
    product: str,
    period: str,
    audience: str,
    area: str | None,
    dataset: str | None,
    category: str | None = None,
    action: str | None = None,
) -> Product:
    """The released product for this reader, kept or made anew. Raises a refusal; one of access is in the ledger."""
    check_asked(the_hub(), who, product, audience, area, action)
    opened, today = the_hub(), datetime.now(UTC).date()
    version = (opened.data_version(), str(today), standing_version(opened, product, audience, today, who, area))
    asked = (product, period, audience, area, dataset, category, action)
    key = (*asked, *version, who.areas)
    with _KEEPING:
        if key in _KEPT:
            _KEPT.move_to_end(key)
            return _KEPT[key]
    when = read_period(period)
    with ONE_AT_A_TIME:
        made = release(
            opened,
            product,
            period=when,
            audience=audience,
            who=who,
            area=area,
            dataset=dataset,
            category=category,
            action=action,
        )
    with _KEEPING:
        _KEPT[key] = made
        _drop_old(version[0])
        while len(_KEPT) > KEPT_PRODUCTS:
            _KEPT.popitem(last=False)
    return made


def _drop_old(newest: str) -> None:
    """Let go of what was made of earlier records: only pages that run at this moment still ask for it. A version that
    was the newest before is known, so that such a page does not let go of the newest."""
    if newest not in _VERSIONS:
        _VERSIONS.append(newest)
        for key in [one for one in _KEPT if one[_VERSION_AT] != newest]:
            del _KEPT[key]


def refuse(name: str) -> None:
    """Open a page that is not in the reader's menu. Raises AccessRefused, and the ledger has it."""
    check_opening(the_hub().register, reader(), name)


def restrict(held: Session, product: Product) -> None:
    """A session that is given figures of a closed session, or shared ones, falls idle sooner."""
    restrict_for(held, product.audience, product.shared)


def restrict_for(held: Session, audience: str, shared: bool) -> None:
    """The same for what is known by its audience, and whether it shows small counts."""
    if audience == RESTRICTED_AUDIENCE or shared:
        restrict_session(the_hub().register, held)


def restrict_this_one(subject: str) -> None:
    """The same for the session of this tab, where what a closed session agreed is shown; the ledger notes of what."""
    register, held = the_hub().register, session.current()
    restrict_session(register, held)
    if session.sees_first(subject):
        note_opening(register, held.who, subject)


def keep(name: str, title: str, choices: Choices, products: Sequence[Product]) -> None:
    """Keep what page ``name`` shows under a title of the reader's own. Shows a refusal where there is one."""
    try:
        keep_view(the_hub().register, reader(), name, title, choices, products)
        st.toast("Kept. It stands under Saved views.")
    except REFUSALS as refusal:
        tell(refusal)


def forget(view: str) -> None:
    """Remove a view that the reader kept. Ends the page with a refusal where there is one."""
    try:
        remove_view(the_hub().register, reader(), view)
    except REFUSALS as refusal:
        tell(refusal)
        st.stop()


def tell_pins(product: Product) -> None:
    """Where the address is a link that pins a release of this very product: whether the figures are still the same."""
    for pin in filter(None, map(read_pin, st.query_params.get_all(PIN)[:MOST_PINS])):
        words = compare_pin(the_hub().register, product, pin)
        if words and pin.release == product.release_id:
            st.html(part(tag("p", words, "soft")))
        elif words:
            st.html(part(tag("p", words), css="sh-notice"))


def warn() -> None:
    """Say what every reader must know of the records; nothing where all is well. Raises StoreRefused."""
    words = the_hub().warning()
    if words:
        st.html(part(tag("p", words), css="sh-notice"))


def tell(refusal: Exception) -> None:
    """Show a refusal: what is wrong, what was found, what to do."""
    lines = [tag("h3", _sentence(getattr(refusal, "what", "this cannot be shown.")))]
    lines += [
        tag("p", _sentence(words)) for words in (getattr(refusal, "found", ""), getattr(refusal, "do", "")) if words
    ]
    st.html(part(*lines, css="sh-notice"))


def _sentence(words: str) -> str:
    """The words with a capital first letter."""
    return words[:1].upper() + words[1:]
