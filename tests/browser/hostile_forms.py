"""Hostile words typed into every text field of the pages, by somebody who has the form, as they would be typed.

`FIELDS` names them all, and `find_fields` finds them in the source: a test holds the two together, so that no field can
be added without words of its own here.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

import dashboards
from dashboards.views.request_form import NO
from hub.access.identity import Identity, Role
from hub.governance.request_criteria import LEFT_OUT, QUESTIONS, WHAT
from hub.governance.request_criteria import WHY as WHY_SO
from hub.governance.request_items import GROUND, ITEMS
from hub.governance.request_tables import REQUESTS
from hub.hub import Hub
from hub.meetings.minute_items import FIELDS as ASKED
from hub.meetings.minute_versions import CORRECTS
from hub.meetings.tables import ACTIONS, MEMBERS, STEPS
from hub.release_review import draft_release
from ingest.periods import Period
from tests.unit.dashboards.page_runs import see_page, words

TO_DO = "zq14 <img src=x onerror=window.pwned=1> [a](javascript:window.pwned=1)"
SINCE = "=zq15 </li></ul><script>window.pwned=1</script> **b** #panic(1)"
REVIEWED = "zq16 <details open ontoggle=window.pwned=1> $x$ `c`"
ESCALATED = "@zq17 <svg onload=window.pwned=1> to the board [b](javascript:window.pwned=1)"
OUTCOME = "-zq18 </ul><img src=x onerror=window.pwned=1> #read('data.json')"
BODY = "=zq19 <b>Parish</b> $x$ [council](javascript:window.pwned=1)"
THREAT = "=zq50 <script>window.pwned=1</script> **b** #panic(1)"
RESTS = "zq51 <details open ontoggle=window.pwned=1> $x$ ] #["
WHY = "@zq52 </td></table><script>window.pwned=1</script> #panic(1)"
VIEW = "=zq53 <img src=x onerror=window.pwned=1> [a](javascript:window.pwned=1)"
NOT_OUT = "=zq54 <svg onload=window.pwned=1> #panic(1)"
BACK = "zq55 <iframe src='javascript:window.pwned=1'> **b**"
UPLOADED = "=zq56 <img src=x onerror=window.pwned=1>.csv"
DECIDED = "=zq70 <img src=x onerror=window.pwned=1> #panic(1) $x$"
ON_AGENDA = "zq71 </td></table><script>window.pwned=1</script>"
DISCLOSED = "@zq72 [a](javascript:window.pwned=1) **b** `c`"
REASON = "zq73 <details open ontoggle=window.pwned=1> ] #["
CORRECTED = "-zq74 </p><script>window.pwned=1</script> #read('data.json') $x$"
HELD_AGAINST = "@zq75 <iframe src='javascript:window.pwned=1'> **b** #panic(1)"
ALIKE = "zq77 <svg onload=window.pwned=1> **x** =1+1 [a](javascript:window.pwned=1)"
PICTURED = "=zqx <img src=x onerror=window.pwned=true> [a](javascript:window.pwned=true) #panic() $x$"
"""Without a figure, as an assessment takes none."""
ASKED_FOR = "=zq80 <img src=x onerror=window.pwned=1> [a](javascript:window.pwned=1)"
FOR_WHAT = "zq81 </td></table><script>window.pwned=1</script> #panic(1)"
NEEDED = "@zq82 <svg onload=window.pwned=1> **b** $x$"
EXPECTED = "-zq83 <details open ontoggle=window.pwned=1> `c` ] #["
OVERRIDES = "zq84 <iframe src='javascript:window.pwned=1'> #read('data.json')"
BECAUSE = "=zq85 </li></ul><script>window.pwned=1</script> **b**"
LEFT_AWAY = "zq86 <img src=x onerror=window.pwned=1> $x$"
GIVEN = "+zq87 [a](javascript:window.pwned=1) <b>x</b>"
POST_OF = "zq88 <svg onload=window.pwned=1> #panic(1)"
REPLY = "=zq89 <img src=x onerror=window.pwned=1>"
STRANGER = "zq57 <script>window.pwned=1</script>"
FIELDS: Mapping[str, tuple[str, ...]] = {
    "actions: What is to be done": (TO_DO,),
    "actions: label": (SINCE, ESCALATED, OUTCOME),
    "assessment_part: title": (PICTURED,),
    "evaluation: Why this control": (HELD_AGAINST,),
    "keep: Name of the view, in your own words": (VIEW,),
    "minutes_of_meeting: CORRECTS": (CORRECTED,),
    "minutes_of_meeting: FIELDS['decision']": (DECIDED,),
    "minutes_of_meeting: FIELDS['disclosure']": (DISCLOSED,),
    "minutes_of_meeting: FIELDS['heading']": (ON_AGENDA,),
    "minutes_of_meeting: FIELDS['reason']": (REASON,),
    "plans_of_meetings: Name of another organisation": (BODY,),
    "plans_of_meetings: What was decided": (REVIEWED,),
    "release_review: Reason": (BACK,),
    "release_review: Reason, if you refuse": (NOT_OUT,),
    "request_form: label": (ASKED_FOR, FOR_WHAT, NEEDED, EXPECTED, OVERRIDES, BECAUSE, LEFT_AWAY, GIVEN),
    "request_form: title": (POST_OF, REPLY),
    "sign_in_page: code": (STRANGER,),
    "sign_in_page: name": (STRANGER,),
    "sign_in_page: password": (STRANGER,),
    "strategic_assessment: What makes them alike": (ALIKE,),
    "submit_extract: Extract": (UPLOADED,),
    "threat_matrix: Threat": (THREAT,),
    "threat_matrix: What the scores rest on": (RESTS,),
    "threat_matrix: Why, where it is decided otherwise than its band": (WHY,),
}
"""Every field by its file and label (a label that is worked out: by its expression), and what is typed into it."""
NOT_KEPT = {"sign_in_page: code", "sign_in_page: name", "sign_in_page: password", "submit_extract: Extract"}
"""Fields of which nothing is kept: a sign-in fails by them, and a file is not accepted."""
WARDS = tuple(f"E85{number:08d}" for number in (1, 2, 3, 4))
"""The wards of the hub: the JAG of the first has minutes, and the last has an assessment of its own."""
TAKES_WORDS = {"text_input", "text_area", "chat_input", "data_editor", "file_uploader", "camera_input", "audio_input"}
QUOTES = "'\""
TYPED_CHOICE = "accept_new_options"
INPUT = re.compile(r'<(?:input|textarea)\b(?![^>]*type="hidden")[^>]*?\bname="([^"]+)"')


def find_fields() -> list[str]:
    """Every place of `dashboards` that takes words from a reader: Streamlit's own, and forms of our own HTML."""
    folder = Path(dashboards.__file__).parent
    return sorted(name for path in folder.rglob("*.py") for name in _fields_of(path))


