"""What may stand in a file of a product: the released cells, and nothing but them.

Every cell of a file that was read back (`read_back.py`) is traced by its title, its heading and the name of its row to
what it is a figure of: data set, period, area, category. What stands there must be what the released document says, or
what follows from it: a rate, a change, a class, a mark. A number that can be traced to nothing is a complaint.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from scipy.stats import binomtest, chi2

from hub.harm_weights import HarmWeights
from hub.paper.chart_axes import round_scale
from ingest.categories import categories, reference
from ingest.periods import Period
from tests.acceptance.read_back import Picture, ReadBack, Table
from tests.acceptance.released_claims import take_claims
from tests.acceptance.released_harm import TITLE as HARM_TITLE
from tests.acceptance.released_harm import expect_harm, take_harm

ALL = "ALL"
SUPPRESSED, NOT_SUPPLIED, NOT_APPLICABLE = "[c]", "[x]", "[z]"
MARKS = {"suppressed": SUPPRESSED, "not supplied": NOT_SUPPLIED, "not applicable": NOT_APPLICABLE}
STRENGTH = (SUPPRESSED, NOT_SUPPLIED, NOT_APPLICABLE)
Figure = float | str
"""What a reader finds in the place of a figure: a number, a mark, or the words of a class."""
Key = tuple[str, str, str]
"""Period, area, category."""

ROUND_HOTSPOT = "Source mix and change round hotspot "
HOT = ("hotspot 99 %", "hotspot 95 %", "hotspot 90 %")
EVERY, SOME, NEVER = "hotspot in every month", "hotspot in some months", "never a hotspot"
NAMES = {
    "row",
    "Area",
    "After one of",
    "Against",
    "Code",
    "Name",
    "Category",
    "Figure",
    "Period",
    "Quarter",
    "Hotspot",
    "Hours",
    "What you do",
    "Data set",
    "Action",
    "Question",
    "Recommendation",
}
"""Headings of columns that name a row; a map's are such as "lsoa code"."""
TEXTS: Mapping[str, str] = {
    "Class": "|".join((*HOT, EVERY)),
    "Size": r"[\d,]+ ha",
    "Grid reference": r"[A-Z]{2}\d{4}[NS][EW]",
    "Over 24 months": r"(?:(?:persistent|intermittent): )?\d{1,2} of \d{1,2} months known"
    r"|emerging: first in [A-Z][a-z]+ \d{4}, \d{1,2} months known",
    "Another within 200 m and 7 days is": r"\[z\]|not applicable",
    "Provider": r"[A-Za-z ]+",
    "Supply": "complete",
    "When": r"received \d{1,2} [A-Z][a-z]+ \d{4}",
    "Rows with a usable location": r"(?:at least 95 %|85 to 95 %|fewer than 85 %), mostly [a-z ]+",
    "Result": "none: this table has no rows",
    "Owner": "|to be filled in",
    "Due": "|to be filled in",
    "Residents": r"[\d,]+|not supplied",
    "Hotspot there": r"yes|no|suppressed|not supplied|not applicable",
    **dict.fromkeys(("Outcome", "Answer", "What is known", "From whom", "Reviewed"), "|to be filled in"),
    "How we shall know that it worked": "|to be filled in",
}
"""Columns of words, and all that they may say."""
HANDLING_HEAD = re.compile(r"This document: OFFICIAL(?:-SENSITIVE)?|A paper marked RESTRICTED before 2 April 2014")
"""Columns of the handling card."""
_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_SPAN = rf"(?:{_MONTH} to )?{_MONTH} \d{{4}}"
HARMLESS = re.compile(
    "|".join(
        (
            rf"\d{{1,2}} {_MONTH} \d{{4}}",
            _SPAN,
            r"\b\d{4}-\d\d(?:-\d\d)?(?:T00:00:00Z| 00:00:00)?(?!\d)",
            r"\bE0[0-9]{7}\b",
            r"Milton Keynes \d{3}[A-Z]\b",
            r"\bS[PU]\d{4}[NS][EW]\b",
            r"SI 2007/1831 ¶2",
            r"SI 2007/1830",
            r"Act 1998, s17A",
            r"Getis 1995",
            r"EPSG:27700",
            r"[Tt]hreshold 5\b",
            r"a count below 5\b",
            r"zero is printed as 0\b",
            r"^0$|^0 A true zero",
            r"\b500 m\b",
            r"[Pp]er 1,000 (?:usual )?residents",
            r"is beyond 3 \(about one in 25 by",
            r"The 8 strongest of \d+\.",
            r"^\d+ figures stand out",
            r"[Ww]ards by the 6 largest categories",
            r"Busiest 10 areas",
            r"in each of 13 months",
            r"over 13 months",
            r"From the first month held, at most 60\.",
            r"in 95 of 100 cases",
            r"\(95 %, exact\)",
            r"The first five of \d+ rows\.",
            r"(?:and )?\d+ others(?=\.)",
            rf", first in {_MONTH} \d{{4}}",
            rf", last in {_MONTH} \d{{4}}",
            r"\(95 %, Poisson\)",
            r"999 permutations",
            r"Another within 200 m and 7 days is",
            r"95 % exact interval of the ratio of two Poisson counts \(Clopper, Pearson 1934\)",
            r"\b\d+ grid cells have no class shown",
            r"[Rr]elease [0-9a-f]{12}\b|^[0-9a-f]{12}$",
            r"data version release \d+\b|release \d+$",
            r"Page \d+ of \d+",
            r"(?:Table|Map|Chart) \d+\b|\(no\. \d\)$",
            r"\[note \d+\]$|^note \d+$",
            r"^(?:Section, page|Executive picture|Exceptions this period|Hotspots|Areas|Categories|Five figures|Trends?"
            r"|Supply and data quality|Priorities and actions|How this was made|Places|What follows close by"
            r"|When in the week|The area at a glance|Figures by data set|What happens there"
            r"|When in the week, and what follows close by|Hotspots, and who else sees them|The problem in short"
            r"|Handling card|Last meeting's actions and results|Anti-social behaviour by type|Forthcoming events"
            r"|Intelligence gaps and late data|Recommended priorities|Hotspot [A-Z]: [^\d]+(?:\d{3}[A-Z]\))?"
            r"|Purpose and method|What became of the last plan|Area and people|Recorded crime|Perceptions|What is ahead"
            r"|Priority matrix|Recommendations|Control strategy"
            r"|Where it happens|When it happens|What else is recorded there|What is not known|To be filled in) \d+$",
            r"The 5 areas with most of it",
            r"(?:one ward has|[a-z]+ wards have|\d+ wards have) a figure that is (?:suppressed|not supplied), of \d+\.",
            r"(?:H|h)otspot (?:9[059] %|in every month); [\d,]+ ha; its centre: S[PU]\d{4}[NS][EW]\.",
            r"Over 24 months (?:(?:persistent|intermittent): )?\d{1,2} of \d{1,2} months known\.",
            r"Over 24 months emerging: first in [A-Z][a-z]+ \d{4}, \d{1,2} months known\.",
            r"^Typst [\d.]+$",
        )
    )
)
"""Numbers that are no figures: dates, codes, laws, the rules, the numbering of pages and tables."""


