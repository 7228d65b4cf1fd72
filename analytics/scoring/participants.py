"""Who is who in a sentence: the participants of the relations and the sides they stand for."""

from analytics.knowledge import Knowledge
from analytics.scoring import vocabulary
from analytics.sides import SLOTS as SIDES
from analytics.sides import Sides

SLOTS = {
    "US": vocabulary.US,
    "RU": vocabulary.RU,
    "BOTH": vocabulary.BOTH,
    "WEST": vocabulary.WEST,
    "THIRD": vocabulary.THIRD,
    "FRONT": vocabulary.FRONT,
    "SELF": vocabulary.SELF,
    "THEY": vocabulary.THEY,
}


# Whom the shipped files know beside a side: its allies, those it attacks.
BESIDE = {"WEST": "US", "FRONT": "RU"}


def participants(knowledge: Knowledge, sides: Sides) -> dict[str, int]:
    """Return phrase → bit of its slot, from participants.csv. Raises KnowledgeError.

    Where another pair is looked at, the shipped names of who is not of it are those of third parties.
    """
    others = tuple(slot for slot in SLOTS if slot not in SIDES)
    found: dict[str, int] = {}
    for row in knowledge.table("participants", ("phrase", "slot", "note"), ("phrase",)):
        if row["phrase"] != row["phrase"].lower() or not row["phrase"]:
            raise row.error(f"phrase is {row['phrase']!r}, must be in lower case")
        slot = row["slot"]
        if not row.shipped:
            slot = sides.slots.get(slot) or row.one_of("slot", (*sides.slots, *others))
        elif slot in SIDES:
            slot = sides.slots.get(slot, "THIRD")
        elif slot in BESIDE and not sides.has(BESIDE[slot]):
            slot = "THIRD"
        found[row["phrase"]] = SLOTS[slot]
    return found