def _fields_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            typed = TYPED_CHOICE in {one.arg for one in node.keywords}
            if node.func.attr in TAKES_WORDS or typed:
                label = node.args[0]
                yield f"{path.stem}: {ast.unparse(label).strip(QUOTES)}"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from (f"{path.stem}: {name}" for name in INPUT.findall(node.value))


@dataclass
class Desk:
    """Somebody at the pages of a hub: ``typed`` is what was typed into which field, ``said`` what the pages said."""

    hub: Hub
    organisation: str
    force: str
    patch: pytest.MonkeyPatch
    typed: dict[str, list[str]] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    def open(self, role: Role, name: str, of: str = "", chosen: Mapping[str, str] | None = None) -> AppTest:
        """A page as the person of a role sees it; ``chosen`` was chosen in its boxes, by their keys."""
        who = Identity(f"the-{role}", role, of or self.organisation)
        return self._note(see_page(self.patch, self.hub, who, name, chosen))

    def type(self, run: AppTest, name: str, at: int = 0, shown: str = "") -> None:
        """Type the words of a field into it, the first of that label; ``shown``: the label that it has on the page."""
        label, typed = shown or name.split(": ", 1)[1], FIELDS[name][at]
        next(one for one in (*run.text_input, *run.text_area) if one.label == label).set_value(typed)
        self.typed.setdefault(name, []).append(typed)

    def choose(self, run: AppTest, label: str, code: str) -> None:
        """Choose a line of a box by its code."""
        next(one for one in run.selectbox if one.label == label).set_value(code)

    def press(self, run: AppTest, label: str, done: str = "") -> None:
        """Press a button, after which the page says ``done`` or at least refuses nothing."""
        next(one for one in run.button if one.label == label).click().run()
        assert not run.exception
        assert "needs a sentence" not in words(run), words(run)
        assert "may point at" not in words(run), words(run)
        assert done in words(run), words(run)
        self._note(run)

    def _note(self, run: AppTest) -> AppTest:
        self.said += [str(one.proto.body) for one in run.get("html")]
        return run


