"""Names as newspapers write them: folded spellings, parts of a name, titles before it, words that describe a role.

The word lists are knowledge files: `first_names.csv`, `titles.csv`, `countries.csv`, and a few classes of `words.csv`.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from analytics.attribution.voices import KINDS, Voices
from analytics.knowledge import Knowledge
from analytics.words import classes

UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĻŁŃŅŇŌŐŒŘŚŞŠŤŪŮŰŲŹŻŽ"
PARTICLES = tuple("al el bin ibn ben de del della der di du da dos la le ten ter van von den zu af".split())
_TITLES = "Messrs Mrs Mr Ms Dr Sens Sen Reps Rep Gov Gen Lt Col Maj Adm Capt Sgt Brig Prof Rev St Jr Sr Amb".split()
_TOKEN = (
    rf"(?:[{UPPER}]\.(?:[ -]?[{UPPER}]\.){{0,2}}(?![a-z])"
    rf"|(?:{'|'.join(_TITLES)}|{'|'.join(map(str.upper, _TITLES))})\."
    rf"|[{UPPER}][\w'’‐‑-]{{0,40}})"
)
_NEXT = rf"(?:(?:{'|'.join(PARTICLES)})[ -]){{0,2}}{_TOKEN}"


def _after_first(words: Sequence[str]) -> str:
    """Return the pattern of `words` less their first letters, which stand right before."""
    rest: dict[str, list[str]] = {}
    for word in words:
        rest.setdefault(word[0], []).append(word[1:])
    return "|".join(rf"(?<={letter})(?:{'|'.join(words)})" for letter, words in rest.items())


# `_TOKEN` less its first letter.
_TOKEN_ON = (
    rf"(?:\.(?:[ -]?[{UPPER}]\.){{0,2}}(?![a-z])"
    rf"|(?:{_after_first([*_TITLES, *map(str.upper, _TITLES)])})\."
    rf"|[\w'’‐‑-]{{0,40}})"
)
# One or more capitalised words in a row; a full stop belongs only to an initial or an abbreviated title. The same as
# (?<![\w@])@?(?:al-)?{_TOKEN}(?: {_NEXT}){0,11}, searched for by its first character, which is three times as fast.
NAME = re.compile(
    rf"[@a{UPPER}](?<![\w@].)(?:(?<=@)(?:al-)?{_TOKEN}|(?<=a)l-{_TOKEN}|(?<=[{UPPER}]){_TOKEN_ON})(?: {_NEXT}){{0,11}}"
)
ABBREVIATED = frozenset(
    "mr mrs ms dr sen rep gov gen lt col maj adm capt cmdr sgt brig prof rev hon amb st jr sr messrs pres sec".split()
)
SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv"))
_POSSESSIVE = re.compile(r"(?:'s|s')$")
# What a word before the last of a person's name is not: a possessive (Trump's), a compound (Moscow-based).
_NO_NAME = re.compile(r"(?:['’]s|s['’]|[-‐‑](?:based|controlled|led|backed|owned|run|born|funded|linked|appointed))$")
_GLUED = re.compile(r"((?!Mac|Mc|Di|De|Du|La|Le|Fitz)[A-Z][a-z]{2,20})([A-Z]\w{1,20})$")
_HEAD_END = re.compile(r"(?<=\w)\s(?:of|for|to|in|at|from|on|with|who|and)\s")
_WORD = re.compile(r"[a-z0-9]+")

# Romanisations of Russian and Ukrainian that differ between outlets; applied in order to a folded word.
_SPELLINGS = [
    (re.compile(pattern), instead)
    for pattern, instead in (
        (r"^(?:ye|je|ie)(?=[vlfgrmkst])", "e"),
        (r"(?:shch|sch|stch|chtch)", "sch"),
        (r"(?<=ch)[oy]v$", "ev"),
        (r"(?:kh|ch(?=rush))", "h"),
        (r"ks", "x"),
        (r"(?<=sand)(?:e?r|ro|re)$", "er"),
        (r"ou(?=tin|sk|shk|kash)", "u"),
        (r"(?:yy|iy|ii|ij|yi|y|j)(?=s|k|n|m|$)", "i"),
        (r"(?<=[aeou])y", "i"),
        (r"(?<=[bdfgklmnprstvz])y(?=e|o|a|u)", "i"),
        (r"(?<=[ln])ie", "e"),
        (r"[’'`]", ""),
        (r"off$", "ov"),
        (r"ff$", "v"),
        (r"w", "v"),
    )
]


@lru_cache(1 << 16)
def fold(text: str) -> str:
    """Return `text` in lower case without accents, with straight apostrophes and single spaces."""
    text = (
        text.replace("’", "'").replace("‘", "'").replace("‐", "-").replace("‑", "-").replace("ł", "l").replace("ı", "i")
    )
    plain = unicodedata.normalize("NFKD", text.replace("Ł", "L").replace("ø", "o").replace("Ø", "O"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).lower().split())


@lru_cache(1 << 16)
def spelling(word: str) -> str:
    """Return a key that the usual romanisations of one name share: Sergei and Sergey, Yevgeny and Evgeniy."""
    word = fold(word).strip(".")
    for pattern, instead in _SPELLINGS:
        word = pattern.sub(instead, word)
    return word


@lru_cache(1 << 16)
def slug(name: str) -> str:
    """Return a readable identifier of letters, digits and hyphens; a hash where `name` has no Latin letters."""
    parts = _WORD.findall(fold(name).replace("'", "").replace("u.s.", "us").replace("u.n.", "un"))
    if parts:
        return "-".join(parts)[:80].rstrip("-")
    return "x" + hashlib.blake2b(name.encode(errors="surrogatepass"), digest_size=5).hexdigest()


class Name(NamedTuple):
    """A person's name, split; each part as written."""

    first: str
    middle: tuple[str, ...]
    last: str
    suffix: str

    def __str__(self) -> str:
        return " ".join(filter(None, (self.first, *self.middle, self.last, self.suffix)))


