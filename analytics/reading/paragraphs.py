"""Text → blocks, and what each is: running text, a heading, or boilerplate."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import NamedTuple

from analytics.knowledge import Knowledge
from analytics.reading.dates import date_of_line
from analytics.reading.tweets import tweet

BODY, HEADING, BOILERPLATE = "body", "heading", "boilerplate"

_WRAPPED_AT = 40
_HEAD, _TAIL = 600, 200
_COUNTED = 4000
_SECTION_WORDS, _LISTED_WORDS, _SUBTITLE_WORDS, _HEADLINE_WORDS = 12, 20, 35, 40
_PLACES = ("whole", "start", "end", "within")

_CLOSING = "\"”’'»)]*_ "
_TERMINAL = tuple(".!?…:;,—–-")
_FULL_STOP_INSIDE = re.compile(r"[a-z)\]”\"’'][.!?][”\"’']? [A-Z“\"‘']")
_CAPITALISED = re.compile(r"[\"“‘'(\[]?(?:[A-Z0-9]|\.\.\.|…)")
_WORD = re.compile(r"[a-z]+(?:'s)?")
_WHOLE_WORD = re.compile(r"(?<![\w*'])[a-z]+(?:'s)?(?![\w*'])")
_MARKDOWN_HEADING = re.compile(r"#{1,6} \S")
_INDENTED = re.compile(r"(?: {2,}|\t| {0,3}[•·▪◦‣*-] )")
_TIME = re.compile(r"(?:end )?\d{1,2}[:.]\d\d ?(?:[ap]\.? ?m\.?)?,? ?(?:\(?[a-z]{2,5}\)?)?(?: time)?", re.IGNORECASE)
_DAY = re.compile(
    r"[\d:.,—– -]{0,12}(?:january|february|march|april|may|june|july|august|september|october|november|december)"
    r"[\d:.,—– -]{1,20}",
    re.IGNORECASE,
)
# A word is taken whole: one that may be split at each letter takes exponential time.
_NAME = r"(?:[A-Z][\w.’'-]{0,20}(?![\w.’'-])|(?:de|van|von|der|al|el|bin|la|le) )"
_BYLINE = re.compile(rf"(?:{_NAME} ?){{2,4}}(?:(?:,| and| &|;| \||\|) ?(?:{_NAME} ?){{2,4}}){{0,4}}|[A-Z]\w+")
_STATIONED = re.compile(rf"(?:{_NAME} ?){{2,4}}in (?:{_NAME} ?){{1,3}}")
_OUTLET = re.compile(r"[A-Z][A-Z0-9 .&’'|-]{1,30}(?:\([A-Za-z]{2,20}\))?")
_COUNTER = re.compile(r"\d{1,3} (?:of|/) \d{1,3}", re.IGNORECASE)
_PLACE = re.compile(rf"(?:The )?(?:{_NAME} ?){{1,3}}(?:, (?:{_NAME} ?){{1,3}}){{1,2}}")
_BRACKETED = re.compile(
    r"\[[^][\n]{3,200}\]|\([A-Za-z]{2,8}(?:, [A-Za-z]{2,8}){1,4}\)|[a-z]{2,4}/[a-z]{2,4} \([^()\n]{2,60}\)"
)
_TURN = re.compile(r"(?:Q|A|Question|QUESTION|Answer|ANSWER)(?::|\.| [A-Z(“\"—])|[^:\n]{2,90}: ")
_ASKED = re.compile(r"(?:Q|Question|QUESTION)[:.]")
_LABEL_WORD = re.compile(r"(?:[A-Z(“\"][^\s]{0,30}|of|the|and|for|to|on|in|at|de|von|van|al|bin)")
_QUESTION = re.compile(
    r"(?:What|Who|Whom|Whose|When|Where|Why|How|Which|Is|Are|Was|Were|Has|Have|Had|Can|Could|Will|Would|Did|Do|Does|Should)\b"
)
_ADDRESSED = re.compile(r"\b(?:you|your|I(?=['’ ])|me|my|we|our|us)\b")
_SPEECH = re.compile(r"\b(?:said|says|added|noted|stressed|told|asked|replied|explained|according to|emphasi[sz]ed)\b")
_FRONT_MATTER = re.compile(
    r"[\"']?(?:title|headline|subtitle|author|authors|by|date|published(?:[ _-](?:at|on))?|publication[ _-]date|outlet"
    r"|source|publisher|publication|url|link|tags|section|language|dateline|location)[\"']?[ \t]{0,9}:",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    rf"(?:{_NAME} ?){{2,4}}(?:(?:,| and|, and) (?:{_NAME} ?){{2,4}}){{0,4}}(?:reported|contributed|reports|reporting)"
    r" (?:from|in) [A-Z][^\n]{0,80}$"
)
_BIOGRAPHY = re.compile(
    r"(?:[A-Z][\w.’'-]{0,20} ){1,4}(?:is|are|covers|writes|reports|teaches)\b[^\n]{0,80}?\b"
    r"(?:writer|reporter|correspondent|editor|columnist|fellow|professor|author|co-author|host|co-host|contributor"
    r"|journalist|analyst|director|blogger|covers)\b"
)


class _Form:
    """What a block looks like, judged by its beginning and its end only."""

    __slots__ = ("addressed", "bare", "ends", "indented", "question", "text", "turn", "words")

    def __init__(self, block: str) -> None:
        text = block.strip()
        self.text = text
        self.words = len(text[:_COUNTED].split())
        self.bare = text[-_TAIL:].rstrip(_CLOSING)
        # A block that ends in a quotation mark ends a sentence only if the sentence ended before the mark.
        self.ends = self.bare.endswith(_TERMINAL)
        self.question = self.bare.endswith("?")
        self.indented = bool(_INDENTED.match(block))
        self.turn = _is_turn(text[:120])

    @property
    def short(self) -> bool:
        """Whether it may be a label or a heading: few words and no sentence's end."""
        return not self.ends and self.words <= _SECTION_WORDS


