"""Leaks in GeoPackages, pictures, drawings and files of text, written with sqlite3 and Pillow or by hand."""

import base64
import io
import json
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from functools import cache
from pathlib import Path

from PIL import Image, ImageCms, PngImagePlugin

from hub.export import write_gpkg, write_svg
from tests.artefacts.leaks import (
    COUNT,
    NAME,
    NUMBER,
    PIXELS,
    SAID,
    WORD,
    Leak,
    Leaks,
    image_bytes,
    note,
    planted_image,
)
from tests.unit.hub.sample_products import sample_map, sample_product

DATABASE: Leaks = {}
PICTURE: Leaks = {}
SVG: Leaks = {}
CSV: Leaks = {}
JSON: Leaks = {}
HTML: Leaks = {}
TXT: Leaks = {}


def _put(leaks: Leaks, name: str, leak: Leak, found: frozenset[str] | None = None) -> None:
    note(leaks, name, *([found] if found else []))(leak)


# --- GeoPackages ---


@cache
def _clean_base() -> bytes:
    return write_gpkg(sample_product(8))


def _base(*statements: str) -> Leak:
    def leak() -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "a.gpkg"
            path.write_bytes(_clean_base())
            with closing(sqlite3.connect(path)) as base:
                for one in statements:
                    base.execute(one)
                    base.commit()
            return path.read_bytes()

    return leak


_ROWS = "CREATE TABLE planted AS WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900)"
_put(DATABASE, "a row", _base("CREATE TABLE a (b, c)", f"INSERT INTO a VALUES ('{WORD}', {NUMBER})"))
_put(DATABASE, "the description of a layer", _base(f"UPDATE gpkg_contents SET description = '{SAID}'"))
_put(DATABASE, "the name of a table", _base(f'CREATE TABLE "{WORD} {NUMBER}" (a)'))
_put(DATABASE, "a remark in a statement", _base(f"CREATE TABLE a (b /* {SAID} */)"))
_put(DATABASE, "a value that stands where there is none", _base(f"CREATE TABLE a (b DEFAULT '{SAID}')"))
_put(DATABASE, "a view", _base(f"CREATE VIEW a AS SELECT '{SAID}'"))
_put(DATABASE, "the number of its user", _base(f"PRAGMA user_version = {NUMBER}"), COUNT)
_put(DATABASE, "a row that was deleted", _base(
    "PRAGMA secure_delete = OFF", "CREATE TABLE a (b, c)", "INSERT INTO a VALUES ('first', 1)",
    f"INSERT INTO a VALUES ('{WORD}', {NUMBER})", "DELETE FROM a WHERE b <> 'first'",
))  # fmt: skip
_put(DATABASE, "a table that was dropped", _base(
    "PRAGMA secure_delete = OFF", f"{_ROWS} SELECT i, '{WORD}' AS b, {NUMBER} AS c FROM n", "DROP TABLE planted",
))  # fmt: skip
_put(DATABASE, "a value that was larger", _base(
    "PRAGMA secure_delete = OFF", "CREATE TABLE a (b, c)", f"INSERT INTO a VALUES ('{SAID}', {NUMBER})",
    "UPDATE a SET b = 'x', c = 1",
))  # fmt: skip
_put(DATABASE, "a picture in a cell", lambda: _base(
    "CREATE TABLE a (b BLOB)", f"INSERT INTO a VALUES (x'{image_bytes().hex()}')")(), PIXELS)  # fmt: skip
_put(DATABASE, "bytes after the last page", lambda: _clean_base() + SAID.encode())


# --- pictures ---


def _png(plant: Callable[[PngImagePlugin.PngInfo], None]) -> Leak:
    def leak() -> bytes:
        info, into = PngImagePlugin.PngInfo(), io.BytesIO()
        plant(info)
        Image.new("RGB", (5, 5)).save(into, "PNG", pnginfo=info)
        return into.getvalue()

    return leak


def _exif() -> bytes:
    exif, into = Image.Exif(), io.BytesIO()
    exif[0x010E] = SAID
    Image.new("RGB", (5, 5)).save(into, "PNG", exif=exif)
    return into.getvalue()


def _user_comment() -> bytes:
    exif, into = Image.Exif(), io.BytesIO()
    exif.get_ifd(0x8769)[0x9286] = b"UNICODE\0" + SAID.encode("utf-16-le")
    Image.new("RGB", (5, 5)).save(into, "JPEG", exif=exif)
    return into.getvalue()


def _profile() -> bytes:
    made = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    into = io.BytesIO()
    Image.new("RGB", (5, 5)).save(into, "PNG", icc_profile=made + SAID.encode())
    return into.getvalue()


def _clear() -> bytes:
    """The picture behind a mask that lets nothing through."""
    image, into = planted_image(), io.BytesIO()
    image.putalpha(0)
    image.save(into, "PNG")
    return into.getvalue()


def _second_frame() -> bytes:
    into = io.BytesIO()
    Image.new("RGB", (12, 9)).save(into, "PNG", save_all=True, append_images=[planted_image()])
    return into.getvalue()


