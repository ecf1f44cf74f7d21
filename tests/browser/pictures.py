"""The pictures of the pages in `docs/screenshots`, made while the pages are tested."""

from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
WIDTH, HEIGHT, TALLEST = 1440, 900, 2200
COLOURS = 256


def keep_picture(page: Any, name: str) -> None:
    """Keep the page from its top, as tall as it is but not endless, in so few colours that the file is small."""
    tall = int(page.evaluate("document.querySelector('[data-testid=stMain]')?.scrollHeight ?? 0"))
    page.set_viewport_size({"width": WIDTH, "height": max(HEIGHT, min(tall, TALLEST))})
    page.wait_for_timeout(1500 if page.locator("canvas.maplibregl-canvas").count() else 300)
    taken = Image.open(BytesIO(page.screenshot())).convert("RGB")
    PICTURES.mkdir(parents=True, exist_ok=True)
    few = taken.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(PICTURES / f"{name}.png", optimize=True)
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
