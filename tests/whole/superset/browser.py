"""Draws dashboards in Chromium, by Superset's own interpreter: says of each chart what it was answered.

`browser.py CHROMIUM ADDRESS DIRECTORY` reads the dashboards from Superset, and writes a PNG of each.
The password of the user is in SUPERSET_PASSWORD. Whatever is not at ADDRESS is not asked for.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Response, Route, sync_playwright

# High enough that Superset draws all charts at once: it draws those that are in sight.
WINDOW = {"width": 1600, "height": 4200}
PATIENCE = 120_000
PARTS = ".dashboard-component-chart-holder, .dashboard-markdown"
BUSY = ".loading, [data-test='loading-indicator'], .ant-spin-spinning"


def main(chromium: str, address: str, directory: Path) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = browser.new_context(viewport=WINDOW, locale="en-GB", timezone_id="UTC")
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        abroad: set[str] = set()
        page.route("**/*", lambda route: at_home(route, address, abroad))
        log_in(page, address)
        listed = page.request.get(f"{address}/api/v1/dashboard/?q=(page_size:50)").json()["result"]
        drawn = [draw(page, address, each, directory) for each in sorted(listed, key=title_of)]
        print(json.dumps({"dashboards": drawn, "refused": sorted(abroad)}))
        browser.close()


def at_home(route: Route, address: str, abroad: set[str]) -> None:
    url = route.request.url
    if url.startswith((address, "data:", "blob:")):
        route.continue_()
    else:
        abroad.add(url.partition("?")[0])
        route.abort()


def log_in(page: Page, address: str) -> None:
    page.goto(f"{address}/login/")
    page.fill("input#username", "admin")
    page.fill("input#password", os.environ["SUPERSET_PASSWORD"])
    page.press("input#password", "Enter")
    page.wait_for_url(lambda url: "/login" not in url)


def title_of(dashboard: dict[str, Any]) -> str:
    return str(dashboard["dashboard_title"])


def draw(page: Page, address: str, dashboard: dict[str, Any], directory: Path) -> dict[str, Any]:
    answers: list[dict[str, Any]] = []

    def hear(response: Response) -> None:
        if "/api/v1/chart/data" in response.url:
            answers.append(answer_of(response))

    page.on("response", hear)
    page.goto(f"{address}/superset/dashboard/{dashboard['id']}/")
    page.wait_for_selector(".dashboard-component-chart-holder")
    settle(page)
    page.remove_listener("response", hear)
    file = directory / f"{title_of(dashboard).replace(':', '').replace(' ', '-').lower()}.png"
    boxes = [box for each in page.locator(PARTS).all() if (box := each.bounding_box())]
    height = max(box["y"] + box["height"] for box in boxes) + 24
    page.screenshot(path=str(file), clip={"x": 0, "y": 0, "width": WINDOW["width"], "height": height})
    charts = page.request.get(f"{address}/api/v1/dashboard/{dashboard['id']}/charts").json()["result"]
    return {
        "title": title_of(dashboard),
        "file": str(file),
        "charts": {each["id"]: each["slice_name"] for each in charts},
        "answers": answers,
        "said": page.locator(".ant-alert-error, .ant-empty-description, .chart-error").all_inner_texts(),
    }


def settle(page: Page) -> None:
    """Until nothing is asked for, and nothing turns, for a while."""
    page.wait_for_load_state("networkidle")
    page.wait_for_function(f'document.querySelectorAll("{BUSY}").length === 0')
    page.wait_for_timeout(2_500)
    page.wait_for_load_state("networkidle")


def answer_of(response: Response) -> dict[str, Any]:
    asked = response.request.post_data_json or {}
    form = asked.get("form_data") or {}
    try:
        body = response.json()
    except Exception as error:
        body = {"message": str(error)}
    results = body.get("result") or [{}]
    return {
        "chart": form.get("slice_id"),
        "status": response.status,
        "rows": [each.get("rowcount") for each in results],
        "error": body.get("message") or body.get("errors") or results[0].get("error"),
    }


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
