"""Passwords: which are taken, how they are kept, how one is made (NCSC; ASVS 6.2; RFC 9106).

At least twelve characters, none that can be guessed, no rules of composition, no expiry. Kept as argon2id hashes; an
unknown name costs the same work as a wrong password (ASVS 6.3.8).
"""

import secrets
from collections.abc import Iterable, Sequence
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from hub.access.refusal import AccessRefused

SHORTEST, LONGEST = 12, 128
STRONG = 3
"""The least score: some 100 million guesses and more, of somebody who knows the common passwords."""
OWN_LETTERS = 5
"""Fewer letters than this, besides names that everybody here knows, are little more than those."""
KNOWN_TO_ALL = ("saferhub", "safer", "community", "safety", "partnership", "police", "council", "borough", "county")
_HASHER = PasswordHasher()
_WORDS = ("ash", "birch", "cedar", "elm", "fern", "gorse", "hazel", "holly", "ivy", "larch", "maple", "oak", "rowan")


def check_password(password: str, local_words: Iterable[str]) -> None:
    """Raise AccessRefused for a password that is short, long, or easily guessed.

    Args:
        password: As typed.
        local_words: Names of the person and the organisation.
    """
    known = _list_known(local_words)
    if not SHORTEST <= len(password) <= LONGEST:
        found = f"{len(password)} characters."
    elif _is_made_of(password, known) or _score(password, known) < STRONG:
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


def _score(password: str, known: Sequence[str]) -> int:
    """How hard it is to guess, 0 to 4 (zxcvbn: Wheeler 2016), by somebody who knows the words."""
    found: int = zxcvbn(password, user_inputs=list(known), max_length=LONGEST)["score"]
    return found


def _is_made_of(password: str, known: Sequence[str]) -> bool:
    """Whether it holds some of the words, and next to no letter is left of it without them."""
    whole = left = password.casefold()
    for word in sorted(known, key=len, reverse=True):
        left = left.replace(word, "")
    return left != whole and sum(one.isalpha() for one in left) < OWN_LETTERS


def _list_known(local_words: Iterable[str]) -> list[str]:
    """The words that everybody here knows, whole and in parts, without case."""
    parts = (part.casefold() for words in (*local_words, *KNOWN_TO_ALL) for part in (words, *words.split()))
    return [part for part in parts if len(part) > 2]


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    """A hash no password fits."""
    return _HASHER.hash(secrets.token_urlsafe(32))
