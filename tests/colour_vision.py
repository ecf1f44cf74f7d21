"""What is left of colours on a greyscale printer, and for people with other colour vision.

The three kinds of full dichromacy by the matrices of Machado, Oliveira and Fernandes (2009, "A Physiologically-based
Model for Simulation of Color Vision Deficiency", severity 1.0), on linear light. How far two colours stand apart: on
grey by CIE lightness L* (0 to 100), in colour by the distance CIE 1976 in L*a*b* (D65).
"""

import numpy as np
from numpy.typing import NDArray

DICHROMACIES = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
GREY = "greyscale"
KINDS = (GREY, *DICHROMACIES)
_LUMINANCE = np.array((0.2126, 0.7152, 0.0722))
_XYZ = np.array(((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505)))
_WHITE = np.array((0.95047, 1.0, 1.08883))
Colours = NDArray[np.float64]


def parse(colour: str) -> Colours:
    """``#rrggbb`` as three numbers of 0 to 1."""
    return np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])


def see(colours: Colours, kind: str) -> Colours:
    """Colours (..., 3; 0 to 1) as they are seen or printed: one of KINDS."""
    light = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    if kind == GREY:
        left = np.repeat((light @ _LUMINANCE)[..., None], 3, axis=-1)
    else:
        left = np.clip(light @ np.array(DICHROMACIES[kind]).T, 0, 1)
    return np.where(left <= 0.0031308, left * 12.92, 1.055 * left ** (1 / 2.4) - 0.055)


def lightness(colour: str) -> float:
    """CIE L* of a colour: what a greyscale printer keeps of it."""
    return float(_lab(parse(colour))[0])


def distance(one: str, other: str, kind: str) -> float:
    """How far two colours stand apart as they are seen or printed."""
    return float(np.linalg.norm(_lab(see(parse(one), kind)) - _lab(see(parse(other), kind))))


def _lab(colour: Colours) -> Colours:
    light = np.where(colour <= 0.04045, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4)
    ratio = _XYZ @ light / _WHITE
    x, y, z = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.array((116 * y - 16, 500 * (x - y), 200 * (y - z)))
