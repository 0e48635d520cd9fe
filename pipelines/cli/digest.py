"""`baton digest` and `baton alerts`, which import what they need when they are asked."""

from __future__ import annotations

import click

from pipelines.cli.options import HOME, ORGANIZATION, settings_of

FORMATS = click.Choice(["text", "markdown", "html"])


@click.command()
@ORGANIZATION
@HOME
@click.option("--format", "form", type=FORMATS, default="text", show_default=True, help="How it is written.")
@click.option("--team", metavar="TEAM", help="A team's own digest: its id, or what it is called.")
@click.option("--send", is_flag=True, help="Send it to the addresses in BATON_NOTIFY, now and again.")
def digest(organization: str | None, home: str | None, form: str, team: str | None, send: bool) -> None:
    """Print the digest of the newest night: the page's sentences, each with what stands behind it.

    `baton run` sends it after a complete night, once a week unless the organization file says otherwise.
    Exit codes: 1 if an address did not take it; 2 if nothing is published, or there is no address.
    """
    from pipelines.cli.telling import print_digest, send_now

    settings = settings_of(organization, home)
    if send:
        send_now(settings, team)
    else:
        print_digest(settings, form, team)


@click.command()
@ORGANIZATION
@HOME
@click.option("--send", is_flag=True, help="Tell the addresses in BATON_NOTIFY what they do not know yet.")
def alerts(organization: str | None, home: str | None, send: bool) -> None:
    """Say which alerts are open: what the newest nights found, and whether the published tables are stale.

    For cron, which otherwise does not notice that nights have stopped coming: `baton alerts --send`.
    Exit codes: 0 if none is open; 1 if one could not be told; 3 if some are open.
    """
    from pipelines.cli.telling import show_alerts

    show_alerts(settings_of(organization, home), send)
