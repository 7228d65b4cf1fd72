"""How a cue verb is used in its sentence: finite, participle, infinitive, passive, or hardly a verb at all."""

from analytics.cues import Hit
from analytics.words import Words

_VERBAL = {
    "being": frozenset(
        "is are was were be been being am isn't aren't wasn't weren't he's she's it's they're we're i'm you're".split()
    ),
    "having": frozenset(
        "has have had having hasn't haven't hadn't i've we've they've you've who've he's she's it's i'd "
        "he'd she'd".split()
    ),
    "modal": frozenset(
        "will would shall should can could may might must to do does did won't wouldn't shouldn't can't cannot "
        "couldn't don't doesn't didn't i'd he'd she'd they'd we'd i'll he'll she'll we'll they'll let".split()
    ),
}
_LINKING = frozenset("seem seems seemed sound sounds sounded remain remains remained became becomes".split())
_PLURALS = frozenset("people police some many others most few both men women media".split())
_QUANTIFIERS = frozenset("some many others most few both all several none critics".split())


def usage(words: Words, hit: Hit) -> str | None:
    """Tell how the verb is used: finite, ing, to, passive; None where the word is hardly a verb here."""
    shapes, at = hit.form.shapes, hit.start
    tag, low = words.tag, words.low
    before = at - 1
    while before >= 0 and tag[before] == "a":
        before -= 1
    kind = tag[before] if before >= 0 else ""
    word = low[before] if before >= 0 else ""
    vocabulary = _VERBAL
    if "adjective" in shapes:
        return "finite" if word in vocabulary["being"] or word in _LINKING else None
    if "ing" in shapes:
        if word in vocabulary["being"]:
            return "finite"
        noun = kind in "ds" or (kind == "n" and word.endswith("ed")) or word.endswith(("'s", "s'"))
        noun = noun or low[hit.end : hit.end + 1] == [
            "which"
        ]  # "a question, answering which Doe said": no speech of its own
        return None if noun else "ing"
    if shapes & {"past", "part"}:
        if word in vocabulary["being"]:
            return "passive" if "part" in shapes else None
        if word in vocabulary["having"]:
            return "finite" if "part" in shapes else None
        if "base" in shapes and word in vocabulary["modal"]:
            return "to" if word == "to" else "finite"
        if kind in "ds" or (kind == "P" and word not in ("to",)) or word.endswith(("'s", "s'")):
            return None
        return "finite" if "past" in shapes or kind in ",Q" or not kind else None
    if "base" in shapes:
        if word == "to":
            return "to"
        if word in vocabulary["modal"] or (kind == "p" and word not in ("he", "she", "it")) or kind == "R":
            return "finite"
        that = hit.end < len(low) and low[hit.end] == "that"
        if kind in "Nn" and (that or hit.form.entry.lemma == "say") and not word.endswith(("'s", "s'")):
            return "finite"
        if kind in "Nn" and (word.endswith("s") or word in _PLURALS):
            return "finite" if not word.endswith(("'s", "s'")) else None
        if word in _QUANTIFIERS:
            return "finite"
        if kind == "p" or kind in "dsP#" or kind in "n":
            return None
        if kind == "N":
            return "finite" if hit.form.entry.lemma in ("say", "argue") else None
        return "finite" if kind in ",-CAQ)" else None
    if "s" in shapes:
        if kind in "dsPA#oS" or not kind or word.endswith(("'s", "s'")):
            return None
        if kind == "n" and len(word) > 5 and word.endswith(("al", "ic", "ive", "ous", "ed", "ing", "ary")):
            return None
        return "finite"
    return None
