"""Knowledge files: what the analysis knows of cues, actors, frames and weights, as tables that a person can edit.

Each is a CSV file in `analytics/knowledge/`, with a header line; lines that start with `#` are comments. A folder of
the user's own extends them: a row there with the key of a shipped row replaces it, any other row is added.
"""

import csv
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SHIPPED = Path(__file__).parent / "knowledge"


class KnowledgeError(ValueError):
    """A knowledge file that cannot be used; the text says which, where and why."""


@dataclass(frozen=True)
class Row:
    """One row of a knowledge file, which knows where it stands."""

    values: Mapping[str, str]
    file: Path
    line: int

    def __getitem__(self, column: str) -> str:
        return self.values[column]

    def error(self, reason: str) -> KnowledgeError:
        """Return the error to raise for this row: file, line and reason."""
        return KnowledgeError(f"{self.file}:{self.line}: {reason}")

    @property
    def shipped(self) -> bool:
        """Tell whether the row comes with the program, not from the user's folder."""
        return self.file.parent == SHIPPED

    def one_of(self, column: str, allowed: Sequence[str]) -> str:
        """Return the value of `column`, which must be one of `allowed`. Raises KnowledgeError."""
        value = self[column]
        if value not in allowed:
            raise self.error(f"{column} is {value!r}, must be one of: {', '.join(map(repr, allowed))}")
        return value

    def number(self, column: str, low: float, high: float) -> float:
        """Return the value of `column` as a number within `low`…`high`. Raises KnowledgeError."""
        try:
            value = float(self[column])
        except ValueError:
            raise self.error(f"{column} is {self[column]!r}, must be a number") from None
        if not low <= value <= high:
            raise self.error(f"{column} is {value:g}, must be within {low:g} and {high:g}")
        return value

    def list(self, column: str) -> list[str]:
        """Return the `|`-separated values of `column`, without the empty ones."""
        return [part for part in (part.strip() for part in self[column].split("|")) if part]


@dataclass(frozen=True)
class Knowledge:
    """The knowledge files in force: the shipped ones, and those of `folder` over them."""

    folder: Path | None = None

    def __post_init__(self) -> None:
        """Raise KnowledgeError where `folder` would change nothing: it is none, or a file has another name."""
        if self.folder is None:
            return
        if not self.folder.is_dir():
            raise KnowledgeError(f"{self.folder}: no such folder of knowledge files")
        names = {path.name for path in SHIPPED.glob("*.csv")}
        for path in sorted(self.folder.glob("*.csv")):
            if path.name not in names:
                raise KnowledgeError(f"{path}: is no knowledge file by its name; there are {', '.join(sorted(names))}")

    def table(self, name: str, columns: Sequence[str], key: Sequence[str]) -> list[Row]:
        """Return the rows of the table `name` (a file name without `.csv`), which has exactly these `columns`.

        Rows of one `key` (a few of the columns) are one: the last stands, and in the user's own folder after the
        shipped ones. Raises KnowledgeError for a file that is missing, malformed or has a key twice.
        """
        merged: dict[tuple[str, ...], Row] = {}
        for folder in filter(None, (SHIPPED, self.folder)):
            path = folder / f"{name}.csv"
            if folder == SHIPPED or path.exists():
                own: dict[tuple[str, ...], Row] = {}
                for row in read_rows(path, columns):
                    at = tuple(row[column] for column in key)
                    if not at[0]:
                        raise row.error(f"{key[0]} is empty")
                    if at in own:
                        raise row.error(
                            f"{', '.join(key)} {', '.join(map(repr, at))} stands in line {own[at].line} too"
                        )
                    own[at] = row
                merged.update(own)
        return list(merged.values())

    @property
    def digest(self) -> str:
        """A hash of the content of all files in force: twelve hexadecimal digits, the same on every machine."""
        content = hashlib.sha256()
        for folder in filter(None, (SHIPPED, self.folder)):
            for path in sorted(folder.glob("*.csv")):
                content.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
        return content.hexdigest()[:12]


def read_rows(path: Path, columns: Sequence[str]) -> Iterator[Row]:
    """Yield the rows of one knowledge file. Raises KnowledgeError."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError:
        raise KnowledgeError(f"{path}: no such file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"{path}: cannot be read as UTF-8 text: {error}") from None
    header: list[str] | None = None
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            cells = next(csv.reader([line], strict=True))
        except csv.Error as error:
            raise KnowledgeError(f"{path}:{number}: not a CSV line ({error})") from None
        if header is None:
            header = cells
            if sorted(header) != sorted(columns):
                raise KnowledgeError(
                    f"{path}:{number}: the columns are {', '.join(header)}; must be {', '.join(columns)}"
                )
        elif len(cells) != len(header):
            raise KnowledgeError(f"{path}:{number}: {len(cells)} cells, must be {len(header)} ({', '.join(header)})")
        else:
            yield Row(dict(zip(header, (cell.strip() for cell in cells))), path, number)
    if header is None:
        raise KnowledgeError(f"{path}: empty, must begin with the line {','.join(columns)}")
