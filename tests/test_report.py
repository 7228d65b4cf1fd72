"""The report page: what is in the file, and what its reader sees and can do, in a real browser."""

import os
import random
import re
import shutil
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import polars as pl
import pytest
from staged import Document, Said, run, stage
from typer.testing import CliRunner

from analytics.knowledge import Knowledge
from analytics.sides import Side, Sides
from flows import cli, explained, page, report, show, store

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

ROOT = Path(__file__).parents[1]
HOSTILE = (
    "<script>window.hacked = 1</script></script><img src=x onerror='hacked = 1'>"
    " \u202etxet \x1b[31m =HYPERLINK('http://example.org') {{ 7 * 7 }} <!-- &amp; 😀 we talk"
)
ACTORS = [
    ("lavrov", "Sergei Lavrov", "person", "RU", "Russian Foreign Minister 2004–", True),
    ("trump", "Donald Trump", "person", "US", None, True),
    ("kelly", "Jane Kelly", "person", None, None, False),
    ("hostile", "</script><script>hacked = 1</script>", "person", "US", "<b>bold</b>", False),
    ("guests", "guests", "group", None, None, False),
]
PAIR = Sides.load(Knowledge())
SOURCES = ("https://example.org/a?b=1&c=<2>", "javascript:hacked=1", "/home/somebody/archive/a.txt#3", "archive/b.txt")


