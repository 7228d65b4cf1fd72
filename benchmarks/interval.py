"""How often the truth lies within the 90 % intervals of the views: `python benchmarks/interval.py`.

Simulated actors, because only their truth is known. The spreads are those of 626 labelled first-hand statements that
are relevant: actors' means 0.24 around 0, documents 0.18 around their actor's mean, statements 0.29 around that,
on the scale of 0.8 stance; each is rounded to one of five labels, as people give them. Half of the statements have
relevance 1, so weight 0.5. Actors have a long tail of documents, and documents of statements.

| statements | coverage | were statements of one document independent |
| --- | --- | --- |
| 1 | .97 | .97 |
| 2-4 | .94 | .91 |
| 5-19 | .92 | .79 |
| 20 and more | .87 | .55 |

The change between two periods (movers; between them true means move by 0.2, which is assumed) is within its interval:

| statements in the period with fewer | coverage | sure of its sign | of these right |
| --- | --- | --- | --- |
| 1 | .99 | 6 of 1461 | .83 |
| 2-4 | .97 | 30 of 1194 | .90 |
| 5-19 | .94 | 131 of 853 | .95 |
| 20 and more | .90 | 183 of 463 | .98 |
"""

import random
from tempfile import NamedTemporaryFile

import duckdb
import polars as pl

import sql

ACTORS, DOCUMENTS, STATEMENTS, CHANGE = 0.24, 0.18, 0.29, 0.2
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

CHANGES = f"""
    WITH documents AS (
        SELECT actor, document, document % 2 AS later, any_value(truth) AS truth,
            count(*) AS n, sum(w) AS w, sum(w * x) AS wx, sum(w * x * x) AS wxx
        FROM said GROUP BY ALL
    ),
    periods AS (
        SELECT actor, later, any_value(truth) AS truth, sum(n) AS n, mean_optimism(wx, w) AS mean,
            optimism_margin(n, w, wx, wxx) AS margin
        FROM documents GROUP BY actor, later
    ),
    changes AS (
        SELECT b.truth - a.truth AS truth, least(a.n, b.n) AS n, b.mean - a.mean AS change,
            margin_of_difference(a.margin, b.margin) AS margin
        FROM periods AS a JOIN periods AS b USING (actor) WHERE NOT a.later AND b.later
    )
    SELECT {CLASSES} AS "fewer statements", count(*) AS actors,
        avg((abs(truth - change) <= margin)::INTEGER) AS coverage, avg(2 * margin) AS width,
        sum((abs(change) > margin)::INTEGER) AS sure, avg((sign(change) = sign(truth))::INTEGER)
            FILTER (abs(change) > margin) AS "sure and right"
    FROM changes GROUP BY 1 ORDER BY min(n)
"""


def simulate(actors: int, change: float = 0.0) -> pl.DataFrame:
    """Return a row a statement: actor, document, truth (the actor's true mean then), weight and optimism.

    Every second document is of a later time, when the actor's mean has moved by `change` (standard deviation).
    """
    draw = random.Random(1)
    rows = []
    for actor in range(actors):
        mean = draw.gauss(0, ACTORS)
        means = (mean, mean + draw.gauss(0, change))
        for document in range(min(int(draw.paretovariate(1.0)), 200)):
            tone = draw.gauss(means[document % 2], DOCUMENTS)
            for _ in range(min(int(draw.paretovariate(1.2)), 60)):
                label = round(max(-0.8, min(0.8, draw.gauss(tone, STATEMENTS))) / 0.4) * 0.4
                rows.append((actor, document, means[document % 2], draw.choice((0.5, 1.0)), label))
    return pl.DataFrame(rows, schema=["actor", "document", "truth", "w", "x"], orient="row")


def main() -> None:
    with duckdb.connect() as connection:
        for script in sql.scripts("macros"):
            connection.execute(script.text)

        def measure(what: str, said: pl.DataFrame, query: str) -> None:
            with NamedTemporaryFile(suffix=".parquet") as file:
                said.write_parquet(file.name)
                connection.execute(f"CREATE OR REPLACE TABLE said AS FROM '{file.name}'")
            print(what)
            print(pl.DataFrame(connection.sql(query)))

        measure("an actor's optimism, as it is", simulate(4000), COVERAGE)
        measure("its change between two periods", simulate(8000, CHANGE), CHANGES)
        connection.execute("CREATE OR REPLACE MACRO likeness() AS 0.0")
        measure("an actor's optimism, if statements of one document were independent", simulate(4000), COVERAGE)


if __name__ == "__main__":
    main()
