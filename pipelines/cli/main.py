"""The command `baton`.

Commands import what they need when they run: Dagster alone takes seconds, and `baton sql` needs none of it.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from importlib.metadata import version
from pathlib import Path
from typing import NoReturn

import click
from dotenv import load_dotenv

from connectors.errors import ExpectedError
from pipelines.cli.contract_commands import contract, describe
from pipelines.cli.digest import alerts, digest
from pipelines.cli.export import export
from pipelines.cli.mcp_command import mcp
from pipelines.cli.options import FILE, HOME, ORGANIZATION, is_debugging, settings_of
from pipelines.cli.organization_commands import check, init, schema
from pipelines.cli.path import path
from pipelines.cli.person_commands import erase, export_person
from pipelines.cli.prune import prune
from pipelines.cli.publish import publish
from pipelines.cli.report import report
from pipelines.cli.screen import say
from pipelines.cli.sql_command import sql
from pipelines.cli.status import status
from pipelines.cli.superset_command import superset
from pipelines.cli.system_errors import refusal
from pipelines.cli.whatif import whatif
from pipelines.exit_codes import ExitCode, Failed
from pipelines.settings import CHECKOUT
from pipelines.telemetry.json_lines import current, is_json, json_lines


@click.group(
    commands=[
        alerts,
        check,
        contract,
        describe,
        digest,
        erase,
        export,
        export_person,
        init,
        mcp,
        path,
        prune,
        publish,
        report,
        schema,
        sql,
        status,
        superset,
        whatif,
    ],
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(version("baton"), prog_name="baton")
def cli() -> None:
    """Where work waits between teams: handoffs, queues and velocity from Jira and GitHub."""


@cli.command()
@ORGANIZATION
@HOME
@click.option("--as-of", metavar="TIME", help="Look from this instant (UTC), such as 2025-06-30T00:00:00Z.")
@click.option("--known-at", metavar="TIME", help="Count only what was landed by this instant (UTC); no pull.")
@click.option(
    "--no-pull", is_flag=True, help="Contact no source: derive everything anew from what was landed."
)
@click.option("--no-wait", is_flag=True, help="Do not wait for another run that holds the warehouse.")
@click.option("--quiet", "-q", is_flag=True, help="Say nothing unless something is wrong.")
@click.option("--verbose", "-v", is_flag=True, help="Show Dagster's log, and tracebacks.")
def run(
    organization: str | None,
    home: str | None,
    as_of: str | None,
    known_at: str | None,
    no_pull: bool,
    no_wait: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Pull what changed, rebuild what follows from it, publish it.

    Exit codes: 0 complete; 1 failed; 2 wrong configuration or credentials, or no answer: nothing published;
    3 published, but not everything could be pulled, or Postgres or a lake could not be written; 4 another
    run holds the warehouse; 130 interrupted.
    """
    # What is imported and defined lasts as long as the run: no need to look through it for garbage.
    gc.disable()
    from pipelines.cli.run import run_nightly

    more = {
        "BATON_AS_OF": as_of,
        "BATON_KNOWN_AT": known_at,
        "BATON_NO_PULL": "1" if no_pull else None,
        "BATON_LOCK_WAIT_SECONDS": "0" if no_wait else None,
    }
    run_nightly(settings_of(organization, home, more), is_quiet=quiet, is_verbose=verbose or is_debugging())


@cli.command()
@ORGANIZATION
@HOME
@click.option("--sources", "contact", is_flag=True, help="Also contact every source, with its credentials.")
def doctor(organization: str | None, home: str | None, contact: bool) -> None:
    """Show what was found of each source, and what makes numbers doubtful.

    Which fields are taken for estimates, teams and sprints, and how full they are; statuses without meaning,
    accounts without team, histories that contradict themselves, records that were skipped, how fresh it is.
    Exit codes: 0 fine; 2 nothing is published, or a source does not answer; 3 numbers are doubtful.
    """
    from pipelines.cli.doctor import diagnose

    diagnose(settings_of(organization, home), contact)


