"""Speakers' surfaces → actors, over whole documents; the sentences are the project's own."""

import re
from datetime import datetime
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.actors.cast import Actor, Cast
from analytics.actors.registry import Registry
from analytics.frames import ACTOR_KINDS
from analytics.knowledge import Knowledge

REGISTRY = Registry.load(Knowledge())


class Said(NamedTuple):
    """A quotation, as far as the cast looks at it."""

    paragraph: int
    start: int
    end: int
    surface: str
    surface_at: tuple[int, int, int] | None
    via: int | None = None
    mode: str = "indirect"


def resolve(text: str, year: int | None = 2017, title: str | None = None) -> list[Actor]:
    """Resolve the surfaces that stand in [brackets] in `text`, one quotation each, after its surface."""
    blocks, said = [], []
    for number, block in enumerate(text.split("\n")):
        plain, marks = "", []
        for part in re.split(r"(\[[^]]*\])", block):
            surface = part.strip("[]")
            if part != surface:
                marks.append((len(plain), len(plain) + len(surface), surface))
            plain += surface
        blocks.append(plain)
        said += [Said(number, end, end + 1, surface, (number, start, end)) for start, end, surface in marks]
    moment = datetime(year, 6, 15) if year else None
    return Cast(blocks, ["body"] * len(blocks), title, moment, REGISTRY).resolve(said)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("[Russian Foreign Minister Sergey Lavrov] said so.\n[Lavrov] added that [he] agreed.", ["Sergei Lavrov"] * 3),
        ("[Mr Lavrov] met John Kerry, [the minister] said.", ["Sergei Lavrov"] * 2),
        ("[Peter Quill, a political scientist at Riverton University,] said so. [Quill] went on.", ["Peter Quill"] * 2),
        ("[Former CIA officer Jack Doe] spoke. [The former CIA officer] doubted it.", ["Jack Doe"] * 2),
        ("[Kremlin spokesman Dmitry Peskov] spoke.\nMr Putin agreed, [he] said.", ["Dmitry Peskov", "Vladimir Putin"]),
        ("[the head of the Russian Foreign Ministry] said so.", ["Sergei Lavrov"]),
        ("[The head of the White House] wrote, and [the American leader] repeated.", ["Donald Trump"] * 2),
        ("[The press secretary of the Russian President, Dmitry Peskov,] declined.", ["Dmitry Peskov"]),
        ("[President of Russia Vladimir Putin] spoke.", ["Vladimir Putin"]),
        ("[a spokesman for Senator John McCain] said so.", ["spokesman for Senator John McCain"]),
        ("[An aide to Senator John McCain] said so.", ["aide to Senator John McCain"]),
        ("[Theresa May's office] said so.", ["Theresa May's office"]),
        ("[Sarah Sanders, the president's press secretary,] said so.", ["Sarah Huckabee Sanders"]),
        ("[The alliance's commander, U.S. Gen. Curtis Scaparrotti,] said so.", ["Curtis Scaparrotti"]),
        ("[Lavrov and Tillerson] agreed.", ["Sergei Lavrov and Rex Tillerson"]),
        ("[The G7 ministers and the EU High Representative] agreed.", ["G7 ministers and the EU High Representative"]),
        ("[The parties] agreed.", ["the parties"]),
        ("Prime Minister Medvedev came.\n[The prime minister], who flew home, agreed.", ["Dmitry Medvedev"]),
        ("[Lavrov] agreed.\n[Quill], an aide, did not.\nIt was late, [he] said.", ["Sergei Lavrov", "Quill", "Quill"]),
        ("[A senior administration official] spoke. [The official] went on.", ["senior administration official"] * 2),
        ("[Some analysts] doubt it.", ["Some analysts"]),
        ("[Moscow] objected. [The State Department] did too.", ["Russia", "US State Department"]),
        ("The White House published a press release on the talks. [The document] praises them.", ["White House"]),
        ("[A Kremlin statement] denied it.", ["Kremlin"]),
        ("[The Obama administration] warned; [the Trump White House] not.", ["Obama administration", "White House"]),
        ("Turkish Defence Minister Hulusi Akar spoke.\n[The defence ministry] said so.", ["Turkish Defense Ministry"]),
        ("[Donald Trump Jr.] wrote. [Trump] read it.", ["Donald Trump Jr.", "Donald Trump"]),
        ("Donald Trump met Donald Trump Jr. [Trump Jr.] ate; [Trump] not.", ["Donald Trump Jr.", "Donald Trump"]),
        ("[Senator Jane Roe, a Republican,] spoke. [She] voted no, [the senator] said.", ["Jane Roe"] * 3),
        ("[he] said nothing.", ["he"]),
    ],
)  # fmt: skip
def test_surfaces_find_their_actors(text: str, names: list[str]) -> None:
    assert [actor.name for actor in resolve(text)] == names


