"""How long a load of synthetic statements takes, and each view on it: `python benchmarks/views.py [STATEMENTS]`.

Ten statements a document, speakers with a long tail (a few heard in thousands of documents, most once or twice), one
quotation in five in two parts, evidence on half, up to three of the 2,000 whom the registry knows named in each
relevant one. The text is shuffled words: only its length matters here. Beside the time stands the work of all cores,
because others may use the machine.

At a million, on two cores: the load takes 24 s, one document more 6.7 s, a view of actors or documents at most 0.7 s,
all 657,000 rows of pairs 1.4 s, all of scored_statements 1.2 s, its first twenty rows 0.7 s and one actor's 0.4 s.
"""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import duckdb

import sql
from flows import store

THREADS = 2
WORDS = "we want better relations with them and will talk about sanctions missiles Syria trust but only if they change"

GENERATE = """
    SELECT setseed(0.5);
    CREATE TABLE said AS
    SELECT
        md5((i // 10)::VARCHAR)[:20] AS document_id,
        md5('s' || i)[:20] AS statement_id,
        (i % 10 + 1)::INTEGER AS paragraph,
        'actor-' || floor($actors * power(random(), 4))::INTEGER AS actor_id,
        if(random() < 0.1, 'actor-' || floor($actors * power(random(), 4))::INTEGER, NULL) AS via_actor_id,
        array_to_string(list_sort(list_transform($words, LAMBDA word: hash(word || i) % 100 || word)), ' ')
            || i % 900000 AS text,
        floor(random() * 3)::TINYINT AS relevance,
        round(random() * 2 - 1, 3) AS weight
    FROM range($statements) AS numbers (i);
"""


def generate(folder: Path, statements: int) -> None:
    """Write one staged folder."""
    folder.mkdir()
    tables = {
        "documents": """
            SELECT document_id, 'corpus.parquet#' || document_id AS source, 'Title' AS title,
                'outlet-' || hash(document_id) % 40 AS outlet, 'en' AS language, 3000::BIGINT AS characters, '' AS text,
                TIMESTAMP '2000-01-01' + INTERVAL (hash(document_id) % 9000) DAY AS published_at,
            FROM (SELECT DISTINCT document_id FROM said)
        """,
        "paragraphs": """
            SELECT document_id, paragraph, 'body' AS kind, '“' || text || '”, he said.' AS text, 0.1 AS sentiment
            FROM said
        """,
        "quotations": """
            SELECT md5('q' || part || statement_id)[:20] AS quotation_id, statement_id, document_id, paragraph,
                if(part = 1, 1, 41)::INTEGER AS char_start,
                if(part = 1 AND parts = 2, 31, 1 + length(text))::INTEGER AS char_end,
                'direct' AS mode, 'said' AS cue, 'he' AS surface,
                substring(text, char_start, char_end - char_start) AS text
            FROM (
                SELECT *, if(hash(statement_id) % 5 = 0, 2, 1) AS parts, unnest(range(1, parts + 1)) AS part FROM said
            )
        """,
        "statements": """
            SELECT statement_id, document_id, paragraph, actor_id, via_actor_id, 0.1::DOUBLE AS sentiment,
                if(hash(statement_id) % 5 = 0, text[1:30] || ' … ' || text[41:], text) AS text,
                if(relevance = 0 OR hash(statement_id) % 2 = 0, 0, stance_of(weight))::DOUBLE AS stance, relevance
            FROM said
        """,
        "evidence": """
            SELECT statement_id, 1::INTEGER AS char_start, 11::INTEGER AS char_end,
                'frame-' || hash(text) % 60 AS frame, sign(weight)::TINYINT AS polarity, weight,
                ['negation'] AS operators, text[:10] AS text
            FROM said WHERE relevance > 0 AND hash(statement_id) % 2 = 1
        """,
        "mentions": """
            SELECT DISTINCT ON (statement_id, actor_id)
                statement_id,
                'actor-' || floor(2000 * power(hash(part || statement_id) / 2 ** 64, 4))::INTEGER AS actor_id,
                1::INTEGER AS char_start, 11::INTEGER AS char_end, text[:10] AS text
            FROM (SELECT *, unnest(range((hash('n' || statement_id) % 4)::BIGINT)) AS part FROM said)
            WHERE relevance > 0
        """,
        "actors": """
            SELECT actor_id, actor_id AS name, 'person' AS kind, if(hash(actor_id) % 2 = 0, 'US', 'RU') AS side,
                NULL::VARCHAR AS description, false AS known
            FROM (SELECT 'actor-' || unnest(range($actors)) AS actor_id)
        """,
        "actor_aliases": "SELECT 'Mr ' || actor_id AS alias, actor_id FROM said GROUP BY actor_id",
        "rejections": "SELECT 'b.txt' AS source, 'empty' AS reason",
    }
    with duckdb.connect() as connection:
        settings = {"actors": statements // 20, "words": WORDS.split(), "statements": statements}
        *first, last = GENERATE.strip().rstrip(";").split(";")
        connection.execute(sql.script("macros", "stance"))
        connection.execute(";".join(first))
        connection.execute(last, settings)
        for name, query in tables.items():
            given = {"actors": settings["actors"]} if "$actors" in query else {}
            connection.execute(f"COPY ({query}) TO '{folder / name}.parquet'", given)


def main() -> None:
    statements = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with TemporaryDirectory() as folder:
        staged, one, database = Path(folder, "staged"), Path(folder, "one"), Path(folder, "views.duckdb")
        generate(staged, statements)
        generate(one, 10)

        def load(run_id: str, path: Path) -> store.Loaded:
            return store.load(database, [path], store.Run(run_id, datetime.now(UTC), "0", "0", 1))

        timed(f"load {statements:,} statements", lambda: load("1", staged))
        timed("load one document again", lambda: load("2", one))
        timed("load all again", lambda: load("3", staged))
        print(f"{'size':<62} {database.stat().st_size / 1e6:6.0f} MB")
        with store.read(database) as connection:
            connection.execute(f"SET threads = {THREADS}")
            views = connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal ORDER BY 1").fetchall()
            queries = [f"FROM {view}" for (view,) in views] + [f"FROM {view} LIMIT 20" for (view,) in views]
            queries.append("FROM scored_statements WHERE actor_id = 'actor-7'")
            queries.append("FROM moved('2005-01-01', '2010-01-01', '2015-01-01')")
            queries.append("SELECT side, avg(optimism) FROM scored_statements GROUP BY side")
            for query in queries:
                timed(query, lambda query=query: connection.execute(f"CREATE OR REPLACE TEMP TABLE result AS {query}"))
        timed("store.actors", lambda: store.actors(database))
        timed("store.statements", lambda: store.statements(database, "actor-7"))
        timed("store.known_documents", lambda: store.known_documents(database, "0"))
        timed("store.faults", lambda: store.faults(database))


def timed(what: str, call: Callable[[], object]) -> None:
    begin, worked = perf_counter(), process_time()
    call()
    print(f"{what:<62} {perf_counter() - begin:6.2f} s   work {process_time() - worked:6.2f} s", flush=True)


if __name__ == "__main__":
    main()
