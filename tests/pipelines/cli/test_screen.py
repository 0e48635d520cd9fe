"""Names from Jira and GitHub steer no terminal: what would is written out, wherever a command writes."""

from __future__ import annotations

import ast
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from rich.table import Table
from rich.text import Text

from connectors.outcome import Description
from connectors.plain_text import harmless
from pipelines.cli import main as command
from pipelines.cli.screen import Screen
from pipelines.cli.terminal import TerminalWatcher
from pipelines.exit_codes import ExitCode, Failed
from tests.worlds.paths import CHECKOUT
from tests.worlds.terminal import Terminal

# A colour, a title of the window, a link, "what follows runs backwards", a C1 control, a bell.
EVIL = "\x1b[31mred\x1b]0;mine\x07\x1b]8;;http://x\x1b\\\u202egnp\u2066\u200f\x9b1m\r"
SHOWN = (
    r"\u001b[31mred\u001b]0;mine\u0007\u001b]8;;http://x\u001b" "\\" r"\u202egnp\u2066\u200f\u009b1m\u000d"
)


def steers(written: str) -> list[str]:
    """What in it steers a terminal, but rich's own colours."""
    return [
        f"{ord(one):x}"
        for one in written
        if (ord(one) < 32 and one not in "\n\t")
        or 127 <= ord(one) < 160
        or one in "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    ]


class Tty(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_what_steers_is_written_out_and_all_else_stays() -> None:
    assert harmless(EVIL) == SHOWN
    assert steers(SHOWN) == []
    plain = "Grüße, 東京, שלום, 🤖 a\u200db [x] \\n\n\t"
    assert harmless(plain) == plain
    assert harmless("\ud83d") == r"\ud83d"
    assert json.loads(harmless(json.dumps(EVIL, ensure_ascii=False))) == EVIL


@pytest.mark.parametrize(
    "write",
    [
        lambda screen: screen.print(EVIL),
        lambda screen: screen.print(Text(EVIL)),
        lambda screen: screen.line_of(EVIL, style="bold"),
        lambda screen: screen.print(grid(EVIL)),
        lambda screen: screen.print("[link=http://x]a[/link]" + EVIL),
    ],
)
def test_a_screen_shows_it_wherever_it_stands(write: Callable[[Screen], None]) -> None:
    written = io.StringIO()
    write(Screen(written))
    shown = "".join(written.getvalue().split())
    assert r"\u001b[31mred\u001b]0;mine" in shown and r"\u202egnp\u2066\u200f\u009b1m" in shown
    assert steers(written.getvalue()) == []


def grid(text: str) -> Table:
    table = Table("name", box=None)
    table.add_row(text)
    return table


def test_square_brackets_are_no_markup() -> None:
    written = io.StringIO()
    Screen(written).print(grid("[red]Team[/red] :smile:"))
    assert "[red]Team[/red] :smile:" in written.getvalue()


def test_progress_shows_it_too() -> None:
    written = Tty()
    watcher = TerminalWatcher(Screen(written))
    with watcher.watching():
        watcher.progress("jira", EVIL, 1, 2)
        watcher.warn(EVIL)
    assert SHOWN in written.getvalue()
    assert EVIL[:8] not in written.getvalue() and "\u202e" not in written.getvalue()


@pytest.mark.parametrize("is_expected", [True, False])
def test_an_error_shows_it_too(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], is_expected: bool
) -> None:
    def end(*arguments: object, **more: object) -> None:
        raise Failed(ExitCode.WRONG, [EVIL]) if is_expected else RuntimeError(EVIL)

    monkeypatch.setattr(command.cli, "main", end)
    with pytest.raises(SystemExit):
        command.main([])
    written = capfd.readouterr().err
    assert (SHOWN in written, steers(written)) == (True, [])


def test_what_a_source_says_of_itself_is_shown_so(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    from datetime import UTC, datetime

    from pipelines.cli import check
    from pipelines.cli.first_contact import FirstContact

    answer = Description("github", datetime(2025, 1, 1, tzinfo=UTC), (EVIL,))
    found = FirstContact({"github": answer}, [EVIL], [EVIL])
    monkeypatch.setattr(check, "first_contact", lambda settings: found)
    with pytest.raises(SystemExit):
        command.main(["check", "--sources", "--home", str(tmp_path)])
    printed = capfd.readouterr()
    assert (printed.out.count(SHOWN), printed.err.count(SHOWN)) == (2, 1)
    assert steers(printed.out + printed.err) == []


@pytest.fixture
def home(tmp_path: Path) -> Path:
    current = tmp_path / "data" / "published" / "current"
    current.mkdir(parents=True)
    with duckdb.connect(current / "baton.duckdb") as db:
        db.execute("create table status as select $1 as name", [EVIL])
    return tmp_path


@pytest.mark.parametrize("mode", ["--csv", "--json", "--markdown"])
def test_answers_of_sql_at_a_terminal_show_it(home: Path, mode: str) -> None:
    code = "from pipelines.cli.main import main; main()"
    with Terminal([sys.executable, "-c", code, "sql", "--home", str(home), mode, "from status"]) as terminal:
        pass
    screen = terminal.screen.replace("\r\n", "\n")
    assert (steers(screen), r"\u202egnp" in screen, r"\u001b[31m" in screen) == ([], True, True)


def test_errors_of_sql_at_a_terminal_show_it(home: Path) -> None:
    code = "from pipelines.cli.main import main; main()"
    query = "select name::integer from status"
    with Terminal([sys.executable, "-c", code, "sql", "--home", str(home), query]) as terminal:
        pass
    screen = terminal.screen.replace("\r\n", "\n")
    assert (terminal.code, "Conversion Error" in screen, steers(screen)) == (1, True, [])


def test_a_file_gets_what_was_asked_for(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    import subprocess

    code = "from pipelines.cli.main import main; main()"
    ended = subprocess.run(
        [sys.executable, "-c", code, "sql", "--home", str(home), "--json", "from status"],
        capture_output=True,
        check=True,
    )
    assert json.loads(ended.stdout) == [{"name": EVIL}]


def test_nothing_else_writes() -> None:
    """One place to write: no command prints, echoes or opens a console by itself."""
    others = [
        f"{path.name}:{node.lineno}"
        for path in sorted((CHECKOUT / "pipelines").rglob("*.py"))
        if path.name != "screen.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in ("print", "click.echo", "click.secho", "Console", "sys.stdout.write")
    ]
    assert others == []
