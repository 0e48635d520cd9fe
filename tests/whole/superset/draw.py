"""`make superset`: the bundle in a real Superset, every chart asked, every dashboard drawn.

Installs Superset by tests/whole/superset/requirements.lock into .superset/, publishes the demo (or takes
BATON_HOME), imports the bundle as people do and then onto itself, opens each dashboard in Chromium, and says
of each chart how many rows it was answered. Ends with 1 if one failed.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import requests

from tests.whole.superset.server import HERE, NotThere, Superset
from tests.worlds.paths import CHECKOUT

BATON = Path(sys.executable).with_name("baton")
# Where people import dashboards, and then where all of it is replaced: what the form calls the file there.
WAYS = {"/api/v1/dashboard/import/": "formData", "/api/v1/assets/import/": "bundle"}
CHROMIA = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main() -> int:
    superset = Superset(CHECKOUT / ".superset", secrets.token_urlsafe(24))
    try:
        return draw(superset)
    except NotThere as error:
        print(f"make superset: {error}", file=sys.stderr)
        return 2


def draw(superset: Superset) -> int:
    browser = chromium()
    print("Installing Superset, where it is not yet …", flush=True)
    superset.install()
    bundle = superset.root / "baton-superset.zip"
    home = os.environ.get("BATON_HOME")
    write_bundle(home or demo(superset.root), bundle)
    print("Starting Superset …", flush=True)
    environment = superset.environment
    superset.begin(environment)
    pictures = superset.root / "dashboards"
    shutil.rmtree(pictures, ignore_errors=True)
    pictures.mkdir()
    with superset.running(environment) as address:
        for way, part in WAYS.items():
            import_bundle(f"{address}{way}", part, token(address, superset.password), bundle)
        print("Drawing …", flush=True)
        done = subprocess.run(
            [superset.bin / "python", HERE / "browser.py", browser, address, pictures],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise NotThere(f"the browser failed:\n{done.stderr[-3000:]}")
    return report(json.loads(done.stdout), is_demo=home is None)


def chromium() -> str:
    named = os.environ.get("CHROMIUM")
    found = shutil.which(named) if named else next(filter(None, map(shutil.which, CHROMIA)), None)
    if found is None:
        looked = named or ", ".join(CHROMIA)
        raise NotThere(
            f"there is no {looked}: install Chromium (apt-get install chromium), or name one by CHROMIUM="
        )
    return found


def demo(root: Path) -> str:
    """A home of the demo, which is kept for the next time."""
    home = root / "demo"
    if not (home / "data" / "published" / "current").exists():
        print("Publishing the demo …", flush=True)
        settings = {name: value for name, value in os.environ.items() if not name.startswith("BATON_")}
        subprocess.run([BATON, "run", "--quiet", "--home", home], env=settings, check=True)
    return str(home)


def write_bundle(home: str, bundle: Path) -> None:
    subprocess.run([BATON, "superset", "--home", home, "--out", bundle], check=True)


def token(address: str, password: str) -> str:
    user = {"username": "admin", "password": password, "provider": "db"}
    answer = requests.post(f"{address}/api/v1/security/login", json=user, timeout=120)
    return str(answer.json()["access_token"])


def import_bundle(url: str, part: str, token: str, bundle: Path) -> None:
    answer = requests.post(
        url,
        headers={"Authorization": f"Bearer {token}"},
        files={part: (bundle.name, bundle.read_bytes(), "application/zip")},
        timeout=300,
    )
    if not answer.ok:
        raise NotThere(f"Superset refused the bundle at {url} ({answer.status_code}): {answer.text[:3000]}")


def report(drawn: dict[str, Any], *, is_demo: bool) -> int:
    """Say what each chart was answered. Returns 1 if one has no answer or an error; in the demo, no row."""
    wrong = 0
    for dashboard in drawn["dashboards"]:
        print(f"\n{dashboard['title']}   {dashboard['file']}")
        answers = {str(answer["chart"]): answer for answer in dashboard["answers"] if answer["chart"]}
        for number, name in dashboard["charts"].items():
            said = fault(answers.get(number), is_demo=is_demo)
            rows = "" if said else f"{sum(answers[number]['rows']):,} rows"
            wrong += bool(said)
            print(f"  {'FAILED' if said else 'ok':<7}{name}: {said or rows}")
        wrong += len(dashboard["said"])
        for text in dashboard["said"]:
            print(f"  FAILED on the page: {' '.join(text.split())}")
    for url in drawn["refused"]:
        print(f"\nNot asked for, since it is abroad: {url}")
    print(f"\n{wrong} failed" if wrong else "\nEvery chart was answered.")
    return int(wrong > 0)


def fault(answer: dict[str, Any] | None, *, is_demo: bool) -> str | None:
    if answer is None:
        return "was not asked"
    if answer["error"] or answer["status"] != 200:
        return f"{answer['status']} {answer['error']}"
    return "no rows" if is_demo and not all(answer["rows"]) else None


if __name__ == "__main__":
    sys.exit(main())