@dataclass(frozen=True)
class Places:
    """Names and residents of the areas that figures are given for, and how the places without a figure are written."""

    codes: Mapping[str, str]
    residents: Mapping[str, int]


class Released:
    """The figures of one released document, with the words by which a file of the product refers to them."""

    def __init__(
        self,
        document: Mapping[str, Any],
        classes: Mapping[str, Mapping[str, str | None]],
        places: Places,
        asked: tuple[str, str | None, str | None],
        dataset: tuple[str, str],
        weights: HarmWeights | None = None,
    ) -> None:
        """``classes``: Gi* class by month and grid cell as they were released. ``asked``: period, area, category."""
        cells = [cell for one in document["publications"] for cell in one["cells"]]
        assert {cell["k"]["dataset"] for cell in cells} == {dataset[0]}
        self.cells = {_key(cell["k"]): _read_cell(cell) for cell in cells}
        self.classes, self.places, self.weights = classes, places, weights
        self.period, self.area, self.kind = Period.parse(asked[0]), asked[1] or ALL, asked[2] or ALL
        titles = categories(dataset[0])
        self.categories = {squeeze(title): code for code, title in titles.items()} | {"All": ALL}
        self.categories[squeeze(f"All {dataset[1].lower()}")] = ALL
        self.dataset = squeeze(dataset[1])
        months = [self.period, Period.parse(self.period.months[-1])]
        while len(months) < 14:
            months.append(months[-1].previous())
        compared = (self.period.previous(), self.period.year_before())
        listed = {*months, *compared, *(Period.parse(key[0]) for key in self.cells)}
        self.periods = {squeeze(words): one for one in listed for words in (one.words(), str(one))}
        self.seen: Counter[str] = Counter()

    # --- figures ---

    def count(self, period: Period, area: str, category: str) -> Figure:
        """What is released of a count; for several months the sum of the released months, or their strongest mark."""
        months = [self.cells.get((month, area, category), SUPPRESSED) for month in period.months]
        marks = [one for one in months if isinstance(one, str)]
        if marks:
            return next(mark for mark in STRENGTH if mark in marks)
        return float(sum(one for one in months if isinstance(one, float)))

    def rate(self, period: Period, area: str, category: str) -> Figure:
        """The rate that follows from a released count."""
        residents, found = self.places.residents.get(area), self.count(period, area, category)
        if residents is None:
            return NOT_SUPPLIED
        return found if isinstance(found, str) else round(1000 * found / residents, 1)

    def change(self, period: Period, before: Period, area: str, category: str) -> Figure:
        """The change that follows from two released counts."""
        now, then = self.count(period, area, category), self.count(before, area, category)
        if isinstance(now, str) or isinstance(then, str):
            return next(mark for mark in STRENGTH if mark in (now, then))
        return round(100 * (now - then) / then, 1) if then else NOT_APPLICABLE

    def class_of(self, cell: str) -> Figure:
        """The class of a grid cell in the period asked for."""
        supplied = [self.classes.get(month) for month in self.period.months]
        found = [
            SUPPRESSED if one is not None and one[cell] is None else one[cell] if one else None for one in supplied
        ]
        if SUPPRESSED in found or None in found:
            return SUPPRESSED if SUPPRESSED in found else NOT_SUPPLIED
        if len(found) == 1:
            return str(found[0])
        times = sum(one in HOT for one in found)
        return EVERY if times == len(found) else SOME if times else NEVER

    def _expect_change(self, against: str, head: str) -> Figure | None:
        """A cell of the table of changes: two released counts, and what an exact test makes of them."""
        before = self.periods[squeeze(against)]
        then, now = (self.count(period, self.area, self.kind) for period in (before, self.period))
        if head in ("Then", "Now"):
            return then if head == "Then" else now
        if head == "Change, %":
            return self.change(self.period, before, self.area, self.kind)
        if isinstance(then, str) or isinstance(now, str):
            return next(mark for mark in STRENGTH if mark in (now, then))
        least, most, judged = self._judge(now, then, _days(self.period) / _days(before))
        return {"At least, %": least, "At most, %": most, "Is it chance?": judged}[head]

    def _expect_quarter(self, words: str, head: str) -> Figure | None:
        """A cell of the table of quarters: its count, the exact range of the mean behind it, and of its change."""
        quarters = {Period.quarter_of(one.first) for one in self.periods.values()}
        known = {squeeze(one.words()): one for one in quarters}
        quarter = known.get(squeeze(words))
        if quarter is None:
            return None
        before = quarter.year_before()
        now, then = (self.count(one, self.area, ALL) for one in (quarter, before))
        if head == "Events" or (isinstance(now, str) and head in ("At least", "At most")):
            return now
        if head in ("At least", "At most"):
            ends = {"At least": chi2.ppf(0.025, 2 * float(now)) / 2 if now else 0.0}
            ends["At most"] = chi2.ppf(0.975, 2 * float(now) + 2) / 2
            return round(float(ends[head]), 1)
        if head == "Change on the year before, %":
            return self.change(quarter, before, self.area, ALL)
        if isinstance(now, str) or isinstance(then, str):
            return next(mark for mark in STRENGTH if mark in (now, then))
        longer = _days(quarter) / _days(before)
        share = binomtest(int(now), int(now + then)).proportion_ci(0.95, "exact")
        end = {"At least, %": share.low, "At most, %": share.high}[head]
        return round(100 * (end / (1 - end) / longer - 1), 1)

    def _expect_round_hotspot(self, title: str, of: str, head: str) -> Figure | None:
        """A cell of a hotspot's own table: counts of the area in its title, their change, and whether it is chance."""
        area = self.places.codes.get(squeeze(re.sub(rf"^{ROUND_HOTSPOT}[A-Z]+, ", "", title)))
        before = self.period.previous()
        if area is None or squeeze(of) != self.dataset:
            return None
        now, then = (self.count(period, area, ALL) for period in (self.period, before))
        if squeeze(head) in self.periods:
            return self.count(self.periods[squeeze(head)], area, ALL)
        if head == "Change, %":
            return self.change(self.period, before, area, ALL)
        if head != "Is it chance?":
            return None
        if isinstance(then, str) or isinstance(now, str):
            return next(mark for mark in STRENGTH if mark in (now, then))
        return self._judge(now, then, _days(self.period) / _days(before))[2]

    def share(self, area: str, kind: str) -> Figure:
        """A category in per cent of an area's events."""
        part, whole = (self.count(self.period, area, one) for one in (kind, ALL))
        if isinstance(part, str) or isinstance(whole, str):
            return next(mark for mark in STRENGTH if mark in (part, whole))
        return round(100 * part / whole, 1) if whole else NOT_APPLICABLE

    def _expect_quotient(self, here: str, kind: str) -> Figure:
        """The share of a category in an area over its share everywhere, where all four counts are released."""
        counts = [self.count(self.period, place, one) for place in (here, ALL) for one in (kind, ALL)]
        marks = [one for one in counts if isinstance(one, str)]
        if marks:
            return next(mark for mark in STRENGTH if mark in marks)
        events, all_events, everywhere, all_everywhere = (float(one) for one in counts)
        if not all_events or not everywhere:
            return NOT_APPLICABLE
        return round((events / all_events) / (everywhere / all_everywhere), 1)

    # --- files ---

    def complaints(self, found: ReadBack) -> list[str]:
        """Everything in a file that is not what was released."""
        told = list(found.faults)
        for table in found.tables:
            told += self._check_table(table)
        for picture in found.pictures:
            told += self._check_picture(picture)
        return told + list(self._check_words(found.words))

    def _check_table(self, table: Table) -> Iterator[str]:
        title = re.sub(r" \(no\. \d+\)$", "", table.title)
        yield from self._check_words([title])
        for row in table.rows:
            names = [cell for head, cell in zip(table.columns, row, strict=True) if _is_name(head)]
            labels = [part for name in names for part in name.split(" | ")]
            yield from self._check_words(names)
            for head, cell in zip(table.columns, row, strict=True):
                if not _is_name(head):
                    complaint = self._check_cell(title, labels, head, cell)
                    if complaint:
                        yield f"{complaint}: {title}, {' | '.join(names)}, {head}"

    def _check_cell(self, title: str, labels: list[str], head: str, cell: str) -> str:
        if HANDLING_HEAD.fullmatch(head):
            known = squeeze(cell) in {squeeze(one["rule"]) for one in reference("handling_rules")}
            return "" if known else "words that no rule of handling says"
        if head in TEXTS:
            return "" if re.fullmatch(TEXTS[head], cell) else "words that this column never says"
        if head.startswith("In ") and squeeze(head[3:]) in self.periods:
            return "" if cell in (*MARKS, "hotspot", "not a hotspot") else "words that this column never says"
        expected = self._expect(title, labels, head)
        if expected is None:
            return "a figure of nothing that was released"
        self.seen[expected if expected in STRENGTH else "shown"] += 1
        return "" if read_figure(cell) == expected else "not what was released"

    def _expect(self, title: str, labels: Iterable[str], head: str) -> Figure | None:
        """What was released of the figure under a heading, in a row and a table of these names; None: nothing."""
        if head == "Hotspot class":
            return self.class_of(next(iter(labels)))
        if title.startswith("Change of "):
            return self._expect_change(next(iter(labels)), head)
        if title.endswith(", by quarter"):
            return self._expect_quarter(next(iter(labels)), head)
        if title.startswith(ROUND_HOTSPOT):
            return self._expect_round_hotspot(title, next(iter(labels)), head)
        if title.startswith("Location quotients by "):
            return self._expect_quotient(self.places.codes[squeeze(next(iter(labels)))], self.categories[squeeze(head)])
        if title.startswith(HARM_TITLE):
            return expect_harm(self, title, next(iter(labels)), head)
        at = {"period": self.period, "area": self.area, "category": self.kind}
        place = re.fullmatch(r".+, ([^,]+), by month", title)
        for words in (*([place[1]] if place else []), *labels, head):
            at |= self._read_name(re.sub(r"^[A-Z]{1,2}(, [A-Z]{1,2})*: ", "", words))
        period, area, category = at["period"], at["area"], at["category"]
        assert isinstance(period, Period)
        key = str(area), str(category)
        if head == "Share of its events, %":
            return self.share(*key)
        if head == "Location quotient":
            return self._expect_quotient(*key)
        change = re.fullmatch(r"(?:.+: c|C)hange(?: on (.+))?, %", head)
        if change:
            before = self.periods.get(squeeze(change[1])) if change[1] else period.previous()
            key = (key[0], key[1] if head.startswith("Change") else ALL)
            return None if before is None else self.change(period, before, *key)
        if head in ("Per 1,000 residents", "Events per 1,000 residents"):
            return self.rate(period, *key)
        return self.count(period, *key) if head == "Events" or self._read_name(head) else None

    def _read_name(self, words: str) -> dict[str, Any]:
        """What a name stands for: a period, a category, an area, or the data set itself."""
        name = squeeze(words)
        if name in self.periods:
            return {"period": self.periods[name]}
        if name in self.categories:
            return {"category": self.categories[name]}
        if name == self.dataset:
            return {"category": ALL}
        return {"area": self.places.codes[name]} if name in self.places.codes else {}

    def _check_picture(self, picture: Picture) -> Iterator[str]:
        """A chart shows the figures of its months and a scale up to the highest; a map the ends of its classes."""
        pieces = [re.sub(r"\b\d{3}[A-Z]\b", "", piece) for piece in picture.pieces]  # names such as 019B
        numbers = Counter(number for piece in pieces for number in _numbers(piece))
        kind, _, title = re.sub(r" \d+", "", picture.title, count=1).partition(" ")
        if kind == "Chart" and title == "The figures by month":
            yield from self._check_small_charts(picture, numbers)
        elif kind == "Chart":
            subject = title.split(", ")[0]
            months = [one for one in self.periods.values() if len(one.months) == 1]
            run = [Period.parse(self.period.months[-1])]
            while len(run) < 13:
                run.append(run[-1].previous())
            found = [self._expect(title, [subject, str(month)], "Events") for month in run if month in months]
            if numbers not in _numbers_of_chart(found, run):
                yield f"a number that is on no scale and no released figure: {picture.title}"
        elif kind == "Map":
            released = {
                one for key, one in self.cells.items() if key[0] in self.period.months or key[0] == str(self.period)
            }
            ends = {
                number
                for piece in picture.pieces
                if re.fullmatch(r"[\d,.]+( to [\d,.]+)?", piece)
                for number in _numbers(piece)
            }
            length = next(
                (number for piece in picture.pieces if piece.endswith(" km") for number in _numbers(piece)), 0.0
            )
            of_rates = "per 1,000" in " ".join(picture.pieces)
            fixed = {0.0, length, length / 2} | ({1000.0} if of_rates else set())
            sums = {self.count(self.period, key[1], key[2]) for key in self.cells}
            if of_rates:
                released, sums = set(), {self.rate(self.period, key[1], self.kind) for key in self.cells}
            others = (
                set(numbers)
                - ends
                - fixed
                - ({99.0, 95.0, 90.0} if title.startswith(("Hotspots", "Surroundings")) else set())
            )
            if others or not ends <= released | sums | fixed:
                yield f"a number that is no end of a class and no released figure: {picture.title}"
        else:
            yield f"a picture without a name: {picture.title[:40]}"

    def _check_small_charts(self, picture: Picture, numbers: Counter[float]) -> Iterator[str]:
        """Charts of several figures side by side, each on its own scale."""
        run = [Period.parse(self.period.months[-1])]
        while len(run) < 13:
            run.append(run[-1].previous())
        printed = squeeze("".join(picture.pieces))
        named = [self.dataset, *(name for name, code in self.categories.items() if code != ALL)]
        subjects = [one for one in named if one in printed]
        either = [
            _numbers_of_chart([self._expect("", [subject, str(month)], "Events") for month in run], run)
            for subject in subjects
        ]
        if len(subjects) != 5 or not any(sum(each, Counter()) == numbers for each in product(*either)):
            yield f"a number that is on no scale and no released figure: {picture.title}"

    def _check_words(self, lines: Iterable[str]) -> Iterator[str]:
        """Sentences give released figures; no other number stands in them but harmless ones."""
        subject: list[str] = []
        for line in lines:
            rest, wrong = take_claims(self, line)
            rest, wrong_harm = take_harm(self, rest)
            yield from (*wrong, *wrong_harm)
            for found in _SENTENCES.finditer(line):
                rest = rest.replace(found[0], "")
                if found["subject"] is not None:
                    subject = found["subject"].rstrip(",").split(", ")
                complaint = self._check_sentence(found, subject)
                if complaint:
                    yield f"{complaint}: {re.sub(r'[0-9]', '#', found[0])}"
            if re.search(r"\d", HARMLESS.sub("", rest)):
                yield f"a number that is no figure: {re.sub(r'[0-9]', '#', HARMLESS.sub('', rest))}"

    def _check_sentence(self, found: re.Match[str], subject: list[str]) -> str:
        if found["least"]:
            return self._check_range(found, subject)
        known = [self._read_name(words) for words in subject]
        period = self.periods.get(squeeze(found["of"] or found["than"] or found["same"] or found["without"]))
        if not all(known) or not subject or period is None:
            return "a sentence about nothing that was released"
        if found["of"]:
            right = self._expect("", [*subject, str(period)], "Events") == read_figure(
                found["level"].split(" event")[0]
            )
            return "" if right else "not what was released"
        change = self._expect("", subject, f"Change on {period.words()}, %")
        before = self._expect("", [*subject, str(period)], "Events")
        if found["without"]:
            return "" if change == MARKS[found["mark"]] else "not what was released"
        stated = 0.0 if found["same"] else float(found["size"]) * (1 if found["way"] == "more" else -1)
        figure = read_figure(found["figure"] or found["unchanged"])
        if (change, before) != (stated, figure):
            return "not what was released"
        return "" if found["same"] else self._check_chance(found["chance"], subject, period)

    def _check_range(self, found: re.Match[str], subject: list[str]) -> str:
        """Whether the ends of a range, on the period before, are those of the exact test's interval by the day."""
        before = self.period.previous()
        then, now = (self._expect("", [*subject, str(one)], "Events") for one in (before, self.period))
        if not isinstance(then, float) or not isinstance(now, float):
            return "a range of nothing that was released"
        ends = [_read_change(found[end]) for end in ("least", "most")]
        share = binomtest(int(now), int(now + then)).proportion_ci(0.95, "exact")
        longer = _days(self.period) / _days(before)
        right = [round(100 * (one / (1 - one) / longer - 1), 1) for one in (share.low, share.high)]
        return "" if ends == right else "another range than chance leaves"

    def _check_chance(self, words: str, subject: list[str], before: Period) -> str:
        """Whether a change is beyond chance, by the exact test's interval."""
        then, now = (self._expect("", [*subject, str(one)], "Events") for one in (before, self.period))
        if isinstance(then, float) and isinstance(now, float):
            beyond = self._judge(now, then, _days(self.period) / _days(before))[2] == "beyond chance"
            return "" if words.endswith("beyond chance") == beyond else "not what chance says"
        return "a judgement of nothing that was released"

    @staticmethod
    def _judge(now: float, then: float, longer: float) -> tuple[Figure, Figure, str]:
        """Least and most change in per cent by the exact interval of a share, and whether it is beyond chance for
        periods of which one is ``longer`` so many times."""
        share = binomtest(int(now), int(now + then)).proportion_ci(0.95, "exact")
        least = round(100 * (share.low / (1 - share.low) - 1), 1)
        most = round(100 * (share.high / (1 - share.high) - 1), 1) if then else NOT_APPLICABLE
        even = 100 * (longer - 1)
        beyond = least > even or (isinstance(most, float) and most < even)
        return least, most, "beyond chance" if beyond else "within chance"


