"""axe-core on the page of a browser, and what of its findings is not ours.

A finding is ours unless ``EXCUSES`` names it: its rule, and where in the markup of a library. Nothing that we wrote
(``.sh``) can be excused so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
AND_BEST_PRACTICE = (*TAGS, "best-practice")
COLOURS = ("color-contrast",)
"""The one rule whose answer depends on the theme."""
RUN = """async ([kind, values, excused]) => {
  const found = await axe.run(document, {
    runOnly: {type: kind, values}, resultTypes: ["violations"], elementRef: true
  });
  return found.violations.flatMap(one => one.nodes.map(node => ({
    rule: one.id,
    markup: node.html.slice(0, 160),
    why: node.any.concat(node.all, node.none).map(each => each.message).join("; ").slice(0, 240),
    excuse: node.element.closest(".sh") ? -1
      : excused.findIndex(each => each[0] === one.id && node.element.closest(each[1])),
  })));
}"""


@dataclass(frozen=True)
class Excuse:
    """A fault of a library's own markup: axe's rule, where it stands, where it is reported, what a reader has of it."""

    rule: str
    where: str
    reported: str
    meaning: str


@dataclass(frozen=True, order=True)
class Finding:
    """One node that breaks a rule; ``excuse``: its place in the list of Streamlit's, -1 where it is ours."""

    rule: str
    markup: str
    why: str
    excuse: int


EXCUSES: tuple[Excuse, ...] = (
    Excuse(
        "landmark-unique",
        "canvas.maplibregl-canvas",
        "maplibre-gl-js 4147 made the name a choice, which Plotly does not pass on",
        "On a page with two maps both are called Map; the heading over each says which it is. Best practice, not WCAG.",
    ),
    Excuse(
        "presentation-role-conflict",
        "[data-testid=stFileUploaderDropzone]",
        "streamlit 15928 took it out of the order of the Tab key, but not its label",
        "The frame to drop a file on says its label; the button in it does the same. Best practice, not WCAG.",
    ),
)


def find_faults(page: Any, wanted: Sequence[str] = AND_BEST_PRACTICE) -> list[Finding]:
    """Run axe on the page as it stands. Its script is read from the package, and nothing is asked of any machine."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(read_script())
    excused = [(one.rule, one.where) for one in EXCUSES]
    kind = "rule" if wanted == COLOURS else "tag"
    return sorted(Finding(**one) for one in page.evaluate(RUN, [kind, list(wanted), excused]))


def read_script() -> str:
    """The script of axe-core."""
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
