"""landing.json: what says the format of landing, written in one step, and read before anything is written."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path

import pytest

from connectors.errors import HomeDamaged
from connectors.formats import LANDING, NewerFormat
from connectors.landing.about import About, read_about, require_known, write_about
from connectors.landing.landing import Landing
from connectors.landing.walk import Record
from tests.worlds.landed import A, Killed, land, payloads

CUT = datetime(2025, 1, 1)


def test_landing_says_its_format_from_its_first_run_on(tmp_path: Path) -> None:
    assert read_about(tmp_path / "landing") == About(0)
    Landing(tmp_path / "landing").take_up()
    assert json.loads((tmp_path / "landing" / "landing.json").read_text("utf-8")) == {
        "format": LANDING,
        "whole_from": {},
    }


def test_landing_of_before_there_were_formats_is_read_and_says_its_format_then(tmp_path: Path) -> None:
    land(Landing(tmp_path), Record("1", A))
    assert read_about(tmp_path).version == 0
    again = Landing(tmp_path)
    assert again.take_up().version == LANDING
    assert payloads(again) == [A]
    assert read_about(tmp_path).version == LANDING


def test_what_is_said_once_is_not_written_again(tmp_path: Path) -> None:
    write_about(tmp_path, About(LANDING, {"jira_issue": CUT}))
    before = (tmp_path / "landing.json").stat()
    assert Landing(tmp_path).take_up() == About(LANDING, {"jira_issue": CUT})
    assert (tmp_path / "landing.json").stat() == before


def test_landing_of_a_newer_baton_is_refused_by_name(tmp_path: Path) -> None:
    newer = {"format": LANDING + 1, "anything": "else"}
    (tmp_path / "landing.json").write_text(json.dumps(newer), encoding="utf-8")
    for refuse in (Landing(tmp_path).take_up, lambda: require_known(tmp_path)):
        with pytest.raises(NewerFormat) as refused:
            refuse()
        assert refused.value.exit_code == 2
        assert str(refused.value) == (
            f"{tmp_path}/landing.json has format {LANDING + 1}, and {LANDING} is the newest that this Baton "
            "knows: update the checkout to the version that wrote it, and `make setup`, or give this one a "
            "home of its own (--home, BATON_HOME)"
        )
    assert json.loads((tmp_path / "landing.json").read_text("utf-8")) == newer


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "one", "whole_from": {}}', '{"format": 1}'])
def test_a_damaged_file_is_named_and_not_written_over(tmp_path: Path, text: str) -> None:
    (tmp_path / "landing.json").write_text(text, encoding="utf-8")
    with pytest.raises(HomeDamaged, match=r"/landing\.json is damaged: put a copy of it back"):
        Landing(tmp_path).take_up()
    assert (tmp_path / "landing.json").read_text("utf-8") == text


@pytest.mark.parametrize("is_done", [False, True], ids=["before", "after"])
def test_killed_at_its_rename_it_is_there_or_not_and_the_next_run_ends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_done: bool
) -> None:
    land(Landing(tmp_path), Record("1", A))
    rename = os.rename

    def killed(origin: Path, target: Path) -> None:
        if is_done:
            rename(origin, target)
        raise Killed

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(os, "rename", killed)
        Landing(tmp_path).take_up()
    assert read_about(tmp_path).version == (LANDING if is_done else 0)
    assert Landing(tmp_path).take_up().version == LANDING
    assert payloads(Landing(tmp_path)) == [A]
