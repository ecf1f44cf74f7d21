"""A search for canaries: words and numbers that nobody may be given, in bytes of any kind, opened as far as they go.

A plain search of the bytes would pass while the value is there: files are compressed, arrays are base64 of packed
numbers, tables may be Arrow. So every file is taken apart (`opening.py`), every text is searched for words and numbers
and opened where it is JSON, HTML or base64, and every array, table and archive is read. Bytes that nothing can be made
of are searched for each number as it would be packed in four or eight bytes.
"""

import base64
import html
import json
import re
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

import numpy as np

from tests.artefacts.opening import open_artefact
from tests.artefacts.parts import CANNOT_BE_READ, Freed, Opaque, UnreadableError, packed_in_records, runs

NUMBER = re.compile(
    r"(?<!\d)(?<!\d\.)\d{1,3}(?:[,'_\u00a0\u2009\u202f]\d{3})+(?:\.\d+)?(?!\d)"
    r"|(?<!\d)(?<!\d\.)\d+(?:\.\d+)?(?:[eE][+-]?\d{1,2})?(?!\d)"
)
SEPARATORS = re.compile(r"[,'_\u00a0\u2009\u202f]")
BASE64 = re.compile(r"(?<![\w+/-])[\w+/-]{8,}={0,2}", re.ASCII)
PACKED = ("<i", "<f", "<d", ">i", ">f", ">d")
"""How a number may lie in bytes that say nothing of themselves; one of eight bytes holds that of four. Two bytes are
looked for only in arrays that say what they are: anywhere else one pair in 65,536 would be each canary."""
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")
ENOUGH = 8


@dataclass(frozen=True)
class Canaries:
    """Words and numbers that nobody may be sent."""

    words: frozenset[str]
    numbers: frozenset[float]

    @property
    def written(self) -> frozenset[str]:
        """Every canary as a hit names it."""
        return self.words | {name_number(one) for one in self.numbers}

    def packed(self, size: int) -> dict[bytes, float]:
        """Each number as it may lie in so many bytes."""
        return {
            struct.pack(form, int(one) if form[1] == "i" else one): one
            for one in self.numbers
            for form in PACKED
            if struct.calcsize(form) == size and (form[1] != "i" or one.is_integer())
        }


@dataclass(frozen=True, order=True)
class Hit:
    """A canary that was sent: which, by what way (the last part says how it was written), in what payload."""

    where: str
    way: str
    canary: str


