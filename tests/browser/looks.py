"""What is asked of a page in the browser itself: does it fit, can it be seen, where is the focus, what is on paper."""

from typing import Any

WIDE = """() => {
  const room = document.documentElement.clientWidth, found = [];
  const main = document.querySelector("main");
  for (const one of [document.documentElement, document.body, main])
    if (one.scrollWidth > one.clientWidth) found.push(`${one.tagName}: ${one.scrollWidth} in ${one.clientWidth}`);
  for (const one of main.querySelectorAll("*")) {
    if (one.closest(".sh-scroll, svg, .js-plotly-plot") || !one.checkVisibility()) continue;
    const words = (one.tagName === "INPUT" ? one.value : one.textContent).trim(), box = one.getBoundingClientRect();
    if (!words || !box.width) continue;
    const cut = one.tagName === "INPUT" || getComputedStyle(one).overflowX !== "visible";
    const elsewhere = one.tagName === "INPUT" && main.innerText.includes(words);
    if (cut && !elsewhere && one.scrollWidth > one.clientWidth + 1) found.push(`cut: ${words.slice(0, 60)}`);
    const own = [...one.childNodes].some(each => each.nodeType === Node.TEXT_NODE && each.textContent.trim());
    if (own && (box.right > room + 1 || box.left < -1)) found.push(`outside: ${words.slice(0, 60)}`);
  }
  return [...new Set(found)];
}"""
FAINT = """edges => {
  const shade = words => words.match(/[\\d.]+/g).map(Number);
  const light = one => shade(one).slice(0, 3).map(c => c / 255)
    .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
  const ratio = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
  const ground = one => {
    while (one && (shade(getComputedStyle(one).backgroundColor)[3] ?? 1) === 0) one = one.parentElement;
    return one ? getComputedStyle(one).backgroundColor : "rgb(255, 255, 255)";
  };
  return edges.flatMap(edge => [...document.querySelectorAll(edge)].filter(one => one.checkVisibility())
    .map(one => [edge, ratio(getComputedStyle(one).borderTopColor, ground(one.parentElement))])
    .filter(([, found]) => found < 3).map(([name, found]) => `${name}: ${found.toFixed(2)}`));
}"""
EDGES = (
    ".stSelectbox [role=group]",
    ".stTextInput input",
    ".stButtonGroup button",
    ".stButton > button",
    ".sh a.sh-file:not(.main)",
    ".sh-swatch",
    "main form input",
)
FOCUS = """() => {
  const one = document.activeElement, framed = one.closest(".stSelectbox [role=group]") ?? one;
  const style = getComputedStyle(framed), box = one.getBoundingClientRect();
  const seen = style.outlineStyle === "solid" && parseFloat(style.outlineWidth) >= 2 && box.width > 0
    && box.bottom > 0 && box.top < innerHeight && one.checkVisibility({opacityProperty: true});
  return [one.getAttribute("aria-label") ?? one.textContent.trim().slice(0, 80), seen];
}"""
PRINTED = """() => [
  ...[".stSidebar", "header", ".sh-files", ".stSelectbox", ".stRadio", ".modebar", ".maplibregl-map",
    "[href='#stMain']"].filter(name => [...document.querySelectorAll(name)].some(one => one.checkVisibility())),
  ...["html", "body", "#root", ".stApp", ".stAppViewContainer", ".stMain"].filter(name => {
    const one = document.querySelector(name);
    return one && getComputedStyle(one).backgroundColor !== "rgb(255, 255, 255)";
  }).map(name => `${name} is dark`),
]"""


def find_wide(page: Any) -> list[str]:
    """What makes the page scroll to the side, is cut off or lies outside.

    Tables in a frame of their own may scroll. A box of one line may show the beginning of a long choice, where the page
    has all of its words as well.
    """
    found: list[str] = page.evaluate(WIDE)
    return found


def find_faint(page: Any) -> list[str]:
    """Edges of controls and fields that stand out from their ground by less than 3 : 1."""
    found: list[str] = page.evaluate(FAINT, list(EDGES))
    return found


def read_focus(page: Any) -> tuple[str, bool]:
    """The name of what has the focus, and whether it can be seen that it has."""
    name, seen = page.evaluate(FOCUS)
    return str(name), bool(seen)


def find_on_paper(page: Any) -> list[str]:
    """Which parts of a page would be printed that do not belong on paper, and which ground is not white."""
    found: list[str] = page.evaluate(PRINTED)
    return found