def fill_forms(hub: Hub, organisation: str, force: str, month: str, drafter: Identity) -> Desk:
    """Fill every form of the pages; there is a JAG whose chair ``organisation`` has, and ``force`` owes data."""
    with pytest.MonkeyPatch.context() as patch:
        desk = Desk(hub, organisation, force, patch)
        _plan(desk)
        _agree(desk)
        _evaluate(desk)
        _minute(desk)
        _correct(desk)
        _assess(desk)
        _hold_beside(desk)
        _judge(desk)
        _look(desk)
        _decide(desk, month, drafter)
        _send(desk)
        _request(desk)
    return desk


def _plan(desk: Desk) -> None:
    run = desk.open("analyst", "meetings")
    desk.choose(run, "Post", "parish-council")
    desk.choose(run, "Organisation", "")
    desk.type(run, "plans_of_meetings: Name of another organisation")
    desk.press(run, "Add this member")
    desk.type(run, "plans_of_meetings: What was decided")
    desk.press(run, "Record the review")


def _agree(desk: Desk) -> None:
    run = desk.open("chair", "actions")
    with desk.hub.register.reading() as connection:
        member = connection.execute(select(MEMBERS.c.id).where(MEMBERS.c.post == "policing-commander")).scalar_one()
    for _ in range(2):
        desk.choose(run, "Data set of the problem", "recorded-crime")
        run.run()
        desk.choose(run, "Place", WARDS[0])
        desk.choose(run, "Who does it", member)
        desk.type(run, "actions: What is to be done")
        desk.press(run, "Add this action")
    label = next(one.label for one in run.text_area if "/" in one.label)
    for at, kind in enumerate(("note", "escalated")):
        desk.choose(run, "What became of it", kind)
        desk.type(run, "actions: label", at, label)
        desk.press(run, "Write it down")
    desk.choose(run, "Action", _other(desk))
    desk.choose(run, "What became of it", "done")
    desk.type(run, "actions: label", 2, label)
    desk.press(run, "Write it down")


def _other(desk: Desk) -> str:
    """An action of which nothing was said yet."""
    with desk.hub.register.reading() as connection:
        said = set(connection.execute(select(STEPS.c.action)).scalars())
        return next(str(one) for one in connection.execute(select(ACTIONS.c.id)).scalars() if one not in said)


def _evaluate(desk: Desk) -> None:
    run = desk.open("analyst", "evaluation")
    desk.choose(run, "Control area", WARDS[1])
    desk.type(run, "evaluation: Why this control")
    desk.press(run, "Put it on record", "zq75")


def _minute(desk: Desk) -> None:
    """A decision by the secretariat, and a disclosure by the chair."""
    run = desk.open("analyst", "meetings", chosen={"jag": WARDS[0]})
    for name in ("heading", "decision"):
        desk.type(run, f"minutes_of_meeting: FIELDS['{name}']", shown=ASKED[name])
    desk.press(run, "Add this decision", "zq70")
    run = _minutes(desk, "closed")
    for name in ("disclosure", "reason"):
        desk.type(run, f"minutes_of_meeting: FIELDS['{name}']", shown=ASKED[name])
    desk.choose(run, "From", desk.force)
    box = next(one for one in run.multiselect if one.label == "Who needs to know")
    with desk.hub.register.reading() as connection:
        asked = select(MEMBERS.c.id).where(MEMBERS.c.post == "housing")
        box.set_value([connection.execute(asked).scalar_one()])
    desk.press(run, "Note this disclosure", "zq72")


def _correct(desk: Desk) -> None:
    """Both documents are read, approved, and opened again."""
    run = _minutes(desk, "open")
    for box in run.checkbox:
        box.check()
    desk.press(run, "Attest for the minutes")
    desk.press(run, "The minutes are drafted")
    for document in ("open", "closed"):
        run = _minutes(desk, document)
        desk.press(run, "I have read it as it stands", "draft, read by the chair")
    desk.press(run, "Approve the minutes", "approved on")
    for document in ("open", "closed"):
        run = _minutes(desk, document)
        desk.type(run, "minutes_of_meeting: CORRECTS", shown=CORRECTS)
        desk.press(run, "Begin a new version", "zq74")


def _minutes(desk: Desk, document: str) -> AppTest:
    return desk.open("chair", "meetings", chosen={"jag": WARDS[0], "minutes-document": document})


def _assess(desk: Desk) -> None:
    """The tactical assessment of everything by the chair; that of a ward, and the strategic one, by an analyst."""
    asked: tuple[tuple[Role, str, str], ...] = (
        ("chair", "tactical-assessment", ""),
        ("analyst", "tactical-assessment", WARDS[3]),
        ("analyst", "strategic-assessment", ""),
    )
    for role, name, area in asked:
        run = desk.open(role, name, chosen={"area": area})
        desk.press(run, "Begin it", "Version 1, draft")
        desk.type(run, "assessment_part: title", shown=run.text_area[0].label)
        desk.press(run, "Keep these words", "zqx")