@pytest.mark.parametrize(
    ("text", "year", "names"),
    [
        ("[THE PRESIDENT] Thank you. [THE VICE PRESIDENT] Thank you.", 2022, ["Joe Biden", "Kamala Harris"]),
        ("Karine Jean-Pierre, the press secretary, spoke. [The President] hopes so.", 2023, ["Joe Biden"]),
        ("[MS. PSAKI] So. [SENIOR OFFICIAL] Hi.", 2021, ["Jen Psaki", "senior official"]),
        ("Jill Biden was there. [PRESIDENT BIDEN] Hello.", 2022, ["Joe Biden"]),
        ("[The Soviet leader] refused; [Mr. Bush] did not.", 1990, ["Mikhail Gorbachev", "George H. W. Bush"]),
        ("[Mr. Bush] agreed with [President Putin].", 2002, ["George W. Bush", "Vladimir Putin"]),
        ("[The Russian president] spoke.", 2010, ["Dmitry Medvedev"]),
        ("Boris Yeltsin came. [The Russian president] spoke.", None, ["Boris Yeltsin"]),
        ("[N.S. Khrushchev] asked; [D. Rusk] replied.", 1963, ["Nikita Khrushchev", "Dean Rusk"]),
        ("[Secretary Rice] spoke.", 2006, ["Condoleezza Rice"]),
        ("[Jack Rice] spoke; [Rice] went on.", 2006, ["Jack Rice", "Jack Rice"]),
    ],
)  # fmt: skip
def test_offices_and_last_names_go_by_date(text: str, year: int | None, names: list[str]) -> None:
    assert [actor.name for actor in resolve(text, year)] == names


@pytest.mark.parametrize(
    ("text", "year", "names"),
    [
        ("Sen. Ted Cruz of Texas spoke. [The Texas senator] objected.", 2016, ["Ted Cruz"]),
        ("Sen. Lindsey Graham, R-S.C., spoke. [The South Carolina Republican] objected.", 2018, ["Lindsey Graham"]),
        ("[Tillerson] met Mr. Lavrov. [Tillerson's counterpart] left.", 2017, ["Rex Tillerson", "Sergei Lavrov"]),
        ("[Sergei Shoigu] spoke. [His American counterpart] left.", 2015, ["Sergei Shoigu", "Ashton Carter"]),
        ("[Trump's national security adviser] left.", 2018, ["John Bolton"]),
        ("[Dmitri Trenin, a Moscow scholar,] spoke. [The analyst] left.", 2015, ["Dmitri Trenin"] * 2),
        ("[Alexey Navalny] spoke. [The opposition leader] left.", 2018, ["Alexei Navalny"] * 2),
        ("[A US official] spoke. [He] left.\nTrump agreed, [he] said.", 2018, ["US official"] * 2 + ["Donald Trump"]),
        ("[the aide of acting President Jane Roe] left.", 2014, ["aide of acting President Jane Roe"]),
        ("[A spokeswoman for President Trump] spoke.", 2018, ["White House spokesman"]),
        ("[A spokesman for Mr. Putin] left. [The spokesman] too.", 2018, ["Kremlin spokesman"] * 2),
        ("Dmitry Peskov came. [A spokesman for President Putin] left.", 2018, ["Dmitry Peskov"]),
        ("[Mayor of Tomsk Ann Roe] spoke. [Aide to Mr. Trump] left.", 2018, ["Ann Roe", "Aide to Mr. Trump"]),
        ("[Assistant to the President Jake Sullivan] spoke.", 2022, ["Jake Sullivan"]),
        ("[Chief U.S. arms negotiator Max Kampelman] spoke.", 1987, ["Max Kampelman"]),
        ("[the Globe's Ann Roe in Moscow] reported.", 2021, ["Ann Roe"]),
        ("[The new US leader] spoke. [The Russian side] did not.", 2021, ["Joe Biden", "Russia"]),
        ("[Michael McFaul] spoke. [The former envoy] left.", 2021, ["Michael McFaul"] * 2),
        ("[Director of Rosatom Alexei Likhachev] spoke.", 2018, ["Alexei Likhachev"]),
        ("[Secretary of State James A. Baker III] spoke. [Mr. Baker] left.", 1990, ["James Baker"] * 2),
    ],
)  # fmt: skip
def test_descriptions_mean_whom_they_fit(text: str, year: int, names: list[str]) -> None:
    assert [actor.name for actor in resolve(text, year)] == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("[Russia's Interfax news agency] reported.", ["Interfax"]),
        ("[the state news agency TASS] reported.", ["TASS"]),
        ("[the Qatar-based Al Jazeera] reported.", ["Al Jazeera"]),
        ("[Kremlin-controlled Sputnik News] reported.", ["Sputnik"]),
        ("[Putin's Kremlin] objected; [the Trump State Department] did not.", ["Kremlin", "US State Department"]),
        ("[The Syrian Foreign Ministry] objected.", ["Syrian Foreign Ministry"]),
        ("[a State Department official] objected.", ["State Department official"]),
        ("The Kremlin issued a report. [The authors of the report] objected.", ["Kremlin"]),
        ("Vladimir Putin sent a message to Barack Obama.\n[The message] praises him.", ["Vladimir Putin"]),
        ("Jane Doe sent Joe Roe a letter. [The message to Roe] was short.", ["Jane Doe"]),
        ("The Kremlin noted: Jane Doe sent Joe Roe greetings, which [a message of greetings] holds.", ["Jane Doe"]),
        ("Barack Obama congratulated Vladimir Putin on the day.\n[The telegram] was short.", ["Barack Obama"]),
        ("[Rosneft] objected. [The oil firm] went on.", ["Rosneft", "Rosneft"]),
        ("Standard & Poor's cut the rating. [The agency] warned of more.", ["Standard & Poor's"]),
    ],
)
def test_an_institution_is_known_at_the_end_of_its_description(text: str, names: list[str]) -> None:
    assert [actor.name for actor in resolve(text, 2018)] == names


