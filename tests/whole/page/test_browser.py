"""The page in a headless Chromium that reaches no host, on a screen, in the dark, on a phone and on paper.

CHROMIUM names the browser, or the first on the path is taken. With SHOTS=directory, pictures are kept there.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from assets.published.report.pages import write_pages
from tests.worlds.chromium import Chromium, Tab, find_chromium
from tests.worlds.demo import first_night_of
from tests.worlds.hostile_names import LED_ASTRAY, PARTS, renamed
from tests.worlds.installed import installed

pytestmark = pytest.mark.heavy

# The package is taken for the one file of axe-core that is in it.
REQUIREMENTS = Path(__file__).with_name("requirements.lock")
LOOKS: dict[str, dict[str, Any]] = {
    "desktop": {"width": 1280},
    "dark": {"width": 1280, "scheme": "dark"},
    "phone": {"width": 390, "sharpness": 2},
    "print": {"width": 718, "medium": "print"},
}
PAGES = ["report.html", "team/data.html"]
# axe takes a second for a hundred cells: of rows that look alike, it is shown two.
UNFOLD_AND_SHORTEN = """document.querySelectorAll('details').forEach(each => each.open = true);
document.querySelectorAll('tbody').forEach(body => {
  const seen = {};
  for (const row of [...body.rows]) {
    const kind = [row, ...row.querySelectorAll('*')].map(each => each.tagName + each.className).join();
    seen[kind] = (seen[kind] || 0) + 1;
    if (seen[kind] > 2) row.remove();
  }
})"""
FINDINGS = """axe.run({resultTypes: ['violations']}).then(found => found.violations
  .filter(each => ['serious', 'critical'].includes(each.impact))
  .map(each => `${each.id}: ${each.nodes[0].html}`))"""
CUT_OFF = """[...document.querySelectorAll('body *')]
  .filter(each => each.getBoundingClientRect().right > innerWidth + 1 && !each.closest('.scroll'))
  .map(each => each.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    program = find_chromium()
    if program is None:
        pytest.skip("no Chromium on the path: install one (apt install chromium), or name it: CHROMIUM=…")
    with Chromium(program, tmp_path_factory.mktemp("profile")) as chromium:
        yield chromium


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    directory = installed(REQUIREMENTS, tmp_path_factory.mktemp("axe"))
    return (directory / "axe_playwright_python" / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return first_night_of(tmp_path_factory)[0] / "data" / "published" / "current"


def abroad(tab: Tab) -> list[str]:
    return [address for address in tab.asked_for if not address.startswith("file:")]


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_nobody_is_for_everybody_and_is_not_cut_off(
    chromium: Chromium, axe: str, published: Path, name: str, look: str
) -> None:
    with chromium.tab() as tab:
        tab.look(**LOOKS[look])
        tab.open(published / name)
        if shots := os.environ.get("SHOTS"):
            Path(shots).mkdir(parents=True, exist_ok=True)
            tab.draw(Path(shots) / f"{Path(name).stem}-{look}.png")
            (Path(shots) / f"{Path(name).stem}.pdf").write_bytes(tab.print())
        assert tab.run(CUT_OFF) == []
        tab.run(UNFOLD_AND_SHORTEN)
        tab.run(axe)
        assert tab.run(FINDINGS) == []
        assert abroad(tab) == []
        assert tab.dialogs == []


def test_what_these_checks_look_for_they_find(chromium: Chromium, axe: str, tmp_path: Path) -> None:
    (tmp_path / "bad.html").write_text(
        "<title>x</title><img src='https://example.com/x.png'><p style='color:#ccc'>pale</p>"
        "<div style='width:3000px'>broad</div><script>alert(1)</script>",
        encoding="utf-8",
    )
    with chromium.tab() as tab:
        tab.look(**LOOKS["phone"])
        tab.open(tmp_path / "bad.html")
        tab.run(axe)
        found = {finding.partition(":")[0] for finding in tab.run(FINDINGS)}
        assert {"color-contrast", "image-alt", "html-has-lang"} <= found
        assert abroad(tab) == ["https://example.com/x.png"]
        assert tab.dialogs == ["1"]
        assert any("broad" in element for element in tab.run(CUT_OFF))


def test_paper_has_every_table_that_is_folded_on_a_screen(chromium: Chromium, published: Path) -> None:
    folded = "[...document.querySelectorAll('details table')]"
    visible = f"{folded}.filter(each => each.checkVisibility({{contentVisibilityAuto: true}})).length"
    found = {}
    with chromium.tab() as tab:
        for look in ("desktop", "print"):
            tab.look(**LOOKS[look])
            tab.open(published / "report.html")
            found[look] = tab.run(visible)
        assert tab.run(f"{folded}.length") >= 6
        assert found == {"desktop": 0, "print": tab.run(f"{folded}.length")}


def test_no_name_runs_leads_astray_or_breaks_the_page(
    chromium: Chromium, published: Path, tmp_path: Path
) -> None:
    database = tmp_path / "baton.duckdb"
    shutil.copyfile(published / "baton.duckdb", database)
    database.chmod(0o600)
    with duckdb.connect(database) as db:
        for statement in [*renamed("".join(PARTS)), *LED_ASTRAY]:
            db.execute(statement)
    write_pages(database, tmp_path)
    with chromium.tab() as tab:
        for name in PAGES:
            tab.look(**LOOKS["phone"])
            tab.open(tmp_path / name)
            assert tab.run("[typeof window.hit, document.scripts.length]") == ["undefined", 0]
            assert tab.run("[...document.links].map(each => each.protocol)") == ["file:"] * tab.run(
                "document.links.length"
            )
            assert tab.run(CUT_OFF) == []
        assert (abroad(tab), tab.dialogs) == ([], [])
