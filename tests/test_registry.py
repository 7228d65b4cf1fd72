"""The registry: names in their spellings, offices by date, and files that say what is wrong with them."""

from datetime import date
from pathlib import Path

import pytest

from analytics.actors.names import slug, split_name, tidy
from analytics.actors.registry import Registry
from analytics.knowledge import Knowledge, KnowledgeError


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry.load(Knowledge())


@pytest.mark.parametrize(
    ("written", "year", "meant"),
    [
        ("Sergey Lavrov", 2014, "sergei-lavrov"),
        ("Sergei V. Lavrov", 2014, "sergei-lavrov"),
        ("Sergei Viktorovich Lavrov", 2014, "sergei-lavrov"),
        ("S. Lavrov", 2014, "sergei-lavrov"),
        ("Lavrov", 2014, "sergei-lavrov"),
        ("Yevgeni Primakov", 1998, "yevgeny-primakov"),
        ("Evgeniy Primakov", 1998, "yevgeny-primakov"),
        ("Mikhail Gorbachov", 1987, "mikhail-gorbachev"),
        ("Mikhael Gorbachev", 1987, "mikhail-gorbachev"),
        ("N.S. Khrushchov", 1962, "nikita-khrushchev"),
        ("Dmitri Medvedev", 2009, "dmitry-medvedev"),
        ("Volodymyr Zelenskyy", 2022, "volodymyr-zelensky"),
        ("Recep Tayyip Erdogan", 2016, "recep-tayyip-erdogan"),
        ("Charles Schumer", 2018, "chuck-schumer"),
        ("Donald J. Trump", 2018, "donald-trump"),
        ("Donald Trump Jr.", 2018, "donald-trump-jr"),
        ("George Bush", 1990, "george-h-w-bush"),
        ("George Bush", 2004, "george-w-bush"),
        ("George W. Bush", 1990, "george-w-bush"),
        ("Igor Ivanov", 2002, "igor-ivanov"),
        ("Sergei Ivanov", 2002, "sergei-ivanov"),
        ("Hillary Clinton", 1999, "hillary-clinton"),
        ("Bill Clinton", 1999, "bill-clinton"),
        ("Susan Rice", 2007, "susan-rice"),
        ("von der Leyen", 2022, "ursula-von-der-leyen"),
    ],
)
def test_a_name_finds_its_person_in_any_spelling(registry: Registry, written: str, year: int, meant: str) -> None:
    assert registry.people(split_name(tidy(written)), date(year, 6, 1)) == [meant]


@pytest.mark.parametrize(
    ("written", "year"),
    [("Marina Kim", 2014), ("Lavrov", 1965), ("Kerry", 1962), ("Nadia Rice", 2006), ("Ann Bush", 2003)],
)
def test_a_name_of_someone_else_finds_nobody(registry: Registry, written: str, year: int) -> None:
    assert registry.people(split_name(tidy(written)), date(year, 6, 1)) == []


@pytest.mark.parametrize(
    ("phrase", "day", "holder"),
    [
        ("the US President", date(1962, 10, 22), "John F. Kennedy"),
        ("the President of the United States", date(2021, 1, 19), "Donald Trump"),
        ("the head of the White House", date(2021, 12, 8), "Joe Biden"),
        ("America's leader", date(2018, 7, 16), "Donald Trump"),
        ("the American leader", date(2002, 5, 24), "George W. Bush"),
        ("the US president-elect", date(2016, 12, 1), "Donald Trump"),
        ("the Russian President", date(2010, 4, 8), "Dmitry Medvedev"),
        ("Russia's president", date(2007, 2, 10), "Vladimir Putin"),
        ("the head of the Russian Foreign Ministry", date(2003, 3, 1), "Igor Ivanov"),
        ("Foreign Minister of the Russian Federation", date(2022, 1, 10), "Sergei Lavrov"),
        ("the Soviet leader", date(1983, 5, 1), "Yuri Andropov"),
        ("General Secretary of the Central Committee of the CPSU", date(1987, 12, 8), "Mikhail Gorbachev"),
        ("the US secretary of state", date(1986, 10, 11), "George Shultz"),
        ("America's top diplomat", date(2017, 4, 12), "Rex Tillerson"),
        ("the head of the Pentagon", date(2023, 3, 14), "Lloyd Austin"),
        ("the U.S. ambassador to Moscow", date(2013, 5, 1), "Michael McFaul"),
        ("NATO's Secretary-General", date(2016, 7, 8), "Jens Stoltenberg"),
        ("the German chancellor", date(1990, 7, 16), "Helmut Kohl"),
    ],
)
def test_an_office_has_its_holder_by_date(registry: Registry, phrase: str, day: date, holder: str) -> None:
    held = {
        actor.name
        for office in registry.offices_of(registry.words.role(phrase))
        if (actor := registry.holder(office.name, day))
    }
    assert held == {holder}


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("the State Department", "US State Department"),
        ("Foggy Bottom", "US State Department"),
        ("the U.S. Department of State", "US State Department"),
        ("Russia's Ministry of Foreign Affairs", "Russian Foreign Ministry"),
        ("the Kremlin's", "Kremlin"),
        ("Washington", "United States"),
        ("the U.S.", "United States"),
        ("Türkiye", "Turkey"),
        ("the Duma", "State Duma"),
        ("North Atlantic Treaty Organisation", "NATO"),
        ("the New York Times", "The New York Times"),
    ],
)
def test_an_institution_has_one_name(registry: Registry, written: str, name: str) -> None:
    found = registry.find(written)
    assert found is not None
    assert found.name == name


