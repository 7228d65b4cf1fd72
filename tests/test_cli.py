"""The command line, as a user meets it: output, exit codes, examples, bad input, Ctrl-C."""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from commands import detente

from flows import cli, show

SEEDS = Path(__file__).parents[1] / "seeds"
COMMANDS = [command.callback.__name__ for command in cli.app.registered_commands if command.callback]
PROGRAM = [sys.executable, "-c", "from flows.cli import main; main()"]


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder as after `detente run seeds/ --direct`, with a few more sources."""
    folder = tmp_path_factory.mktemp("seeded")
    shutil.copytree(SEEDS, folder / "seeds")
    done = subprocess.run(
        [*PROGRAM, "run", "seeds", "--direct"], cwd=folder, capture_output=True, text=True, check=True
    )
    (folder / "output.txt").write_text(done.stdout)
    (folder / "messages.txt").write_text(done.stderr)
    return folder


@pytest.fixture
def here(seeded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a copy of that folder."""
    shutil.copytree(seeded, tmp_path / "here")
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


def as_json(*arguments: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = json.loads(detente(*arguments, "--json")[0])
    return rows


def test_a_run_ends_with_actors_counts_and_the_database(seeded: Path) -> None:
    output = (seeded / "output.txt").read_text()
    assert re.search(r"^Sergei Lavrov +RU +\d+ ", output, re.MULTILINE)
    assert re.search(r"^Donald Trump +US +\d+ ", output, re.MULTILINE)
    *_, counts, where = output.splitlines()
    assert re.fullmatch(r"1 document, 0 rejected, \d+ statements added\.", counts)
    assert where == "Database: detente.duckdb"
    steps = (seeded / "messages.txt").read_text().splitlines()
    assert steps == ["Reading the sources", "Analysing: 0 of 1 shards", "Publishing"]
    assert "\x1b" not in output


def test_each_command_has_help_with_examples() -> None:
    listed, _ = detente("--help")
    for command in COMMANDS:
        assert re.search(rf"^  {command} +\S", listed, re.MULTILINE)
        assert examples(command), command


def examples(command: str) -> list[str]:
    text, _ = detente(command, "--help")
    block = text.partition("Examples:\n")[2].partition("\n\n")[0]
    return [line.strip() for line in block.splitlines()]


@pytest.mark.parametrize("command", [command for command in COMMANDS if command != "serve"])  # test_schedule.py
def test_examples_do_what_they_say(command: str, here: Path) -> None:
    text = (SEEDS / "lavrov-trump-meeting-2017-05.txt").read_text()
    (here / "archive").mkdir()
    (here / "archive" / "one.txt").write_text(text)
    (here / "articles.csv").write_text(
        'body,day\n"The minister said that ties with Washington will improve.",2021-06-16\n'
    )
    (here / "article.html").write_text(f"<html><body><article><p>{text[:3000]}</p></article></body></html>")
    subprocess.run(
        'printf \'{"text": "Ties will improve, Lavrov said."}\' | gzip > corpus.jsonl.gz', shell=True, check=True
    )
    (here / "overrides.csv").write_text(
        "who,actor,kind,side,document,outlet,since,until,note\nlavrov,sergei-lavrov,,,,,,,\n"
    )
    label = '"speaker": "Lavrov", "via": null, "spans": [[0, 9]], "relevance": 2, "stance": 1'
    (here / "labels.jsonl").write_text(f'{{"doc": "lavrov-trump-meeting-2017-05", "paragraph": 4, {label}}}\n')
    if command == "evaluate":
        filled = detente("sample", "-n", "1")[0].replace(",,,,,,", ",-,,,,,")
        (here / "sheet.csv").write_text(filled)
    shutil.copy("detente.duckdb", "press.duckdb")
    statement_id = str(as_json("statements", "--actor", "Lavrov")[0]["statement_id"])
    for example in examples(command):
        line = example.replace("0123456789abcdef0123", statement_id).replace("0123456789ab", statement_id[:12])
        given = None
        if "|" in line:
            given = "The foreign minister said on Monday that relations with the United States will improve."
            line = line.partition("|")[2]
        name, *arguments = shlex.split(line)
        assert name == "detente"
        if command == "run" and "--direct" not in arguments:
            arguments.append("--direct")  # with Prefect: test_flow.py
        output, _ = detente(*arguments, given=given)
        assert output or "--quiet" in arguments, example


def test_version() -> None:
    assert re.fullmatch(r"detente \d+\.\d+\.\d+\n", detente("--version")[0])


def test_actors(here: Path) -> None:
    rows = as_json("actors")
    assert {"Sergei Lavrov", "Donald Trump"} <= {str(row["actor"]) for row in rows}
    assert {"optimism", "optimism_low", "optimism_high", "statements", "optimism_reported"} <= set(rows[0])
    table, _ = detente("actors")
    assert all(str(row["actor"]).split()[0] in table for row in rows)


def test_database_by_option_and_by_environment(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = as_json("actors")
    shutil.move("detente.duckdb", "moved.duckdb")
    assert "moved.duckdb" not in detente("actors", code=2)[1]
    assert as_json("actors", "--database", "moved.duckdb") == expected
    monkeypatch.setenv("DETENTE_DATABASE", "moved.duckdb")
    assert as_json("actors") == expected


def test_statements_and_explain(here: Path) -> None:
    rows = as_json("statements", "--actor", "sergei-lavrov")
    table, _ = detente("statements", "--actor", "Lavrov")
    assert all(str(row["statement_id"]) in table for row in rows)
    for row in rows[:12]:
        (told,) = as_json("explain", str(row["statement_id"]))
        plain, _ = detente("explain", str(row["statement_id"]))
        words = " ".join(plain.split())
        assert told["actor"] == "Sergei Lavrov"
        assert told["stance"] == row["stance"]
        evidence = told["evidence"]
        assert isinstance(evidence, list)
        for number, piece in enumerate(evidence, 1):
            assert f"[{number}: " in words
            assert piece["frame"] in words
        if row["relevance"]:
            assert f"= {row['stance']:+.3f}" in words or row["stance"] == 0
            assert f"= {row['optimism']:+.3f}" in words
        else:
            assert "left out of the means" in words


def test_a_narrow_terminal_shows_the_same(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(show, "WIDE", 80)
    narrow, _ = detente("statements", "--actor", "Lavrov")
    words = narrow.split()
    for row in as_json("statements", "--actor", "Lavrov"):
        assert row["statement_id"] in words
        assert " ".join(str(row["text"]).split()) in " ".join(words)
    table, _ = detente("actors")
    assert "Sergei Lavrov" in table
    assert "│" not in table
    monkeypatch.setattr(show, "WIDE", 40)
    assert "Sergei Lavrov" in detente("actors")[0]


def test_explain_in_colour(here: Path) -> None:
    row = max(as_json("statements", "--actor", "Lavrov"), key=lambda row: abs(float(str(row["stance"]))))
    program = f"{shlex.join(PROGRAM)} explain {row['statement_id']}"
    shown = subprocess.run(["script", "-qec", program, "/dev/null"], capture_output=True, text=True, check=True)
    assert "\x1b[1;4;3" in shown.stdout  # evidence: bold, within what is said, green or red
    assert "[1: " not in shown.stdout


def test_query(here: Path) -> None:
    assert as_json(
        "query", "SELECT 1 AS one, NULL AS none, 'nan'::DOUBLE AS nan, DATE '2021-06-16' AS day, [1.5] AS list"
    ) == [{"one": 1, "none": None, "nan": None, "day": "2021-06-16", "list": [1.5]}]
    before = as_json("query", "SELECT optimism FROM actor_optimism ORDER BY actor_id")
    after = as_json(
        "query", "CREATE TEMP MACRO stance_share() AS 0; SELECT optimism FROM actor_optimism ORDER BY actor_id"
    )
    assert before != after
    output, messages = detente("query", "FROM range(1000)")
    assert len(output.splitlines()) == cli.ROWS + 2
    assert "first 200 rows" in messages
    assert detente("query", "-", given="SELECT 41 + 1 AS answer")[0].split() == ["answer", "─" * 6, "42"]


@pytest.mark.parametrize(
    "sql",
    [
        "SELEC 1",
        "FROM nowhere",
        "FROM read_csv('seeds/lavrov-trump-meeting-2017-05.txt')",
        "COPY documents TO 'stolen.csv'",
        "ATTACH 'other.duckdb'",
        "DELETE FROM documents",
        "SET enable_external_access = true",
        "INSTALL httpfs",
    ],
)
def test_query_reads_this_database_only(here: Path, sql: str) -> None:
    files = sorted(here.iterdir())
    before = Path("detente.duckdb").read_bytes()
    output, messages = detente("query", sql, code=2)
    assert output == ""
    assert re.fullmatch(r"detente: .+\n", messages)
    assert sorted(here.iterdir()) == files
    assert Path("detente.duckdb").read_bytes() == before


@pytest.mark.parametrize("width", [60, 100, 160])
def test_a_query_too_wide_for_the_terminal_is_printed_row_by_row(
    here: Path, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setattr(show, "WIDE", width)
    output, _ = detente("query", "FROM scored_statements ORDER BY statement_id LIMIT 2")
    first, second = as_json("query", "FROM scored_statements ORDER BY statement_id LIMIT 2")
    lines = output.splitlines()
    assert max(map(len, lines)) <= width
    assert [line for line in lines if line.startswith("row ")] == ["row 1", "row 2"]
    for row in (first, second):
        assert re.search(rf"^statement_id +{row['statement_id']} *$", output, re.MULTILINE)
        stance = f"{row['stance']:.4f}".rstrip("0").rstrip(".")
        assert re.search(rf"^stance +{re.escape(stance)} *$", output, re.MULTILINE)
    narrow, _ = detente("query", "SELECT actor, side, text FROM scored_statements LIMIT 2")
    assert narrow.split()[:3] == ["actor", "side", "text"]


@pytest.mark.parametrize("arguments", [["statements", "--actor", "\udcff"], ["explain", "\udcff"], ["query", "\udcff"]])
def test_arguments_that_are_no_text(here: Path, arguments: list[str]) -> None:
    _, messages = detente(*arguments, code=2)
    assert "is not UTF-8" in messages
    assert "duckdb" not in messages


def test_explain_takes_the_beginning_of_an_id(here: Path) -> None:
    rows = as_json("statements", "--actor", "Lavrov")
    (whole,) = as_json("explain", str(rows[0]["statement_id"]))
    assert as_json("explain", str(rows[0]["statement_id"])[:12]) == [whole]
    assert " or " in detente("explain", "", code=2)[1]
    assert "there is no statement" in detente("explain", "xyz", code=2)[1]


def test_overrides_move_statements_and_can_be_taken_back(here: Path) -> None:
    before = as_json("actors")
    columns = "who,actor,kind,side,document,outlet,since,until,note"
    Path("o.csv").write_text(f"{columns}\nSergei Lavrov,Boris Zorin,,RU,,,,,a test\nnobody,Boris Zorin,,,,,,,\n")
    output, messages = detente("override", "o.csv")
    assert messages == "detente: warning: o.csv:3: no stored statement is of 'nobody' there\n"
    moved = {row["actor"]: row for row in as_json("actors")}
    assert "Sergei Lavrov" not in moved
    row = as_json("statements", "--actor", "Lavrov")[0]
    assert row["actor"] == "Boris Zorin"
    assert "the analysis found Sergei Lavrov" in detente("explain", str(row["statement_id"]))[0]
    again, _ = detente("override", "o.csv")
    assert again == output
    detente("run", "seeds", "--direct", "--quiet")
    assert {row["actor"]: row for row in as_json("actors")} == moved, "a later run keeps to them"
    assert detente("override", "--clear")[0].startswith("0 statements")
    assert as_json("actors") == before


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("who,actor\nx,y\n", "o.csv:1: the columns are who, actor; must be who, actor, kind"),
        ("{columns}\n,y,,,,,,,\n", "o.csv:2: who is empty"),
        ("{columns}\nx,,,,,,,,\n", "o.csv:2: actor is empty"),
        ("{columns}\nx,y,man,,,,,,\n", "o.csv:2: kind is 'man', must be one of"),
        ("{columns}\nx,y,,EU,,,,,\n", "o.csv:2: side is 'EU', must be one of"),
        ("{columns}\nx,y,,,,,2017,,\n", "o.csv:2: since is '2017', must be a day"),
        ("{columns}\nx,y,,,,,2017-02-01,2017-01-01,\n", "o.csv:2: until 2017-01-01 comes before"),
        (None, "o.csv: no such"),
    ],
)
def test_overrides_that_cannot_be_used(here: Path, content: str | None, message: str) -> None:
    if content is not None:
        Path("o.csv").write_text(content.format(columns="who,actor,kind,side,document,outlet,since,until,note"))
    before = Path("detente.duckdb").read_bytes()
    output, messages = detente("override", "o.csv", code=2)
    assert output == ""
    assert messages.startswith("detente: ")
    assert message in messages
    assert Path("detente.duckdb").read_bytes() == before
    assert "Usage" in detente("override", code=2)[1]


# What somebody might do to the file, and the line that tells.
CORRUPTIONS = {
    "UPDATE quotations SET char_start = char_start + 1": "offsets: quotation {id}: paragraph {id} has other words",
    "UPDATE evidence SET char_end = char_end + 1": "offsets: evidence of statement",
    "UPDATE mentions SET text = 'x'": "offsets: mention in statement",
    "UPDATE quotations SET char_end = 99999": "are none of paragraph",
    "UPDATE paragraphs SET kind = 'heading'": "which is heading",
    "UPDATE paragraphs SET text = 'Something else'": "has other words at",
    "UPDATE statements SET stance = 0.9": "stance: statement {id}: stance is 0.9, its evidence makes",
    "UPDATE evidence SET weight = -weight": "stance: statement",
    "DELETE FROM evidence": "stance: statement",
    "UPDATE statements SET stance = 2": "is off the scale",
    "UPDATE statements SET relevance = 0": "is unrelated (relevance 0), yet has the stance",
    "UPDATE evidence SET weight = 'nan'": "ranges: evidence of statement",
    "UPDATE actors SET kind = 'alien'": "ranges: actor",
    "UPDATE quotations SET mode = 'sung'": "there is no mode sung",
    "DELETE FROM quotations": "references: statement {id}: has no quotation",
    "DELETE FROM paragraphs": "references: quotation",
    "DELETE FROM documents": "references: paragraph",
    "DELETE FROM statements": "references: evidence of statement {id}: the statement is not stored",
    "DELETE FROM actors": "is not stored",
    "UPDATE statements SET via_actor_id = 'nobody'": "references: statement {id}: its messenger nobody is not stored",
    "DELETE FROM runs": "references: document",
    "DELETE FROM actor_aliases; INSERT INTO actor_aliases VALUES ('x', 'y')": "references: alias x: its actor y",
    "UPDATE statements SET repeat_of = 'x'": "the statement x that it repeats is not stored",
    "UPDATE statements SET repeat_of = statement_id": "repeats: statement {id}: repeats",
    "UPDATE statements SET text = text || '.'": "spans: statement {id}: its text is not that of its quotations",
    "INSERT INTO quotations SELECT * REPLACE ('q' AS quotation_id) FROM quotations LIMIT 1": "quotations overlap",
    "INSERT INTO statements FROM statements": "unique_ids: statement {id}: stands 2 times",
    "INSERT INTO documents FROM documents": "unique_ids: document",
    "INSERT INTO actors FROM actors": "unique_ids: actor",
    "INSERT INTO paragraphs FROM paragraphs": "unique_ids: paragraph",
    "INSERT INTO mentions FROM mentions": "unique_ids: mention",
}


@pytest.mark.parametrize(("change", "line"), CORRUPTIONS.items())
def test_check_tells_what_is_wrong_with_a_file(seeded: Path, tmp_path: Path, change: str, line: str) -> None:
    database = tmp_path / "x.duckdb"
    shutil.copy(seeded / "detente.duckdb", database)
    for given in ((str(database),), ("--database", str(database))):
        assert detente("check", *given)[0].startswith("No fault. Checked: documents 1, statements ")
    with duckdb.connect(database) as connection:
        connection.execute(change)
    output, messages = detente("check", str(database), code=1)
    assert messages == ""
    assert re.search(re.escape(line).replace(r"\{id\}", r"\w+"), output)
    assert all(re.match(r"\w+: \w", told) for told in output.splitlines())


def test_text_never_commands_the_terminal(here: Path) -> None:
    nasty = "\x1b[31mred\x1b[0m \x9b2J [bold]not bold[/bold] \u202eright to left\x07 :smile:"
    article = here / "nasty.txt"
    article.write_text(f"Talks\n\n“Relations with Washington will improve, {nasty},” said Ivan [red]Petrov[/red].\n")
    output, _ = detente("analyse", str(article))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", output)
    for line in (show.clean(nasty), str(show.clean("a\tb\nc"))):
        assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e]", line)
    quoted = nasty.replace("'", "''")
    output, _ = detente("query", f"SELECT '{quoted}' AS \"[red]x[/red]\"")
    assert "[bold]not bold[/bold]" in output
    assert ":smile:" in output
    assert "[red]x[/red]" in output
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", output)
    raw, _ = detente("query", f"SELECT '{quoted}' AS x", "--json")
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", raw)
    assert json.loads(raw) == [{"x": nasty}]


# Bad input


def nothing(_: Path) -> None:
    """Leave the place as it is."""


def no_database(path: Path) -> None:
    path.write_text("not a database, but long enough to look like something\n")


def state(folder: Path) -> dict[Path, tuple[int, ...]]:
    stats = {path: path.stat() for path in folder.rglob("*")}
    return {path: (stat.st_size, stat.st_mtime_ns, stat.st_mode) for path, stat in stats.items()}


def newer(path: Path) -> None:
    detente("run", "seeds", "--direct", "--database", str(path))
    with duckdb.connect(path) as connection:
        connection.execute("INSERT INTO migrations SELECT 999, 'future', now()")


def read_only(path: Path) -> None:
    shutil.copy("detente.duckdb", path)
    path.chmod(0o444)


@pytest.mark.parametrize(
    ("arguments", "prepare", "message"),
    [
        (["missing.txt"], nothing, "missing.txt: no such file"),
        (["seeds", "missing/"], nothing, "missing/: no such file"),
        (["*.nothing"], nothing, "*.nothing: matches no file"),
        (["seeds", "--knowledge", "missing"], nothing, "missing: no such folder"),
        (["seeds", "--column", "body=text"], nothing, "'body'"),
        (["seeds"], no_database, "is not a DuckDB file"),
        (["seeds"], newer, "newer schema"),
        (["seeds"], read_only, "read-only"),
        (["seeds"], Path.mkdir, "is a folder"),
    ],
)
@pytest.mark.parametrize("mode", [["--direct"], [], ["--dry-run"]])
def test_what_cannot_run_says_so_and_writes_nothing(
    here: Path, arguments: list[str], prepare: Callable[[Path], None], message: str, mode: list[str]
) -> None:
    database = here / "press.duckdb"
    prepare(database)
    before = state(here)
    output, messages = detente("run", *arguments, *mode, "--database", str(database), "--quiet", code=2)
    assert output == ""
    assert re.fullmatch(r"detente: .+\n", messages)
    assert message in messages
    assert state(here) == before


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", "seeds", "--runner", "ray"],
        ["run", "seeds", "--workers", "0"],
        ["run", "seeds", "--column", "x"],
        ["nope"],
    ],
)
def test_wrong_usage(here: Path, arguments: list[str]) -> None:
    _, messages = detente(*arguments, code=2)
    assert "Usage:" in messages


