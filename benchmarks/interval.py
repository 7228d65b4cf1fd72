"""How often an actor's true optimism lies within the 90 % interval of actor_optimism: `python benchmarks/interval.py`.

Simulated actors, because only their truth is known. The spreads are those of 626 labelled first-hand statements that
are relevant: actors' means 0.24 around 0, documents 0.18 around their actor's mean, statements 0.29 around that,
on the scale of 0.8 stance; each is rounded to one of five labels, as people give them. Half of the statements have
relevance 1, so weight 0.5. Actors have a long tail of documents, and documents of statements.

| statements | coverage | were statements of one document independent |
| --- | --- | --- |
| 1 | .96 | .96 |
| 2-4 | .93 | .91 |
| 5-19 | .91 | .79 |
| 20 and more | .88 | .53 |
"""

import random
from tempfile import NamedTemporaryFile

import duckdb
import polars as pl

import sql

ACTORS, DOCUMENTS, STATEMENTS = 0.24, 0.18, 0.29
CLASSES = "CASE WHEN n = 1 THEN '1' WHEN n < 5 THEN '2-4' WHEN n < 20 THEN '5-19' ELSE '20 and more' END"

COVERAGE = f"""
    WITH documents AS (
        SELECT actor, document, any_value(truth) AS truth,
            count(*) AS n, sum(w) AS w, sum(w * x) AS wx, sum(w * x * x) AS wxx
        FROM said GROUP BY ALL
    ),
    intervals AS (
        SELECT any_value(truth) AS truth, sum(n) AS n, mean_optimism(wx, w) AS mean,
            optimism_low(n, w, wx, wxx) AS low, optimism_high(n, w, wx, wxx) AS high
        FROM documents GROUP BY actor
    )
    SELECT {CLASSES} AS statements, count(*) AS actors, avg((truth BETWEEN low AND high)::INTEGER) AS coverage,
        avg(high - low) AS width, sqrt(avg((mean - truth) ** 2)) AS error
    FROM intervals GROUP BY 1 ORDER BY min(n)
"""


def simulate(actors: int) -> pl.DataFrame:
    """Return a row a statement: actor, document, truth (the actor's true mean), weight and optimism."""
    draw = random.Random(1)
    rows = []
    for actor in range(actors):
        mean = draw.gauss(0, ACTORS)
        for document in range(min(int(draw.paretovariate(1.0)), 200)):
            tone = draw.gauss(mean, DOCUMENTS)
            for _ in range(min(int(draw.paretovariate(1.2)), 60)):
                label = round(max(-0.8, min(0.8, draw.gauss(tone, STATEMENTS))) / 0.4) * 0.4
                rows.append((actor, document, mean, draw.choice((0.5, 1.0)), label))
    return pl.DataFrame(rows, schema=["actor", "document", "truth", "w", "x"], orient="row")


def main() -> None:
    with duckdb.connect() as connection:
        for script in sql.scripts("macros"):
            connection.execute(script.text)
        with NamedTemporaryFile(suffix=".parquet") as file:
            simulate(4000).write_parquet(file.name)
            connection.execute(f"CREATE TABLE said AS FROM '{file.name}'")
        for what, likeness in (("as it is", None), ("if statements of one document were independent", 0.0)):
            if likeness is not None:
                connection.execute(f"CREATE OR REPLACE MACRO likeness() AS {likeness}")
            print(what)
            print(pl.DataFrame(connection.sql(COVERAGE)))


if __name__ == "__main__":
    main()
