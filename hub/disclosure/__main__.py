"""`python -m hub.disclosure IN.json OUT.json [WITNESSES.json]`: protect a full table family of anybody's."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from hub.disclosure.outside import protect
from hub.disclosure.rules import ReleaseRefused


def main(
    full: Annotated[Path, typer.Argument(help="A full publication: every value present.")],
    protected: Annotated[Path, typer.Argument(help="The publication to be written, with its gaps.")],
    witnesses: Annotated[
        Path | None, typer.Argument(help="The proof; it holds true counts, so never publish it.")
    ] = None,
) -> None:
    """Suppress small counts and what would give them away, with proof. Writes nothing where that cannot be proved."""
    try:
        document = json.loads(full.read_bytes())
    except (OSError, ValueError):
        raise ReleaseRefused("a file to be protected", "no JSON file", "name a publication in JSON") from None
    done = protect(document)
    for path, content in ((protected, done.document), (witnesses, done.witnesses)):
        if path is not None:
            path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    cells = [cell for one in done.document["publications"] for cell in one["cells"] if cell.get("m") not in ("x", "z")]
    hidden = sum(cell["v"] is None for cell in cells)
    typer.echo(f"{len(cells):,} cells, {hidden:,} suppressed, {len(done.witnesses['witnesses']):,} witnesses.")


if __name__ == "__main__":
    try:
        typer.run(main)
    except ReleaseRefused as refusal:
        typer.echo(str(refusal), err=True)
        sys.exit(refusal.exit_code)
