"""One person is one actor over all documents, and two of one name are two: from articles to the stored tables."""

import json
import re
from pathlib import Path

import polars as pl
import pytest

from flows import job, overrides, store

# Date, article, and who is heard in it.
ARTICLES = [
    (
        "1990-06-01",
        "President Bush said that he wanted better relations with Moscow. “We want to work with the Soviet Union,” "
        "Mr. Bush said.",
        "george-h-w-bush",
    ),
    ("1991-07-31", "“A new age of our relations begins,” George Bush said in Moscow.", "george-h-w-bush"),
    (
        "2003-09-27",
        "President Bush praised his guest. “We want to work with Russia,” Mr. Bush said.",
        "george-w-bush",
    ),
    (
        "2004-05-02",
        "“Russia is a partner of the United States,” George W. Bush said. Bush said that trust takes time.",
        "george-w-bush",
    ),
    (
        "1997-03-21",
        "“Our relations with Russia are stronger than ever,” President Clinton said in Helsinki.",
        "bill-clinton",
    ),
    (
        "2011-12-06",
        "“The Russian people deserve free elections,” Mrs. Clinton said of relations with Russia.",
        "hillary-clinton",
    ),
    (
        "2010-06-24",
        "Bill Clinton and his wife Hillary Clinton spoke. “The reset with Russia works,” Hillary Clinton said.\n\n"
        "“I worked with Yeltsin on relations with Russia,” Bill Clinton said.",
        "bill-clinton hillary-clinton",
    ),
    (
        "2005-02-05",
        "Secretary of State Condoleezza Rice was in Ankara. “We want good relations with Russia,” Rice said.",
        "condoleezza-rice",
    ),
    (
        "2012-02-04",
        "Susan Rice, the US ambassador to the United Nations, was angry. “We are appalled by Russia,” Rice said.",
        "susan-rice",
    ),
    (
        "2017-05-11",
        "“Relations with Russia may improve,” said former CIA officer Jack Rice. Rice said that Moscow needs it.",
        "jack-rice",
    ),
    (
        "2004-01-10",
        "Conrad Black said that relations with Russia matter. “Russia is no enemy of the United States,” Black said.",
        "conrad-black",
    ),
    (
        "2013-04-10",
        "William Black, an expert on banks, said that sanctions on Russia work. “Russia will pay,” Black said.",
        "william-black",
    ),
    (
        "2002-05-03",
        "Secretary of State Colin Powell said that the US and Russia would sign. “We are close,” Powell said.",
        "colin-powell",
    ),
    (
        "2022-06-29",
        "Fed Chair Jerome Powell said that sanctions against Russia have a cost. “Russia feels them,” Powell said.",
        "jerome-powell",
    ),
    (
        "2007-02-10",
        "“Relations with the United States need trust,” Russian Foreign Minister Sergey Lavrov said.",
        "sergei-lavrov",
    ),
    (
        "2014-03-30",
        "“We did not agree with the United States,” said Sergei V. Lavrov, Russia’s foreign minister.",
        "sergei-lavrov",
    ),
    (
        "2017-05-10",
        "“The talks with the United States were good,” Lavrov said. Foreign Minister Lavrov said that ties must grow.",
        "sergei-lavrov",
    ),
    (None, "“Relations with the United States can be mended,” Sergey Viktorovich Lavrov said.", "sergei-lavrov"),
    ("1990-10-01", "Mikhail Gorbachev said that the cold war with the United States was over.", "mikhail-gorbachev"),
    ("2009-09-22", "Mikhail S. Gorbachev, the last Soviet leader, praised the United States.", "mikhail-gorbachev"),
    (
        "1981-02-03",
        "Alexander M. Haig Jr. said that the Soviet Union trains terrorists. “Moscow must change,” Mr. Haig said.",
        "alexander-haig",
    ),
    (
        "1974-06-28",
        "“Our relations with the Soviet Union will go on,” Henry A. Kissinger said in Moscow.",
        "henry-kissinger",
    ),
    ("2003-02-02", "“Trade with Russia will grow,” Mr. Plimpton said of relations with Russia.", "plimpton-…"),
    ("2013-02-02", "“The United States must leave Russia alone,” Mr. Plimpton said.", "plimpton-…"),
    ("2016-12-12", "“We will not trust the United States,” Mr. Gorbachev said.", "mikhail-gorbachev"),
]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("namesakes")
    with (folder / "corpus.jsonl").open("w", encoding="utf-8") as file:
        for number, (day, text, _) in enumerate(ARTICLES):
            file.write(json.dumps({"text": f"Story {number}\n\n{text}", "date": day, "outlet": "The Wire"}) + "\n")
    sources = [str(folder / "corpus.jsonl")]
    job.run(job.Request(sources, folder / "x.duckdb", runner="thread", workers=1))
    return folder / "x.duckdb"


