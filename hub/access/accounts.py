"""The local account file: who may sign in, and with which role.

`accounts.json` lies in the hub's data directory, is readable by its owner only, and holds argon2id hashes (RFC 9106),
never passwords. An unknown name gets the same words, after the same work, as a wrong password (ASVS 6.3.8).
"""

import json
import os
import secrets
import stat
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from filelock import FileLock

from hub.access.identity import Identity, Role, read_role
from hub.access.refusal import AccessRefused
from hub.access.throttle import Throttle

FILE_NAME = "accounts.json"
SHORTEST, LONGEST = 12, 128
_HASHER = PasswordHasher()
_THROTTLE = Throttle()
_WORDS = ("ash", "birch", "cedar", "elm", "fern", "gorse", "hazel", "holly", "ivy", "larch", "maple", "oak", "rowan")


@dataclass(frozen=True)
class Account:
    """One line of the account file."""

    name: str
    role: Role
    organisation: str
    password_hash: str

    def identity(self) -> Identity:
        """The person, without the hash."""
        return Identity(self.name, self.role, self.organisation)


def read_accounts(directory: Path) -> dict[str, Account]:
    """Return the accounts by name; none where there is no file. Raise AccessRefused for a file others can read."""
    path = directory / FILE_NAME
    if not path.exists():
        return {}
    _check_private(path)
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        accounts = [Account(r["name"], read_role(r["role"]), r["organisation"], r["password_hash"]) for r in rows]
    except (ValueError, KeyError, TypeError) as fault:
        raise AccessRefused(
            "the account file cannot be read.", "it does not hold a list of accounts.", "restore it from a backup."
        ) from fault
    return {account.name: account for account in accounts}


def add_account(directory: Path, name: str, role: str, organisation: str, password: str) -> Account:
    """Add an account, or replace the one of that name; return it. Raise AccessRefused for a poor name or password."""
    _check_name(name)
    _check_password(name, password)
    account = Account(_key(name), read_role(role), organisation, _HASHER.hash(password))
    with FileLock(directory / f"{FILE_NAME}.lock"):
        accounts = read_accounts(directory) | {account.name: account}
        _write(directory / FILE_NAME, accounts)
    return account


def sign_in(
    directory: Path,
    name: str,
    password: str,
    throttle: Throttle = _THROTTLE,
    clock: Callable[[], float] = time.monotonic,
) -> Identity:
    """Return who signed in. Raise AccessRefused for a wrong name or password, or after too many tries."""
    key = _key(name)
    wait = throttle.wait(key, clock())
    if wait:
        raise AccessRefused(
            "too many failed tries with this name.", "ten in five minutes.", f"wait {int(wait // 60) + 1} minutes."
        )
    account = read_accounts(directory).get(key)
    if not _verify(account.password_hash if account else _nobodys_hash(), password) or account is None:
        throttle.failed(key, clock())
        raise AccessRefused(
            "this name and password do not belong together.",
            "no account with both.",
            "try again, or ask your administrator.",
        )
    throttle.succeeded(key)
    return account.identity()


def still_valid(directory: Path, identity: Identity) -> bool:
    """Whether the account of a signed-in person still exists, with the same role and organisation."""
    account = read_accounts(directory).get(identity.name)
    return account is not None and account.identity() == identity


def make_password() -> str:
    """Return a new password of four words and six digits (34 bits), guarded by the throttle."""
    words = [secrets.choice(_WORDS) for _ in range(4)]
    return "-".join([*words, f"{secrets.randbelow(10**6):06d}"])


def _key(name: str) -> str:
    return name.strip().casefold()


def _check_name(name: str) -> None:
    key = _key(name)
    if not (1 <= len(key) <= 64 and all(c.isalnum() or c in ".-_@" for c in key)):
        raise AccessRefused(
            "this is not a name to sign in with.", f"{len(key)} characters.", "use 1 to 64 letters, digits or . - _ @"
        )


def _check_password(name: str, password: str) -> None:
    if not SHORTEST <= len(password) <= LONGEST:
        found = f"{len(password)} characters."
    elif _key(name) in password.casefold() or len(set(password)) < 5:
        found = "it holds the name, or almost only one character."
    else:
        return
    raise AccessRefused("this password is too easy, or too long.", found, f"use {SHORTEST} to {LONGEST} characters.")


def _check_private(path: Path) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    if os.name == "posix" and mode & 0o077:
        raise AccessRefused(
            "the account file can be read by others.",
            f"mode {mode:04o}.",
            f"run: chmod 600 {FILE_NAME}",
        )


def _verify(password_hash: str, password: str) -> bool:
    try:
        return _HASHER.verify(password_hash, password[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    """A hash no password fits, so that an unknown name costs the same work as a known one."""
    return _HASHER.hash(secrets.token_urlsafe(32))


def _write(path: Path, accounts: dict[str, Account]) -> None:
    """Write all accounts in a new private file, then put it in the place of the old one."""
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump([asdict(account) for account in accounts.values()], file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
