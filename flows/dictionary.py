"""What the tables, views and macros of the database and their columns mean: their comments, as rows or Markdown."""

import duckdb
import polars as pl

import sql
from flows.store import QUIET

HEADINGS = {
    "view": ("Views", "What to ask, and what `detente export` writes."),
    "table": ("Tables", "What a run stores."),
    "macro": ("Macros", "The formulas; redefine one in a session, and every view follows: see [method.md](method.md)."),
}


def of(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Return what stands in the database of `connection`: `name`, `kind`, `column`, `type` and `meaning`.

    Each table, view or macro has a row without `column`, where the type of a macro is what it is given; then follows
    one for each column.
    """
    return pl.DataFrame(connection.sql(sql.script("queries", "dictionary")))


def current() -> pl.DataFrame:
    """Return the same of a database that this version makes."""
    with duckdb.connect(config=dict(QUIET)) as connection:
        for folder in ("migrations", "macros", "views"):
            if folder == "migrations":
                connection.execute(sql.script("", "migrations"))
            for script in sql.scripts(folder):
                connection.execute(script.text)
        connection.execute(sql.script("", "comments"))
        return of(connection)


def markdown(rows: pl.DataFrame) -> str:
    """Return `rows` as a page of Markdown."""
    lines = [
        "# Data dictionary",
        "",
        "Every table, view, column and macro of the database. Times are UTC. Made from the comments in the database by",
        "`detente dictionary`; change it in `sql/`.",
    ]
    for kind, (heading, lead) in HEADINGS.items():
        of_kind = rows.filter(pl.col("kind") == kind)
        if not of_kind.height:
            continue
        lines += ["", f"## {heading}", "", lead]
        for name, column, type_, meaning in of_kind.select("name", "column", "type", "meaning").iter_rows():
            if kind == "macro":
                lines += ["", f"`{name}{type_}`  ", f"{meaning}."]
            elif column is None:
                lines += [
                    "",
                    f"### {name}",
                    "",
                    f"{_cell(meaning)}.",
                    "",
                    "| column | type | meaning |",
                    "| --- | --- | --- |",
                ]
            else:
                lines.append(f"| `{column}` | {_cell(type_)} | {_cell(meaning)} |")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
