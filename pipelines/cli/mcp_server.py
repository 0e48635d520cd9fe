"""`baton mcp`: the published tables as tools of the Model Context Protocol, over stdin and stdout."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from typing import Any

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations

from connectors.errors import ExpectedError
from pipelines.cli.agent_answers import MOST_ROWS, about, explanation, newest_snapshot, rows_of
from pipelines.cli.guarded import Query, forget_environment
from pipelines.cli.published_contract import published_contract, table_of
from pipelines.cli.questions import question_query, questions, refuse_strangers
from pipelines.cli.sql import published_file
from pipelines.exit_codes import Failed
from pipelines.settings import Settings

INSTRUCTIONS = f"""
Baton measures where work waits between teams: handoffs, queues, velocity, from Jira and GitHub, every night.
Say as of when a number is (as_of), and that it is incomplete where it is. Null is unknown, not 0.
rows_by_grade and the column grade say how far rows may be trusted: quote no grade D without its doubts.
Look with describe_table before you write SQL: it says what a column means, and over which axes it adds up.
Medians never add up, and rows with * in a column of totals_in are no part of a sum.
Figures are about teams, never about people, and points rank no teams.
Named questions (list_questions) answer what is asked most; explain says from which work a number comes.
SQL is DuckDB's. Answers have at most {MOST_ROWS} rows; is_cut says when there were more.
""".strip()


def serve(settings: Settings) -> None:
    published_file(settings)
    forget_environment()
    server_of(settings).run()


@contextmanager
def _as_tool_error() -> Iterator[None]:
    """What is wrong, in words for the agent."""
    try:
        yield
    except (ExpectedError, Failed) as error:
        raise ToolError(str(error)) from None


def server_of(settings: Settings) -> MCPServer[Any]:
    server: MCPServer[Any] = MCPServer(
        "baton", instructions=INSTRUCTIONS, version=version("baton"), log_level="WARNING"
    )
    is_read_only = ToolAnnotations(read_only_hint=True, open_world_hint=False)

    def tool(function: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
        return server.tool(annotations=is_read_only)(function)

    @tool
    def list_tables() -> dict[str, Any]:
        """All published tables with what they hold and what a row of each is, and as of when they are."""
        with _as_tool_error():
            found = published_contract(settings)["tables"]
            tables = {
                name: f"{table['description']} {table['grain']}".strip() for name, table in found.items()
            }
            return {**about(newest_snapshot(settings)), "tables": tables}

    @tool
    def describe_table(name: str) -> dict[str, Any]:
        """A table's columns with type, unit, meaning and axes of addition; its key and relations."""
        with _as_tool_error():
            return table_of(published_contract(settings), name)

    @tool
    def contract() -> dict[str, Any]:
        """The contract's version, and of every table its columns by type, its key, and what it joins."""
        with _as_tool_error():
            found = published_contract(settings)
            tables = {
                name: {
                    "key": table["key"],
                    "totals_in": table["totals_in"],
                    "relations": table["relations"],
                    "columns": {column: each["type"] for column, each in table["columns"].items()},
                }
                for name, table in found["tables"].items()
            }
            return {**found, "tables": tables}

    @tool
    def run_sql(sql: str, most_rows: int = 200) -> dict[str, Any]:
        """Rows that one SQL query (DuckDB) answers from the published tables, and from nothing else."""
        with _as_tool_error():
            return rows_of(settings, Query(sql), most_rows)

    @tool
    def list_questions() -> dict[str, Any]:
        """Questions that have a name, with what they answer and the parameters that they take."""
        return {
            each.name: {"asks": each.asks, "notes": each.notes, "parameters": dict(each.parameters)}
            for each in questions()
        }

    @tool
    def ask_question(
        name: str, parameters: dict[str, str] | None = None, most_rows: int = 200
    ) -> dict[str, Any]:
        """Rows that a named question answers. Its parameters are ids of teams; without them: all."""
        with _as_tool_error():
            query = question_query(name, parameters or {})
            refuse_strangers(published_file(settings), query)
            return rows_of(settings, query, most_rows)

    @tool
    def explain(name: str) -> dict[str, Any]:
        """Who had the ball on a ticket (DATA-17), a pull request (owner/repo#12) or a handoff_id, and why.

        Or from which work integration_ratio, reorg_effect, merge_option, ml_distance, independence_week,
        platform_service or interaction_mode comes, and what makes it doubtful.
        """
        with _as_tool_error():
            return explanation(settings, name)

    return server
