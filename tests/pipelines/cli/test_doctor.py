"""`baton doctor` says what was found, and its exit code whether numbers can be trusted."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from connectors.sandbox.server.process import TOKEN, USER
from connectors.sandbox.server.server import serve
from pipelines.cli.main import main
from tests.worlds.landed_jira import ESTIMATE, TEAM, HandMade, item, march
from tests.worlds.night import Home
from tests.worlds.small_world import END, small_world

Doctor = Callable[..., tuple[int, str, str]]


@pytest.fixture
def doctor(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Doctor:
    for name in ("BATON_ORGANIZATION", "BATON_HOME"):
        monkeypatch.delenv(name, raising=False)

    def doctor(home: Path, *arguments: str) -> tuple[int, str, str]:
        capfd.readouterr()
        with pytest.raises(SystemExit) as end:
            main(["doctor", "--home", str(home), *arguments])
        printed = capfd.readouterr()
        return int(end.value.code or 0), printed.out, printed.err

    return doctor


def lines(out: str, *words: str) -> list[list[str]]:
    """Lines that hold all of these words, as their words."""
    return [line.split() for line in out.splitlines() if all(word in line for word in words)]


def sound() -> HandMade:
    jira = HandMade()
    ticket = jira.issue(
        1, "PAY-1", status=jira.status("3"), **{ESTIMATE: 3, TEAM: {"id": "u", "name": "Data"}}
    )
    jira.change(ticket, 11, march(2), item("status", "1", "3"))
    return jira


def test_a_sound_home_is_shown_and_ends_with_0(doctor: Doctor, tmp_path: Path) -> None:
    Home(tmp_path).run_with(sound().sources())
    code, out, err = doctor(tmp_path)
    assert (code, err) == (0, "")
    assert out.startswith("By hand as of 2025-03-31 09:00 UTC, complete.\n")
    assert lines(out, "jira", "Cloud 1001") == [
        ["jira", "Cloud", "1001", "3", "of", "3", "2025-03-31", "09:00", "1", "0", "0"]
    ]
    [points] = lines(out, "points", ESTIMATE)
    assert points[-7:] == ["(" + ESTIMATE + ")", "type", "1", "1", "100", "%", "PAY"]


def test_what_makes_numbers_doubtful_is_listed_and_ends_with_3(doctor: Doctor, tmp_path: Path) -> None:
    jira = sound()
    broken = jira.issue(
        2, "PAY-2", status={"id": "99", "name": "Limbo"}, **{TEAM: {"id": "x", "name": "Ops"}}
    )
    jira.change(broken, 21, march(3), item("status", "5", "3"), author="acc-eve")
    jira.streams["jira_user"] = [
        {"id": "acc-eve", "accountId": "acc-eve", "accountType": "atlassian", "displayName": "Eve [x]"}
    ]
    jira.streams["skipped"] = [
        {"id": "site jira_comment 5", "scope": "site", "stream": "jira_comment", "reason": "has no shape"}
    ]
    home = Home(tmp_path)
    home.run_with(jira.sources(fields=", fields: {sprint: customfield_7}"))
    code, out, err = doctor(tmp_path)
    assert code == 3
    assert err == "baton: 6 findings make numbers doubtful\n"
    found = home.sql("select kind, subject, found_count from data_quality where is_doubtful order by all")
    assert found == [
        ("account_without_team", "actions", 1),
        ("chain_broken", "status", 1),
        ("field_unknown", "customfield_7", 1),
        ("record_skipped", "jira_comment", 1),
        ("status_without_meaning", "Limbo", 1),
        ("team_value_unclaimed", "Team field", 1),
    ]
    [(message,)] = home.sql("select message from data_quality where kind = 'team_value_unclaimed'")
    assert message.endswith("Values: 1; the most frequent: Ops (1)")
    assert ["jira", "Ops", "1"] in lines(out, "jira", "Ops", "1")
    for kind, subject, _ in found:
        assert lines(out, kind.replace("_", " "), subject, "yes"), kind
    assert lines(out, "acc-eve", "Eve [x]")[0][-3:] == ["1", "1", "2025-03-03"]
    assert lines(out, "PAY-2", "status", "end")
    assert not [
        row for (row,) in home.sql("select message || subject from data_quality") if "eve" in row.lower()
    ]


def test_what_is_little_each_and_much_together_is_summed_up_and_doubtful(
    doctor: Doctor, tmp_path: Path
) -> None:
    jira = HandMade()
    for number in range(1, 201):
        status = {"id": str(100 + number), "name": f"Odd {number:02}"} if number <= 12 else jira.status("3")
        # 30 values of the Team field, on two tickets each, but the last, which is on three.
        team = f"Guild {(number - 1) // 2:02}" if number <= 60 else "Guild 29" if number == 61 else "Data"
        jira.issue(
            number, f"PAY-{number}", status=status, **{ESTIMATE: 3, TEAM: {"id": team.lower(), "name": team}}
        )
    home = Home(tmp_path)
    home.run_with(jira.sources())
    code, out, err = doctor(tmp_path)
    assert (code, err) == (3, "baton: 13 findings make numbers doubtful\n")
    found = home.sql(
        "select subject, found_count, of_count, is_doubtful, message from data_quality "
        "where kind = 'team_value_unclaimed'"
    )
    assert found == [
        (
            "Team field",
            61,
            200,
            True,
            "tickets have a value in the Team field that no team claims (owns: jira_team_values). "
            "Values: 30; the most frequent: Guild 29 (3), Guild 00 (2), Guild 01 (2)",
        )
    ]
    each = home.sql(
        "select count(*), max(found_share) < 0.01, bool_and(is_doubtful) from data_quality "
        "where kind = 'status_without_meaning'"
    )
    assert each == [(12, True, True)]
    [statuses] = lines(out, "status without meaning")
    assert " ".join(statuses).startswith(
        "jira status without meaning 12 subjects, such as Odd 01, Odd 02, Odd 03 12 200 yes"
    )
    values = out.partition("Values of the Team field that no team claims")[2].partition("Accounts that")[0]
    assert [line.split() for line in values.splitlines() if "Guild" in line][:2] == [
        ["jira", "Guild", "29", "3"],
        ["jira", "Guild", "00", "2"],
    ]
    assert values.count("Guild") == 20


def test_little_in_all_is_said_and_not_doubtful(doctor: Doctor, tmp_path: Path) -> None:
    jira = HandMade()
    for number in range(1, 101):
        team = f"Guild {number}" if number <= 10 else "Data"
        jira.issue(
            number,
            f"PAY-{number}",
            status=jira.status("3"),
            **{ESTIMATE: 3, TEAM: {"id": team.lower(), "name": team}},
        )
    home = Home(tmp_path)
    home.run_with(jira.sources())
    assert doctor(tmp_path)[0] == 0
    assert home.sql(
        "select found_count, found_share, is_doubtful from data_quality where kind = 'team_value_unclaimed'"
    ) == [(10, 0.1, False)]


def test_what_names_hold_steers_no_terminal(doctor: Doctor, tmp_path: Path) -> None:
    evil = "\x1b[31mOps\u202e [b]x"
    jira = HandMade()
    ticket = jira.issue(
        1, "PAY-1", status={"id": "99", "name": evil}, **{TEAM: {"id": "x", "name": evil}, ESTIMATE: 3}
    )
    jira.change(ticket, 11, march(3), item("status", "1", "99"), author="acc-eve")
    jira.streams["jira_user"] = [
        {"id": "acc-eve", "accountId": "acc-eve", "accountType": "atlassian", "displayName": evil}
    ]
    Home(tmp_path).run_with(jira.sources())
    _, out, err = doctor(tmp_path)
    assert out.count(r"\u001b[31mOps\u202e [b]x") >= 4
    assert not {"\x1b", "\u202e"} & set(out + err)


def test_before_anything_is_published_it_says_what_to_do(doctor: Doctor, tmp_path: Path) -> None:
    code, out, err = doctor(tmp_path)
    assert (code, out) == (2, "")
    assert err == f"baton: nothing is published in {tmp_path}/data/published yet: run `baton run` first\n"


def test_while_a_run_holds_the_warehouse_what_is_published_is_shown(doctor: Doctor, tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.run_with(sound().sources())
    holder = (
        "import duckdb, sys; db = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", holder, str(home.data / "warehouse.duckdb")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdin is not None
        assert process.stdout.readline() == "held\n"
        code, out, _ = doctor(tmp_path)
        process.stdin.close()
    assert code == 0
    assert "The warehouse is locked by a run that goes on" in out


def test_what_an_earlier_version_published_is_named_as_such(doctor: Doctor, tmp_path: Path) -> None:
    current = tmp_path / "data" / "published" / "current"
    current.mkdir(parents=True)
    with duckdb.connect(current / "baton.duckdb") as db:
        db.execute("create table publish_info as select 'x' as organization")
    code, _, err = doctor(tmp_path)
    assert code == 2
    assert "earlier version" in err


def test_first_contact_shows_account_projects_and_fields_or_who_does_not_answer(
    doctor: Doctor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Home(tmp_path).run_with(sound().sources())
    with serve(small_world(), END) as sandbox:
        path = tmp_path / "organization.yaml"
        path.write_text(
            "name: By hand\ntimezone: UTC\nsources:\n"
            f"  - {{name: jira, kind: jira, url: '{sandbox.jira_url}', user_env: U, token_env: T,\n"
            "     exclude_projects: [DATA], fields: {points: customfield_9}}\n"
            "  - {name: other, kind: jira, url: 'http://127.0.0.1:1', user_env: U, token_env: T}\n"
        )
        monkeypatch.setenv("U", USER)
        monkeypatch.setenv("T", TOKEN)
        code, out, err = doctor(tmp_path, "--sources", "--organization", str(path))
    assert code == 2
    assert "other" in err and "baton: jira:" not in err
    assert lines(out, "account:", "Sandbox reader")
    assert lines(out, "projects: 1 of 2 seen: PAY")
    assert lines(out, "fields: Team (customfield_10001)")
    assert (
        "organization.yaml:5: sources[jira].fields.points: there is no field 'customfield_9' on jira" in err
    )
