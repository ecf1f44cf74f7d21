"""A receipt as one HTML page: no script, nothing from outside, every text escaped, fit to be read aloud and printed."""

from collections.abc import Iterable, Sequence
from html import escape

from ingest.letter import Letter
from ingest.problems import Problem

_STYLE = """
:root { color-scheme: light; }
body { font: 1rem/1.5 system-ui, "Noto Sans", sans-serif; color: #1a1a1a; background: #fff; max-width: 60rem;
  margin: 0 auto; padding: 1rem; }
.marking { text-align: center; font-weight: bold; margin: 0; }
h1 { font-size: 1.6rem; overflow-wrap: anywhere; } h2 { font-size: 1.2rem; margin-top: 2rem; }
.verdict { border-left: 0.4rem solid #1d5b8f; padding: 0.5rem 1rem; background: #eef4f9; }
table { border-collapse: collapse; width: 100%; margin: 0.5rem 0 1.5rem; }
caption { text-align: left; font-weight: bold; padding: 0.25rem 0; }
th, td { border-bottom: 1px solid #767676; padding: 0.3rem 0.6rem; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; }
td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
@media print {
  @page { size: A4; margin: 18mm 15mm; }
  body { font-size: 10pt; max-width: none; padding: 0; }
  thead { display: table-header-group; } tr, .verdict { break-inside: avoid; }
  .verdict { background: none; }
}
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def write_page(letter: Letter, marking: str) -> str:
    """The page as text, UTF-8 once written; ``marking`` stands at its head and foot."""
    title = escape(letter.title)
    head = (
        '<meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style>"
    )
    return (
        f'<!doctype html>\n<html lang="en-GB"><head>{head}</head><body>\n'
        f'<header><p class="marking">{escape(marking)}</p></header>\n<main>\n'
        f'<h1>{title}</h1>\n<p class="verdict">{escape(letter.standing.verdict)}</p>\n'
        + "\n".join(_sections(letter))
        + f'\n</main>\n<footer><p class="marking">{escape(marking)}</p></footer>\n</body></html>\n'
    )


def _sections(letter: Letter) -> Iterable[str]:
    sums = [(name, f"{count:,}") for name, count in letter.sums]
    yield _list("What to do", letter.standing.next_steps)
    yield _pairs("The file", "Which file this is about", letter.facts, number=False)
    yield _pairs("Every row accounted for", "Rows of the file", sums, number=True)
    yield _pairs("Location", "How the rows are located", letter.quality, number=True)
    yield _faults(letter.problems)
    yield _list("Notes", letter.notes)


def _list(heading: str, lines: Sequence[str]) -> str:
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<h2>{heading}</h2><ul>{items}</ul>" if lines else ""


def _pairs(heading: str, caption: str, pairs: Sequence[tuple[str, str]], number: bool) -> str:
    kind = ' class="number"' if number else ""
    rows = [f'<tr><th scope="row">{escape(name)}</th><td{kind}>{escape(words)}</td></tr>' for name, words in pairs]
    return f"<h2>{heading}</h2><table><caption>{caption}</caption>{''.join(rows)}</table>" if pairs else ""


def _faults(problems: Sequence[Problem]) -> str:
    titles = ("Column", "Rule that is broken", "How many rows", "Which rows", "Nearest allowed code", "What to do")
    head = "".join(f'<th scope="col">{title}</th>' for title in titles)
    body = "".join(_fault(problem) for problem in problems)
    caption = "Rows are counted as a spreadsheet counts them: the headings are row 1"
    table = f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f"<h2>Rows that break the contract</h2>{table}" if problems else ""


def _fault(problem: Problem) -> str:
    habits = "<br>".join(escape(habit.as_text()) for habit in problem.habits) or "none to tell"
    return (
        f'<tr><th scope="row">{escape(problem.column)}</th><td>{escape(problem.rule)}</td>'
        f'<td class="number">{problem.count:,}</td><td>{escape(problem.all_rows())}</td>'
        f"<td>{habits}</td><td>{escape(problem.do)}</td></tr>"
    )
