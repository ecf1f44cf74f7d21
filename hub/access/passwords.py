"""Passwords: which are taken, how they are kept, how one is made (NCSC; ASVS 6.2; RFC 9106).

At least twelve characters, none that can be guessed, no rules of composition, no expiry. Kept as argon2id hashes; an
unknown name costs the same work as a wrong password (ASVS 6.3.8).
"""

import secrets
from collections.abc import Iterable
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from hub.access.refusal import AccessRefused

SHORTEST, LONGEST = 12, 128
STRONG = 3
"""The least score: some 100 million guesses and more, of somebody who knows the common passwords."""
_HASHER = PasswordHasher()
_WORDS = ("ash", "birch", "cedar", "elm", "fern", "gorse", "hazel", "holly", "ivy", "larch", "maple", "oak", "rowan")


def check_password(password: str, local_words: Iterable[str]) -> None:
    """Raise AccessRefused for a password that is short, long, or easily guessed.

    Args:
        password: As typed.
        local_words: Names of the person, the organisation and the partnership.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        found = f"{len(password)} characters."
    elif _score(password, local_words) < STRONG:
        found = "one that can be guessed: common words, names that everybody here knows, or a row of keys."
    else:
        return
    raise AccessRefused(
        "this password is too easy, or too long.",
        found,
        f"use {SHORTEST} to {LONGEST} characters; three or four words that do not belong together are good.",
    )


def hash_password(password: str) -> str:
    """The argon2id hash to keep."""
    return _HASHER.hash(password)


def verify_password(password_hash: str | None, password: str) -> bool:
    """Whether the password fits; takes as long where there is no hash."""
    try:
        return _HASHER.verify(password_hash or _nobodys_hash(), password[: LONGEST + 1]) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def make_password() -> str:
    """Return a new password of four words and six digits (34 bits), guarded by the limit of tries."""
    words = [secrets.choice(_WORDS) for _ in range(4)]
    return "-".join([*words, f"{secrets.randbelow(10**6):06d}"])


def _score(password: str, local_words: Iterable[str]) -> int:
    """How hard it is to guess, 0 to 4 (zxcvbn: Wheeler 2016), by somebody who knows the words."""
    known = [part for words in local_words for part in (words, *words.split())]
    found: int = zxcvbn(password, user_inputs=known, max_length=LONGEST)["score"]
    return found


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    """A hash no password fits."""
    return _HASHER.hash(secrets.token_urlsafe(32))