def documents() -> Iterator[Document]:
    """Three years of two sides and two outlets, a hostile document, and one without a date."""
    for number in range(24):
        hope = 1.0 if number < 12 else -0.5
        yield Document(
            f"d{number:02}aaaaaaaaaaaaaaaa",
            (
                Said("lavrov", hope, sentiment=0.2, text=f"“Let us” talk 😀 about it {number}"),
                Said("trump", 0.5 if number % 3 else -0.25, relevance=1 + number % 2, text=f"They will talk {number}"),
                Said("trump", -0.5, via="lavrov", text=f"he spoke of talk {number}"),
                Said("kelly", relevance=0, text=f"the weather of day {number} is fine"),
            ),
            datetime(2015 + number // 8, 1 + number % 8, 5),
            "TASS" if number % 2 else "CNN",
            f"Talks, day {number}",
            SOURCES[number % 4],
        )
    yield Document(
        "hostileaaaaaaaaaaaaa", (Said("hostile", 0.25, text=HOSTILE, surface=HOSTILE[:8]),), None, HOSTILE, HOSTILE
    )
    yield Document("guestsaaaaaaaaaaaaaa", (Said("guests", 0.1, via="kelly"),), datetime(2016, 5, 5), "CNN")


def load(folder: Path, documents: Any, actors: Any = ACTORS, sides: Sides = PAIR) -> Path:
    store.load(folder / "x.duckdb", [stage(folder / "s", documents, [("b.txt", "empty")], actors)], run(), sides)
    return folder / "x.duckdb"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return load(tmp_path_factory.mktemp("report"), documents())


@pytest.fixture(scope="module")
def file(database: Path) -> Path:
    report.write(database, database.with_name("report.html"))
    return database.with_name("report.html")


def ask(database: Path, query: str) -> list[tuple[Any, ...]]:
    with store.read(database) as connection:
        return connection.execute(query).fetchall()


def as_of(database: Path) -> str:
    ((finished,),) = ask(database, "SELECT max(finished_at) FROM runs")
    return f"as of {finished.day} {finished:%B %Y}"


# The file


def test_the_command_writes_the_file(database: Path, tmp_path: Path) -> None:
    output = tmp_path / "page.html"
    result = CliRunner().invoke(cli.app, ["report", "--database", str(database), "-o", str(output)])
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"{output}: {output.stat().st_size / 1e6:.2f} MB; open it in any browser\n"
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


def test_what_cannot_be_done_is_said_in_a_line(database: Path, tmp_path: Path) -> None:
    older = tmp_path / "older.duckdb"
    shutil.copy(database, older)
    with duckdb.connect(str(older)) as connection:
        connection.execute("DROP VIEW actor_summary")
    for given, output, said in (
        (tmp_path / "none.duckdb", tmp_path / "x.html", "there is no such database"),
        (older, tmp_path / "x.html", "was made by an older version"),
        (database, tmp_path, "is a folder"),
        (database, tmp_path / "none" / "x.html", "there is no folder"),
    ):
        result = CliRunner().invoke(cli.app, ["report", "--database", str(given), "-o", str(output)])
        assert result.exit_code == 2
        assert said in result.stderr
        assert len(result.stderr.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["older.duckdb"]


def test_a_run_keeps_the_page_up_to_date(tmp_path: Path) -> None:
    article = tmp_path / "articles" / "one.txt"
    article.parent.mkdir()
    article.write_text("Relations with the United States will improve, Foreign Minister Sergei Lavrov said on Monday.")
    files = ["-d", str(tmp_path / "x.duckdb"), "--report", str(tmp_path / "x.html")]
    command = ["run", str(article.parent), "--direct", "--workers", "1", *files]

    def run_again() -> str:
        result = CliRunner().invoke(cli.app, command)
        assert result.exit_code == 0, result.stderr
        assert result.stdout.splitlines()[-1] == f"Report: {tmp_path / 'x.html'}"
        return (tmp_path / "x.html").read_text()

    first = run_again()
    assert "Sergei Lavrov" in first
    assert run_again() == first  # where it was written again, it says as of when
    (tmp_path / "x.html").write_text("by hand")
    assert run_again() == "by hand"
    os.utime(tmp_path / "x.html", (0, 0))  # older than an override, say
    assert "Sergei Lavrov" in run_again()
    (article.parent / "two.txt").write_text("Ties with Russia must improve, President Joe Biden said on Tuesday.")
    assert "Joe Biden" in run_again()
    wrong = CliRunner().invoke(cli.app, [*command[:-1], str(tmp_path)])
    assert (wrong.exit_code, "is a folder" in wrong.stderr) == (2, True)


def thousand() -> Iterator[Document]:
    """A thousand articles of fifteen statements each, as in news, by few who speak much and many who speak little."""
    chance = random.Random(7)
    words = re.findall(r"[a-z]+", (ROOT / "seeds" / "lavrov-trump-meeting-2017-05.txt").read_text().lower())
    for number in range(1000):
        said = tuple(
            Said(
                chance.choice(["lavrov", "trump", f"speaker-{chance.randrange(800)}"]),
                chance.choice([0.0, 0.3, -0.3, 0.6]),
                text=f"talk {' '.join(chance.choices(words, k=40))}",
            )
            for _ in range(15)
        )
        yield Document(
            f"{number:020}", said, datetime(2000 + number // 50, 1 + number % 12, 1), f"Outlet {number % 60}"
        )


def test_a_thousand_documents_make_less_than_two_megabytes(tmp_path: Path) -> None:
    found = report.read(load(tmp_path, thousand(), None), PAIR)
    text = page.build(found, PAIR, "x.duckdb")
    assert 1_800_000 < len(text.encode()) < 2_000_000
    assert found.statements.height > 10_000
    assert found.sums.height <= report.SUMS
    assert 'class="summarised">' in text
    assert "speakers are too many for one page: it has the 300 most heard" in text


def test_what_is_kept_is_the_strongest_of_each(database: Path) -> None:
    found = report.read(database, PAIR)
    places = found.statements.group_by("actor_id").agg(pl.col("place").sort())
    assert all(row["place"] == list(range(1, len(row["place"]) + 1)) for row in places.iter_rows(named=True))
    assert found.statements["place"].is_sorted()
    least = page.build(found, PAIR, "x", limit=0)
    assert '"statements":[]' in least
    limit = len(least.encode()) + 6000
    text = page.build(found, PAIR, "x", limit=limit)
    assert limit * 0.98 < len(text.encode()) <= limit


def test_who_cites_the_page_can_name_what_made_it(database: Path, tmp_path: Path) -> None:
    one = page.build(report.read(database, PAIR), PAIR, "x.duckdb")
    assert f"(Détente 0.1.0, scoring v1, {as_of(database)})" in one
    for version in ("v1", "v2"):
        document = Document(f"{version}{'a' * 18}", (Said("lavrov", 1.0),))
        folder = stage(tmp_path / version, [document], (), ACTORS)
        store.load(tmp_path / "x.duckdb", [folder], run(f"r-{version}", version), PAIR)
    mixed = page.build(report.read(tmp_path / "x.duckdb", PAIR), PAIR, "x.duckdb")
    assert ["were scored by 2 versions of the rules" in text for text in (one, mixed)] == [False, True]
    assert f"(Détente 0.1.0, {as_of(tmp_path / 'x.duckdb')})" in mixed


def test_sides_of_different_years_are_not_compared_as_wholes(tmp_path: Path) -> None:
    for apart in (0, 5):
        documents = [
            Document(f"{who:a<20}", (Said(who, 0.5),), datetime(year, 5, 5))
            for who, year in (("lavrov", 2015), ("trump", 2015 + apart))
        ]
        (tmp_path / str(apart)).mkdir()
        text = page.build(report.read(load(tmp_path / str(apart), documents), PAIR), PAIR, "x.duckdb")
        assert ("heard in different years, around 2020 and around 2015" in text) == (apart == 5)


def test_the_libraries_are_those_that_were_released() -> None:
    vendor = ROOT / "flows" / "page" / "vendor"
    listed = dict(re.findall(r"^\| `([\w.]+)` \|.*`([0-9a-f]{64})`", (vendor / "README.md").read_text(), re.MULTILINE))
    assert listed == {file.name: sha256(file.read_bytes()).hexdigest() for file in vendor.glob("*.js")}


def test_nothing_in_the_file_is_fetched(file: Path) -> None:
    text = file.read_text()
    assert "default-src 'none'" in text
    assert "unsafe-eval" not in text
    assert not re.search(
        r"<(link|img|iframe|object|embed)\b|<script[^>]*\bsrc\b|@import|url\(", text.split("<script>")[0]
    )


# The reader's browser


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    playwright = pytest.importorskip("playwright.sync_api", reason="the report's browser tests need playwright")
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if path is None:
        pytest.skip("the report's browser tests need Chromium: apt-get install chromium, or name it in CHROMIUM")
    alone = ["--no-sandbox"] if os.geteuid() == 0 else []
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=path, args=alone)
        yield browser
        browser.close()


SIZE: Any = {"width": 1280, "height": 900}


class Reader:
    """Somebody who has the page open; nothing may be fetched, and nothing may go wrong."""

    def __init__(self, browser: "Browser", **options: Any) -> None:
        self.context = browser.new_context(viewport=SIZE, **options)
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(5000)
        self.trouble: list[str] = []
        self.page.on("console", lambda message: self.trouble.append(message.text))
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.page.on("request", lambda asked: None if asked.url.startswith("file:") else self.trouble.append(asked.url))

    def open(self, file: Path, fragment: str = "") -> None:
        self.page.goto("about:blank")
        self.page.goto(f"{file.as_uri()}{fragment and '#'}{fragment}")
        self.page.wait_for_selector("html[data-ready]")

    def cells(self, selector: str) -> list[str]:
        return self.page.locator(selector).all_inner_texts()

    def ranking(self) -> list[tuple[str, ...]]:
        """Return the rows: id, mean, interval and count."""
        rows: list[list[str]] = self.page.eval_on_selector_all(
            "#ranking-table tbody tr",
            "rows => rows.map((row) => [row.dataset.actor, ...['mean', 'interval', 'heard'].map("
            "(name) => row.querySelector('.' + name).innerText)])",
        )
        return [tuple(row) for row in rows]


@pytest.fixture(scope="module")
def opened(browser: "Browser", file: Path) -> Iterator[Reader]:
    reader = Reader(browser)
    yield reader
    reader.context.close()


@pytest.fixture
def reader(opened: Reader, file: Path) -> Iterator[Reader]:
    opened.page.set_viewport_size(SIZE)
    opened.page.emulate_media(media="screen", color_scheme="light")
    opened.open(file)
    yield opened
    assert opened.trouble == []


def signed(value: float) -> str:
    text = f"{value:+.2f}"
    return "0.00" if text in ("+0.00", "-0.00") else text.replace("-", "−")


def expected(database: Path, query: str) -> list[tuple[str, ...]]:
    """Return actor_id, optimism, its interval and statements as the ranking writes them."""
    return [
        (actor, signed(optimism), f"{signed(low)} to {signed(high)}", f"{statements:,}")
        for actor, optimism, low, high, statements in ask(
            database,
            f"""SELECT actor_id, optimism, optimism_low, optimism_high, statements
                FROM ({query}) ORDER BY optimism_low DESC""",
        )
    ]


def test_the_ranking_is_that_of_the_views(reader: Reader, database: Path) -> None:
    assert reader.page.title() == "Who is optimistic about US–Russia relations?"
    rows = expected(database, "FROM actor_optimism")
    assert len(rows) == 3
    assert reader.ranking() == rows
    (reported,) = reader.cells("[data-actor=trump] .reported")
    ((mean, count),) = ask(
        database, "SELECT optimism_reported, statements_reported FROM actor_summary WHERE actor_id = 'trump'"
    )
    assert reported == f"{signed(mean)} ({count})"


def test_what_the_filters_leave_is_averaged_as_the_views_do(reader: Reader, database: Path) -> None:
    filters = reader.page.locator("#filters")
    filters.locator("[name=outlet]").select_option("TASS")
    assert reader.ranking() == expected(database, "FROM actor_by_outlet WHERE outlet = 'TASS'")
    assert not any(reader.cells(".reported"))  # what others report is of all outlets
    filters.locator("[name=from]").fill("2016-02")
    filters.locator("[name=outlet]").select_option("")
    filters.locator("[name=to]").fill("2017-03")
    since = "actor_by_document WHERE published_at >= '2016-02-01' AND published_at < '2017-04-01'"
    query = f"""
        SELECT actor_id, sum(statements)::BIGINT AS statements, mean_optimism(optimism_sum, weight) AS optimism,
            optimism_low(statements, weight, optimism_sum, optimism_squares) AS optimism_low,
            optimism_high(statements, weight, optimism_sum, optimism_squares) AS optimism_high
        FROM {since} GROUP BY actor_id
    """
    assert reader.ranking() == expected(database, query)
    assert "undated articles are left out" in reader.page.inner_text("#status")
    filters.get_by_label("Russia").check()
    assert [row[0] for row in reader.ranking()] == ["lavrov"]
    filters.locator("[name=find]").fill("nobody")
    assert "Nobody is heard with these filters" in reader.page.inner_text("#ranking")
    filters.get_by_text("Reset").click()
    assert reader.ranking() == expected(database, "FROM actor_optimism")


def test_first_hand_leaves_out_what_others_report(reader: Reader) -> None:
    assert len(reader.cells("#speaker-list h3")) == 4
    reader.page.get_by_label("First-hand words only").check()
    assert "guests" not in reader.cells("#speaker-list h3")
    reader.page.locator("#actor-trump summary").click()
    reader.page.wait_for_selector("#actor-trump .statement")
    assert len(reader.cells("#actor-trump .statement")) == 24


def test_sorting(reader: Reader) -> None:
    by_name = ["trump", "hostile", "lavrov"]
    for order, column, falling in (("mean", 1, True), ("low", 1, False), ("heard", 3, True)):
        reader.page.locator("#sort").select_option(order)
        values = [float(row[column].replace("−", "-")) for row in reader.ranking()]
        assert values == sorted(values, reverse=falling)
    for arrow in "↓↑↓":
        reader.page.get_by_role("button", name="Average").click()
        assert reader.page.locator("[aria-sort]").inner_text() == f"Average {arrow}"
    reader.page.locator("#sort").select_option("name")
    assert sorted(row[0] for row in reader.ranking()) == sorted(by_name)
    reader.page.locator("#actor-lavrov summary").click()
    reader.page.wait_for_selector("#actor-lavrov .statement")
    reader.page.locator("#order").select_option("oldest")
    assert reader.cells("#actor-lavrov .statement header span")[1] == "5 Jan 2015"
    reader.page.locator("#order").select_option("newest")
    assert reader.cells("#actor-lavrov .statement header span")[1] == "5 Aug 2017"


def test_the_lines_are_those_of_the_views(reader: Reader, database: Path) -> None:
    assert reader.page.locator("#sides-chart svg").count() == 1
    assert reader.page.locator("#lines-charts svg").count() == 2
    for place, of in (("#sides", "US side"), ("#lines", "Donald Trump")):
        reader.page.locator(f"{place} details.figures summary").click()
        rows = reader.page.locator(f"{place} details.figures tbody tr").all_inner_texts()
        shown = [row.split("\t") for row in rows if f"\t{of}\t" in row]
        if place == "#sides":
            query = "SELECT month, us_optimism, us_statements, us_running FROM sides_by_month WHERE us_statements > 0"
        else:
            query = """SELECT month, optimism, statements, optimism_running FROM actor_timeline
                WHERE actor_id = 'trump' ORDER BY month"""
        assert [[row[0], row[2], row[3], row[4]] for row in shown] == [
            [f"{month:%b %Y}", signed(alone), str(count), signed(running)]
            for month, alone, count, running in ask(database, query)
        ]


def test_the_two_sides_are_named_with_their_difference(reader: Reader, database: Path) -> None:
    sides = {row["side"]: row for row in report.read(database, PAIR).sides.to_dicts()}
    findings = reader.page.inner_text(".findings")
    assert f"US speakers {signed(sides['US']['optimism'])} (between {signed(sides['US']['low'])}" in findings
    assert reader.cells("#sides-now .value") == [signed(sides[side]["optimism"]) for side in ("US", "RU")]


def test_a_link_to_an_actor_opens_the_section(reader: Reader, file: Path) -> None:
    reader.open(file, "actor=lavrov&outlet=TASS")
    assert reader.page.locator("details.actor[open]").get_attribute("id") == "actor-lavrov"
    assert len(reader.cells("#actor-lavrov .statement")) == 12
    assert reader.page.locator("#filters [name=outlet]").input_value() == "TASS"
    assert "Russian Foreign Minister" in reader.page.inner_text("#actor-lavrov .about")
    reader.page.locator("[data-actor=trump] a").click()
    reader.page.wait_for_selector("#actor-trump .statement")
    assert reader.page.evaluate("document.activeElement.parentElement.id") == "actor-trump"


def test_a_link_to_a_statement_shows_it(reader: Reader, file: Path, database: Path) -> None:
    full = said_by_lavrov(database, 7)
    reader.open(file, f"statement={full}&side=US")  # a filter that hides it gives way
    target = reader.page.locator(".statement.target")
    assert "talk 😀 about it 7" in target.inner_text()
    assert reader.page.evaluate("document.activeElement.id") == f"statement-{full[:12]}"
    box = target.bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 200
    reader.open(file, f"statement={full[:8]}")
    assert reader.page.locator(".statement.target").get_attribute("id") == f"statement-{full[:12]}"
    reader.open(file, "statement=0123456789ab")
    assert "detente explain 0123456789ab" in reader.page.inner_text("#status")


def said_by_lavrov(database: Path, day: int) -> str:
    """Return the identifier of what he says of it first-hand."""
    ((identity,),) = ask(
        database, f"SELECT statement_id FROM statements WHERE actor_id = 'lavrov' AND document_id LIKE 'd{day:02}%'"
    )
    return str(identity)


def marked(card: "Locator", kind: str) -> list[str]:
    return [element.text_content() or "" for element in card.locator(f".text .{kind}").all()]


def test_a_statement_stands_in_its_paragraph_with_marks(reader: Reader, file: Path, database: Path) -> None:
    ((identity,),) = ask(
        database, "SELECT statement_id FROM statements WHERE actor_id = 'lavrov' AND document_id LIKE 'd03%'"
    )
    reader.open(file, f"statement={identity}")
    card = reader.page.locator(".statement.target")
    assert card.locator(".text").text_content() == "é “Let us” talk 😀 about it 3, said he."
    assert "".join(marked(card, "said")) == "“Let us” talk 😀 about it 3"
    assert (marked(card, "evidence"), marked(card, "cue"), marked(card, "speaker")) == (["“Le"], ["said"], ["he"])
    assert card.locator(".evidence").get_attribute("data-tip") == "for, +1.00: talk, changed by: hedge"
    assert card.locator(".source").inner_text() == "Talks, day 3 · TASS · 5 Apr 2015 · archive/b.txt · paragraph 1"


def test_what_the_model_found_is_told_in_words(reader: Reader) -> None:
    piece = {"frame": "model", "weight": -0.2, "operators": "disputes, elsewhere"}
    assert reader.page.evaluate("tipText", piece) == (
        "against, −0.20: likely from the wording as a whole, against the other words, "
        "drawn to what the speaker says elsewhere in the article"
    )


def test_a_statement_can_be_cited(reader: Reader, file: Path, database: Path) -> None:
    identity = said_by_lavrov(database, 3)
    reader.open(file, f"statement={identity}")
    reader.page.locator(".statement.target").get_by_role("button", name="cite").click()
    assert reader.page.evaluate("getSelection().toString()") == (
        "Sergei Lavrov: ““Let us” talk 😀 about it 3” In: “Talks, day 3”, TASS, 5 Apr 2015, archive/b.txt, "
        f"paragraph 1. Optimism +0.54 of −1…+1 (Détente 0.1.0, scoring v1, {as_of(database)}), "
        f"statement {identity[:12]}."
    )


def test_the_score_is_explained_on_hover_and_focus(reader: Reader, file: Path, database: Path) -> None:
    ((identity,),) = ask(
        database, "SELECT statement_id FROM statements WHERE actor_id = 'lavrov' AND document_id LIKE 'd20%'"
    )
    reader.open(file, f"statement={identity}")
    card = reader.page.locator(".statement.target")
    why, score = card.locator(".why"), card.locator(".score")
    assert not why.is_visible()
    score.hover()
    assert why.is_visible()
    numbers = re.findall(r"[+−-]\d\.\d{3}", " ".join(explained.arithmetic(store.explain(database, identity))))
    shown = re.findall(r"[+−]\d\.\d{3}", why.inner_text())
    assert {number.replace("-", "−") for number in numbers} == set(shown)
    reader.page.mouse.move(0, 0)
    why.wait_for(state="hidden")
    reader.page.keyboard.press("Tab")
    assert score.evaluate("element => element === document.activeElement")
    assert why.is_visible()
    reader.page.keyboard.press("Escape")
    assert not why.is_visible()
    reader.page.keyboard.press("Enter")
    assert why.is_visible()
    assert score.get_attribute("aria-expanded") == "true"


def test_hostile_text_stays_text(reader: Reader, file: Path) -> None:
    reader.open(file, "actor=hostile")
    text = reader.page.locator("#actor-hostile .statement .text").text_content() or ""
    assert show.clean(HOSTILE) in text
    assert "\u202e" not in file.read_text()
    assert "\x1b" not in file.read_text()
    assert reader.cells("#actor-hostile h3") == ["</script><script>hacked = 1</script>"]
    assert reader.page.locator("img, iframe, b:text-is('bold')").count() == 0
    assert reader.page.evaluate("typeof hacked") == "undefined"
    # What the policy of the page does not name does not run, whoever puts it there.
    reader.page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'hacked = 1'}))"
    )
    assert reader.page.evaluate("typeof hacked") == "undefined"
    assert any("Content Security Policy" in line for line in reader.trouble)
    reader.trouble.clear()


