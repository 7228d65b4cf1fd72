"""Labels that people give, read from lines of JSON or from a sheet that `detente sample` drew and somebody filled in.

Either way a label is one speaker in one paragraph: who says something there, which words, of what relevance and stance.
"""

import csv
import json
from collections.abc import Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

from flows.store import StoreError

TO_FILL = ("speaker", "via", "said", "relevance", "stance")
"""Columns of a sheet that people fill in."""
NEEDED = ("doc", "paragraph", *TO_FILL)
NOBODY = ("-", "–", "—", "−")
"""What stands for a speaker where nobody says anything."""
PIECES = "|"
"""What stands between the pieces of `said`."""
# As long as before, so that offsets stay: a spreadsheet may have changed the marks, or somebody typed them.
_PLAIN = str.maketrans(
    {**dict.fromkeys("“”„«»", '"'), **dict.fromkeys("‘’‚`", "'"), **dict.fromkeys("\n\t\r\u00a0", " ")}
)


class LabelError(StoreError):
    """Labels cannot be used; the text says in one line what is wrong, in which line, and what to do."""


class Label(NamedTuple):
    """What one line says."""

    where: str
    """File and line, for messages."""
    doc: str
    paragraph: int
    speaker: str | None
    """None: nobody says anything there."""
    via: str | None
    spans: Sequence[tuple[int, int]]
    said: Sequence[str]
    """The words, where a sheet has them instead of spans."""
    relevance: int
    stance: int
    """-2 … 2."""
    weight: float | None
    """How many paragraphs of the database this one stands for; None: it is not told."""

    def error(self, reason: str) -> LabelError:
        """Return an error that says where."""
        return LabelError(f"{self.where}: {reason}")


class Labels(NamedTuple):
    """What a file says."""

    labels: Sequence[Label]
    unfilled: int
    """Rows of a sheet without a speaker: nobody has read these paragraphs yet."""


