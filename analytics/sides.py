"""The two sides whose relations are looked at: who they are is knowledge (sides.csv), as is who speaks for them.

Rules call the first side `US` and the second `RU`, whoever they are: these are slots. Files that tell whom somebody
speaks for (actors.csv, offices.csv, countries.csv, participants.csv) give the code of a country. Where another pair is
looked at, the shipped rows of a country that is not of the pair tell of no side.
"""

from collections.abc import Mapping
from typing import NamedTuple

from analytics.knowledge import Knowledge, Row

SLOTS = ("US", "RU")


class Side(NamedTuple):
    """One of the two: its code in the tables, the name of the country, and the adjective of who speaks for it."""

    side: str
    name: str
    adjective: str


class Sides(NamedTuple):
    """The pair, in order."""

    first: Side
    second: Side

    @classmethod
    def load(cls, knowledge: Knowledge) -> "Sides":
        """Read sides.csv. Raises KnowledgeError."""
        rows = {
            row.one_of("slot", SLOTS): row
            for row in knowledge.table("sides", ("slot", "side", "name", "adjective"), ("slot",))
        }
        for row in rows.values():
            if not (row["side"].isascii() and row["side"].isalpha() and row["side"].isupper()):
                raise row.error(f"side is {row['side']!r}, must be a code of capital letters, such as CN")
            if not row["name"] or not row["adjective"]:
                raise row.error("name and adjective must be given")
        first, second = (Side(rows[slot]["side"], rows[slot]["name"], rows[slot]["adjective"]) for slot in SLOTS)
        if first.side == second.side:
            raise rows["RU"].error(f"the side {second.side} is the other slot's too; sides.csv must name two")
        return cls(first, second)

    @property
    def slots(self) -> Mapping[str, str]:
        """Code of a side → its slot."""
        return {side.side: slot for slot, side in zip(SLOTS, self)}

    def of(self, row: Row, column: str = "side") -> str | None:
        """Return the side that `row` tells, one of the pair or None. Raises KnowledgeError."""
        if row.shipped and row[column] in SLOTS:
            return row[column] if row[column] in self.slots else None
        return row.one_of(column, (*self.slots, "")) or None

    def has(self, slot: str) -> bool:
        """Tell whether the side in `slot` is the one that gave it its name, whom the shipped files know."""
        return self.slots.get(slot) == slot