@pytest.mark.parametrize(
    ("text", "year", "name", "known"),
    [
        ("[John Smith] spoke.", 2018, "John Smith", False),
        ("[Special counsel John Smith] spoke.", 2023, "Jack Smith", True),
        ("[James Baker, a teacher in Ohio,] spoke.", 2018, "James Baker", False),
        ("[Michael McFaul, a professor at Stanford,] spoke.", 2022, "Michael McFaul", True),
        ("[British Foreign Secretary Elizabeth Truss] spoke.", 2021, "Liz Truss", True),
        ("[Tony Blinken] spoke.", None, "Antony Blinken", True),
        ("[VladimirPutin] spoke.", 2018, "Vladimir Putin", True),
        ("[Rep. Jim Jordan (R-Ohio)] spoke.", 2018, "Jim Jordan", True),
        ("[Amy Pope] spoke.", 2018, "Amy Pope", False),
        ("[Ben Ashgrove] spoke.", 2018, "Ben Ashgrove", False),
        ("[Judge Sullivan] ruled.", 2014, "Sullivan", False),
        ("[Ms. Kerry] spoke.", 2014, "Kerry", False),
        ("[President Trump Donald John TrumpMore headlines] spoke.", 2018, "Donald Trump", True),
    ],
)
def test_namesakes_and_spellings(text: str, year: int | None, name: str, known: bool) -> None:
    (actor,) = resolve(text, year)
    assert (actor.name, actor.known) == (name, known)
    assert actor.known == (actor.actor_id in REGISTRY.actors)


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("John Kerry met Angela Merkel. [She] was glad.", "Angela Merkel"),
        ("John Kerry met Angela Merkel. [He] was glad.", "John Kerry"),
        ("Trump backed away from Assange. [He] blamed the press.", "Donald Trump"),
        ("[Nikki Haley] spoke.\nFormer Secretary of State George Shultz smiled: no, [he] said.", "George Shultz"),
        ("[Bob Corker] spoke.\nAn aide of George Shultz smiled. “No,” [he] said.", "Bob Corker"),
        ("[Nikki Haley] spoke first.\nVladimir Putin listened in Moscow.\n“Yes,” [he] said.", "Vladimir Putin"),
        ("[Sergei Lavrov] spoke.\n“No,” [he] said. “Never.”", "Sergei Lavrov"),
        ("[The State Department] objected. [It] gave no reason.", "US State Department"),
        ("[U.S. officials] objected. [They] gave no reason.", "U.S. officials"),
        ("[Some problems] demanded it.\n[They] agreed.", "they"),
        ("[Two exporters] spoke. [Some problems] demanded it.\n[We] agreed.", "Two exporters"),
        ("White House officials will send more, [they] said.", "White House officials"),
        ("[Mr. Lavrov] objected.\nHis American counterpart smiled. “Yes,” [he] said.", "Rex Tillerson"),
        ("The Russian Defense Ministry objected. [The ministry] went on.", "Russian Defense Ministry"),
        ("[Hillary Clinton] spoke. [Her campaign] did not.", "Clinton campaign"),
        ("Hillary Clinton met Rex Tillerson. [The former secretary of state] spoke.", "Hillary Clinton"),
        ("[Konstantin Kosachyov] spoke.\n[The senator] left.\nSenator John McCain came.", "Konstantin Kosachev"),
        ("[Barack Obama] spoke.\nA poll showed doubt.\nNo, [he] said.", "Barack Obama"),
        ("[Sergei Ryabkov] spoke of John Kerry. The 58-year-old left.\n[The 58-year-old] said so.", "Sergei Ryabkov"),
        ("Interior Minister Arsen Avakov came. [The Ukrainian interior minister] spoke.", "Arsen Avakov"),
    ],
)
def test_pronouns_go_back_to_the_likeliest(text: str, last: str) -> None:
    assert resolve(text)[-1].name == last