def _is_turn(text: str) -> bool:
    found = _TURN.match(text)
    if not found:
        return False
    label = found[0].rstrip(": ")
    return len(label) == 1 or all(_LABEL_WORD.fullmatch(word) for word in label.split())


class _Phrase(NamedTuple):
    pattern: re.Pattern[str]
    words: int
    links: bool
    open: bool


@dataclass(frozen=True)
class Boilerplate:
    """The phrases by which pages speak of themselves, compiled, and found by a word that each must have."""

    first_words: Mapping[str, Sequence[_Phrase]]
    ends: Mapping[str, Sequence[_Phrase]]
    anywhere: Mapping[str, Sequence[_Phrase]]
    telling: Sequence[frozenset[str]]
    """By the number of a block's words: those that tell a phrase which may stand in such a block."""
    longest: int

    @classmethod
    def load(cls, knowledge: Knowledge) -> "Boilerplate":
        """Compile the table `boilerplate`. Raises KnowledgeError."""
        places: dict[str, dict[str, list[_Phrase]]] = {"start": {}, "end": {}, "within": {}}
        longest = 0
        for row in knowledge.table("boilerplate", ("place", "phrase", "words", "flags"), key=("place", "phrase")):
            place = row.one_of("place", _PLACES)
            flags = row.list("flags")
            if unknown := set(flags) - {"links", "open"}:
                raise row.error(f"flags has {unknown.pop()!r}, must be one of: 'links', 'open'")
            text = _folded(row["phrase"])
            whole_words = _WHOLE_WORD.findall(text)
            if not whole_words and place in ("end", "within"):
                raise row.error(f"phrase is {row['phrase']!r}, must have a word without *")
            words = int(row.number("words", 1, 1000))
            phrase = _Phrase(_pattern(text, place), words, "links" in flags, "open" in flags)
            longest = max(longest, words)
            first = _WORD.match(text)
            if place in ("whole", "start"):
                key = first[0] if first else ""
                places["start"].setdefault(key, []).append(phrase)
            else:
                places[place].setdefault(max(whole_words, key=len), []).append(phrase)
        reach = [
            (word, max(phrase.words for phrase in found))
            for at in ("end", "within")
            for word, found in places[at].items()
        ]
        telling = [frozenset(word for word, words in reach if words >= count) for count in range(longest + 1)]
        return cls(places["start"], places["end"], places["within"], telling, longest)

    def find(self, form: "_Form") -> _Phrase | None:
        """Return the phrase that makes the block of this `form` boilerplate, or None."""
        if form.words > self.longest:
            return None
        head = _folded(form.text[:_HEAD]).lstrip("•*-_»› ")
        first = _WORD.match(head)
        for phrase in self.first_words.get(first[0] if first else "", ()):
            if phrase.words >= form.words and not (phrase.open and form.ends) and phrase.pattern.match(head):
                return phrase
        telling = self.telling[form.words]
        if not telling:
            return None
        tail = head if len(form.text) <= _HEAD else _folded(form.text[-_TAIL:])
        for text in dict.fromkeys((head, tail)):
            for word in telling.intersection(_WORD.findall(text)):
                for phrase in chain(self.anywhere.get(word, ()), self.ends.get(word, ()) if text is tail else ()):
                    spared = phrase.words < form.words or (phrase.open and form.ends)
                    if not spared and phrase.pattern.search(text):
                        return phrase
        return None


def _folded(text: str) -> str:
    return " ".join(text.lower().replace("’", "'").split())


