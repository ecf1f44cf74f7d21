"""How everything looks: the style sheet, the chart template, and words made safe for a page or a chart.

The colours and patterns of a map are those of paper (`hub/paper/palette.py`): a reader who has the printed assessment
beside the screen sees one legend. What an agency or a boundary file wrote reaches a page only through ``tag``, which
escapes it, and reaches a chart only through ``chart_words``.
"""

from html import escape
from typing import Any

from hub.disclosure.marks import Mark

INK, SOFT, FAINT, PAPER = "#1c1f23", "#555b63", "#c9ced4", "#ffffff"
ACCENT, WARN = "#1f4e79", "#b4541a"
SERIES = (ACCENT, WARN, "#4d4d4d", "#6a9a1f", "#8a63a8")
DASHES = ("solid", "dash", "dot", "dashdot", "longdash")
STROKE = "#5c5c5c"
MAP_BACKGROUND = "#eef0f2"
STRICT_MARKINGS = ("SENSITIVE", "RESTRICTED", "SECRET")

_SWATCHES = {
    Mark.SHOWN: "",
    Mark.SUPPRESSED: f"background-image: repeating-linear-gradient(-45deg, {STROKE} 0 1.2px, transparent 1.2px 5px);",
    Mark.NOT_SUPPLIED: f"background: radial-gradient({STROKE} 1.1px, transparent 1.4px) 0 0 / 6px 6px;",
    Mark.NOT_APPLICABLE: (
        f"background-image: linear-gradient({STROKE}, {STROKE}), linear-gradient({STROKE}, {STROKE});"
        " background-size: 7px 1px, 1px 7px; background-position: center; background-repeat: no-repeat;"
    ),
}

TEMPLATE: dict[str, Any] = {
    "layout": {
        "font": {"family": '"Source Sans", "Source Sans Pro", sans-serif', "size": 14, "color": INK},
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "colorway": list(SERIES),
        "hoverlabel": {"bgcolor": PAPER, "bordercolor": SOFT, "font": {"color": INK, "size": 14}, "align": "left"},
        "xaxis": {"showgrid": False, "linecolor": SOFT, "ticks": "outside", "tickcolor": FAINT},
        "yaxis": {"gridcolor": "#e6e9ec", "zerolinecolor": SOFT, "rangemode": "tozero", "tickformat": ",d"},
    }
}

