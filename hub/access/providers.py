"""Account services of organisations, by OpenID Connect (OpenID Connect Core 1.0): which one vouches for whose people.

A service vouches for the people of its own organisation only: whatever it asserts, nobody is signed in to an account of
another one. Its client secret comes from the environment or from a file that only its owner can read, never from the
settings.
"""

import os
import stat
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from geo.checks import Refused

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,30}$")]
PATTERN_ISSUER = r"^(https://[^\s/?#]+|http://(localhost|127\.0\.0\.1)(:\d+)?)(/[^\s?#]*)?$"
"""HTTPS, except on this very machine."""
MORE_THAN_ONE = "mfa"


class SecretRefused(Refused):
    """The client secret of an account service is missing, or others can read it."""

    exit_code: ClassVar[int] = 32


class Provider(BaseModel):
    """One account service.

    ``issuer``: its address, as in its tokens. ``organisation``: whose people it vouches for. ``claim``: what names a
    person as the account here does. ``asks_second_factor``: whether it always asks for one, so that the hub need not;
    what it states of a sign-in goes before.
    ``secret_file``: the file of its client secret; the environment's SAFERHUB_SECRET_<NAME> where it is empty.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    title: Annotated[str, Field(min_length=2, max_length=100)]
    organisation: Annotated[str, Field(min_length=2, max_length=100)]
    issuer: Annotated[str, Field(pattern=PATTERN_ISSUER)]
    client_id: Annotated[str, Field(min_length=1, max_length=200)]
    claim: Annotated[str, Field(pattern=r"^[A-Za-z_]{2,40}$")] = "preferred_username"
    asks_second_factor: bool = False
    secret_file: str = ""

    def has_asked(self, ways: Collection[str] | None) -> bool:
        """Whether a second factor was asked for at a sign-in, by the ``ways`` in which the service says that it knows
        the person (``amr``, RFC 8176: "mfa"); where it says nothing, None, by the settings."""
        return self.asks_second_factor if ways is None else MORE_THAN_ONE in ways

    @property
    def metadata_address(self) -> str:
        """Where the service describes itself."""
        return f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"


def read_client_secret(
    key: str, provider: Provider, directory: Path, environment: Mapping[str, str] = os.environ
) -> str:
    """The client secret of a service.

    Args:
        key: Its name in the settings.
        provider: The service.
        directory: Folder of the settings, from which a relative ``secret_file`` is reckoned.
        environment: The variables of this process.

    Raises:
        SecretRefused: there is none, or others can read its file.
    """
    variable = f"SAFERHUB_SECRET_{key.upper().replace('-', '_')}"
    if not provider.secret_file:
        if not environment.get(variable):
            raise SecretRefused(
                f'the client secret of the account service "{key}" is missing.',
                f"no secret_file in the settings, and no {variable} in the environment.",
                f"set {variable}, or name a file that only its owner can read.",
            )
        return environment[variable]
    path = directory / provider.secret_file
    if not path.is_file():
        raise SecretRefused(
            f'the client secret of the account service "{key}" is missing.', "no such file.", "correct secret_file."
        )
    mode = stat.S_IMODE(path.stat().st_mode)
    if os.name == "posix" and mode & 0o077:
        raise SecretRefused(
            f'others can read the client secret of the account service "{key}".',
            f"mode {mode:04o}.",
            "let only its owner read the file: chmod 600",
        )
    secret = path.read_text(encoding="utf-8").strip()
    if not secret:
        raise SecretRefused(
            f'the client secret of the account service "{key}" is missing.',
            "an empty file.",
            "write the secret into it.",
        )
    return secret


def check_client_secrets(services: Mapping[str, Provider], directory: Path) -> None:
    """Raise SecretRefused for the first service whose client secret cannot be read: before anybody needs it."""
    for key, provider in services.items():
        read_client_secret(key, provider, directory)
