"""How everything looks: the style sheet, the chart template, and words made safe for a page or a chart.

The colours and patterns of a map are those of paper (`hub/paper/palette.py`): a reader who has the printed assessment
beside the screen sees one legend. What an agency or a boundary file wrote reaches a page only through ``tag``, which
escapes it, and reaches a chart only through ``chart_words``.
"""

from html import escape
from typing import Any

from plotly import graph_objects as go

from hub.disclosure.marks import Mark


def _both(light: str, dark: str) -> str:
    """A colour of the style sheet: in the light theme, in the dark one."""
    return f"light-dark({light}, {dark})"


INK, SOFT, PAPER = _both("#1c1f23", "#e8eaed"), _both("#555b63", "#b4bac2"), _both("#ffffff", "#14171a")
FAINT, EDGE = _both("#d5dade", "#383e45"), _both("#858c94", "#7d858e")
ACCENT, WARN = _both("#1f4e79", "#8fbfe8"), _both("#b4541a", "#f0a36b")
NOTICE, GROUND = _both("#fdf4ec", "#35271b"), _both("#f2f4f6", "#1f2429")
BUTTON, MARKING, STRICT, WHITE = _both("#1f4e79", "#2f6ea8"), "#1f4e79", "#8a1020", "#ffffff"
"""Colours of the style sheet. ``EDGE`` is for what has to be seen, ``FAINT`` for lines between rows."""
CHART_INK, CHART_SOFT, CHART_FAINT, CHART_PAPER = "#1c1f23", "#555b63", "#c9ced4", "#ffffff"
SERIES = ("#1f4e79", "#b4541a", "#4d4d4d", "#5d8a17", "#8a63a8")
DASHES = ("solid", "dash", "dot", "dashdot", "longdash")
STROKE = "#5c5c5c"
MAP_BACKGROUND = "#eef0f2"
"""Colours of charts and maps, which are drawn once for all readers: they keep their light ground in both themes."""
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

AXIS: dict[str, Any] = {"gridcolor": "#e6e9ec", "zerolinecolor": CHART_SOFT, "rangemode": "tozero", "tickformat": ",d"}
TEMPLATE = go.layout.Template(
    layout={
        "font": {"family": '"Source Sans", "Source Sans Pro", sans-serif', "size": 14, "color": CHART_INK},
        "paper_bgcolor": CHART_PAPER,
        "plot_bgcolor": CHART_PAPER,
        "colorway": list(SERIES),
        "hoverlabel": {
            "bgcolor": CHART_PAPER,
            "bordercolor": CHART_SOFT,
            "font": {"color": CHART_INK, "size": 14},
            "align": "left",
        },
        "modebar": {"bgcolor": CHART_PAPER, "color": CHART_SOFT, "activecolor": SERIES[0]},
        "xaxis": {"showgrid": False, "linecolor": CHART_SOFT, "ticks": "outside", "tickcolor": CHART_FAINT},
        "yaxis": AXIS,
    }
)
"""Checked once, as a chart that is given a plain one would check it anew."""

_NOT_ON_PAPER = (
    ":is([data-testid=stSidebar], [data-testid=stHeader], [data-testid=stToolbar], [data-testid=stSkipToContent],"
    " .stSelectbox, .stMultiSelect, .stDateInput, .stTextArea, .stForm, .stButtonGroup, .stButton, .stTextInput,"
    " .stCheckbox, .stRadio, .stFileUploader, .stSpinner, .sh-files, .modebar, details:not([open]))"
)

_NO_MAP = "A map cannot be printed from the browser: take the file (PDF), or the picture of the map."