def read(path: Path) -> Labels:
    """Return the labels of a file: a sheet if it ends in .csv, else lines of JSON. Raises LabelError."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise LabelError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise LabelError(f"{path}:{line}: is not UTF-8; save it as CSV UTF-8, or as UTF-8 text") from None
    found = _of_sheet(path, text) if path.suffix.lower() == ".csv" else _of_json(path, text)
    if not found.labels:
        reason = (
            "no row has a speaker yet: fill in who speaks, or - where nobody does" if found.unfilled else "is empty"
        )
        raise LabelError(f"{path}: {reason}")
    return found


def _of_json(path: Path, text: str) -> Labels:
    labels = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        where = f"{path}:{number}"
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise LabelError(f"{where}: is not JSON: {error}") from None
        if not isinstance(row, dict):
            raise LabelError(f'{where}: must be an object, such as {{"doc": "a", "paragraph": 3, …}}')
        labels.append(_label(where, row))
    return Labels(labels, 0)


def _label(where: str, row: Mapping[str, Any]) -> Label:
    def bad(field: str, must: str) -> LabelError:
        given = f"is {json.dumps(row[field], ensure_ascii=False)[:60]}" if field in row else "is missing"
        return LabelError(f"{where}: {field} {given}; it must be {must}")

    def whole(field: str, least: int, most: float, must: str) -> int:
        value = row.get(field)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise bad(field, must)
        return value

    doc, speaker, via = row.get("doc"), row.get("speaker"), row.get("via")
    if not isinstance(doc, str) or not doc.strip():
        raise bad("doc", "the name of a document")
    paragraph = whole("paragraph", 0, float("inf"), "a number from 0")
    if "speaker" not in row or not (speaker is None or isinstance(speaker, str)) or speaker == "":
        raise bad("speaker", "a name, or null where nobody says anything")
    if speaker is None:
        return Label(where, doc, paragraph, None, None, (), (), 0, 0, None)
    if not (via is None or isinstance(via, str)) or via == "":
        raise bad("via", "a name or null")
    spans = row.get("spans", [])
    if not isinstance(spans, list) or not all(_is_span(span) for span in spans):
        raise bad("spans", "a list of [start, end]")
    relevance = whole("relevance", 0, 2, "0, 1 or 2")
    stance = whole("stance", -2, 2, "-2, -1, 0, 1 or 2")
    return _sound(
        Label(where, doc, paragraph, speaker, via, [(start, end) for start, end in spans], (), relevance, stance, None)
    )


def _is_span(span: object) -> bool:
    match span:
        case [int(start), int(end)]:
            return 0 <= start < end
    return False


def _sound(label: Label) -> Label:
    if label.stance and not label.relevance:
        raise label.error(f"stance is {label.stance} where relevance is 0; what is unrelated has stance 0")
    return label


# Sheets


def _of_sheet(path: Path, text: str) -> Labels:
    header = text.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)  # spreadsheets of some countries write semicolons
    rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    try:
        names = [name.strip().lower() for name in next(rows, [])]
        missing = [name for name in NEEDED if name not in names]
        if missing:
            raise LabelError(f"{path}: its first row has no column {', '.join(missing)}; see `detente sample`")
        labels, unfilled = [], 0
        for number, cells in enumerate(rows, 2):
            row = dict(zip(names, (_cell(cell) for cell in cells)))
            if not any(row.get(name) for name in NEEDED):
                continue
            if row.get("speaker"):
                labels.append(_of_row(f"{path}: row {number}", row))
            elif any(row.get(name) for name in TO_FILL):
                raise LabelError(f"{path}: row {number}: speaker is empty; say who, or - where nobody says anything")
            else:
                unfilled += 1
    except csv.Error as error:
        raise LabelError(f"{path}: is not a CSV file: {error}") from None
    return Labels(labels, unfilled)


def _cell(cell: str) -> str:
    cell = cell.strip()
    # The ' before what a spreadsheet would calculate.
    return cell[1:] if cell[:1] == "'" and cell[1:2] in tuple("=+-@") else cell


def _of_row(where: str, row: Mapping[str, str]) -> Label:
    def whole(name: str, allowed: Sequence[int] | None, must: str) -> int:
        text = row.get(name, "").replace("−", "-").replace(",", ".")
        try:
            value = float(text)
            number = int(value) if value == int(value) else None
        except (ValueError, OverflowError):
            number = None
        if number is None or (number < 0 if allowed is None else number not in allowed):
            raise LabelError(f"{where}: {name} is {row.get(name, '')!r}; it must be {must}")
        return number

    doc = row.get("doc", "")
    if not doc:
        raise LabelError(f"{where}: doc is empty; copy it from the row of the paragraph")
    paragraph = whole("paragraph", None, "the number of the paragraph, as in the row that was drawn")
    try:
        weight = float(row["weight"].replace(",", ".")) if row.get("weight") else None
    except ValueError:
        weight = -1.0
    if weight is not None and not 0 < weight < float("inf"):
        raise LabelError(f"{where}: weight is {row['weight']!r}; it must be as drawn, or empty")
    speaker = row["speaker"]
    if speaker in NOBODY:
        if any(row.get(name) for name in TO_FILL[1:]):
            raise LabelError(f"{where}: speaker is {speaker} (nobody), but there is a label; say who speaks")
        return Label(where, doc, paragraph, None, None, (), (), 0, 0, weight)
    relevance = whole("relevance", (0, 1, 2), "0, 1 or 2")
    stance = whole("stance", (-2, -1, 0, 1, 2), "-2, -1, 0, 1 or 2") if relevance or row.get("stance") else 0
    said = [piece.strip() for piece in row.get("said", "").split(PIECES) if piece.strip()]
    return _sound(Label(where, doc, paragraph, speaker, row.get("via") or None, (), said, relevance, stance, weight))


def place(label: Label, text: str) -> list[tuple[int, int]]:
    """Return the spans of a label in the text of its paragraph. Raises LabelError where the words are not there."""
    for start, end in label.spans:
        if end > len(text):
            raise label.error(
                f"the span {start}-{end} ends after the paragraph, which has {len(text)} characters;"
                " was the text split or numbered otherwise?"
            )
    spans = list(label.spans)
    plain = text.translate(_PLAIN)
    after = 0
    for piece in label.said:
        words = piece.translate(_PLAIN)
        start = plain.find(words, after)
        if start < 0:
            start = plain.find(words)
        if start < 0:
            raise label.error(
                f"the paragraph has no words {piece[:60]!r}; copy them from its text, {PIECES} between pieces"
            )
        after = start + len(words)
        spans.append((start, after))
    return spans