def speakers(database: Path) -> list[str]:
    """Return who speaks in each article, in order."""
    with store.read(database) as connection:
        found = connection.execute("""
            SELECT string_agg(DISTINCT actor_id, ' ' ORDER BY actor_id)
            FROM documents LEFT JOIN statements USING (document_id)
            GROUP BY source ORDER BY split_part(source, '#', 2)::INTEGER
        """).fetchall()
    # Six digits of the document stand behind a mere last name.
    return [re.sub(r"-[0-9a-f]{6}$", "-…", ids or "") for (ids,) in found]


def test_one_person_is_one_actor_and_two_are_two(database: Path) -> None:
    assert speakers(database) == [heard for *_, heard in ARTICLES]
    with store.read(database) as connection:
        names = connection.execute("SELECT alias FROM actor_aliases WHERE actor_id = 'sergei-lavrov'").fetchall()
    assert {"Sergey Lavrov", "Sergei V. Lavrov", "Sergey Viktorovich Lavrov"} <= {name for (name,) in names}


def test_two_who_are_a_mere_last_name_are_two(database: Path) -> None:
    with store.read(database) as connection:
        query = "SELECT count(*), count(DISTINCT actor_id) FROM actors WHERE name = 'Plimpton'"
        assert connection.execute(query).fetchall() == [(2, 2)]
    with pytest.raises(store.StoreError, match=r"'Plimpton' may be plimpton-\w{6} or plimpton-\w{6}; name one of them"):
        store.statements(database, "Plimpton")


def test_an_analyst_merges_and_splits_without_scoring_again(database: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.duckdb"
    path.write_bytes(database.read_bytes())

    def applied(*rows: str) -> list[str]:
        file = tmp_path / "o.csv"
        file.write_text("\n".join(("who,actor,kind,side,document,outlet,since,until,note", *rows)) + "\n")
        store.override(path, overrides.read(file))
        assert store.faults(path) == {}
        return speakers(path)

    def scores(of: Path) -> pl.DataFrame:
        with store.read(of) as connection:
            query = "SELECT statement_id, stance, sentiment, relevance FROM statements ORDER BY ALL"
            return pl.DataFrame(connection.sql(query))

    found = [heard for *_, heard in ARTICLES]
    # Merged by identifier, by full name; split by date, by the words in the text; the first row that fits decides.
    merged = applied("conrad-black,William Black,,,,,,,", "Jack Rice,susan-rice,,,,,,,")
    assert merged == [heard.replace("conrad", "william").replace("jack", "susan") for heard in found]
    split = applied(
        "sergei-lavrov,Young Lavrov,person,RU,,,,2010-01-01,",
        "lavrov,Bare Lavrov,,,,,2017-01-01,,",
        "sergei-lavrov,sergei-lavrov,,,,Another Wire,,,",
    )
    changed = {"2007-02-10": "young-lavrov", "2017-05-10": "bare-lavrov"}
    assert split == [changed.get(str(day), heard) for day, _, heard in ARTICLES]
    everywhere = applied(
        "sergei-lavrov,The Minister,,RU,,the wire,,,", "sergei-lavrov,Nobody Else,,,,,,,", "nobody,Nobody,,,,,,,"
    )
    assert everywhere == [heard.replace("sergei-lavrov", "the-minister") for heard in found]
    for named in ("Mr. Plimpton", "Plimpton"):
        assert applied(f"{named},John Plimpton,,,,,,,") == [
            heard.replace("plimpton-…", "john-plimpton") for heard in found
        ]
    assert applied() == found
    assert scores(path).equals(scores(database))
    with store.read(path) as connection, store.read(database) as other:
        actors = "SELECT actor_id, name FROM actors ORDER BY ALL"
        assert connection.execute(actors).fetchall() == other.execute(actors).fetchall()
