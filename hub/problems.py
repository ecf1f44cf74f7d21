"""Problems that actions and threats are about: a data set with a code list, and a category of it."""

from ingest.categories import COMMON, categories
from ingest.register import DATASETS

NO_PROBLEM = ""


def list_problems() -> dict[str, tuple[str, dict[str, str]]]:
    """Data sets whose problems may be named: title, and categories by code."""
    return {one.name: (one.title, categories(one.name)) for one in DATASETS if one.name in COMMON}


def is_problem(dataset: str, category: str) -> bool:
    """Whether these are words of the code lists; of a data set no category need be named, and no data set either."""
    known = {NO_PROBLEM: {}, **{name: codes for name, (_, codes) in list_problems().items()}}
    return dataset in known and category in (NO_PROBLEM, *known[dataset])
