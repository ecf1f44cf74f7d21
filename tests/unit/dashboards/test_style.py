"""Colours can be told from their ground in both themes, and a marking for paper is words and nothing else."""

import re

import pytest

from dashboards.show_series import BAND, SOFT_STROKE
from dashboards.style import (
    ACCENT,
    BUTTON,
    CHART_INK,
    CHART_PAPER,
    CHART_SOFT,
    EDGE,
    GROUND,
    INK,
    MAP_BACKGROUND,
    MARKING,
    NOTICE,
    PAPER,
    SERIES,
    SOFT,
    STRICT,
    STROKE,
    TEMPLATE,
    WARN,
    WHITE,
    mark_paper,
)
from hub.paper.palette import PATTERN_GROUND
from hub.serve import OPTIONS
from tests.contrast import contrast, theme

TEXT = [(ink, ground) for ink in (INK, SOFT, ACCENT) for ground in (PAPER, GROUND)] + [
    (INK, NOTICE),
    (WHITE, BUTTON),
    (WHITE, MARKING),
    (WHITE, STRICT),
    (CHART_INK, CHART_PAPER),
    (CHART_SOFT, CHART_PAPER),
]
SHAPES = [
    *((one, ground) for one in (EDGE, WARN) for ground in (PAPER, GROUND)),
    (BUTTON, PAPER),
    *((line, ground) for line in SERIES for ground in (CHART_PAPER, BAND)),
    *((STROKE, ground) for ground in (*PATTERN_GROUND.values(), MAP_BACKGROUND)),
    (SOFT_STROKE, BAND),
]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("pairs", "least"), [(TEXT, 4.5), (SHAPES, 3.0)], ids=["text", "shapes"])
def test_colours_stand_out_from_their_ground(pairs: list[tuple[str, str]], least: float, dark: bool) -> None:
    faint = [pair for pair in pairs if contrast(theme(pair[0], dark), theme(pair[1], dark)) < least]
    assert faint == []


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_style_sheet_and_the_theme_of_the_controls_are_one(name: str) -> None:
    dark = name == "dark"
    ours = {"backgroundColor": PAPER, "secondaryBackgroundColor": GROUND, "textColor": INK, "borderColor": EDGE}
    assert {key: OPTIONS[f"theme.{name}.{key}"] for key in ours} == {k: theme(v, dark) for k, v in ours.items()}


def test_a_chart_keeps_its_light_ground_in_both_themes() -> None:
    layout = TEMPLATE["layout"]
    assert layout["paper_bgcolor"] == layout["plot_bgcolor"] == CHART_PAPER == "#ffffff"


def test_a_marking_ends_neither_its_words_nor_the_style() -> None:
    style = mark_paper('SECRET"; } </style><script>\\')
    assert style.count("</style>") == 1 and "<script" not in style
    words = re.findall(r'content: "([^"]*)"', style)
    escape = re.compile(r"\\([0-9a-f]+) ")
    assert [escape.sub(lambda found: chr(int(found[1], 16)), one) for one in words] == [
        'SECRET"; } </style><script>\\'
    ] * 2
