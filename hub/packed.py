"""Plain content as the register keeps it: packed JSON, and the hash that names it."""

import hashlib
import json
import zlib
from collections.abc import Mapping
from typing import Any


def pack(content: Mapping[str, Any]) -> bytes:
    """JSON, deflated: the same content always gives the same bytes. Raises TypeError for what is not plain."""
    return zlib.compress(json.dumps(content, sort_keys=True, separators=(",", ":")).encode(), 6)


def unpack(packed: bytes) -> dict[str, Any]:
    """What ``pack`` took."""
    found: dict[str, Any] = json.loads(zlib.decompress(packed))
    return found


def hash_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of plain content."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