def _pattern(phrase: str, place: str) -> re.Pattern[str]:
    words = [r"\S+(?: \S+){0,5}" if word == "*" else re.escape(word).replace(r"\*", r"\S*") for word in phrase.split()]
    pattern = " ".join(words)
    if phrase[0].isalnum():
        pattern = r"(?<!\w)" + pattern
    if place in ("whole", "end"):
        return re.compile(pattern + r"[\s\"'”)\]»›.:…!_]{0,9}$")
    return re.compile(pattern + (r"(?!\w)" if phrase[-1].isalnum() else ""))


@cache
def shipped() -> Boilerplate:
    """Return the phrases that come with the package."""
    return Boilerplate.load(Knowledge())


def split(text: str) -> list[str]:
    """Return the blocks of `text`, in order: what stands between blank lines, or, where there are none, each line.

    A block keeps its characters and their places, its indentation too, but for the white space at its end; a line
    end that only wraps a sentence is a space. Linear in the length of `text`.
    """
    lines = text.split("\n")
    gathered: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            gathered[-1].append(line)
        elif gathered[-1]:
            gathered.append([])
    if not gathered[-1]:
        gathered.pop()
    if len(gathered) == 1:
        return [line.rstrip() for line in gathered[0]]
    return [_unwrapped(block).rstrip() for block in gathered]


def _unwrapped(lines: Sequence[str]) -> str:
    if len(lines) == 1:
        return lines[0]
    parts = []
    for line in lines[:-1]:
        wraps = len(line) >= _WRAPPED_AT and not line.rstrip(_CLOSING).endswith(_TERMINAL)
        parts.append(line + (" " if wraps else "\n"))
    return "".join(parts) + lines[-1]


def classify(blocks: Sequence[str], title: str | None = None, boilerplate: Boilerplate | None = None) -> list[str]:
    """Return the kind of each of `blocks`, one of `frames.KINDS`, in a document of this `title`.

    Phrases decide first (`boilerplate`, the shipped ones if not given), then the form of a block: whether it ends like
    a sentence, how long it is, what stands before it. Where most long blocks lack a full stop, form says nothing of
    short ones. A block's length costs nothing: only its beginning and end are looked at.
    """
    phrases = boilerplate or shipped()
    forms = [_Form(block) for block in blocks]
    document = _Document(forms, title)
    kinds: list[str] = []
    begun = False  # a block of text has come
    links = False
    for at, form in enumerate(forms):
        title_again = _is_title(form, at, document)
        tweeted = not title_again and tweet(form.text) is not None
        phrase = None if title_again or tweeted else phrases.find(form)
        if title_again:
            kind = HEADING
        elif tweeted:
            kind = BODY
        elif phrase or _is_matter(form, at, document) or (links and _is_link(form, at, document)):
            kind = BOILERPLATE
        elif _is_heading(form, at, document, kinds, begun):
            kind = HEADING
        else:
            kind = _rest(form, at, document, kinds)
        links = bool(phrase and phrase.links) or (links and kind == BOILERPLATE)
        kinds.append(kind)
        begun = begun or kind == BODY
    return kinds


class _Document:
    """What the blocks of a document say together."""

    def __init__(self, forms: Sequence[_Form], title: str | None) -> None:
        self.forms = forms
        self.title = _plain(title or "")
        self.count = len(forms)
        turns = [at for at, form in enumerate(forms) if form.turn]
        self.transcript = len(turns) >= 3 and len(turns) * 10 >= self.count
        self.first_turn = turns[0] if turns else self.count
        long = [form.ends for form in forms if form.words >= 12]
        self.punctuated = sum(long) * 2 >= len(long)
        self.well_punctuated = len(long) >= 5 and sum(long) * 10 >= len(long) * 9
        self.capitals = bool(title) and str(title).isupper()
        self.repeats = Counter(form.text for form in forms if form.short and not form.turn)
        self.first_prose = next((at for at, form in enumerate(forms) if form.words >= 12 and form.ends), self.count)
        # For each place, how many of the blocks from there on are labels.
        self.labels_from = [0] * (self.count + 1)
        for at in range(self.count - 1, -1, -1):
            self.labels_from[at] = self.labels_from[at + 1] + (forms[at].short or forms[at].indented)


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text[:_HEAD]).strip().lower()


def _is_title(form: _Form, at: int, document: _Document) -> bool:
    return at <= 4 and form.words <= _HEADLINE_WORDS and bool(document.title) and _plain(form.text) == document.title