def _numbers_of_chart(found: Iterable[Figure | None], run: list[Period]) -> tuple[Counter[float], Counter[float]]:
    """What a chart of these months may print: its scale and years, without its figures or with them."""
    shown = [one for one in found if isinstance(one, float)]
    step, top = round_scale(max(shown, default=0.0))
    scale = Counter(float(place * step) for place in range(round(top / step) + 1))
    years = Counter({float(year) for year in {month.first[:4] for month in run}})
    return scale + years, scale + years + Counter(shown)


def _days(period: Period) -> int:
    """Days from the first month's first to the last month's last."""
    first, last = (np.datetime64(month, "M") for month in (period.months[0], period.months[-1]))
    return int(((last + 1).astype("datetime64[D]") - first.astype("datetime64[D]")).astype(int))


_SENTENCES = re.compile(
    rf"(?P<subject>[A-Z](?:[^.:\d]|\d{{3}}[A-Z]\b)*?) in (?P<of>{_SPAN}): "
    r"(?P<level>[\d,.]+ events?|suppressed|not supplied|not applicable)\."
    rf"|That is (?P<size>[\d.]+) % (?P<way>more|fewer) than in (?P<than>{_SPAN}) \((?P<figure>[\d,.]+)\), "
    r"(?P<chance>a change that chance alone could give|a change beyond chance)\."
    rf"|That is the same as in (?P<same>{_SPAN}) \((?P<unchanged>[\d,.]+)\)\."
    r"|(?:Day for day, a|A)llowing for chance \(95 %\), the change lies between "
    r"(?P<least>no change|[\d,.]+ % (?:fewer|more)) and (?P<most>no change|[\d,.]+ % (?:fewer|more))\."
    rf"|The change on (?P<without>{_SPAN}) is (?P<mark>suppressed|not supplied|not applicable)\."
)


def squeeze(words: str) -> str:
    """A name without spaces and hyphens, as it may be broken over lines."""
    return re.sub(r"[\s\u00ad-]+", "", words)


def read_figure(words: str) -> Figure:
    """A number or a mark as any of the files writes it; other words as they are."""
    plain = words.replace(",", "")
    if re.fullmatch(r"-?\d+(\.\d+)?", plain):
        return float(plain)
    return MARKS.get(words, words)


def _key(key: Mapping[str, str]) -> Key:
    return key["period"], key["area"], key["category"]


def _read_cell(cell: Mapping[str, Any]) -> Figure:
    return float(cell["v"]) if cell["v"] is not None else f"[{cell.get('m', 'c')}]"


def _is_name(head: str) -> bool:
    return head in NAMES or head.endswith((" code", " counted"))


def _read_change(words: str) -> float:
    if words == "no change":
        return 0.0
    size, _, way = words.split()
    return float(size.replace(",", "")) * (1 if way == "more" else -1)


def _numbers(words: str) -> list[float]:
    return [float(one.replace(",", "")) for one in re.findall(r"\d[\d,]*(?:\.\d+)?", words)]
