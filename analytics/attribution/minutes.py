"""Minutes: the record of a conversation, in which what follows a report belongs to it."""

import re
from collections.abc import Sequence

_MINUTES = re.compile(
    r"\b(?:record|memorandum|memo|minutes|notes|summary record|protocol|account) of (?:the |a |an |main content of )*"
    r"(?:conversation|talk|meeting|discussion|negotiation)s?\b|\bmemcon\b",
    re.IGNORECASE,
)


def is_minutes(blocks: Sequence[str], title: str | None) -> bool:
    """Tell whether the document is the record of a conversation, in which what follows a report belongs to it."""
    return any(_MINUTES.search(text[:200]) for text in (title or "", *blocks[:3]))


_END_OF_MINUTES = re.compile(
    r"(?:recorded|transcribed|translated|taken down|interpreted|written down) by\b"
    r"|\b(?:attended|took part in|present at)\b[^.]{0,30}\b(?:conversation|meeting|talks)\b|^(?-i:[A-Z]{3,8})\. ",
    re.IGNORECASE,
)


def ends_minutes(block: str) -> bool:
    """Tell whether a block of minutes says who attended or recorded, or where the paper lies: not what was said."""
    return _END_OF_MINUTES.search(block, 0, 160) is not None