def test_every_actor_has_a_readable_identifier_and_keeps_it(registry: Registry) -> None:
    for actor_id, actor in registry.actors.items():
        assert actor_id == actor.actor_id == slug(actor.name)
        assert actor_id.isascii()
        assert actor.known
    assert sum(actor.kind == "person" for actor in registry.actors.values()) > 600


def test_one_office_that_stands_alone_has_one_holder_a_day(registry: Registry) -> None:
    for year in range(1961, 2026):
        day = date(year, 6, 15)
        leader = "Soviet Leader" if year < 1992 else "Russian President"
        for office in ("US President", "US Secretary of State", "US National Security Adviser", leader):
            assert registry.holder(office, day) is not None, (office, year)


@pytest.mark.parametrize(
    ("file", "row", "reason"),
    [
        ("tenures.csv", "Office of Nobody,Sergei Lavrov,2004,", "does not stand in offices.csv"),
        ("tenures.csv", "US President,Nobody Atall,2004,", "does not stand in actors.csv"),
        ("tenures.csv", "US President,Joe Biden,2024-13,", "must be a date"),
        ("tenures.csv", "US President,Joe Biden,2024,2020", "comes before the start"),
        ("actors.csv", "Somebody,person,EU,m,,,", "side is 'EU'"),
        ("actors.csv", "Somebody,robot,US,m,,,", "kind is 'robot'"),
        ("actors.csv", "Somebody,person,US,m,Sergei Lavrov,,", "stands for 'Sergei Lavrov' already"),
        ("actors.csv", "Somebody,person,US,m,,lately,", "must be years"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, file: str, row: str, reason: str) -> None:
    head = {
        "tenures.csv": "office,holder,start,end",
        "actors.csv": "name,kind,side,gender,aliases,active,description",
    }
    (tmp_path / file).write_text(f"{head[file]}\n{row}\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=rf"{file}:2: .*{reason}"):
        Registry.load(Knowledge(tmp_path))


def test_a_user_adds_people_and_offices(tmp_path: Path) -> None:
    (tmp_path / "actors.csv").write_text(
        "name,kind,side,gender,aliases,active,description\nAda Newman,person,US,f,Adele Newman,,\n", encoding="utf-8"
    )
    (tmp_path / "tenures.csv").write_text(
        "office,holder,start,end\nUS Secretary of State,Ada Newman,2031-01-20,\n", encoding="utf-8"
    )
    registry = Registry.load(Knowledge(tmp_path))
    holder = registry.holder("US Secretary of State", date(2031, 2, 1))
    assert holder is not None
    assert (holder.actor_id, holder.description) == ("ada-newman", "US Secretary of State 2031–")


def test_a_user_renames_someone_known_and_says_what_a_first_name_tells(tmp_path: Path) -> None:
    (tmp_path / "actors.csv").write_text(
        "name,kind,side,gender,aliases,active,description\nTony Blinken,person,US,m,Antony Blinken,,\n",
        encoding="utf-8",
    )
    (tmp_path / "first_names.csv").write_text("name,gender,formal\nSergey,f,\n", encoding="utf-8")
    registry = Registry.load(Knowledge(tmp_path))
    holder = registry.holder("US Secretary of State", date(2022, 2, 1))
    assert holder is not None
    assert (holder.actor_id, holder.name) == ("tony-blinken", "Tony Blinken")
    assert registry.find("Antony J. Blinken") == holder
    assert "antony-blinken" not in registry.actors
    assert registry.words.gender_of("Sergei") == "f"