@cli.command()
@click.option(
    "--planner",
    type=click.Choice(["jira", "github"]),
    help="What it plans in (default: BATON_SANDBOX, else jira).",
)
@click.option("--seed", type=int, help="Which organization (default: BATON_SANDBOX_SEED, else 7).")
@click.option("--tickets", type=int, help="Its size (default: BATON_SANDBOX_TICKETS, else 6000).")
@click.option("--clock", metavar="TIME", help="The instant at which it stands still (UTC).")
@click.option("--port", type=click.IntRange(0, 65_535), default=0, show_default="any that is free")
@click.option("--truth", type=FILE, help="Write what was planted in it to this file.")
@click.option(
    "--write-organization", type=FILE, help="Write an organization file for it, ready for `baton run`."
)
def sandbox(
    planner: str | None,
    seed: int | None,
    tickets: int | None,
    clock: str | None,
    port: int,
    truth: Path | None,
    write_organization: Path | None,
) -> None:
    """Serve the sandbox organization as Jira and GitHub on this machine, until Ctrl-C."""
    from pipelines.cli.sandbox import serve_sandbox

    chosen = {"BATON_SANDBOX": planner, "BATON_SANDBOX_SEED": seed, "BATON_SANDBOX_TICKETS": tickets}
    given = {name: None if value is None else str(value) for name, value in chosen.items()}
    serve_sandbox(settings_of(None, None, given), clock, port, truth, write_organization)


@cli.command()
@click.argument("item")
@HOME
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def explain(item: str, home: str | None, as_json: bool) -> None:
    """Tell who had the ball on ITEM, on what evidence, and why each change of owner was a handoff or none.

    ITEM is a ticket's key (an old one too), a pull request (owner/repository#number) or a handoff_id.
    Or integration_ratio, reorg_effect, merge_option, ml_distance, independence_week, platform_service or
    interaction_mode: from which work that comes, where to look, and what makes it doubtful.
    D1 to D6 are the rules that find handoffs: docs/metrics.md#handoffs explains each.
    Reads what was published last, at any moment. Exit code 2 if nothing there is called so.
    """
    from pipelines.cli.explain import explain_named

    explain_named(settings_of(None, home), item, as_json)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    load_dotenv(CHECKOUT / ".env")  # as Dagster's own commands do
    given = sys.argv[1:] if arguments is None else arguments
    with ExitStack() as log:
        _main(given, log)


def _main(arguments: Sequence[str], log: ExitStack) -> NoReturn:
    try:
        if arguments[:1] == ["run"] and is_json(os.environ):
            log.enter_context(json_lines())
        cli.main(arguments, prog_name="baton", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except Failed as error:
        _end(error.code, error.lines)
    except ExpectedError as error:
        _end(ExitCode(error.exit_code), str(error).splitlines())
    except (click.Abort, KeyboardInterrupt):
        _end(ExitCode.INTERRUPTED, ["interrupted"])
    except Exception as error:
        if is_debugging():
            if (json_log := current()) is None:
                raise
            json_log.error(f"unexpected {type(error).__name__}: {error}", error)
            sys.exit(ExitCode.FAILED)
        if isinstance(error, OSError) and (refused := refusal(error)) is not None:
            _end(refused[0], [refused[1]])
        reason = f"unexpected {type(error).__name__}: {error}"
        _end(ExitCode.FAILED, [reason, "BATON_DEBUG=1 shows where it came from"])
    sys.exit(ExitCode.COMPLETE)


def _end(code: ExitCode, lines: Sequence[str]) -> NoReturn:
    if (json_log := current()) is not None:
        level = "warning" if code == ExitCode.INCOMPLETE else "error"
        json_log.line(level, "\n".join(lines), exit_code=code.value)
    else:
        for line in lines:
            say(f"baton: {line}", is_error=True)
    sys.exit(code)