SHEET = f"""<style>
*:not(.stSpinner *), *::before, *::after {{ animation: none !important; transition: none !important; }}
.stMainBlockContainer {{ padding: 2.4rem 2.6rem 2.5rem; max-width: 1360px; }}
[data-testid=stBaseButton-primary] {{ padding: .45rem 1.4rem; }}
[data-testid^=stBaseButton-primary]:enabled {{ background: {BUTTON}; border-color: {BUTTON}; color: {WHITE}; }}
[data-testid=stBaseButton-primary] p {{ font-size: 1.05rem; font-weight: 600; }}
.sh-marking {{ text-align: center; font-weight: 700; letter-spacing: .06em; padding: .25rem .5rem; color: {WHITE};
  background: {MARKING}; border-radius: 3px; }}
.sh-marking.strict {{ background: {STRICT}; }}
.sh {{ color: {INK}; }} .sh :is(h1, h2, h3) {{ color: inherit; }}
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
.sh-scroll:focus-visible {{ outline-offset: -3px; }}
.sh table {{ border-collapse: separate; border-spacing: 0; width: 100%; font-variant-numeric: tabular-nums;
  font-size: .93rem; margin: 0; }}
.sh thead th {{ text-align: left; border: 0; border-bottom: 2px solid {INK}; padding: .3rem .8rem .3rem 0;
  background: {PAPER}; position: sticky; top: 0; font-weight: 600; vertical-align: bottom; color: {INK}; }}
.sh tbody td, .sh tbody th {{ border: 0; border-bottom: 1px solid {FAINT}; padding: .24rem .8rem .24rem 0;
  font-weight: 400; text-align: left; vertical-align: top; color: {INK}; }}
.sh table .num {{ text-align: right; padding-right: 1.2rem; }}
.sh table.wide {{ font-size: .78rem; }} .sh table.wide .num {{ padding-right: .3rem; }}
.sh table.wide tbody th {{ position: sticky; left: 0; background: {PAPER}; padding-right: .3rem; }}
.sh td:empty {{ height: 1.8rem; }}
.sh td.num {{ white-space: nowrap; }}
.sh td.gap {{ color: {SOFT}; }}
.sh ul.sh-legend {{ display: flex; flex-wrap: wrap; gap: .3rem 1.1rem; margin: 0; padding: 0; list-style: none;
  font-size: .92rem; }}
.sh ul.sh-legend li {{ display: flex; align-items: center; gap: .4rem; margin: 0; padding: 0; }}
.sh ul.sh-legend.tall {{ flex-direction: column; }}
.sh ul.sh-codes {{ columns: 17rem; margin: 0; padding: 0 0 0 1.1rem; font-size: .93rem; }}
.sh-swatch {{ width: 1.7rem; height: 1.05rem; border: 1px solid {SOFT}; display: inline-block; flex: none; }}
.sh-sign {{ width: 1.7rem; flex: none; text-align: center; font-size: 1.1rem; line-height: 1; }}
.sh-card h2 {{ font-size: 1.2rem; margin: 0; padding: 0; border: 0; }}
[data-testid=stMain] a[data-testid=stPageLink-NavLink] {{ padding: 0; background: none; }}
[data-testid=stMain] a[data-testid=stPageLink-NavLink] p {{ color: {ACCENT}; font-size: 1rem;
  text-decoration: underline; text-underline-offset: .2em; white-space: normal; }}
.sh ul.sh-lines {{ list-style: none; margin: 0; padding: 0; }}
.sh ul.sh-lines li {{ margin: 0; padding: .45rem 0; border-bottom: 1px solid #e3e6e9; }}
.sh ul.sh-lines li:last-child {{ border-bottom: 0; }} .sh ul.sh-lines p {{ margin: .1rem 0 0; }}
.sh ul.sh-lines strong {{ margin-right: .7rem; }}
.sh .sh-state {{ display: inline-block; color: {SOFT}; font-size: .92rem; }}
.sh p.state {{ font-size: 1.25rem; font-weight: 650; margin: .3rem 0; }}
.sh dl {{ display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: .15rem 1.2rem;
  margin: 0; padding: 0; font-size: .93rem; }}
.sh dt {{ color: {SOFT}; font-weight: 400; margin: 0; padding: 0; }}
.sh dd {{ margin: 0; padding: 0; }}
.sh-files {{ display: flex; flex-wrap: wrap; gap: .6rem; }}
.sh-picture {{ align-items: center; }} .sh-picture span {{ flex: 1; }}
.sh a.sh-file {{ display: inline-block; padding: .45rem 1rem; border: 1px solid {EDGE}; border-radius: 4px;
  color: {INK}; background: {PAPER}; text-decoration: none; }}
.sh a.sh-file:hover {{ border-color: {ACCENT}; color: {ACCENT}; }}
.sh a.sh-file.main {{ background: {BUTTON}; border-color: {BUTTON}; color: {WHITE}; font-weight: 600;
  font-size: 1.05rem; padding: .45rem 1.4rem; }}
.stApp :focus-visible {{ outline: 3px solid {WARN} !important; outline-offset: 2px; }}
.stApp .stSelectbox input:focus-visible {{ outline: 0 !important; }}
.stSelectbox [role=group]:has(input:focus-visible) {{ outline: 3px solid {WARN}; outline-offset: 2px; }}
[data-testid=stPlotlyChart] {{ background: {CHART_PAPER}; border-radius: 4px; overflow: hidden; }}
.sh-notice {{ border-left: 4px solid {WARN}; background: {NOTICE}; padding: .6rem .9rem; border-radius: 2px; }}
.sh-notice p:last-child {{ margin-bottom: 0; }}
.stApp:has([data-testid=stExpandSidebarButton]) .stMainBlockContainer {{ padding-top: 4rem; }}
.stMain:focus-visible {{ outline-offset: -3px; }}
@media (max-width: 800px) {{
  [data-testid=stElementContainer]:has(> .stSelectbox) {{ flex: 1 1 100%; }}
  .stButtonGroup [role=radiogroup] {{ flex-wrap: wrap; }}
}}
.stDateInput [role=spinbutton] {{ display: inline-block; min-width: 24px; min-height: 24px; text-align: center; }}
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
@media print {{
  :is(html, body, #root, .stApp, .stAppViewContainer, .stMain) {{ color-scheme: light; scrollbar-width: none;
    background: {CHART_PAPER} !important; color: {CHART_INK} !important; outline: 0 !important; }}
  {_NOT_ON_PAPER} {{ display: none !important; }}
  .stMainBlockContainer {{ padding: 0; }}
  [data-testid=stElementContainer]:has(.maplibregl-map) {{ display: none !important; }}
  [data-testid=stExpander] summary {{ background: transparent !important; }}
  [class*=st-key-map-] [data-testid=stColumn]:first-child::after {{ content: "{_NO_MAP}"; }}
  .sh-scroll {{ max-height: none; overflow: visible; }}
  .sh thead th, .sh table.wide tbody th {{ position: static; }}
  .sh :is(h1, h2, h3) {{ break-after: avoid; }}
  .sh tr, [data-testid=stPlotlyChart] {{ break-inside: avoid; }}
}}
</style>"""