def test_the_messenger_is_never_whom_he_reports() -> None:
    block = "Lavrov said that Trump had called and that he was ready."
    said = [Said(0, 17, 55, "Lavrov", (0, 0, 6)), Said(0, 44, 55, "he", (0, 41, 43), via=0)]
    speakers = Cast([block], ["body"], None, datetime(2017, 5, 10), REGISTRY).resolve(said)
    assert [actor.name for actor in speakers] == ["Sergei Lavrov", "Donald Trump"]


@pytest.mark.parametrize(
    ("surface", "kind"),
    [
        ("The Austrian government", "institution"),
        ("The European Central Bank", "institution"),
        ("The Israeli army", "institution"),
        ("The U.S. Chamber of Commerce", "institution"),
        ("The central bank", "unknown"),
        ("A Russian company", "unknown"),
        ("The agreement", "unknown"),
        ("The Ukrainian minister of sport", "unknown"),
        ("The government", "unknown"),
        ("Officials of the Austrian government", "group"),
    ],
)
def test_whose_name_is_that_of_a_body(surface: str, kind: str) -> None:
    assert [actor.kind for actor in resolve(f"[{surface}] said so.")] == [kind]


def test_who_speak_together_are_one_whichever_is_named_first() -> None:
    told = "[France and the United States] agreed.\n[The United States and France] vowed."
    assert {actor.actor_id for actor in resolve(told)} == {"france-and-united-states"}
    people = resolve("[Lavrov and Tillerson] agreed.\n[Rex Tillerson and Sergei Lavrov] met, they said.")
    assert {actor.actor_id for actor in people} == {"rex-tillerson-and-sergei-lavrov"}
    assert people[0].name == "Sergei Lavrov and Rex Tillerson"


def test_who_is_found_in_the_text_has_a_description_and_a_side() -> None:
    (found,) = resolve("[Russian political analyst Pyotr Bobrov] said so.")
    assert found == Actor("pyotr-bobrov", "Pyotr Bobrov", "person", "RU", "Russian political analyst", False)
    (found,) = resolve("[Ann Smithers], a historian at Riverton University, said so.")
    assert found.description == "historian at Riverton University"


@pytest.mark.parametrize(
    ("surface", "side"),
    [
        ("A senior administration official", "US"),
        ("A State Department official", "US"),
        ("A former Kremlin aide", "RU"),
        ("A presidential administration official in Moscow", "RU"),
        ("A senior NATO official", None),
        ("A senior official", None),
    ],
)
def test_a_description_is_of_the_side_of_the_body_that_it_names(surface: str, side: str | None) -> None:
    (found,) = resolve(f"[{surface}] said so.")
    assert (found.kind, found.side) == ("unknown", side)


def test_aliases_are_the_names_met_and_the_names_known() -> None:
    cast = Cast(["Sergey V. Lavrov spoke."], ["body"], None, None, REGISTRY)
    (actor,) = cast.resolve([Said(0, 17, 22, "Sergey V. Lavrov", (0, 0, 16))])
    assert actor.actor_id == "sergei-lavrov"
    assert {"Sergey V. Lavrov", "Sergei Lavrov", "Sergey Lavrov"} <= set(cast.aliases(actor))


words = st.sampled_from(
    "Lavrov Sergei Mr. Trump Jr. President of the Russia and , 's he She minister “ ” Senate U.S. A. von Ann".split()
)
texts = st.lists(st.lists(words, max_size=12).map(" ".join) | st.text(max_size=30), min_size=1, max_size=5)


@settings(max_examples=150, deadline=None)
@given(texts, texts, st.sampled_from([None, 1963, 2018]))
def test_any_text_gives_one_valid_actor_a_quotation(blocks: list[str], surfaces: list[str], year: int | None) -> None:
    said = [
        Said(i % len(blocks), 0, 1, surface, None, i - 1 if i % 3 == 2 else None) for i, surface in enumerate(surfaces)
    ]
    moment = datetime(year, 1, 1) if year else None
    once = Cast(blocks, ["body"] * len(blocks), None, moment, REGISTRY).resolve(said)
    assert len(once) == len(said)
    for actor in once:
        assert actor.actor_id
        assert actor.actor_id.isascii()
        assert actor.name
        assert actor.kind in ACTOR_KINDS
        assert actor.side in ("US", "RU", None)
        assert actor.known == (actor.actor_id in REGISTRY.actors)
    assert Cast(blocks, ["body"] * len(blocks), None, moment, REGISTRY).resolve(said) == once
