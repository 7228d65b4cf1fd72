"""Tweets that stand as blocks of a page: "… — Name (@handle) date"."""

import re

_TWEET = re.compile(r"\s{0,3}[—–-]{1,3}\s?(?P<name>[^—–()@\n]{2,60}?)\s?\(@\w{1,30}\)[^@]{0,40}$")
_TWEET_FIRST = re.compile(r"(?P<name>[^—–()@\n]{2,60}?)\s?\(@\w{1,30}\):?\s{1,4}(?=[A-Z0-9\"“‘#@.…])")


def tweet(block: str) -> tuple[int, int, int, int] | None:
    """Return the text of a block that is a tweet with its signature, and the name: "… — Name (@handle) date"."""
    if "(@" not in block:
        return None
    tail = max(0, len(block) - 200)
    found = _TWEET.search(block, tail)
    if found is not None and found.start() > 10:
        return 0, found.start(), *found.span("name")
    found = _TWEET_FIRST.match(block[:120])
    if found is not None and len(block) - found.end() > 20:
        return found.end(), len(block), *found.span("name")
    return None
