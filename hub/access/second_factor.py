"""The second factor: a code of six digits that an app on the person's own device makes every 30 s (RFC 6238).

A code is taken once: its time step, and every earlier one, is spent. One step before and after the present one are
taken too, for clocks that differ. Which roles need it is a setting.
"""

import time
from dataclasses import dataclass

import pyotp
import segno

STEP = 30
SLACK = 1
ISSUER = "SaferHub"


@dataclass(frozen=True)
class Device:
    """What a person gives their app: the secret, and its picture as SVG."""

    secret: str
    picture: str


def make_secret() -> str:
    """A new secret of 160 bits, in base 32."""
    return pyotp.random_base32()


def describe_device(secret: str, account: str) -> Device:
    """The secret in groups of four, and the picture an app can read."""
    address = pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=ISSUER)
    picture = segno.make(address, micro=False).svg_inline(scale=4, border=2, dark="#000", light="#fff")
    return Device(" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)), picture)


def find_step(secret: str, code: str, last_step: int, now: float | None = None) -> int | None:
    """The time step whose code was typed, where it is later than the last one taken; else None."""
    typed, at = "".join(one for one in code if one.isdigit()), time.time() if now is None else now
    totp, step = pyotp.TOTP(secret), int(at // STEP)
    for tried in range(step - SLACK, step + SLACK + 1):
        if tried > last_step and pyotp.utils.strings_equal(totp.generate_otp(tried), typed):
            return tried
    return None
