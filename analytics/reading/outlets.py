"""Text → who published it, where its head or its dateline says so."""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from analytics.knowledge import Knowledge

# MOSCOW (Reuters) - …; MOSCOW, May 10. /TASS/. …
_DATELINE = re.compile(r"\((?P<brackets>[^()]{2,40})\)\s?(?:[-–—:]|--)|/(?P<strokes>[^/ ][^/]{1,30})/")
DATELINE_CHARACTERS = 120


Outlets = Mapping[str, tuple[str, bool]]
"""Form of a name, in lower case → outlet, and whether it is an agency."""


def known_outlets(knowledge: Knowledge) -> Outlets:
    """Return the outlets of `outlets.csv`. Raises KnowledgeError."""
    known: dict[str, tuple[str, bool]] = {}
    for row in knowledge.table("outlets", ("outlet", "kind", "forms"), ("outlet",)):
        meant = row["outlet"], row.one_of("kind", ("agency", "outlet")) == "agency"
        for form in (row["outlet"], *row.list("forms")):
            if known.setdefault(form.lower(), meant) != meant:
                raise row.error(f"{form!r} stands for {known[form.lower()][0]!r} already")
    return known


@cache
def shipped() -> Outlets:
    """Return the outlets that come with the package."""
    return known_outlets(Knowledge())


def outlet_of(head: Sequence[str], known: Outlets) -> str | None:
    """Return the outlet that the first lines of an article name: in a line of its own, else in a dateline."""
    for line in head:
        outlet, agency = known.get(line.strip(" .|").lower(), (None, False))
        if outlet and not agency:
            return outlet
    for line in head:
        dateline = _DATELINE.search(line[:DATELINE_CHARACTERS])
        if dateline and (found := known.get((dateline["brackets"] or dateline["strokes"]).strip().lower())):
            return found[0]
    return None