def split_name(tokens: list[str]) -> Name:
    """Split the words of one person's name; a single word is a last name."""
    suffix = ""
    if len(tokens) > 1 and fold(tokens[-1]).strip(".,") in SUFFIXES:
        suffix, tokens = tokens[-1], tokens[:-1]
    begin = len(tokens) - 1
    while begin > 0 and fold(tokens[begin - 1]) in PARTICLES and (begin > 1 or tokens[0] != "Ben"):
        begin -= 1
    last, before = " ".join(tokens[begin:]), tokens[:begin]
    return Name(before[0] if before else "", tuple(before[1:]), last, suffix)


def last_key(last: str) -> str:
    """Return the key of a last name: its last word, without an article (`al-Assad` is found as `assad`)."""
    word = last.rsplit(" ", 1)[-1]
    head, _, tail = word.partition("-")
    return spelling(tail if tail and fold(head) in PARTICLES else word)


class Mention(NamedTuple):
    """A run of capitalised words, read: the title words before the name, and the name's words (none: no person)."""

    title: tuple[str, ...]
    tokens: tuple[str, ...]


class Lexicon:
    """The words of names and titles."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Read the knowledge files. Raises KnowledgeError."""
        self.members = classes(knowledge)
        self.stop = self.members["stop"]
        self._voices = Voices(knowledge)
        self.gender: dict[str, str] = {}
        self.formal: dict[str, frozenset[str]] = {}
        for row in knowledge.table("first_names", ("name", "gender", "formal"), ("name",)):
            name = spelling(row["name"])
            gender = row.one_of("gender", ("m", "f", ""))
            same = not row.shipped or self.gender.get(name, gender) == gender
            self.gender[name] = gender if same else ""  # one spelling for either, unless the user says
            self.formal[name] = frozenset(map(spelling, row.list("formal")))
        self.use: dict[str, str] = {}
        self.title_gender: dict[str, str] = {}
        self.same: dict[str, str] = {}
        for row in knowledge.table("titles", ("word", "use", "gender", "same_as"), ("word",)):
            word = fold(row["word"])
            self.use[word] = row.one_of("use", ("honorific", "role", "modifier", "organisation", "document"))
            if gender := row.one_of("gender", ("m", "f", "")):
                self.title_gender[word] = gender
            if row["same_as"]:
                self.same[word] = fold(row["same_as"])
        self.countries: dict[str, str] = {}
        self._adjective: dict[str, str] = {}
        for row in knowledge.table("countries", ("country", "side", "adjectives", "metonyms"), ("country",)):
            for form in (row["country"], *row.list("adjectives"), *row.list("metonyms")):
                self.countries[fold(form)] = row["country"]
            self._adjective[row["country"]] = next(iter(row.list("adjectives")), row["country"])
        self._phrases = _any_of(form for form in self.countries if " " in form or "." in form)
        self._any_country = _any_of(self.countries)
        self.newly = re.compile(rf"\b(?:{_either(self.members['newly'])}) (?=\w)")
        self.medium = re.compile(rf" (?:{_either(self.members['medium'])})$")
        self.states = frozenset(map(self._country, self.countries))  # countries, as the words of a role give them
        self.read = lru_cache(1 << 17)(self._read)
        self.role = lru_cache(1 << 16)(self._role)

    def _role(self, text: str) -> frozenset[str]:
        """Return the words that say which role `text` describes, in any order: countries and synonyms as one."""
        text = self._phrases.sub(lambda found: self._country(found[0]), fold(text)).replace(".", "")
        words = set()
        before = ""
        for word in re.findall(r"[a-z0-9_-]+", _strip_possessives(text)):
            if word not in self.stop:
                known = word in self.countries
                kept = self._country(word) if known else self.same.get(word, word)
                # The US ambassador to Russia is not Russia's ambassador to the US.
                words.add(f"to {kept}" if before in ("to", "in") and (known or kept in self.states) else kept)
            before = before if word == "the" else word
        return frozenset(words)

    @lru_cache(1 << 16)  # noqa: B019 - one lexicon lives as long as the process
    def head(self, text: str) -> str:
        """Return the head noun of a role: `minister` of "the minister of defence"; `vice president` is another."""
        words = re.findall(r"[a-z-]+", _strip_possessives(_HEAD_END.split(fold(text), maxsplit=1)[0]))
        if not words:
            return ""
        last = self.same.get(words[-1], words[-1])
        lesser = next(
            (word for word in words[:-1] if word in ("vice", "deputy", "under", "assistant", "undersecretary")), ""
        )
        return f"{lesser} {last}".strip()

    def can_voice(self, text: str) -> bool:
        """Tell whether the head noun of a description is of people, a body or a document: "two exporters"."""
        head = self.head(text).rsplit(" ", 1)[-1]
        return head in self.countries or self._voices.kind_of(head) in KINDS

    def is_body(self, name: str) -> bool:
        """Tell whether `name` is that of one body: "European Central Bank", "Austrian government", no "bank"."""
        head = self.head(name).rsplit(" ", 1)[-1]
        if head in self.members["of_state"]:
            return bool(self.country_of(name))
        proper = all(word[:1].isupper() for word in name.split(" ") if word not in self.stop)
        ending = fold(name).rsplit(" ", 1)[-1]
        return (
            proper and " " in name and (self._voices.kind_of(head) == "body" or self.use.get(ending) == "organisation")
        )

    def _country(self, form: str) -> str:
        return slug(self.countries[form]).replace("-", "_")

    def country_of(self, text: str) -> str | None:
        """Return the country whose name, adjective or capital stands first in `text`, if any."""
        for found in self._any_country.finditer(fold(text)):
            return self.countries[found[0]]
        return None

    def adjective(self, country: str) -> str:
        """Return the adjective of a country (Russia: Russian), or its name where it has none."""
        return self._adjective.get(country, country)

    def _read(self, run: str) -> Mention:
        """Read a run of capitalised words (a match of `NAME`): what is title, what is name."""
        tokens, written = self._unglue(tidy(run)), run.split(" ")
        if len(tokens) != len(written):
            written = tokens
        folded = [_POSSESSIVE.sub("", fold(token)).strip(".,") for token in tokens]
        folded = [f"{word}." if f"{word}." in self.countries else word for word in folded]  # U.S.
        begin = 0
        for at, word in enumerate(folded):
            first = at + 1 < len(folded) and spelling(word) in self.gender and word not in ABBREVIATED
            if first and not at:  # Dean Rusk and Bill Clinton, but not the Dean of …, Jordan King …, Georgia Senator …
                begun = (self.use, self.countries, self.stop)
                first = not (word in self.stop or any(folded[1] in known for known in begun))
            opens = (word in self.use or word in self.countries or word in self.stop) and not (first and at >= begin)
            opens = opens and not (len(word) == 1 and tokens[at].endswith("."))  # the initials of Henry A. Kissinger
            if opens or (at + 1 < len(folded) and _NO_NAME.search(written[at])):
                begin = at + 1
        title = tuple(folded[:begin])
        rest = tokens[begin:]
        surnames = self.members["surname"]
        if not rest and begin > 1 and (folded[-1] in surnames or folded[-1] in self.countries):
            # "Mr. King", "Amy Pope", "Jim Jordan": a title or a country that is a last name here
            known = folded[-2] in self.use or folded[-2] in self.countries
            first = not known and spelling(folded[-2]) in self.gender
            if first or (folded[-1] in surnames and self.use.get(folded[-2]) == "honorific"):
                title, rest = tuple(folded[: begin - 1 - first]), tokens[begin - 1 - first :]
                return Mention(title, tuple(rest))
        if len(rest) > 2 and spelling(rest[0]) not in self.gender and not rest[0].endswith("."):
            # "Director of Rosatom Jane Doe": the name begins with its first name.
            rest = rest[next((at for at in range(1, len(rest) - 1) if spelling(rest[at]) in self.gender), 0) :]
        named = len(rest) > 1 and spelling(folded[begin]) in self.gender  # Bill Clinton is no bill
        if any(self.use.get(word) == "organisation" for word in folded[begin + named :]):
            rest = []
        return Mention(title, tuple(rest))

    def _unglue(self, tokens: list[str]) -> list[str]:
        """Part words that a page's links have joined: "VladimirPutin"; "Trump Donald John TrumpMore" is Trump."""
        for at, token in enumerate(tokens):
            glued = _GLUED.match(token)
            if glued and glued[1] in tokens[:at]:
                return tokens[: tokens.index(glued[1]) + 1]
            if glued and len(tokens) == 1 and spelling(glued[1]) in self.gender:
                return [glued[1], glued[2]]
        return tokens

    def compatible(self, one: Name, other: Name) -> bool:
        """Tell whether two names with one last name may be one person's: initials, short forms and slips allowed."""
        if _junior(one) != _junior(other) or last_key(one.last) != last_key(other.last):
            return False
        if not one.first or not other.first:
            return True
        if not self._same_first(one.first, other.first) and not (
            any(len(middle) > 2 and self._same_first(one.first, middle) for middle in other.middle)
            or any(len(middle) > 2 and self._same_first(other.first, middle) for middle in one.middle)
        ):
            return False
        if one.middle and other.middle and len(one.middle[0].strip(".")) <= 2:
            return fold(one.middle[0])[0] == fold(other.middle[0])[0]
        return True

    def _same_first(self, one: str, other: str) -> bool:
        a, b = spelling(one), spelling(other)
        if a == b or b in self.formal.get(a, ()) or a in self.formal.get(b, ()):
            return True
        if not a or not b or a[0] != b[0]:
            return False
        if len(a) == 1 or len(b) == 1 or "." in a or "." in b:
            return True
        return min(len(a), len(b)) >= 5 and one_slip(a, b)

    def gender_of(self, first: str) -> str:
        """Return `m`, `f` or nothing for a first name."""
        return self.gender.get(spelling(first), "")


