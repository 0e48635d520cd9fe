"""A headless Chromium that reaches no host, asked by the DevTools protocol over two pipes."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--no-first-run",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--remote-debugging-pipe",
]
# Chromium reads questions from descriptor 3, and answers on 4.
START = "import os, sys; [os.dup2(int(fd), at) for at, fd in enumerate(sys.argv[1:3], 3)]; "
START += "os.execv(sys.argv[3], sys.argv[3:])"


def find_chromium() -> str | None:
    """What CHROMIUM names, else the first that is on the path."""
    named = os.environ.get("CHROMIUM")
    return shutil.which(named) if named else next(filter(None, map(shutil.which, NAMES)), None)


class Chromium:
    """A browser with a profile of its own, until the block ends."""

    def __init__(self, program: str, profile: Path) -> None:
        child_reads, self._questions = os.pipe()
        self._answers, child_writes = os.pipe()
        # Above what the child's own descriptors are moved to.
        given = [fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 10) for fd in (child_reads, child_writes)]
        start = [sys.executable, "-c", START, *map(str, given)]
        self._process = subprocess.Popen(
            [*start, program, *ARGUMENTS, f"--user-data-dir={profile}", "about:blank"],
            pass_fds=given,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for fd in (child_reads, child_writes, *given):
            os.close(fd)
        self._asked = 0
        self._unread = b""
        self.tabs: dict[str, Tab] = {}

    def __enter__(self) -> Chromium:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._questions)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._answers)

    def tell(self, method: str, session: str | None = None, **parameters: Any) -> int:
        self._asked += 1
        question = {"id": self._asked, "method": method, "params": parameters}
        if session:
            question["sessionId"] = session
        text = json.dumps(question).encode() + b"\0"
        while text:
            text = text[os.write(self._questions, text) :]
        return self._asked

    def ask(self, method: str, session: str | None = None, **parameters: Any) -> dict[str, Any]:
        asked = self.tell(method, session, **parameters)
        while (answer := self.read()).get("id") != asked:
            pass
        assert "error" not in answer, f"{method}: {answer['error']}"
        return dict(answer["result"])

    def read(self) -> dict[str, Any]:
        """The next message; an event is kept by the tab that it is of."""
        while b"\0" not in self._unread:
            more = os.read(self._answers, 1 << 20)
            assert more, f"Chromium ended with {self._process.wait()}"
            self._unread += more
        line, _, self._unread = self._unread.partition(b"\0")
        message = dict(json.loads(line))
        if "method" in message and message.get("sessionId") in self.tabs:
            self.tabs[message["sessionId"]].note(message["method"], message["params"])
        return message

    @contextmanager
    def tab(self) -> Iterator[Tab]:
        """An empty page, on which what a file's policy forbids is allowed: it holds by itself."""
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        tab = self.tabs[session] = Tab(self, session)
        for domain in ("Page", "Network", "Runtime"):
            tab.ask(f"{domain}.enable")
        tab.ask("Page.setBypassCSP", enabled=True)
        yield tab
        self.ask("Target.closeTarget", targetId=target)
        del self.tabs[session]


@dataclass
class Tab:
    browser: Chromium
    session: str
    asked_for: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    _is_loaded: bool = False

    def note(self, method: str, given: dict[str, Any]) -> None:
        match method:
            case "Network.requestWillBeSent":
                self.asked_for.append(given["request"]["url"])
            case "Network.webSocketCreated":
                self.asked_for.append(given["url"])
            case "Page.javascriptDialogOpening":
                self.dialogs.append(given["message"])
                self.browser.tell("Page.handleJavaScriptDialog", self.session, accept=True)
            case "Page.loadEventFired":
                self._is_loaded = True

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        return self.browser.ask(method, self.session, **parameters)

    def look(self, width: int, scheme: str = "light", medium: str = "screen", sharpness: int = 1) -> None:
        """How wide the window is, whether people want it dark, and whether it is paper."""
        self.ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=900,
            deviceScaleFactor=sharpness,
            mobile=width < 600,
        )
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.ask("Emulation.setEmulatedMedia", media=medium, features=features)

    def open(self, path: Path) -> None:
        self._is_loaded = False
        found = self.ask("Page.navigate", url=path.resolve().as_uri())
        assert "errorText" not in found, found
        while not self._is_loaded:
            self.browser.read()

    def run(self, script: str) -> Any:
        """The value of JavaScript in the page, waited for where it is a promise."""
        found = self.ask("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def draw(self, picture: Path) -> None:
        """The whole page, as far down as it goes."""
        data = self.ask("Page.captureScreenshot", captureBeyondViewport=True)["data"]
        picture.write_bytes(base64.b64decode(data))

    def print(self) -> bytes:
        """The page on paper, as PDF."""
        return base64.b64decode(self.ask("Page.printToPDF", printBackground=False)["data"])