def test_bad_files_are_counted_and_the_run_goes_on(here: Path) -> None:
    bad = here / "bad"
    bad.mkdir()
    (bad / "empty.txt").write_text("")
    (bad / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (bad / "columns.csv").write_text("a,b\n1,2\n")
    (bad / "lines.jsonl").write_text('{"text": "Ties will improve, Sergei Lavrov said."}\n{"text": \n')
    (bad / "russian.txt").write_text("Министр иностранных дел России заявил, что отношения с США улучшатся. " * 9)
    output, messages = detente("run", "bad", "--direct", "--database", "bad.duckdb")
    assert re.search(r"^1 document, 5 rejected, \d+ statements? added\.$", output, re.MULTILINE)
    *some, warning = messages.splitlines()[-4:]
    assert [line.split(": ")[2] for line in some] == ["bad/binary.txt", "bad/columns.csv", "bad/empty.txt"]
    assert warning.startswith("detente: warning: 5 sources could not be used; detente query ")
    query = shlex.split(warning.partition("; ")[2].removesuffix(" says why"))[1:]
    reasons = {str(row["source"]): str(row["reason"]) for row in as_json(*query, "--database", "bad.duckdb")}
    assert set(reasons) == {
        f"bad/{name}" for name in ("empty.txt", "binary.txt", "columns.csv", "lines.jsonl#2", "russian.txt")
    }


def test_nothing_readable_is_a_failure(here: Path) -> None:
    (here / "empty.txt").write_text("")
    _, messages = detente("run", "empty.txt", "--direct", "--quiet", "--database", "none.duckdb", code=1)
    assert messages.splitlines()[-1] == "detente: nothing could be read"
    assert as_json("query", "SELECT reason FROM rejections", "--database", "none.duckdb") == [{"reason": "empty"}]
    assert detente("analyse", "empty.txt", code=1)[1].startswith("detente: warning: empty.txt: empty")
    assert detente("analyse", "missing.txt", code=2)[1].startswith("detente: missing.txt: no such file")


@pytest.mark.parametrize(
    "command", [["actors"], ["statements", "--actor", "x"], ["explain", "x"], ["query", "SELECT 1"]]
)
def test_commands_that_read_need_a_database(tmp_path: Path, command: list[str]) -> None:
    missing = tmp_path / "missing.duckdb"
    assert "there is no such database" in detente(*command, "--database", str(missing), code=2)[1]
    missing.write_text("something else altogether")
    assert "is not a DuckDB file" in detente(*command, "--database", str(missing), code=2)[1]


def test_a_run_needs_a_source(here: Path) -> None:
    _, messages = detente("run", "--database", "new.duckdb", code=2)
    assert messages == "detente: no source given; name files, folders or globs, or - for standard input\n"
    assert not Path("new.duckdb").exists()


def test_a_dry_run_says_how_much_is_scored_anew(here: Path) -> None:
    Path("own").mkdir()
    Path("own/words.csv").write_text("class,words\nconjunction,and|or|but|nor|yet|&|plus\n")
    output, _ = detente("run", "--rescore", "--knowledge", "own", "--dry-run")
    assert output == (
        "0 files would be read in 0 shards by 1 worker; detente.duckdb would be updated, "
        "1 of its documents scored anew.\n"
    )


def test_a_dry_run_writes_nothing(here: Path) -> None:
    before = sorted(here.iterdir())
    output, _ = detente("run", "seeds", "--dry-run", "--database", "new.duckdb")
    assert output.splitlines() == [
        "seeds/lavrov-trump-meeting-2017-05.txt",
        "1 file would be read in 1 shard by 1 worker; new.duckdb would be made.",
    ]
    assert sorted(here.iterdir()) == before


def test_a_reader_that_has_enough_is_no_trouble(here: Path) -> None:
    program = f"{shlex.join(PROGRAM)} query 'FROM range(100000)' --json | head -n 1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout == "[\n"
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("signalled", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("runner", ["process", "thread"])
def test_an_interrupted_run_stops_and_leaves_no_trace(here: Path, signalled: signal.Signals, runner: str) -> None:
    with (here / "corpus.jsonl").open("w") as file:
        for number in range(4000):
            text = f"“Relations with Moscow will improve,” Joe Biden said on day {number}.\n" * 40
            file.write(json.dumps({"text": text}) + "\n")
    files = sorted(here.iterdir())
    before = Path("detente.duckdb").read_bytes()
    arguments = ["run", "corpus.jsonl", "--direct", "--runner", runner, "--workers", "2"]
    with subprocess.Popen([*PROGRAM, *arguments], stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        assert process.stderr is not None
        while not process.stderr.readline().startswith("Analysing"):
            pass
        time.sleep(1.5)
        os.killpg(process.pid, signalled)
        messages = process.stderr.read()
        code = process.wait(20)
    assert code == 128 + signalled
    assert "Traceback" not in messages
    assert sorted(here.iterdir()) == files
    assert Path("detente.duckdb").read_bytes() == before


def test_a_full_disk_is_said_so_and_nothing_is_written(here: Path) -> None:
    before = sorted(here.iterdir())
    program = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024)); from flows.cli import main; main()"
    )
    command = [sys.executable, "-c", program, "run", "seeds", "--direct", "--quiet", "--database", "new.duckdb"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert re.fullmatch(r"detente: .*nothing is published: .*\n", done.stderr)
    assert sorted(here.iterdir()) == before


def test_analyse_in_a_process_of_its_own(here: Path) -> None:
    arguments = ["analyse", "seeds/lavrov-trump-meeting-2017-05.txt", "--json"]
    done = subprocess.run([*PROGRAM, *arguments], capture_output=True, text=True, check=True)
    spoken = json.loads(done.stdout)
    assert {"actor", "modes", "stance", "sentiment", "relevance", "text"} <= set(spoken[0])
    assert "Sergei Lavrov" in {row["actor"] for row in spoken}


def test_only_run_waits_for_prefect() -> None:
    program = "import sys, flows.cli, flows.job; sys.exit('prefect' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize(
    ("words", "at", "offered"), [("detente st", 1, "statements"), ("detente run --dat", 2, "--database")]
)
def test_the_shell_completes(words: str, at: int, offered: str) -> None:
    asked = os.environ | {"_DETENTE_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(at)}
    program = Path(sys.executable).with_name("detente")  # completion goes by the name of the command
    done = subprocess.run([program], env=asked, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [offered]
