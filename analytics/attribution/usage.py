"""How a cue verb is used in its sentence: finite, participle, infinitive, passive, or hardly a verb at all."""

from analytics.attribution.cues import Hit
from analytics.words import Words, is_plural

_ASKED = frozenset("about whether if why how what when by during in at".split())


def usage(words: Words, hit: Hit) -> str | None:
    """Tell how the verb is used: finite, ing, to, passive; None where the word is hardly a verb here."""
    shapes, at = hit.form.shapes, hit.start
    tag, low, members = words.tag, words.low, words.members
    before = at - 1
    while before >= 0 and tag[before] == "a":
        before -= 1
    kind = tag[before] if before >= 0 else ""
    word = low[before] if before >= 0 else ""
    if "adjective" in shapes:
        return "finite" if word in members["being"] or word in members["linking"] else None
    if "ing" in shapes:
        if word in members["being"]:
            return "finite"
        noun = kind in "ds" or (kind == "n" and word.endswith("ed")) or word.endswith("'s")
        noun = noun or (kind == "n" and before > 0 and tag[before - 1] == "d" and low[at] in members["occasion"])
        return None if noun else "ing"
    if shapes & {"past", "part"}:
        if word in members["being"]:
            return "passive" if "part" in shapes else None
        if word in members["having"]:
            return "finite" if "part" in shapes else None
        if "base" in shapes and word in members["modal"]:
            return "to" if word == "to" else "finite"
        if word in members["quantifier"]:
            return "finite"
        if kind == "," and hit.form.entry.lemma == "ask" and low[hit.end : hit.end + 1] and low[hit.end] in _ASKED:
            return None  # "X, asked about Y, said …"
        if kind in "ds" or (kind == "P" and word != "to") or word.endswith("'s"):
            return None
        return "finite" if "past" in shapes or kind in ",Q" or not kind else None
    if "base" in shapes:
        if word == "to":
            return "to"
        if word in members["modal"] or (kind == "p" and word not in ("he", "she", "it")) or kind == "R":
            return "finite"
        if kind in "Nn" and word.endswith("'s"):
            return None
        that = hit.end < len(low) and low[hit.end] == "that"
        if kind in "Nn" and (that or hit.form.entry.lemma == "say" or is_plural(word, members)):
            return "finite"
        if word in members["quantifier"]:
            return "finite"
        if kind == "p" or kind in "dsP#" or kind in "n":
            return None
        if kind == "N" and "C" in tag[max(0, before - 4) : before]:
            return "finite"  # "the US and Israel express"
        if kind == "N":
            return "finite" if hit.form.entry.lemma in ("say", "argue") else None
        return "finite" if kind in ",-CAQ)" else None
    if "s" in shapes:
        if kind in "dsPA#oS" or not kind or word.endswith("'s"):
            return None
        if kind == "n" and len(word) > 5 and word.endswith(("al", "ic", "ive", "ous", "ed", "ing", "ary")):
            return None
        return "finite"
    return None