def tag(name: str, words: str, css: str = "") -> str:
    """One HTML element that holds ``words`` as plain text, whatever they contain."""
    return f'<{name} class="{css}">{escape(words)}</{name}>' if css else f"<{name}>{escape(words)}</{name}>"


def mark_paper(marking: str) -> str:
    """A style that prints a marking at the head and foot of every sheet, when a page is printed from the browser."""
    words = "".join(one if one.isalnum() or one in " -" else f"\\{ord(one):x} " for one in marking)
    box = f'{{ content: "{words}"; font: 700 10pt sans-serif; letter-spacing: .06em; }}'
    return f"<style>@page {{ margin: 18mm 14mm; @top-center {box} @bottom-center {box} }}</style>"


def part(*elements: str, css: str = "") -> str:
    """A piece of a page: elements made by ``tag`` and the like, under the style sheet."""
    return f'<div class="sh {css}">{"".join(elements)}</div>'


def link(words: str, address: str, main: bool = False) -> str:
    """A link that takes a file, looking like a button. ``download`` would save the page that asks who one is."""
    css = "sh-file main" if main else "sh-file"
    return f'<a class="{css}" href="{escape(address)}">{escape(words)}</a>'


def way(words: str, address: str) -> str:
    """A link to another page of this site, looking like a button."""
    return f'<a class="sh-file" href="{escape(address)}" target="_self">{escape(words)}</a>'


def chart_words(words: str) -> str:
    """Words for a chart: without the characters by which a chart begins markup, a formula or a placeholder."""
    return words.translate(str.maketrans("", "", "<>${}")).replace("&", "&amp;")


def swatch(ground: str, mark: Mark) -> str:
    """One field of a legend: the ground colour and pattern of an entry."""
    return f'<span class="sh-swatch" style="{_SWATCHES[mark]} background-color: {ground};"></span>'