_put(PICTURE, "a note", _png(lambda info: info.add_text("Comment", SAID)))
_put(PICTURE, "a packed note", _png(lambda info: info.add_text("Comment", SAID, zip=True)))
_put(PICTURE, "a note in another language", _png(lambda info: info.add_itxt("Comment", SAID, "cy", "Sylw", zip=True)))
_put(PICTURE, "a part of its own", _png(lambda info: info.add(b"plNt", SAID.encode())))
_put(PICTURE, "a field of a camera", _exif)
_put(PICTURE, "a note of a camera", _user_comment)
_put(PICTURE, "a profile of colours", _profile)
_put(PICTURE, "bytes after the end", lambda: _png(lambda info: None)() + SAID.encode())
_put(PICTURE, "a picture after the end", lambda: _png(lambda info: None)() + image_bytes(), PIXELS)
_put(PICTURE, "the pixels", image_bytes, PIXELS)
_put(PICTURE, "the pixels, as GIF of other colours", lambda: image_bytes("TIFF"), PIXELS)
_put(PICTURE, "the pixels behind a mask", _clear, PIXELS)
_put(PICTURE, "the pixels of a second frame", _second_frame, PIXELS)


# --- drawings and texts ---


def _svg(more: str, at: str = "</svg>") -> Leak:
    def leak() -> bytes:
        plain = write_svg(sample_product(8), sample_map().title).decode()
        assert at in plain
        return plain.replace(at, f"{more}{at}", 1).encode()

    return leak


_embedded = base64.b64encode(image_bytes()).decode()
_letters = "".join(f"&#{ord(letter)};" for letter in SAID)
_put(SVG, "text", _svg(f"<text>{SAID}</text>"))
_put(SVG, "text in pieces", _svg("<text><tspan>Quill</tspan><tspan>feather </tspan><tspan>31</tspan>337</text>"))
_put(SVG, "a title", _svg(f"<title>{SAID}</title>"))
_put(SVG, "a remark", _svg(f"<!-- {SAID} -->"))
_put(SVG, "metadata", _svg(f"<metadata><a>{SAID}</a></metadata>"))
_put(SVG, "an attribute", _svg(f'<g data-said="{SAID}"/>'))
_put(SVG, "letters by number", _svg(f"<desc>{_letters}</desc>"))
_put(SVG, "text as it stands", _svg(f"<desc><![CDATA[{SAID}]]></desc>"))
_put(SVG, "a picture", _svg(f'<image href="data:image/png;base64,{_embedded}"/>'), PIXELS)
_put(SVG, "after the end", lambda: _svg("")() + f"<!-- {SAID} -->".encode())

_put(CSV, "a cell", lambda: f"area,events\r\n{WORD},{NUMBER}\r\n".encode())
_put(CSV, "a number with a comma", lambda: b'area,events\r\nA,"31,337"\r\n', COUNT)
_put(CSV, "a number with decimals", lambda: b"area,events\r\nA,31337.0\r\n", COUNT)
_put(CSV, "a number with a thin space", lambda: "area,events\r\nA,31\u202f337\r\n".encode(), COUNT)
_put(CSV, "two bytes a letter", lambda: f"area,events\r\n{WORD},{NUMBER}\r\n".encode("utf-16"))
_put(CSV, "two bytes a letter, unsaid", lambda: f"area,events\r\n{WORD},{NUMBER}\r\n".encode("utf-16-le"))
_put(CSV, "another alphabet", lambda: f"area,events\r\nCaf\u00e9 {WORD},{NUMBER}\r\n".encode("latin-1"))

_put(JSON, "a value", lambda: json.dumps({"v": NUMBER, "w": SAID}).encode())
_put(JSON, "a key", lambda: json.dumps({SAID: 1}).encode())
_put(JSON, "letters by number", lambda: '{{"w": "{}"}}'.format("".join(f"\\u{ord(one):04x}" for one in SAID)).encode())
_put(JSON, "a number with an exponent", lambda: b'{"v": 3.1337e4}', COUNT)
_put(JSON, "text in base64", lambda: json.dumps({"w": base64.b64encode(SAID.encode()).decode()}).encode())

_put(HTML, "a paragraph", lambda: f"<!doctype html><html><body><p>{SAID}</p></body></html>".encode())
_put(HTML, "words in pieces", lambda: b"<!doctype html><p><b>Quill</b>feather <i>31</i>337</p>")
_put(HTML, "a hidden part", lambda: f"<!doctype html><p hidden>{SAID}</p>".encode())
_put(HTML, "a remark", lambda: f"<!doctype html><!-- {SAID} -->".encode())
_put(HTML, "an attribute", lambda: f"<!doctype html><p title='{SAID}'></p>".encode())
_put(HTML, "a script", lambda: f"<!doctype html><script>var a = {NUMBER}; // {WORD}</script>".encode())

_put(TXT, "a line", lambda: f"All rows: {SAID}\n".encode())
_put(TXT, "small letters", lambda: WORD.lower().encode(), NAME)
