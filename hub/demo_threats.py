"""The demo's threat matrix: problems with made-up scores, one of them decided otherwise than its band says."""

from hub.access.identity import Identity
from hub.assessments.threats import Scored, score_threat
from hub.hub import Hub

PANEL = "Made up: the panel of the demo, beside the counts of its last year"
THREATS = (
    Scored("Violence and sexual offences", 16, 17, PANEL, "recorded-crime", "violence-sexual-offences"),
    Scored("Burglary", 11, 16, PANEL, "recorded-crime", "burglary"),
    Scored("Vehicle crime", 13, 9, PANEL, "recorded-crime", "vehicle-crime"),
    Scored(
        "Robbery", 4, 14, PANEL, "recorded-crime", "robbery", "include", "Few and grave; the board asked to watch them"
    ),
    Scored("Bicycle theft", 9, 5, PANEL, "recorded-crime", "bicycle-theft"),
)


def make_threats(hub: Hub, maker: Identity) -> None:
    """Score the demo's problems."""
    for said in THREATS:
        score_threat(hub.register, said, maker)
