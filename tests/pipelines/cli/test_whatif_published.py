"""`baton whatif merge … --publish`: the tables of teams that are one, beside what everybody reads."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from connectors.places import Places
from connectors.sandbox.server.server import serve
from pipelines.cli.main import main
from tests.worlds.golden import AS_OF, golden_organization, golden_world
from tests.worlds.html_page import Page
from tests.worlds.night import Home

Baton = Callable[..., tuple[int, str, str]]
SENTENCE = "DATA and ML had always been one team"
MERGED = ("DATA", "ML")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """The worked example, and beside it what it would be if DATA and ML were one."""
    home = Home(tmp_path_factory.mktemp("whatif"))
    with serve(golden_world(), AS_OF) as sandbox:
        home.run(sandbox, golden_organization())
    before = files(home)
    with pytest.raises(SystemExit) as end:
        main(["whatif", "merge", "data", "ml", "--publish", "data-ml", "--home", str(home.data.parent)])
    assert end.value.code == 0
    assert {name: files(home).get(name) for name in before} == before
    yield home


@pytest.fixture
def baton(home: Home, capfd: pytest.CaptureFixture[str]) -> Baton:
    def baton(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            main([*arguments, "--home", str(home.data.parent)])
        printed = capfd.readouterr()
        return int(end.value.code or 0), printed.out, printed.err

    return baton


def files(home: Home) -> dict[str, Any]:
    """All that is landed and published, but for the folders, and where `current` leads."""
    kept = [*(home.data / "landing").rglob("*"), *(home.data / "published").rglob("*")]
    content = {str(path): path.read_bytes() for path in kept if path.is_file() and "whatif" not in path.parts}
    return {**content, "current": (home.data / "published" / "current").readlink()}


def supposed(home: Home, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(home.data / "published/whatif/data-ml/baton.duckdb", read_only=True) as db:
        return db.execute(query).fetchall()


def one(team: str) -> str:
    return "DATA" if team in MERGED else team


def test_handoffs_between_the_teams_are_none_and_all_others_are_what_they_were(home: Home) -> None:
    query = "select work_item_key, kind, from_team, to_team, released_at, outcome from handoff"
    happened = home.sql(query)
    assert [one(row[2]) == one(row[3]) for row in happened].count(True) == 6
    expected = Counter(
        (*row[:2], one(row[2]), one(row[3]), *row[4:]) for row in happened if one(row[2]) != one(row[3])
    )
    assert Counter(supposed(home, query)) == expected


def test_no_completion_is_lost_or_made(home: Home) -> None:
    query = "select team_id, week_starts_on, completed_count from team_week where completed_count > 0"
    expected: Counter[tuple[Any, ...]] = Counter()
    for team, week, count in home.sql(query):
        expected[one(team), week] += count
    assert {row[:2]: row[2] for row in supposed(home, query)} == expected


def test_the_first_team_stands_for_all_and_is_called_like_all(home: Home) -> None:
    teams = supposed(home, "select team_id, name, member_count from team where not is_pseudo order by 1")
    assert teams == [("DATA", "DATA + ML", 3), ("PLAT", "PLAT", 1), ("PROD", "PROD", 2)]


def test_the_tables_have_the_same_contract_and_say_that_they_are_a_what_if(home: Home) -> None:
    current, beside = home.data / "published" / "current", home.data / "published" / "whatif" / "data-ml"
    assert (beside / "contract.json").read_bytes() == (current / "contract.json").read_bytes()
    assert {path.name for path in beside.glob("*.parquet")} == {
        path.name for path in current.glob("*.parquet")
    }
    assert supposed(home, "select what_if, publish_id from publish_info") == [(SENTENCE, "data-ml")]
    assert home.sql("select what_if from publish_info") == [(None,)]
    assert json.loads((beside / "publish_info.json").read_text(encoding="utf-8"))["what_if"] == SENTENCE
    head = "What if, and not what happened: "
    pages = [beside / "report.html", *(beside / "team").iterdir()]
    assert [f"{head}{SENTENCE}" in Page(page).text for page in pages] == [True] * 4
    assert head not in Page(current / "report.html").text


def test_what_was_published_of_a_week_is_nothing_that_a_what_if_is_measured_by(home: Home) -> None:
    assert home.sql("select count(*) from weekly_figure") != [(0,)]
    assert supposed(home, "select count(*) from restatement") == [(0,)]
    assert supposed(
        home,
        "select count(*) from weekly_figure "
        "where first_value is distinct from latest_value or as_reported <> latest_value",
    ) == [(0,)]


def test_it_is_read_by_its_name_and_says_so_on_stderr(baton: Baton, home: Home) -> None:
    query = "select team_id from team where team_id = 'ML'"
    code, out, err = baton("sql", "--whatif", "data-ml", "--format", "csv", query)
    assert (code, out.split()) == (0, ["team_id"])
    assert err.startswith(f"What if, and not what happened: {SENTENCE}.\n")
    code, out, err = baton("sql", "--format", "csv", query)
    assert (code, out.split(), err) == (0, ["team_id", "ML"], "")


def test_its_pages_and_files_are_found_by_its_name(baton: Baton, home: Home) -> None:
    beside = Places(home.data).what_ifs / "data-ml"
    assert baton("report", "--whatif", "data-ml")[1].rstrip("\n") == str(beside / "report.html")
    code, out, _ = baton("report", "--whatif", "data-ml", "--team", "data")
    assert code == 0
    assert Page(Path(out.rstrip("\n"))).text.strip().startswith("What if: DATA + ML: where work waits")
    assert baton("path", "--whatif", "data-ml")[1].rstrip("\n") == str(beside.resolve())
    assert baton("report", "--whatif", "data-ml", "--team", "ml")[0] == 2
    code, _, err = baton("report", "--whatif", "data-ml", "--week", "2025-W11")
    assert (code, "leave --week out" in err) == (2, True)


@pytest.mark.parametrize("command", [["sql", "from team"], ["report"], ["path"]])
def test_a_what_if_that_nobody_published_is_an_error_that_names_those_there_are(
    baton: Baton, command: list[str]
) -> None:
    code, out, err = baton(*command, "--whatif", "../snapshots")
    assert (code, out) == (2, "")
    assert err == "baton: no what-if is published as '../snapshots': there are data-ml\n"


def test_what_ifs_are_listed_with_what_they_suppose(baton: Baton) -> None:
    assert baton("whatif", "list")[:2] == (0, f"data-ml: {SENTENCE}, as of 2025-04-04 16:00 UTC\n")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("data-ml", "a what-if is published as 'data-ml' already: `baton whatif remove data-ml` makes room"),
        ("../x", "'../x' is no name for a what-if"),
        ("", "'' is no name for a what-if"),
    ],
)
def test_a_name_that_is_taken_or_none_is_refused_before_anything_is_done(
    baton: Baton, name: str, message: str
) -> None:
    code, out, err = baton("whatif", "merge", "DATA", "PROD", "--publish", name)
    assert (code, out) == (2, "")
    assert message in err


def test_a_what_if_is_removed_by_its_name_and_nothing_else_is(baton: Baton, home: Home) -> None:
    places = Places(home.data)
    (places.what_ifs / "other").mkdir()
    assert baton("whatif", "remove", "other")[:2] == (0, "The what-if other is gone.\n")
    assert [path.name for path in places.what_ifs.iterdir()] == ["data-ml"]
    for name in ("other", "..", "../current"):
        code, _, err = baton("whatif", "remove", name)
        assert (code, err) == (2, f"baton: no what-if is published as {name!r}: there are data-ml\n")
    assert places.published_database.is_file()


def test_the_copy_that_it_was_derived_in_is_gone(home: Home) -> None:
    assert list(home.data.glob("whatif-*")) == []
