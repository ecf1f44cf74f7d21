"""A picture of plain vectors: the few SVG elements that maps and charts are drawn with.

Elements are built as a tree, never by joining strings, so that a name from a file cannot become markup. Units are
points; y runs down the page. Numbers are rounded to a hundredth of a point, so equal drawings have equal bytes.
"""

from collections.abc import Sequence
from xml.etree import ElementTree

import numpy as np
from numpy.typing import NDArray

from hub.paper.characters import printable

FONT = "Noto Sans, sans-serif"
"""The shipped font; a picture that stands alone is shown in another where a reader has not got it."""


class Picture:
    """An SVG picture of a fixed size in points."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        size = {"width": f"{width:g}", "height": f"{height:g}", "viewBox": f"0 0 {width:g} {height:g}"}
        self._root = ElementTree.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", **size})

    def path(self, steps: str, **style: str | float) -> None:
        """A path; rings are filled by the even-odd rule, so holes stay holes."""
        if steps:
            self._add("path", {"d": steps, "fill-rule": "evenodd"}, style)

    def box(self, x: float, y: float, width: float, height: float, **style: str | float) -> None:
        """A rectangle."""
        self._add("rect", {"x": n(x), "y": n(y), "width": n(width), "height": n(height)}, style)

    def dot(self, x: float, y: float, radius: float, **style: str | float) -> None:
        """A filled circle."""
        self._add("circle", {"cx": n(x), "cy": n(y), "r": n(radius)}, style)

    def line(self, points: Sequence[tuple[float, float]], **style: str | float) -> None:
        """An open line through points."""
        steps = "M" + "L".join(f"{n(x)} {n(y)}" for x, y in points)
        self._add("path", {"d": steps, "fill": "none"}, style)

    def words(self, x: float, y: float, words: str, size: float, **style: str | float) -> None:
        """One line of text with its baseline at y; ``text_anchor`` start, middle or end."""
        place = {"x": n(x), "y": n(y), "font-family": FONT, "font-size": n(size)}
        self._add("text", place, style).text = printable(words)

    def put(self, x: float, y: float, inner: "Picture") -> None:
        """Another picture, with its upper left corner at (x, y)."""
        place = ElementTree.SubElement(self._root, "g", {"transform": f"translate({n(x)} {n(y)})"})
        place.extend(inner._root)

    def name(self, title: str, words: str) -> None:
        """What a reader who cannot see the picture is told: its title and a description (SVG 2, 5.8)."""
        self._root.set("role", "img")
        for place, (tag, said) in enumerate((("title", title), ("desc", words))):
            element = ElementTree.Element(tag)
            element.text = printable(said)
            self._root.insert(place, element)

    def text(self) -> str:
        """The picture as SVG text."""
        return ElementTree.tostring(self._root, encoding="unicode")

    def _add(self, tag: str, place: dict[str, str], style: dict[str, str | float]) -> ElementTree.Element:
        written = {name.replace("_", "-"): v if isinstance(v, str) else n(v) for name, v in style.items()}
        return ElementTree.SubElement(self._root, tag, {**place, **written})


def n(value: float) -> str:
    """A number as SVG text: at most two decimals, no negative zero."""
    return f"{round(float(value), 2) + 0.0:g}"


def ring(points: NDArray[np.float64], closed: bool = True) -> str:
    """Path steps through ``points`` (array n x 2, in points of the page)."""
    if not len(points):
        return ""
    rounded = np.round(points, 2) + 0.0
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in rounded.tolist()) + ("Z" if closed else "")