@dataclass
class Search:
    """One search for canaries; ``opened`` counts what was read, so that a search of nothing is noticed."""

    canaries: Canaries
    hits: set[Hit] = field(default_factory=set)
    opened: dict[str, int] = field(default_factory=dict)
    where: str = ""

    def __post_init__(self) -> None:
        self._packed = {size: self.canaries.packed(size) for size in (4, 8)}
        self._bytes = {word.encode(form): word for word in self.canaries.words for form in ENCODINGS}
        self._words = {word: word.casefold() for word in self.canaries.words}
        self._clean: set[str | bytes] = set()

    # --- what was sent ---

    def response(self, content: bytes, where: str) -> None:
        """The body of an answer over HTTP, or a file."""
        self.where = where
        if content not in self._clean:
            before = len(self.hits)
            self._blob(content, "body", 0)
            self._clean |= {content} if len(self.hits) == before else set()

    # --- opening ---

    def _value(self, value: Any, way: str, depth: int) -> None:
        """Any plain value, as far down as it goes."""
        if value is None or isinstance(value, bool):
            return
        if depth > ENOUGH:
            if isinstance(value, bytes):
                self._hit(CANNOT_BE_READ, way)
        elif isinstance(value, str):
            self._text(value, way, depth + 1)
        elif isinstance(value, Opaque):
            self._opaque(value, way)
        elif isinstance(value, bytes | bytearray | memoryview):
            self._blob(bytes(value), way, depth + 1)
        elif isinstance(value, int | float):
            self._number([value], f"{way} as a number")
        elif isinstance(value, Mapping):
            self._mapping(value, way, depth + 1)
        elif isinstance(value, Iterable):
            self._list(list(value), way, depth + 1)
        else:
            self._text(str(value), way, depth + 1)

    def _mapping(self, value: Mapping[Any, Any], way: str, depth: int) -> None:
        packed = value.get("bdata")
        if isinstance(packed, str) and isinstance(value.get("dtype"), str):
            self._count("typed array")
            array = np.frombuffer(base64.b64decode(packed), dtype=value["dtype"])
            self._number(array.tolist(), f"{way} as a typed array")
        for name, one in value.items():
            self._value(name, way, depth)
            self._value(one, f"{way}.{name}" if len(str(name)) < 30 else way, depth)

    def _list(self, values: list[Any], way: str, depth: int) -> None:
        if values and all(isinstance(one, int | float) for one in values):
            self._number(values, f"{way} as a list of numbers")
        else:
            for one in values:
                self._value(one, way, depth)

    def _text(self, text: str, way: str, depth: int) -> None:
        """A text, and whatever it may hold. One that was searched before, and was clean, is not searched again."""
        if text in self._clean:
            return
        before = len(self.hits)
        self._search_text(text, way, depth)
        if len(self.hits) == before and depth < ENOUGH // 2:
            self._clean.add(text)

    def _search_text(self, text: str, way: str, depth: int) -> None:
        self._count("text")
        for plain in dict.fromkeys((text, html.unescape(text), unquote(text))):
            folded = plain.casefold()
            for word, sought in self._words.items():
                if sought in folded:
                    self._hit(word, f"{way} as a word")
            found = dict.fromkeys(NUMBER.findall(plain))
            self._number([float(SEPARATORS.sub("", one)) for one in found], f"{way} as text")
        if depth <= ENOUGH:
            self._open_text(text, way, depth)

    def _open_text(self, text: str, way: str, depth: int) -> None:
        inner = text.strip()
        if inner[:1] in ("{", "[", '"'):
            try:
                self._count("JSON")
                self._value(json.loads(inner), f"{way}>json", depth)
            except ValueError:
                pass
        for found in BASE64.finditer(text):
            content = _decode(found[0])
            if content is not None:
                self._blob(content, f"{way}>base64", depth + 1, by_chance=True)

    def _blob(self, content: bytes, way: str, depth: int, by_chance: bool = False) -> None:
        """Bytes of any kind. ``by_chance``: perhaps no base64 at all, so that only what is sure is opened."""
        if depth > ENOUGH or not content:
            return
        try:
            opened = list(open_artefact(content))
        except UnreadableError as fault:
            opened = []
            if not by_chance:
                self._hit(CANNOT_BE_READ, f"{way}, {fault}")
        for name, part in opened:
            self._count(name)
            self._value(part, f"{way}>{name}", depth + 1)
        if opened:
            return
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError:
            text = ""
        if text and (not by_chance or text.isprintable()):
            self._text(text, f"{way}>text", depth + (3 if by_chance else 1))
        if not text or "\0" in text:
            self._raw(content, way)
        if not by_chance and (not text or "\0" in text):
            self._opaque(Opaque(content), way)
            for number, part in _wire(content):
                self._value(part, f"{way}>field {number}", depth + 2)

    def _raw(self, content: bytes, way: str) -> None:
        for size, known in self._packed.items():
            windows = {content[at : at + size] for at in range(len(content) - size + 1)}
            for pattern in windows & known.keys():
                self._hit(name_number(known[pattern]), f"{way} as packed bytes")
        for form, word in self._bytes.items():
            if form in content:
                self._hit(word, f"{way} as bytes")

    def _opaque(self, content: Opaque, way: str) -> None:
        """Bytes that are code or drawing: only what is written in them as letters counts; in freed room numbers too."""
        for word in {word for form, word in self._bytes.items() if form in content}:
            self._hit(word, f"{way} as bytes")
        for words in runs(content):
            self._search_text(words, way, ENOUGH + 1)
        if isinstance(content, Freed):
            for number in self.canaries.numbers:
                if any(form in content for form in packed_in_records(number)):
                    self._hit(name_number(number), f"{way} as packed bytes")

    # --- noting ---

    def _number(self, values: Iterable[float], way: str) -> None:
        for one in self.canaries.numbers.intersection(values):
            self._hit(name_number(one), way)

    def _hit(self, canary: str, way: str) -> None:
        self.hits.add(Hit(self.where, way, canary))

    def _count(self, name: str) -> None:
        self.opened[name] = self.opened.get(name, 0) + 1


def name_number(number: float) -> str:
    """A number as a hit names it."""
    return f"{number:.12g}"


def scan(content: bytes, canaries: Canaries, where: str = "") -> set[Hit]:
    """Every canary that a file holds; `CANNOT_BE_READ` among them where a part of it could not be opened."""
    search = Search(canaries)
    search.response(content, where)
    return search.hits


def _decode(text: str) -> bytes | None:
    """The bytes of base64, plain or for addresses, with or without its padding."""
    plain = text.rstrip("=").replace("-", "+").replace("_", "/")
    if len(plain) % 4 == 1:
        return None
    return base64.b64decode(plain + "=" * (-len(plain) % 4))


def _wire(content: bytes) -> list[tuple[int, Any]]:
    """The fields of a message that nobody described, or nothing where the bytes are no message."""
    found: list[tuple[int, Any]] = []
    at = 0
    try:
        while at < len(content):
            tag, at = _varint(content, at)
            kind = tag & 7
            if kind == 0:
                value, at = _varint(content, at)
                found.append((tag >> 3, value))
            elif kind == 2:
                length, at = _varint(content, at)
                found.append((tag >> 3, _slice(content, at, length)))
                at += length
            elif kind in (1, 5):
                part = _slice(content, at, 8 if kind == 1 else 4)
                found += [(tag >> 3, struct.unpack(f"<{form}", part)[0]) for form in ("dq" if kind == 1 else "fi")]
                at += len(part)
            else:
                return []
    except IndexError:
        return []
    return found


def _varint(content: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = content[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at


def _slice(content: bytes, at: int, length: int) -> bytes:
    if at + length > len(content):
        raise IndexError
    return content[at : at + length]