def _is_matter(form: _Form, at: int, document: _Document) -> bool:
    """Whether a block is page matter by its form: no words, a date, a byline, an outlet, front matter, a biography."""
    text = form.text
    if not any(character.isalpha() for character in text[:_HEAD]):
        return True
    if form.words <= 40 and _BRACKETED.fullmatch(text):
        return True
    if form.words <= 14 and (_TIME.fullmatch(text) or _DAY.fullmatch(text) or date_of_line(text)):
        return True
    if (
        at <= 2
        and _FRONT_MATTER.match(text)
        and all(_FRONT_MATTER.match(line.strip()) for line in text.split("\n")[:20])
    ):
        return True
    if form.words <= 40 and _CREDIT.match(text):
        return True
    early = 0 < at < document.first_prose and at <= 6
    if early and not form.ends and any(known.fullmatch(text) for known in (_BYLINE, _OUTLET, _PLACE, _STATIONED)):
        return True
    if form.words <= 3 and _COUNTER.fullmatch(text):
        return True
    if document.transcript:
        return at < document.first_turn and form.short and not (at == 0 and document.count > 1 and not document.title)
    if form.short and document.repeats[text] >= 3:
        return True
    # A link to another story in mid-text is often in capitals where the story's own headline is not.
    if form.short and form.words >= 4 and text.isupper() and at > document.first_prose and not document.capitals:
        return True
    late = at >= document.count - 2 and at > 3
    return late and form.words <= 45 and bool(_BIOGRAPHY.match(text))


def _is_link(form: _Form, at: int, document: _Document) -> bool:
    """Whether a block that comes after the announcement of links is one of them, or the teaser below one."""
    if form.short or form.indented or (not form.ends and form.words <= 25):
        return True
    # Titles and teasers by turns: the rest of the page is links if half of its blocks have the form of one.
    return document.labels_from[at] * 2 >= document.count - at


def _is_heading(form: _Form, at: int, document: _Document, kinds: Sequence[str], begun: bool) -> bool:
    text, words = form.text, form.words
    if _MARKDOWN_HEADING.match(text) and words <= _HEADLINE_WORDS:
        return True
    last = at == document.count - 1
    opens = _ASKED.match(text) or (form.question and document.transcript)  # the first turn of a transcript
    if form.turn and ((at and (document.transcript or not form.short)) or opens):
        return False
    if at == 0:
        return not last and (not form.ends or form.question) and words <= _HEADLINE_WORDS and not text.endswith(",")
    if not document.punctuated or form.indented or not _CAPITALISED.match(text):
        return False
    if not begun and not form.ends and words <= _SUBTITLE_WORDS and not last:
        return not _FULL_STOP_INSIDE.search(text)
    if document.transcript:
        return form.short and _is_title_case(text) and kinds[-1] != HEADING
    if _ADDRESSED.search(text):
        return False
    if form.question and 3 <= words <= 9 and kinds[-1] != HEADING:
        return bool(_QUESTION.match(text))
    if not form.short or _SPEECH.search(text) or _FULL_STOP_INSIDE.search(text):
        return False
    # What follows a heading, or another line without an end, is a list, unless it is written like a heading.
    before = document.forms[at - 1]
    listed = kinds[-1] == HEADING or (kinds[-1] == BODY and before.words <= _LISTED_WORDS and not before.ends)
    return not (begun and listed and not _is_title_case(text)) and not (last and (kinds[-1] != BODY or words <= 3))


def _is_title_case(text: str) -> bool:
    """Whether two words or more, and all long ones, begin with a capital, as hardly ever in a spoken line."""
    words = text.split()
    capitals = sum(word[0].isupper() for word in words)
    return capitals > 1 and not any(word[0].islower() and len(word) > 3 for word in words)


def _rest(form: _Form, at: int, document: _Document, kinds: Sequence[str]) -> str:
    """Return what a block is that is neither known matter nor a heading: a caption, a tag, or else running text."""
    if not document.punctuated or document.transcript or at == 0:
        return BODY
    if at <= 2 and BODY not in kinds and not form.ends and form.words <= 60 and at < document.count - 1:
        head, _, last = form.text.rpartition(". ")
        retold = bool(document.title) and document.title in _plain(form.text)
        if head and (retold or (form.words <= 40 and len(last.split()) <= _SECTION_WORDS)):
            return BOILERPLATE
    if form.short and at == document.count - 1 and (kinds[-1] == BOILERPLATE or _is_title_case(form.text)):
        return BOILERPLATE  # a tag, or a name under the text
    # Where nearly all else ends like a sentence, a lone line that does not, and has but one clause, is a caption.
    lone = document.forms[at - 1].ends and kinds[-1] == BODY
    if document.well_punctuated and not form.ends and lone and _SECTION_WORDS < form.words <= 40:
        return BODY if _FULL_STOP_INSIDE.search(form.text) or _SPEECH.search(form.text) else BOILERPLATE
    return BODY
