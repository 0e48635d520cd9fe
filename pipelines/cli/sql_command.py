"""The command `baton sql`: where the SQL comes from, and in which form the answer goes out."""

from __future__ import annotations

from pathlib import Path
from typing import IO

import click

from pipelines.cli.options import FILE, HOME, WHAT_IF, settings_of


@click.command()
@click.argument("query", required=False)
@HOME
@WHAT_IF
@click.option("-f", "--file", type=click.File(encoding="utf-8"), help="Ask what this file says; - is stdin.")
@click.option("--question", metavar="NAME", help="Ask a question by its name.")
@click.option("--list", "is_list", is_flag=True, help="Show the named questions.")
@click.option("--param", "given", metavar="NAME=VALUE", multiple=True, help="A parameter; may be repeated.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json", "markdown", "parquet"]),
    help="How to answer (default: as the name after --out ends, else a table).",
)
@click.option("--csv", "form", flag_value="csv", help="The same as --format csv.")
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@click.option("--markdown", "form", flag_value="markdown", help="The same as --format markdown.")
@click.option("--out", type=FILE, metavar="FILE", help="Write the answer to this file.")
def sql(
    query: str | None,
    home: str | None,
    what_if: str | None,
    file: IO[str] | None,
    question: str | None,
    is_list: bool,
    given: tuple[str, ...],
    form: str | None,
    out: Path | None,
) -> None:
    """Answer QUERY, a file, stdin or a named question from the published tables; without any, a prompt.

    Read-only, at any moment, and no other file of the machine is within reach.
    A parameter is getvariable('NAME') in SQL. Unknown is null in JSON and Parquet, and nothing in CSV.
    Exit codes: 0 answered; 1 the SQL is wrong, with its line; 2 nothing is published, or an option is wrong.
    """
    from pipelines.cli.guarded import Query
    from pipelines.cli.questions import list_questions, parameters_of, question_query, refuse_strangers
    from pipelines.cli.sql import prompt_or_stdin, published_file, respond

    if is_list:
        list_questions()
        return
    if sum(each is not None for each in (query, file, question)) > 1:
        raise click.UsageError("give one of QUERY, --file and --question")
    parameters = parameters_of(given)
    settings = settings_of(None, home, what_if=what_if)
    if question is not None:
        asked = question_query(question, parameters)
        refuse_strangers(published_file(settings), asked)
    elif file is not None:
        asked = Query(file.read(), "stdin" if file.name == "<stdin>" else file.name, parameters)
    elif query is not None:
        asked = Query(query, parameters=parameters)
    else:
        asked = prompt_or_stdin(settings, parameters)
    respond(settings, asked, form, out)
