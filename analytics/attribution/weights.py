"""What a logistic model has learnt: a weight a feature, as a table that a person can read."""

from collections.abc import Iterable
from itertools import repeat

from analytics.knowledge import Knowledge

BASE = "(base)"


class Weights(dict[str, float]):
    """Feature → weight; `BASE` weighs in every case, and a feature that is not in the table weighs nothing."""

    @classmethod
    def load(cls, knowledge: Knowledge, name: str) -> "Weights":
        """Read the knowledge file `name`. Raises KnowledgeError."""
        rows = knowledge.table(name, ("feature", "weight"), key=("feature",))
        return cls((row["feature"], row.number("weight", -20, 20)) for row in rows)

    def odds(self, features: Iterable[str]) -> float:
        """Return the log odds of a case with these features: above 0 the model says yes."""
        return self.get(BASE, 0.0) + sum(map(self.get, features, repeat(0.0)))