def _junior(name: Name) -> bool:
    """Tell whether the suffix parts the name from a father's or son's; a numeral (James A. Baker III) need not."""
    return fold(name.suffix).strip(".,") in ("jr", "sr")


def one_slip(one: str, other: str) -> bool:
    """Tell whether two words differ by one letter: replaced, left out, or added."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return one == other
    at = next((i for i, (x, y) in enumerate(zip(one, other)) if x != y), min(len(one), len(other)))
    return one[at + 1 :] == other[at + 1 :] or one[at + 1 :] == other[at:] or one[at:] == other[at + 1 :]


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_either(phrases)})(?!\w)")


def _either(phrases: Iterable[str]) -> str:
    """Return the pattern of one of `phrases`, the longest that stands there."""
    return "|".join(map(re.escape, sorted(phrases, key=lambda phrase: (-len(phrase), phrase))))


def tidy(run: str) -> list[str]:
    """Return the words of a run of capitalised words: no possessive, no stop, capitals only where a name has them."""
    tokens = []
    for written in run.replace("’", "'").split(" "):
        token = written[:-1] if written.endswith("s'") else written.removesuffix("'s")
        word = token.rstrip(".,;:")
        if len(word) > 2 and word.isupper() and _shouted(word, run):
            word = re.sub(r"[^\W\d_]+", lambda part: part[0].capitalize(), word)
        elif token.endswith(".") and (len(word) == 1 or "." in word or fold(word) in ABBREVIATED):
            word += "."
        if word:
            tokens.append(word)
    return tokens


def _shouted(word: str, run: str) -> bool:
    """Tell whether a word in capitals is a name in capitals (PSAKI, in "MS. PSAKI"), not a numeral or an acronym."""
    if "." in word or "'" in word or fold(word) in SUFFIXES or any(letter.isdigit() for letter in word):
        return False
    return len(word) > 4 or run.isupper()


def _strip_possessives(text: str) -> str:
    return re.sub(r"(?<=\w)'s?(?!\w)", "", text)
