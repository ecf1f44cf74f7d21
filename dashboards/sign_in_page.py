"""The pages of the sign-in, as HTML of our own: no script, nothing from elsewhere, every word escaped."""

from collections.abc import Sequence
from html import escape
from urllib.parse import quote

from dashboards.style import ACCENT, BUTTON, EDGE, FAINT, GROUND, INK, NOTICE, PAPER, SOFT, WARN, WHITE
from hub.access.second_factor import Device

_SHEET = f"""
:root {{ color-scheme: light dark; }}
* {{ box-sizing: border-box; }}
body {{ margin: 0; font: 1.05rem/1.5 "Source Sans", "Source Sans Pro", system-ui, sans-serif; color: {INK};
  background: {GROUND}; }}
main {{ max-width: 27rem; margin: 8vh auto 2rem; padding: 2rem; background: {PAPER}; border: 1px solid {FAINT};
  border-radius: 6px; }}
h1 {{ font-size: 1.8rem; line-height: 1.2; margin: 0; }}
p {{ margin: .4rem 0 1rem; }}
.soft {{ color: {SOFT}; font-size: .93rem; margin-bottom: 0; }}
a {{ color: {ACCENT}; }}
label {{ display: block; font-weight: 600; margin: 1rem 0 .25rem; }}
input {{ width: 100%; font: inherit; color: {INK}; background: {PAPER}; padding: .55rem .7rem; border: 1px solid {EDGE};
  border-radius: 4px; }}
button, .button {{ display: block; width: 100%; font: inherit; font-weight: 600; padding: .65rem; margin: 1.4rem 0 1rem;
  border: 1px solid {BUTTON}; border-radius: 4px; background: {BUTTON}; color: {WHITE}; cursor: pointer;
  text-align: center; text-decoration: none; }}
:focus-visible {{ outline: 3px solid {WARN}; outline-offset: 2px; }}
.refused {{ border-left: 4px solid {WARN}; background: {NOTICE}; padding: .6rem .9rem; margin: 1rem 0; }}
.refused p {{ margin: 0; }} .refused p + p {{ margin-top: .2rem; }}
.device {{ text-align: center; margin: 1rem 0; }} .device svg {{ background: #fff; max-width: 100%; }}
code {{ font-size: 1.05rem; word-spacing: .2rem; }}
@media print {{ :root {{ color-scheme: light; }} html, body {{ background: {WHITE}; }} }}
@media (max-width: 30rem) {{
  main {{ margin: 0 auto; min-height: 100vh; border: 0; border-radius: 0; padding: 1.4rem; }}
}}
"""


FIELDS = {
    "password": '<label for="password">Password</label><input id="password" name="password" type="password" '
    'autocomplete="current-password" maxlength="128" required>',
    "code": '<label for="code">Code of six digits</label><input id="code" name="code" inputmode="numeric" '
    'autocomplete="one-time-code" maxlength="12" required>',
}
"""The fields of forms, with their labels."""


def password_page(
    partnership: str, wanted: str, refusal: Exception | None, ways: Sequence[tuple[str, str]] = ()
) -> str:
    """Name and password; ``wanted``: the page to go on to; ``ways``: title and address of account services."""
    return write_page(
        "Sign in",
        partnership,
        refusal,
        _ways(ways, wanted) + f'<form method="post" action="/sign-in{_next(wanted)}">'
        '<label for="name">Name</label>'
        '<input id="name" name="name" autocomplete="username" maxlength="64" required autofocus>'
        f"{FIELDS['password']}<button>Sign in</button></form>"
        '<p class="soft">For people named by the partnership. Every view and every release is recorded in its '
        "ledger.</p>",
    )


def code_page(partnership: str, wanted: str, refusal: Exception | None) -> str:
    """The code of a device that is known."""
    return write_page(
        "Code of your device",
        partnership,
        refusal,
        "<p>Your post signs in with a second factor. Open the app on your device and type the six digits that it "
        f"shows for SaferHub.</p>{_code_form('/sign-in/code', wanted)}"
        '<p class="soft">Device lost? An administrator can let you add another one.</p>',
    )


def device_page(partnership: str, wanted: str, device: Device, refusal: Exception | None) -> str:
    """A new device: its picture and its key, and the first code."""
    return write_page(
        "Add your device",
        partnership,
        refusal,
        "<p>Your post signs in with a second factor. In an authenticator app on your own device, scan this picture, or "
        f'type the key below it.</p><div class="device" role="img" aria-label="Picture of the key for an authenticator '
        f'app; the key stands below as text">{device.picture}</div><p><code>{escape(device.secret)}</code></p>'
        f"{_code_form('/sign-in/device', wanted)}",
    )


def _ways(ways: Sequence[tuple[str, str]], wanted: str) -> str:
    return "".join(f'<a class="button" href="{at}{_next(wanted)}">{escape(title)}</a>' for title, at in ways)


def _code_form(action: str, wanted: str) -> str:
    return (
        f'<form method="post" action="{action}{_next(wanted)}">'
        f"{FIELDS['code'].replace(' required', ' required autofocus')}<button>Go on</button></form>"
    )


def write_page(title: str, partnership: str, refusal: Exception | None, body: str, head: str = "") -> str:
    """A page of the sign-in's look; ``body`` and ``head`` are HTML."""
    return (
        '<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" '
        f'content="width=device-width, initial-scale=1"><title>{escape(title)} - SaferHub</title>'
        f'<link rel="icon" href="data:,"><style>{_SHEET}</style>{head}</head><body><main>'
        f'<p class="soft">{escape(partnership)}</p>'
        f"<h1>{escape(title)}</h1>{_told(refusal)}{body}</main></body></html>"
    )


def _told(refusal: Exception | None) -> str:
    if refusal is None:
        return ""
    words = (getattr(refusal, part, "") for part in ("what", "found", "do"))
    lines = "".join(f"<p>{escape(line[:1].upper() + line[1:])}</p>" for line in words if line)
    return f'<div class="refused" role="alert">{lines}</div>'


def _next(wanted: str) -> str:
    return f"?next={quote(wanted, safe='')}" if wanted else ""
