"""What somebody typed into a form or a command: kept only where it points at no person and no doorstep.

The detectors are those of the door (`ingest/detectors.py`), asked of one sentence. A refusal names the field and the
rule that was broken, never the words; of which kind it is, the caller says.
"""

from geo.checks import Refused
from ingest.detectors import find_in_sentence

SHORTEST = 3
LONGEST = 500


def check_sentence(field: str, words: str, refused: type[Refused], longest: int = LONGEST) -> str:
    """The words with single blanks.

    Args:
        field: What the field is called where it is filled in.
        words: As they were typed.
        refused: The refusal that is raised where they are too short, too long, unprintable, or may point at a person.
        longest: Letters at most.
    """
    plain = " ".join(words.split())
    if not SHORTEST <= len(plain) <= longest or not plain.isprintable():
        raise refused(
            f'"{field}" needs a sentence of its own.',
            f"{len(plain):,} characters, or one that cannot be printed.",
            f"use {SHORTEST} to {longest} letters, figures and signs.",
        )
    kinds = find_in_sentence(plain)
    if kinds:
        raise refused(
            f'"{field}" may point at a person or a doorstep, and nothing of it was kept.',
            f"what looks like {', '.join(kinds)}.",
            "say it by post, organisation, place or problem: no names, numbers or addresses of people. Where a street "
            "is meant, say so (Grace Road, not Grace).",
        )
    return plain