def _hold_beside(desk: Desk) -> None:
    run = desk.open("analyst", "strategic-assessment")
    next(one for one in run.selectbox if "family-of" in str(one.key)).set_value(WARDS[0])
    next(one for one in run.multiselect if one.label == "Held beside").set_value([*WARDS[1:3]])
    desk.type(run, "strategic_assessment: What makes them alike")
    desk.press(run, "Put it on record", "zq77")


def _judge(desk: Desk) -> None:
    """A threat of 2 times 3, which is low, and taken up all the same."""
    run = desk.open("analyst", "threat-matrix")
    for one, score in zip(run.number_input, (2, 3), strict=True):
        one.set_value(score)
    for name in ("Threat", "What the scores rest on", "Why, where it is decided otherwise than its band"):
        desk.type(run, f"threat_matrix: {name}")
    desk.choose(run, "In the assessment", "include")
    desk.press(run, "Put it on record")


def _look(desk: Desk) -> None:
    run = desk.open("analyst", "when")
    desk.type(run, "keep: Name of the view, in your own words")
    desk.press(run, "Keep")


def _decide(desk: Desk, month: str, drafter: Identity) -> None:
    """Two more drafts by the side of what waits: one is refused, one released and withdrawn."""
    for product in ("strategic-summary", "hotspot-explorer"):
        draft_release(desk.hub, product, period=Period.parse(month), audience="open", who=drafter)
    run = desk.open("liaison", "release-review")
    desk.type(run, "release_review: Reason, if you refuse")
    desk.press(run, "Refuse")
    desk.press(run, "Release", "released")
    desk.type(run, "release_review: Reason")
    desk.press(run, "Withdraw", "withdrawn")


def _send(desk: Desk) -> None:
    """A file that is refused; the page says which it was."""
    name = "submit_extract: Extract"
    run = desk.open("liaison", "submit-extract", of=desk.force)
    run.file_uploader[0].set_value((FIELDS[name][0], b"", "text/csv"))
    desk.typed.setdefault(name, []).append(FIELDS[name][0])
    run.run()
    desk.press(run, "Check this file", "Refused: ")


def _request(desk: Desk) -> None:
    """A request to the force by the analyst, which its liaison officer approves and notes as disclosed."""

    def item(name: str) -> str:
        return f"Item {list(ITEMS).index(name) + 1}: {ITEMS[name]}"

    run = desk.open("analyst", "information-requests")
    run.radio[0].set_value(NO).run()
    desk.choose(run, "Whom you ask", desk.force)
    desk.choose(run, item("gateway"), "cda-1998-s115")
    desk.choose(run, "As which kind of organisation you ask", "local authority")
    desk.choose(run, item("consent"), "not sought")
    next(one for one in run.text_input if one.label == item("letter")).set_value("ZQ/2026/1")
    run.checkbox[0].check()
    for at, name in enumerate(("required", "purpose", "necessity", "effect")):
        desk.type(run, "request_form: label", at, item(name))
    desk.type(run, "request_form: label", 4, GROUND)
    for at, name in enumerate(("designation", "reply_to")):
        desk.type(run, "request_form: title", at, item(name))
    desk.press(run, "Keep the draft", "zq80")
    desk.press(run, "Submit", "zq89")
    with desk.hub.register.reading() as connection:
        identity = connection.execute(select(REQUESTS.c.id)).scalar_one()
    chosen = {"opened-request": identity}
    desk.press(desk.open("liaison", "information-requests", desk.force, chosen), "Open", "being assessed")
    run = desk.open("liaison", "information-requests", desk.force, chosen)
    next(one for one in run.checkbox if "3.11 b" in one.label).check()
    for name, (said, _) in QUESTIONS.items():
        answer = {"alternative": "no"}.get(name, "some" if name in ("risk", "vulnerability", "impact") else "yes")
        desk.choose(run, said, answer)
    desk.type(run, "request_form: label", 5, WHY_SO)
    desk.type(run, "request_form: label", 6, LEFT_OUT)
    desk.press(run, "Approve", "approved in part")
    run = desk.open("liaison", "information-requests", desk.force, chosen)
    desk.type(run, "request_form: label", 7, WHAT)
    next(one for one in run.checkbox if "in writing" in one.label).check()
    desk.press(run, "It was disclosed", "zq87")
