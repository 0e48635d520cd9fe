"""What the documents name is there: pages, definitions, tables, commands, files, the example's numbers."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import get_args

import click
import pytest

from assets.flow.tables import FRAMES
from assets.macro import macros
from assets.marts import metric_catalog
from assets.table import tables
from pipelines.cli.main import cli
from pipelines.organization.model import Detector
from tests.worlds.golden import GOLDEN
from tests.worlds.pages import FENCE, ROOT, anchor, anchors, commands, links, table, text_of, tracked

METRICS = ROOT / "docs" / "metrics.md"
PAGES = tracked(".md")
EXPECTED = GOLDEN["expected"]
QUEUE = EXPECTED["data_queue"]
# What somebody who follows a recipe writes.
WRITTEN_IN_RECIPES = {
    "assets/marts/bounce_week.sql",
    "tests/assets/core/test_due_date.py",
}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    for link in links(page):
        file, _, fragment = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        assert target.exists(), link
        assert not fragment or fragment in anchors(target), link


def test_every_page_that_a_file_names_is_there() -> None:
    for path in tracked(".py", ".sql", ".yaml", ".yml", ".toml"):
        for name in re.findall(r"\bdocs/[\w/-]+\.md(?:#[\w-]+)?", text_of(path)):
            file, _, fragment = name.partition("#")
            assert (ROOT / file).exists(), f"{path}: {name}"
            assert not fragment or fragment in anchors(ROOT / file), f"{path}: {name}"


def test_every_definition_that_code_refers_to_is_in_the_metrics() -> None:
    references = [
        (path, name)
        for path in tracked(".py", ".sql")
        for name in re.findall(r"\(metrics: ([\w -]+)\)", re.sub(r"\n-- ?", " ", text_of(path)))
    ]
    assert references
    for path, name in references:
        assert anchor(name) in anchors(METRICS), f"{path}: metrics: {name}"


def test_every_detector_is_explained() -> None:
    explained = {name.partition("-")[0].upper() for name in anchors(METRICS) if re.match(r"d\d-", name)}
    assert explained == set(get_args(Detector))


def published() -> set[str]:
    return {mart.name for mart in [*tables("marts"), metric_catalog.FRAME.table]}


def test_the_metrics_say_where_every_published_table_is_defined() -> None:
    assert (
        set(re.findall(r"`(\w+)`", "".join(row[0] for row in table(METRICS, "table | is defined under"))))
        == published()
    )


def test_the_readme_names_every_published_table_and_no_other() -> None:
    [listed] = re.findall(r"^Tables: (.*?)\. ", text_of(ROOT / "README.md"), re.DOTALL | re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", listed)) == published()


def test_the_handoffs_of_the_worked_example_are_those_of_the_tests() -> None:
    expected = []
    for row in EXPECTED["handoffs"]:
        item = "TRI-1" if row["item"] == "PROD-1" else row["item"]
        if row["kind"] == "review":
            item = row["via"].replace("PR ", "#")
        pair = f"{row['giver']} → {row['receiver']}"
        expected.append([item, row["kind"], row["role"], pair, row["outcome"], row["wall_h"], row["bh"]])
    written = [[*row[:5], *map(float, row[5:])] for row in table(METRICS, "item")]
    assert sorted(written) == sorted(expected)


def test_the_ledger_of_the_worked_example_is_that_of_the_tests() -> None:
    ledger = EXPECTED["ledger"]["ML-1+DATA-1"]
    assert [[*row[:2], *map(float, row[2:])] for row in table(METRICS, "segment")] == [
        [*wall, business] for wall, (_, _, business) in zip(ledger["wall"], ledger["bh"], strict=True)
    ]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("So the median is **{}**", EXPECTED["km_bh"]["ML->DATA"]["km_median"]),
        ("would say {}.", EXPECTED["km_bh"]["ML->DATA"]["naive_median_finished"]),
        ("a tax of **{:.3f}**. Some", EXPECTED["handoff_tax"]["chains"]["ML-1+DATA-1"]["wall"]),
        ("a flow efficiency of {:.3f}", EXPECTED["flow_efficiency"]["ML-1+DATA-1"]["wall"]),
        ("a tax of **{:.3f}**, so", EXPECTED["handoff_tax"]["portfolio"]["wall"]),
        ("at most {:.2f} times", EXPECTED["handoff_tax"]["portfolio"]["speedup_bound"]),
        ("alone read {:.3f}", EXPECTED["handoff_tax"]["portfolio_finished_only"]["wall"]),
        ("Cy waited {}.", EXPECTED["request_to_real_start"]["DATA-1"]["wall_h"]),
        ("So p50 is **{}**,", QUEUE["mc_weeks_to_clear"]["p50"]),
        ("p85 **{}** and", QUEUE["mc_weeks_to_clear"]["p85"]),
        ("and p95 **{}** weeks", QUEUE["mc_weeks_to_clear"]["p95"]),
        ("and {:.3f} by the ends", QUEUE["mc_weeks_to_clear"]["p_cleared_by_week"][-1]),
        ("and {} if cancellations", round(QUEUE["weeks_to_clear"]["clear_no_arrivals_all_exits"], 2)),
        ("a share of **{:.3f}** (", EXPECTED["reorg_whatif"]["internalised_share"]),
        ("({:.3f} of all)", EXPECTED["reorg_whatif"]["internalised_share_incl_platform"]),
        ("between {} and 91.5 hours", EXPECTED["reorg_whatif"]["saved_bh_range"][0]),
        ("grew by {} a week", QUEUE["weeks_to_clear"]["mean_net_flow"]),
    ],
)
def test_a_number_of_the_worked_example_is_that_of_the_tests(words: str, value: float) -> None:
    assert words.format(value) in " ".join(text_of(METRICS).split())


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_that_a_page_shows_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of(ROOT / "Makefile"), re.MULTILINE))
    for line in commands(page):
        if found := re.match(r"make ([a-z-]+)", line):
            assert found[1] in targets, line
        if found := re.match(r"baton ([a-z-]+)(?: ([a-z-]+))?(.*)", line):
            command = cli.commands.get(found[1])
            assert command is not None, line
            if isinstance(command, click.Group) and found[2]:
                command = command.commands.get(found[2])
                assert command is not None, line
            options = {"--help", *(one for each in command.params for one in each.opts)}
            assert set(re.findall(r"(?<!\w)--[a-z-]+", line.partition('"')[0])) <= options, line


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_file_of_the_code_that_a_page_names_exists(page: Path) -> None:
    named = re.findall(r"\b(?:tests|assets|connectors|pipelines)/[\w/]+\.(?:py|sql|graphql)\b", text_of(page))
    assert {path for path in named if not (ROOT / path).exists()} <= WRITTEN_IN_RECIPES


@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.parent != ROOT / "docs" / "decisions"], ids=name_of
)
def test_every_table_and_macro_that_a_page_names_exists(page: Path) -> None:
    made = {each.qualified for schema in ("core", "flow") for each in tables(schema)}
    made |= {each.table.qualified for each in FRAMES}
    made |= {".".join(path) for path in macros()}
    assert set(re.findall(r"\b(?:core|flow)\.[a-z]\w+\b", text_of(page))) <= made


def test_each_table_of_the_longest_way_reads_the_one_before_it() -> None:
    reads = {each.qualified: each.sources for schema in ("core", "flow", "marts") for each in tables(schema)}
    [way] = [
        line for line in FENCE.findall(text_of(ROOT / "docs" / "architecture.md")) if "flow.action" in line
    ]
    steps = re.split(r"\s*→\s*", way.strip())
    for before, after in pairwise(steps):
        assert tuple(before.split(".")) in reads[after], f"{before} → {after}"


@pytest.mark.parametrize("room", ["assets", "connectors", "pipelines", "tests"])
def test_a_rooms_page_names_each_of_its_folders(room: str) -> None:
    text = text_of(ROOT / room / "README.md")
    for path in tracked(".py", ".sql", ".graphql"):
        top, *inner = path.relative_to(ROOT).parts[:-1] or ("",)
        if top == room and inner:
            assert f"`{'/'.join(inner)}/" in text or f"`{inner[0]}/`" in text, path
