"""What the supplying liaison officer ticks and answers before anything is disclosed (`001` 3.10 and 3.11; `004` 4, 6).

Nothing here is about a person by name: the seven questions of the public interest are answered by choices, and what the
answers rest on stays in the agency's own file.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from hub.governance.marking import check_marking, find_marking
from hub.governance.request_refusal import RequestRefused
from hub.sentence import check_sentence

GENERAL: Mapping[str, str] = {
    "strategy": "It enables the partnership to formulate and implement its strategy (3.10).",
    "targets": "It enables the partnership to monitor progress against targets (3.10).",
    "analysis": "It assists in understanding a specific community safety issue (3.10).",
    "duty": "It is required to be shared under section 17A of the Crime and Disorder Act 1998 (3.10).",
}
PERSONAL: Mapping[str, str] = {
    "consent": "The subject has consented (3.11).",
    "harm": "There is concern about the risk of harm to an individual (3.11 a).",
    "serious crime": "It is for the detection and prevention of serious crime (3.11 b).",
    "court": "A court has ordered the disclosure under witness summons (3.11 c).",
}
CRITERIA: Mapping[str, str] = {**GENERAL, **PERSONAL}
YES_NO, DEGREES = ("yes", "no"), ("none known", "some", "serious")
QUESTIONS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "necessary": (
        "Is it necessary to prevent or detect crime, prevent disorder, protect public safety or the rights of others?",
        YES_NO,
    ),
    "vulnerable": ("Is it necessary to protect young or other vulnerable people?", YES_NO),
    "risk": ("What risk to others is there?", DEGREES),
    "vulnerability": ("How vulnerable are those who may be at risk?", DEGREES),
    "impact": ("What will be the impact of the disclosure on its subject?", DEGREES),
    "proportionate": ("Is it proportionate to the aim, and no more than is necessary, to no more people?", YES_NO),
    "alternative": ("Is there an equally effective but less intrusive means?", YES_NO),
}
"""The seven questions of `004` section 4, the sixth with its paragraph on proportionality; and how each is answered."""
CONSULTED: Mapping[str, str] = {
    "officer": "The investigating officer was consulted.",
    "cps": "The Crown Prosecution Service was consulted.",
}
CHANNELS: Mapping[str, str] = {
    "secure e-mail": "E-mail between secure domains",
    "secure transfer": "A secure transfer that both sides use",
    "by hand": "By hand, sealed, against signature",
    "post": "Tracked post, in two envelopes",
}
WHY, LEFT_OUT, WHAT = "Why it is decided so", "What is left out, and why", "What was disclosed, without saying of whom"


@dataclass(frozen=True)
class Decision:
    """Codes of the criteria that are met, the answer to each question, why; and, of a part, what is left out."""

    criteria: tuple[str, ...]
    answers: Mapping[str, str]
    why: str
    left_out: str = ""


@dataclass(frozen=True)
class Disclosure:
    """What was disclosed in words that say nothing of whom, under which marking, by which channel, in writing."""

    what: str
    marking: str
    channel: str
    in_writing: bool


def check_decision(decision: Decision) -> tuple[str, dict[str, object]]:
    """The words and the detail of an approval.

    Raises:
        RequestRefused: no criterion that allows it, a question without an answer, answers that speak against it, or
            words that may point at a person.
    """
    if set(decision.criteria) - set(CRITERIA):
        raise RequestRefused("there is no such criterion.", "a word of no list.", "choose from the list.")
    if not set(decision.criteria) & set(PERSONAL):
        raise RequestRefused(
            "no criterion is ticked that allows it.",
            f"{len(decision.criteria)} of {len(CRITERIA)} ticked, of 3.11 none."
            if decision.criteria
            else "none of them ticked.",
            "personal information needs consent, or one of 3.11 a to c; tick what is met, or refuse the request.",
        )
    answers = {name: decision.answers.get(name, "") for name in QUESTIONS}
    open_ones = sum(answers[name] not in choices for name, (_, choices) in QUESTIONS.items())
    if open_ones:
        raise RequestRefused(
            "the questions of proportionality are not all answered.",
            f"{open_ones} of {len(QUESTIONS)} without an answer of its list.",
            "answer each of them.",
        )
    if "yes" not in (answers["necessary"], answers["vulnerable"]) or (
        answers["proportionate"],
        answers["alternative"],
    ) != ("yes", "no"):
        raise RequestRefused(
            "by these answers it is not proportionate.",
            "not necessary, more than is necessary, or other means would do.",
            "refuse it, with the reason, or ask for less.",
        )
    words = check_sentence(WHY, decision.why, RequestRefused)
    detail: dict[str, object] = {"criteria": [one for one in CRITERIA if one in decision.criteria], "answers": answers}
    if decision.left_out.strip():
        detail["left_out"] = check_sentence(LEFT_OUT, decision.left_out, RequestRefused)
    return words, detail


def check_disclosure(disclosure: Disclosure) -> tuple[str, dict[str, object]]:
    """The words and the detail of a disclosure.

    Raises:
        RequestRefused: not in writing, a channel of no list, a marking that a new document cannot have, or words that
            may point at a person.
    """
    if not disclosure.in_writing:
        raise RequestRefused(
            "a disclosure is made in writing.", "that was not ticked.", "write it, and keep it with the request."
        )
    if disclosure.channel not in CHANNELS:
        raise RequestRefused("there is no such channel.", "a word of no list.", "choose from the list.")
    try:
        marking = check_marking(disclosure.marking)
    except ValueError as fault:
        raise RequestRefused("this marking cannot be noted here.", f"{fault}.", "choose one of today's.") from fault
    found = find_marking(marking)
    if found is None or found.words != marking:
        raise RequestRefused("there is no such marking.", "words of no list.", "choose from the list.")
    words = check_sentence(WHAT, disclosure.what, RequestRefused)
    return words, {"marking": marking, "channel": disclosure.channel}