SHEET = f"""<style>
.stMainBlockContainer {{ padding: 2.4rem 2.6rem 2.5rem; max-width: 1360px; }}
[data-testid=stBaseButton-primary] {{ padding: .45rem 1.4rem; }}
[data-testid=stBaseButton-primary] p {{ font-size: 1.05rem; font-weight: 600; }}
.sh-marking {{ text-align: center; font-weight: 700; letter-spacing: .06em; padding: .25rem .5rem; color: {PAPER};
  background: {ACCENT}; border-radius: 3px; }}
.sh-marking.strict {{ background: #8a1020; }}
.sh h1 {{ font-size: 2rem; line-height: 1.2; margin: .2rem 0 .1rem; padding: 0; }}
.sh h2 {{ font-size: 1.4rem; line-height: 1.25; margin: 1rem 0 .1rem; padding: 0 0 .2rem;
  border-bottom: 1px solid {FAINT}; }}
.sh h3 {{ font-size: 1.05rem; margin: .3rem 0 .1rem; padding: 0; }}
.sh p {{ margin: 0 0 .5rem; max-width: 72ch; line-height: 1.5; }}
.sh p.lead {{ font-size: 1.12rem; }}
.sh .soft {{ color: {SOFT}; font-size: .92rem; }}
.sh p.soft {{ max-width: none; }}
.sh-scroll + p, .sh-legend + p {{ margin-top: .5rem; }}
.sh .figure {{ font-size: 2.3rem; font-weight: 650; line-height: 1.15; margin: 0; font-variant-numeric: tabular-nums; }}
.sh .figure.gap {{ font-size: 1.5rem; color: {SOFT}; font-weight: 500; }}
.sh-scroll {{ max-height: 46rem; overflow: auto; }}
.sh-scroll:focus-visible {{ outline: 2px solid {ACCENT}; }}
.sh table {{ border-collapse: separate; border-spacing: 0; width: 100%; font-variant-numeric: tabular-nums;
  font-size: .93rem; margin: 0; }}
.sh thead th {{ text-align: left; border: 0; border-bottom: 2px solid {INK}; padding: .3rem .8rem .3rem 0;
  background: {PAPER}; position: sticky; top: 0; font-weight: 600; vertical-align: bottom; color: {INK}; }}
.sh tbody td, .sh tbody th {{ border: 0; border-bottom: 1px solid #e3e6e9; padding: .24rem .8rem .24rem 0;
  font-weight: 400; text-align: left; vertical-align: top; color: {INK}; }}
.sh table .num {{ text-align: right; padding-right: 1.2rem; }}
.sh table.wide {{ font-size: .78rem; }} .sh table.wide .num {{ padding-right: .3rem; }}
.sh table.wide tbody th {{ position: sticky; left: 0; background: {PAPER}; padding-right: .3rem; }}
.sh td.num {{ white-space: nowrap; }}
.sh td.gap {{ color: {SOFT}; font-style: italic; }}
.sh ul.sh-legend {{ display: flex; flex-wrap: wrap; gap: .3rem 1.1rem; margin: 0; padding: 0; list-style: none;
  font-size: .92rem; }}
.sh ul.sh-legend li {{ display: flex; align-items: center; gap: .4rem; margin: 0; padding: 0; }}
.sh ul.sh-legend.tall {{ flex-direction: column; }}
.sh ul.sh-codes {{ columns: 17rem; margin: 0; padding: 0 0 0 1.1rem; font-size: .93rem; }}
.sh-swatch {{ width: 1.7rem; height: 1.05rem; border: 1px solid {SOFT}; display: inline-block; flex: none; }}
.sh-sign {{ width: 1.7rem; flex: none; text-align: center; font-size: 1.1rem; line-height: 1; }}
.sh dl {{ display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: .15rem 1.2rem;
  margin: 0; padding: 0; font-size: .93rem; }}
.sh dt {{ color: {SOFT}; font-weight: 400; margin: 0; padding: 0; }}
.sh dd {{ margin: 0; padding: 0; }}
.sh-files {{ display: flex; flex-wrap: wrap; gap: .6rem; }}
.sh-picture {{ align-items: center; }} .sh-picture span {{ flex: 1; }}
.sh a.sh-file {{ display: inline-block; padding: .45rem 1rem; border: 1px solid {FAINT}; border-radius: 4px;
  color: {INK}; background: {PAPER}; text-decoration: none; }}
.sh a.sh-file:hover {{ border-color: {ACCENT}; color: {ACCENT}; }}
.sh a.sh-file.main {{ background: {ACCENT}; border-color: {ACCENT}; color: {PAPER}; font-weight: 600;
  font-size: 1.05rem; padding: .45rem 1.4rem; }}
.sh a.sh-file:focus-visible {{ outline: 3px solid {WARN}; outline-offset: 2px; }}
.sh-notice {{ border-left: 4px solid {WARN}; background: #fdf4ec; padding: .6rem .9rem; border-radius: 2px; }}
.sh-notice p:last-child {{ margin-bottom: 0; }}
[data-testid=stPopoverBody] [data-testid=InputInstructions] {{ display: none; }}
@media (max-width: 640px) {{
  .stMainBlockContainer {{ padding: 4rem .9rem 2rem; }}
  .sh h1 {{ font-size: 1.6rem; }} .sh h2 {{ font-size: 1.25rem; }}
  .sh dl {{ grid-template-columns: 1fr; gap: 0; }} .sh dd {{ margin-bottom: .4rem; }}
}}
@media (max-width: 1150px) {{
  [class*=st-key-map-] [data-testid=stHorizontalBlock] {{ flex-direction: column; }}
  [class*=st-key-map-] [data-testid=stColumn] {{ width: 100%; flex: 1 1 auto; }}
}}
@media print {{ .sh-scroll {{ max-height: none; overflow: visible; }} }}
</style>"""


def tag(name: str, words: str, css: str = "") -> str:
    """One HTML element that holds ``words`` as plain text, whatever they contain."""
    return f'<{name} class="{css}">{escape(words)}</{name}>' if css else f"<{name}>{escape(words)}</{name}>"


def part(*elements: str, css: str = "") -> str:
    """A piece of a page: elements made by ``tag`` and the like, under the style sheet."""
    return f'<div class="sh {css}">{"".join(elements)}</div>'


def link(words: str, address: str, main: bool = False) -> str:
    """A link that takes a file, looking like a button."""
    css = "sh-file main" if main else "sh-file"
    return f'<a class="{css}" href="{escape(address)}" download>{escape(words)}</a>'


def way(words: str, address: str) -> str:
    """A link to another page of this site, looking like a button."""
    return f'<a class="sh-file" href="{escape(address)}" target="_self">{escape(words)}</a>'


def chart_words(words: str) -> str:
    """Words for a chart: without the characters by which a chart begins markup, a formula or a placeholder."""
    return words.translate(str.maketrans("", "", "<>${}")).replace("&", "&amp;")


def swatch(ground: str, mark: Mark) -> str:
    """One field of a legend: the ground colour and pattern of an entry."""
    return f'<span class="sh-swatch" style="{_SWATCHES[mark]} background-color: {ground};"></span>'
