"""Letters made of straight lines, for a map on the screen, which has no fonts: each 4 wide and 6 high from (0, 0)."""

Stroke = tuple[tuple[float, float], ...]

WIDE, HIGH, APART = 4.0, 6.0, 1.6
_ROUND = "1.2 0 0 1.2 0 4.8 1.2 6 2.8 6 4 4.8 4 1.2 2.8 0 1.2 0"
_OPEN = "4 5 3 6 1.2 6 0 4.8 0 1.2 1.2 0 3 0 4 1"
_BOW = "0 0 0 6 2.8 6 4 5 4 3.8 2.8 2.8 0 2.8"
_LINES = {
    "A": ("0 0 2 6 4 0", "0.8 2.4 3.2 2.4"),
    "B": ("0 0 0 6 2.6 6 3.6 5.2 3.6 4 2.6 3.2 0 3.2", "2.6 3.2 4 2.4 4 0.9 2.8 0 0 0"),
    "C": (_OPEN,),
    "D": ("0 0 0 6 2.2 6 4 4.6 4 1.4 2.2 0 0 0",),
    "E": ("4 6 0 6 0 0 4 0", "0 3.1 3.2 3.1"),
    "F": ("4 6 0 6 0 0", "0 3.1 3.2 3.1"),
    "G": (_OPEN, "4 1 4 2.8 2.4 2.8"),
    "H": ("0 0 0 6", "4 0 4 6", "0 3 4 3"),
    "I": ("2 0 2 6",),
    "J": ("3.2 6 3.2 1.2 2.2 0 1 0 0 1.2",),
    "K": ("0 0 0 6", "4 6 0 2.4", "1.3 3.5 4 0"),
    "L": ("0 6 0 0 3.8 0",),
    "M": ("0 0 0 6 2 2 4 6 4 0",),
    "N": ("0 0 0 6 4 0 4 6",),
    "O": (_ROUND,),
    "P": (_BOW,),
    "Q": (_ROUND, "2.4 1.6 4.2 -0.4"),
    "R": (_BOW, "2 2.8 4 0"),
    "S": ("4 5 3 6 1.2 6 0 5 0 4.1 1 3.3 3 2.8 4 1.9 4 1 2.8 0 1 0 0 1",),
    "T": ("0 6 4 6", "2 6 2 0"),
    "U": ("0 6 0 1.2 1.2 0 2.8 0 4 1.2 4 6",),
    "V": ("0 6 2 0 4 6",),
    "W": ("0 6 1 0 2 4 3 0 4 6",),
    "X": ("0 0 4 6", "0 6 4 0"),
    "Y": ("0 6 2 3 4 6", "2 3 2 0"),
    "Z": ("0 6 4 6 0 0 4 0",),
}


def draw_letters(word: str, x: float, y: float, height: float) -> list[Stroke]:
    """The strokes of a word of capital letters, so high and centred on (x, y). A character that is none is left out."""
    scale = height / HIGH
    left = -(len(word) * (WIDE + APART) - APART) / 2
    found: list[Stroke] = []
    for place, letter in enumerate(word):
        for line in _LINES.get(letter, ()):
            numbers = [float(number) for number in line.split()]
            start = left + place * (WIDE + APART)
            points = zip(numbers[::2], numbers[1::2], strict=True)
            found.append(tuple((x + scale * (start + a), y + scale * (b - HIGH / 2)) for a, b in points))
    return found
