"""`baton report` on a published file."""

from __future__ import annotations

import webbrowser
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from connectors.sandbox.server.server import serve
from pipelines.cli.main import main
from tests.worlds.golden import AS_OF, golden_organization, golden_world
from tests.worlds.html_page import Page
from tests.worlds.night import Home

Report = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    directory = tmp_path_factory.mktemp("report")
    with serve(golden_world(), AS_OF) as sandbox:
        Home(directory).run(sandbox, golden_organization())
    yield directory


@pytest.fixture
def report(directory: Path, capfd: pytest.CaptureFixture[str]) -> Report:
    def report(*arguments: str, home: Path = directory) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            main(["report", "--home", str(home), *arguments])
        printed = capfd.readouterr()
        return int(end.value.code or 0), printed.out.rstrip("\n"), printed.err

    return report


def test_it_says_where_the_page_of_the_newest_night_is(report: Report, directory: Path) -> None:
    code, out, _ = report()
    assert (code, out) == (0, str(directory / "data" / "published" / "current" / "report.html"))
    page = Page(Path(out))
    assert "2025-W13, 2025-03-24 to 2025-03-30 · as of 2025-04-04 12:00 (America/New_York)" in page.text


@pytest.mark.parametrize("team", ["DATA", "data"])
def test_a_team_has_a_page_by_its_id_and_by_its_name(report: Report, team: str) -> None:
    code, out, _ = report("--team", team)
    assert code == 0
    assert Page(Path(out)).text.strip().startswith("DATA: where work waits")


def test_a_team_that_nobody_knows_is_an_error_that_names_those_there_are(report: Report) -> None:
    code, _, err = report("--team", "sales")
    assert (code, err) == (2, "baton: no team is called 'sales': teams are DATA, ML, PLAT, PROD\n")
    assert report("--team", "PLATT")[2] == "baton: no team is called 'PLATT': did you mean PLAT?\n"


def test_an_earlier_week_has_pages_that_say_that_they_are_about_it(report: Report, directory: Path) -> None:
    newest = (directory / "data" / "published" / "current" / "report.html").read_bytes()
    code, out, _ = report("--week", "2025-W11", "--team", "ML")
    assert code == 0
    page = Page(Path(out))
    assert "2025-W11, 2025-03-10 to 2025-03-16" in page.text
    assert "An earlier week, as it is known now" in page.text
    assert {row[1] for row in page.tables["velocity"]} == {"2025-W10", "2025-W11"}
    # What stands only as of now is no sentence about that week.
    assert {"40_tax", "50_open"}.isdisjoint({card.question for card in page.cards})
    assert (directory / "data" / "published" / "current" / "report.html").read_bytes() == newest


@pytest.mark.parametrize("week", ["2025-W10", "2025-W14"])
def test_the_first_week_and_the_running_one_have_pages_that_compare_nothing(
    report: Report, week: str
) -> None:
    code, out, err = report("--week", week)
    assert (code, err) == (0, "")
    page = Page(Path(out))
    assert f"{week}, " in page.text
    assert ("(not over)" in page.text) == (week == "2025-W14")
    [completed] = [card for card in page.cards if card.question == "30_velocity"]
    assert "no interval" in completed.basis


@pytest.mark.parametrize("week", ["2024-W01", "../../x", "last"])
def test_a_week_that_is_not_published_is_an_error_that_says_which_are(report: Report, week: str) -> None:
    code, _, err = report("--week", week)
    assert code == 2
    assert err == f"baton: no week is called {week!r}: weeks from 2025-W10 to 2025-W14 are published\n"


def test_open_shows_it_in_the_browser(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def browse(address: str) -> bool:
        opened.append(address)
        return True

    monkeypatch.setattr(webbrowser, "open", browse)
    code, out, _ = report("--open")
    assert code == 0
    assert opened == [Path(out).resolve().as_uri()]


def test_where_there_is_no_browser_the_path_is_said_all_the_same(
    report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webbrowser, "open", lambda address: False)
    code, out, err = report("--open")
    assert code == 1 and out.endswith("report.html")
    assert err == "baton: no browser was found here: open this file yourself\n"


def test_before_anything_is_published_it_says_what_to_do(report: Report, tmp_path: Path) -> None:
    code, _, err = report(home=tmp_path)
    assert (code, err) == (
        2,
        f"baton: nothing is published in {tmp_path}/data/published yet: run `baton run` first\n",
    )