def test_only_web_addresses_are_links(reader: Reader, file: Path) -> None:
    reader.open(file, "actor=lavrov")
    sources = set(reader.cells("#actor-lavrov .source"))
    assert {line.split(" · ")[3] for line in sources} == {
        "example.org",
        "javascript:hacked=1",
        "a.txt#3",
        "archive/b.txt",
    }
    links = {link.get_attribute("href") for link in reader.page.locator("#actor-lavrov .source a").all()}
    assert links == {"https://example.org/a?b=1&c=<2>"}
    assert "/home/somebody" not in file.read_text()


def test_on_paper_the_words_and_the_arithmetic_stay(reader: Reader, file: Path) -> None:
    reader.open(file, "actor=lavrov")
    reader.page.emulate_media(media="print")
    assert not reader.page.locator("#filters").is_visible()
    assert not reader.page.locator("#actor-trump").is_visible()
    assert reader.page.locator("#actor-lavrov .why").first.is_visible()
    assert reader.page.locator("#guide .columns").is_visible()
    assert reader.page.pdf().startswith(b"%PDF")


CONTRASTS = """() => {
  const luminance = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (!/, 0\\)$|transparent/.test(colour)) return colour;
    }
  };
  const kinds = 'h1, .standfirst, .lead, a, .side, .value, .counts, .quiet, .evidence, .source, button';
  return [...document.querySelectorAll(kinds)]
    .filter((element) => element.checkVisibility()).map((element) => {
      const [one, other] = [getComputedStyle(element).color, behind(element)].map(luminance).sort((a, b) => b - a);
      return [(one + 0.05) / (other + 0.05), element.className || element.tagName];
    });
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_and_dark_can_be_read(reader: Reader, file: Path, scheme: Any) -> None:
    reader.page.emulate_media(color_scheme=scheme)
    reader.open(file, "actor=lavrov")
    paper = reader.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (int(re.findall(r"\d+", paper)[0]) < 60) == (scheme == "dark")
    contrasts = reader.page.evaluate(CONTRASTS)
    assert len(contrasts) > 50
    assert min(contrasts)[0] >= 4.5, min(contrasts)


def test_the_keyboard_reaches_everything(reader: Reader) -> None:
    reached: list[str] = []
    focused = (
        "(({id, name, className, tagName, parentElement}) => id || name || className || tagName + parentElement.id)"
    )
    while len(reached) < 80 and "SUMMARYactor-lavrov" not in reached:
        reader.page.keyboard.press("Tab")
        reached.append(reader.page.evaluate(f"{focused}(document.activeElement)"))
    assert reached[-1] == "SUMMARYactor-lavrov"
    assert reached[0] == "skip"
    assert {"side", "outlet", "from", "to", "find", "own", "sort", "order"} <= set(reached)
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_selector("#actor-lavrov .statement")
    reader.page.keyboard.press("Tab")
    assert reader.page.evaluate("document.activeElement.className") == "score"
    assert not reader.page.evaluate("""[...document.querySelectorAll('button, a, input, select')].filter((element) => !(
        element.innerText || element.ariaLabel || element.labels?.length)).map((element) => element.outerHTML)""")


def test_on_a_telephone_nothing_runs_over_the_edge(reader: Reader, file: Path) -> None:
    reader.page.set_viewport_size({"width": 390, "height": 844})
    reader.open(file, "actor=hostile")
    assert reader.page.evaluate("document.documentElement.scrollWidth") == 390


def test_without_scripts_the_ranking_is_there(browser: "Browser", file: Path, database: Path) -> None:
    reader = Reader(browser, java_script_enabled=False)
    reader.page.goto(file.as_uri())
    assert len(reader.page.locator("noscript tbody tr").all()) == len(expected(database, "FROM actor_optimism"))
    reader.context.close()


def test_a_browser_that_is_too_old_is_told_so(browser: "Browser", file: Path) -> None:
    reader = Reader(browser)
    reader.page.add_init_script("delete Map.groupBy")
    reader.page.goto(file.as_uri())
    reader.page.wait_for_selector("#trouble:not([hidden])")
    assert ["Map.groupBy" in line for line in reader.trouble] == [True]
    reader.context.close()


def test_packed_data_is_what_it_was(
    browser: "Browser", file: Path, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = Reader(browser)
    reader.open(file)
    plain = reader.page.locator("main").inner_text()
    monkeypatch.setattr(page, "PLAIN", 0)
    packed = database.with_name("packed.html")
    report.write(database, packed)
    assert '"application/octet-stream"' in packed.read_text()
    reader.open(packed)
    assert reader.page.locator("main").inner_text() == plain
    assert reader.trouble == []
    reader.context.close()


def test_where_there_is_much_time_goes_by_years(
    browser: "Browser", database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "SUMS", 0)
    report.write(database, tmp_path / "x.html")
    reader = Reader(browser)
    reader.open(tmp_path / "x.html")
    reader.page.locator("#sides details.figures summary").click()
    assert set(reader.cells("#sides tbody th")) == {"2015", "2016", "2017"}
    reader.open(tmp_path / "x.html", "from=2016-05&to=2016-06")
    assert "a period is whole years" in reader.page.inner_text("#status")
    assert reader.cells("[data-actor=lavrov] .heard") == ["8"]
    assert reader.cells("#filters option") == ["All", "other outlets"]
    reader.page.locator("[name=outlet]").select_option("other outlets")
    reader.page.locator("#actor-lavrov summary").click()
    reader.page.wait_for_selector("#actor-lavrov .statement")
    assert len(reader.cells("#actor-lavrov .statement")) == 8
    assert reader.trouble == []
    reader.context.close()


def test_the_two_sides_are_those_of_the_database(browser: "Browser", tmp_path: Path) -> None:
    pair = Sides(PAIR.first, Side("CN", "China", "Chinese"))
    actors = [("xi", "Xi Jinping", "person", "CN", None, True), ("trump", "Donald Trump", "person", "US", None, True)]
    said = (Said("xi", 1.0, text="we will talk"), Said("trump", -0.5, text="no talk"))
    database = load(tmp_path, [Document("d" * 20, said, datetime(2017, 5, 5))], actors, pair)
    report.write(database, tmp_path / "x.html")
    reader = Reader(browser)
    reader.open(tmp_path / "x.html", "side=CN")
    assert reader.page.inner_text("h1") == "Who is optimistic about US–China relations?"
    assert "US speakers −0.12" in reader.page.inner_text(".findings")
    assert [row[0] for row in reader.ranking()] == ["xi"]
    assert reader.cells("#ranking-table .leanings") == ["1 for"]
    assert not reader.page.locator("select[name=outlet]").is_visible()  # of no document it is known
    assert reader.cells("#sides-now h3") == ["US side\n−0.12", "Chinese side\n+0.17"]
    assert "Russia" not in reader.page.inner_text("main")
    assert reader.trouble == []
    reader.context.close()


def test_an_empty_database_makes_a_page_that_says_so(browser: "Browser", tmp_path: Path) -> None:
    report.write(load(tmp_path, [Document("d")], []), tmp_path / "x.html")
    reader = Reader(browser)
    reader.open(tmp_path / "x.html")
    assert "No statement about US–Russia relations has been found yet in 1 article." in reader.page.inner_text("header")
    assert not reader.page.locator("#app").is_visible()
    assert reader.trouble == []
    reader.context.close()
