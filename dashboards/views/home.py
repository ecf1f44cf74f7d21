"""The first page after sign-in, made for the reader's job: what waits, what is late, what changed, and the way on."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from dashboards import cards, page
from dashboards.views import home_of_administrator, home_of_analyst, home_of_board, home_of_chair, home_of_liaison
from hub.access.identity import Role
from hub.home import Home, read_home

PAGE = "home"
TITLE = cards.TITLE
HOMES: Mapping[Role, Callable[[Home], None]] = {
    "analyst": home_of_analyst.show,
    "chair": home_of_chair.show,
    "board": home_of_board.show,
    "liaison": home_of_liaison.show,
    "administrator": home_of_administrator.show,
}


def view() -> None:
    """The home of the reader's role."""
    today = datetime.now(UTC).date()
    found = page.consult(PAGE, lambda hub, who: read_home(hub, who, today))
    HOMES[page.reader().role](found)
