"""How often a password may be tried: ten failures in five minutes, then the name waits (Cyber Essentials).

Counted per name typed, known or not, so that a wait says nothing about which names exist. Held in this process only.
"""

from collections import OrderedDict, deque

FAILURES = 10
WINDOW_SECONDS = 300.0
NAMES_HELD = 10_000


class Throttle:
    """Failures of the last five minutes, for each name typed; the oldest names are forgotten beyond ``NAMES_HELD``."""

    def __init__(self) -> None:
        self._failures: OrderedDict[str, deque[float]] = OrderedDict()

    def wait(self, name: str, now: float) -> float:
        """Return the seconds ``name`` must still wait at time ``now`` (seconds, monotonic); 0 when it may try."""
        recent = self._recent(name, now)
        return max(0.0, recent[0] + WINDOW_SECONDS - now) if len(recent) >= FAILURES else 0.0

    def failed(self, name: str, now: float) -> None:
        """Count one failure of ``name`` at time ``now``."""
        recent = self._recent(name, now)
        recent.append(now)
        self._failures[name] = recent
        self._failures.move_to_end(name)
        while len(self._failures) > NAMES_HELD:
            self._failures.popitem(last=False)

    def succeeded(self, name: str) -> None:
        """Forget the failures of ``name``: its owner has signed in."""
        self._failures.pop(name, None)

    def _recent(self, name: str, now: float) -> deque[float]:
        return deque((t for t in self._failures.get(name, ()) if t > now - WINDOW_SECONDS), maxlen=FAILURES)
