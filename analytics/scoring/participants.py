"""Who is who in a sentence: the participants of US–Russia relations and the sides they stand for."""

from analytics.knowledge import Knowledge
from analytics.scoring import vocabulary

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


def participants(knowledge: Knowledge) -> dict[str, int]:
    """Return phrase → bit of its slot, from participants.csv. Raises KnowledgeError."""
    found: dict[str, int] = {}
    for row in knowledge.table("participants", ("phrase", "slot", "note"), ("phrase",)):
        if row["phrase"] != row["phrase"].lower() or not row["phrase"]:
            raise row.error(f"phrase is {row['phrase']!r}, must be in lower case")
        found[row["phrase"]] = SLOTS[row.one_of("slot", tuple(SLOTS))]
    return found
