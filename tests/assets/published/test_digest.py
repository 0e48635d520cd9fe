"""The digest says what the page says, and whatever somebody is called, it calls nobody and links nowhere."""

from __future__ import annotations

import html
import re
import shutil
from pathlib import Path

import duckdb
import pytest
from apprise import Apprise, NotifyFormat
from apprise.plugins.slack import NotifySlack
from apprise.plugins.workflows import NotifyWorkflows

from assets.published.report.digest import FORMATS, read_digest
from assets.published.report.pages import file_name
from pipelines.notify.addresses import Address
from pipelines.notify.messenger import Message, deliver
from tests.worlds.hostile_names import WITH_MEDIANS, renamed
from tests.worlds.html_page import Page
from tests.worlds.listening import listening_mail, listening_webhook

PAGE = "https://baton.example/report.html"
HOSTILE = (
    "<!channel> @here <@U1> [free](http://evil.example) ![x](http://evil.example/x.png) <at>Ann</at> "
    "www.evil.example <script>alert(1)</script>\n# now \u202eevil"
)
CALLS = re.compile(r"<!|<@|@here|<at>|\]\(|<script|javascript:|www\.|\n# now|[\u202a-\u202e\u2066-\u2069]")


def after(published: Path, directory: Path, *statements: str) -> Path:
    """The same tables after some statements; no page is needed of them."""
    database = directory / "baton.duckdb"
    shutil.copyfile(published / "baton.duckdb", database)
    with duckdb.connect(database) as db:
        for statement in statements:
            db.execute(statement)
    return database


@pytest.fixture(scope="module")
def hostile(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return after(published, tmp_path_factory.mktemp("hostile"), *renamed(HOSTILE), *WITH_MEDIANS)


@pytest.mark.parametrize("team", ["*", "DATA"])
def test_it_has_the_sentences_of_the_page(published: Path, team: str) -> None:
    page = Page(published / ("report.html" if team == "*" else f"team/{file_name(team)}"))
    digest = read_digest(published / "baton.duckdb", team)
    assert [row["figure"] or "—" for row in digest.rows] == [card.figure for card in page.cards]
    text = " ".join(page.text.replace("\u00a0", " ").split())
    for row in digest.rows:
        assert " ".join((row["sentence"] or "—").split()) in text
    for form in FORMATS:
        written = digest.written(form, PAGE)
        assert [row for row in digest.rows if (row["figure"] or "—") not in written] == []


def test_each_sentence_stands_with_what_is_behind_it(published: Path) -> None:
    written = read_digest(published / "baton.duckdb").written("text", PAGE)
    assert "2025-W13, 2025-03-24 to 2025-03-30, as of 2025-04-04 12:00 (America/New_York)" in written
    assert "(n 3 completed tickets · no interval · grade" in written
    assert written.rstrip().endswith(f"The evidence of each sentence is on the page: {PAGE}")


def test_what_is_incomplete_says_so_in_every_format(published: Path, tmp_path: Path) -> None:
    incomplete = "update publish_info set is_complete = false, incomplete_scope_count = 2"
    digest = read_digest(after(published, tmp_path, incomplete))
    for form in FORMATS:
        assert "2 projects and repositories stand at their last" in digest.written(form, PAGE)


def test_where_nothing_is_known_it_says_so(published: Path, tmp_path: Path) -> None:
    emptied = ("week", "handoff", "integration_ratio", "organization_event", "restatement")
    digest = read_digest(after(published, tmp_path, *(f"delete from {table}" for table in emptied)))
    assert "Nothing is known of this week." in digest.written("text", PAGE)


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_hostile_names_call_nobody_in_text(hostile: Path, form: str) -> None:
    written = read_digest(hostile).written("text" if form == "text" else "markdown", PAGE)
    assert "evil.example" in written
    assert CALLS.search(written) is None
    assert re.findall(r"https?://[^\s)]+", written) == [PAGE]


def test_hostile_names_are_text_in_mail(hostile: Path, tmp_path: Path) -> None:
    path = tmp_path / "mail.html"
    path.write_text(read_digest(hostile).written("html", PAGE), encoding="utf-8")
    page = Page(path)
    assert page.links == [PAGE]
    assert page.tags.keys().isdisjoint({"script", "img", "style", "link", "iframe", "form", "svg"})
    assert [name for name, _ in page.attributes if name.startswith("on") or name == "src"] == []
    assert CALLS.search(page.text) is None


def test_mail_needs_no_style_sheet(published: Path) -> None:
    written = read_digest(published / "baton.duckdb").written("html", PAGE)
    assert "<style" not in written and '<h1 style="font-size: 21px' in written


def test_a_mail_has_the_digest_as_html_and_as_text(hostile: Path) -> None:
    digest = read_digest(hostile)
    message = Message(digest.title, digest.written("text", PAGE), "", digest.written("html", PAGE))
    with listening_mail() as server:
        address = f"mailto://{server.address}?from=baton@example.com&to=lead@example.com"
        deliver(Address("BATON_NOTIFY", 1, address), message)
        [mail] = server.taken
    assert (mail["To"], mail.get_content_type()) == ("lead@example.com", "multipart/alternative")
    text, marked = (part.get_content() for part in mail.iter_parts())
    assert "Completed in the week" in text and '<h1 style="' in marked
    assert CALLS.search(str(mail["Subject"])) is None and CALLS.search(text) is None
    assert re.findall(r"https?://[^\s\"<)]+", marked) == [PAGE, PAGE]


def test_a_webhook_is_sent_the_digest_as_text(hostile: Path) -> None:
    digest = read_digest(hostile)
    message = Message(digest.title, digest.written("text", PAGE), "")
    with listening_webhook() as webhook:
        deliver(Address("BATON_NOTIFY", 1, f"http://{webhook.address}/token"), message)
        deliver(Address("BATON_NOTIFY", 2, f"json://{webhook.address}/token"), message)
        plain, by_apprise = webhook.taken
    assert plain == {"text": f"{message.title}\n{message.text}"}
    assert by_apprise["message"].rstrip() == message.text.rstrip()
    assert CALLS.search(by_apprise["title"]) is None


def test_slack_is_sent_text_in_which_nobody_is_called(hostile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    digest = read_digest(hostile)
    with listening_webhook() as webhook:
        monkeypatch.setattr(NotifySlack, "webhook_url", f"http://{webhook.address}/services")
        slack = "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"
        deliver(Address("BATON_NOTIFY", 1, slack), Message(digest.title, digest.written("text", PAGE), ""))
        [payload] = webhook.taken
    assert payload["mrkdwn"] is False and "icon_url" not in payload
    [attachment] = payload["attachments"]
    assert "evil.example" in attachment["text"]
    for said in (attachment["title"], attachment["text"]):
        assert re.search("[<>]", said) is None and CALLS.search(html.unescape(said)) is None


def test_teams_is_sent_a_card_that_mentions_nobody_and_links_to_the_page_alone(hostile: Path) -> None:
    digest = read_digest(hostile)
    teams = "workflows://prod-1.westeurope.logic.azure.com/643e69f83c8944/pwpnLgKk1Zq"
    service = Apprise.instantiate(teams)
    assert isinstance(service, NotifyWorkflows)
    assert service.resolve_format("text") == NotifyFormat.MARKDOWN
    card = service.gen_payload(digest.written("markdown", PAGE), digest.title)["attachments"][0]["content"]
    assert card["msteams"] == {"width": "full"}
    for block in card["body"]:
        if block["type"] == "TextBlock":
            assert CALLS.search(block["text"]) is None
            assert set(re.findall(r"https?://[^\s)]+", block["text"])) <= {PAGE}
