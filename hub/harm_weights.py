"""The weights of harm that a hub holds: whose, of which date, under which licence, and the weight of each category."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hub.records import Records
from hub.reference_layers import Published
from ingest.layers import HARM


@dataclass(frozen=True)
class HarmWeights(Published):
    """One published set of weights. ``by_category``: weight of each category, in the publisher's unit (days, say).

    ``fingerprint`` is the sha256 of the file they came in.
    """

    fingerprint: str
    by_category: Mapping[str, float] = field(repr=False)

    def source(self) -> str:
        """Their line among the sources of a product."""
        return f"Weights of harm: {self.about()}."

    def identity(self) -> str:
        """What tells these weights from any others: products with other weights are other releases."""
        return f"{self.about()} {self.fingerprint} {sorted(self.by_category.items())}"


def read_harm_weights(records: Records) -> HarmWeights | None:
    """The weights that a release file holds; None where the partnership has added none."""
    if "harm weights" not in records.kept:
        records.kept["harm weights"] = _ask(records)
    found: HarmWeights | None = records.kept["harm weights"]
    return found


def _ask(records: Records) -> HarmWeights | None:
    layers = records.table("layers")
    held = records.ask(layers.filter(layers["layer"] == HARM))
    if held.empty:
        return None
    about = held.iloc[0]
    weights = records.table("layer_weights")
    found = records.ask(weights.filter(weights["layer"] == HARM))
    by_category = {str(code): float(one) for code, one in zip(found["category"], found["value"], strict=True)}
    title, licence, date, fingerprint = (str(about[name]) for name in ("title", "licence", "date", "fingerprint"))
    return HarmWeights(title, licence, date, fingerprint, by_category)
