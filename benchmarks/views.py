"""How long a load of a million statements takes, and each view: `python benchmarks/views.py DATABASE [STATEMENTS]`.

The statements are those of DATABASE (any that `detente run` made) over and over. Each copy is of its own identifiers,
days and words (another letter in the place of every "e"), so none repeats another; whom the registry knows is heard in
all of them, anybody else in one. Views are asked whole, which is to write down every row of theirs, and as analysts
ask, for the first rows, for one actor or for a sum. Beside the time stands the work of all cores, because others may
use the machine: on two idle cores the time is a little more than half of it.

At a million, from the bulk corpus, on two idle cores: 48 s to load, 3.9 s for one document more; 0.47 s for
scored_statements whole, 0.65 s for the 311,000 of one actor, 0.24 s for coverage, 0.18 s for actor_summary, 0.14 s for
counted_statements, less than 0.1 s for every other view.
"""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import duckdb

from flows import store

THREADS = 2
COPIES = """
    CREATE TABLE copies AS SELECT unnest(range($statements // (SELECT count(*) FROM base.statements) + 1)) AS copy;
    CREATE MACRO own(id, copy) AS md5(id || copy)[:20];
    CREATE MACRO worded(text, copy) AS translate(text, 'e', chr(19968 + copy::INTEGER));
    CREATE MACRO who(id, copy) AS if(id IN (SELECT actor_id FROM base.actors WHERE NOT known), id || '-' || copy, id);
"""
REPLACED = {
    "document_id": "own(document_id, copy)",
    "statement_id": "own(statement_id, copy)",
    "quotation_id": "own(quotation_id, copy)",
    "actor_id": "who(actor_id, copy)",
    "via_actor_id": "who(via_actor_id, copy)",
    "text": "worded(text, copy)",
    "published_at": "published_at + INTERVAL (copy * 11 % 4000) DAY",
}


def generate(database: Path, folder: Path, statements: int) -> None:
    """Write a staged folder of as many copies of what `database` holds."""
    folder.mkdir()
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{database}' AS base (READ_ONLY)")
        first, *macros = COPIES.strip().rstrip(";").split(";")
        connection.execute(first, {"statements": statements})
        connection.execute(";".join(macros))
        for name, schema in store.STAGED.items():
            held = {column for column, *_ in connection.execute(f"DESCRIBE base.{name}").fetchall()}
            values = (REPLACED.get(column, column) if column in held else "''" for column in schema)
            columns = ", ".join(f"{value} AS {column}" for value, column in zip(values, schema, strict=True))
            once = "DISTINCT" if name in ("actors", "actor_aliases") else ""  # whom the registry knows is in all copies
            connection.execute(f"COPY (SELECT {once} {columns} FROM base.{name}, copies) TO '{folder / name}.parquet'")


def one_of(staged: Path, folder: Path) -> None:
    """Write a staged folder of one document of those `staged`, of the usual length."""
    folder.mkdir()
    with duckdb.connect() as connection:
        connection.execute(f"""
            CREATE VIEW statements AS FROM '{staged}/statements.parquet';
            CREATE TABLE lengths AS SELECT document_id, count(*) AS said FROM statements GROUP BY document_id;
            CREATE TABLE one AS SELECT document_id FROM lengths ORDER BY said, document_id LIMIT 1
                OFFSET (SELECT count(*) // 2 FROM lengths);
            CREATE TABLE said AS SELECT statement_id FROM statements SEMI JOIN one USING (document_id);
        """)
        for name, schema in store.STAGED.items():
            only = "SEMI JOIN said USING (statement_id)" if "statement_id" in schema else ""
            only = "SEMI JOIN one USING (document_id)" if "document_id" in schema else only
            connection.execute(f"COPY (FROM '{staged}/{name}.parquet' {only}) TO '{folder / name}.parquet'")


def main() -> None:
    base, statements = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    with TemporaryDirectory() as folder:
        staged, one, database = Path(folder, "staged"), Path(folder, "one"), Path(folder, "views.duckdb")
        generate(base, staged, statements)
        one_of(staged, one)

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
            ((actor,),) = connection.execute("SELECT mode(actor_id) FROM statements").fetchall()
            queries.append(f"FROM scored_statements WHERE actor_id = '{actor}'")
            queries.append("FROM moved('2005-01-01', '2010-01-01', '2015-01-01')")
            queries.append("SELECT side, avg(optimism) FROM scored_statements GROUP BY side")
            for query in queries:
                timed(query, lambda query=query: connection.execute(f"CREATE OR REPLACE TEMP TABLE result AS {query}"))
        timed("store.actors", lambda: store.actors(database))
        timed("store.statements", lambda: store.statements(database, actor))
        timed("store.known_documents", lambda: store.known_documents(database, "0"))
        timed("store.faults", lambda: store.faults(database))


def timed(what: str, call: Callable[[], object]) -> None:
    begin, worked = perf_counter(), process_time()
    call()
    print(f"{what:<62} {perf_counter() - begin:6.2f} s   work {process_time() - worked:6.2f} s", flush=True)


if __name__ == "__main__":
    main()
