"""`baton check`, `init` and `schema`, which import what they need when they are asked."""

from __future__ import annotations

from pathlib import Path

import click

from pipelines.cli.options import FILE, HOME, ORGANIZATION, settings_of
from pipelines.cli.screen import say
from pipelines.settings import CHECKOUT


@click.command()
@ORGANIZATION
@HOME
@click.option("--sources", "contact", is_flag=True, help="Also ask every source for what the file names.")
def check(organization: str | None, home: str | None, contact: bool) -> None:
    """Check the organization file, all of it at once.

    With --sources every source is asked for what the file names: projects, components, statuses, fields,
    repositories, organizations, teams; and Postgres and a lake, where publications go there. Exit code 2 if
    something is wrong with the file, with the environment variables that it names, or with a source, or if
    no source has what is named.
    """
    from pipelines.cli.check import check_organization

    check_organization(settings_of(organization, home), contact)


@click.command()
@click.option(
    "--write", "target", type=FILE, help="The file to write (default: organization.yaml in the checkout)."
)
@click.option("--from", "beginning", type=FILE, help="Take name, time zone and sources from this file.")
@click.option("--name", help="The organization's name.")
@click.option("--timezone", help="Its time zone (default: where most of Jira's users are).")
@click.option("--jira", metavar="URL", help="A Jira site.")
@click.option("--jira-user-env", default="JIRA_USER", show_default=True, help="Variable that holds the user.")
@click.option(
    "--jira-token-env", default="JIRA_TOKEN", show_default=True, help="Variable that holds the token."
)
@click.option("--jira-project", multiple=True, help="Only these projects; may be repeated.")
@click.option("--github", metavar="URL", help="A GitHub host (default: https://api.github.com).")
@click.option("--github-org", multiple=True, help="An organization on GitHub; may be repeated.")
@click.option(
    "--github-token-env", default="GITHUB_TOKEN", show_default=True, help="Variable that holds the token."
)
def init(
    target: Path | None,
    beginning: Path | None,
    name: str | None,
    timezone: str | None,
    jira: str | None,
    jira_user_env: str,
    jira_token_env: str,
    jira_project: tuple[str, ...],
    github: str | None,
    github_org: tuple[str, ...],
    github_token_env: str,
) -> None:
    """Write a first organization file from what Jira and GitHub know.

    What is guessed is marked as guessed. A file that is there already is never overwritten.
    """
    from pipelines.cli.init import known_sources, options_as_text, write_first_file

    if not (beginning or jira or github_org):
        raise click.UsageError("say where to look: --jira URL, --github-org NAME, or --from FILE")
    site = {"name": "jira", "kind": "jira", "url": jira, "user_env": jira_user_env}
    host = {"name": "github", "kind": "github", "url": github, "token_env": github_token_env}
    text = options_as_text(
        name,
        {**site, "token_env": jira_token_env, "projects": list(jira_project)} if jira else None,
        {**host, "organizations": list(github_org)} if github_org else None,
        timezone,
    )
    known = known_sources(beginning, text)
    zone = known.organization.timezone if beginning else timezone
    write_first_file(target or CHECKOUT / "organization.yaml", known, zone)


@click.command()
def schema() -> None:
    """Print the JSON Schema of the organization file, for editors."""
    from pipelines.organization.json_schema import schema_text

    say(schema_text().rstrip("\n"))
