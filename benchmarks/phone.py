"""How long a portal page takes on a slow phone until it can be used, and how much it loads before.

    .venv/bin/python -m benchmarks.phone            # CPU six times slower, 400 kbit/s, 400 ms
    .venv/bin/python -m benchmarks.phone --cpu 4

Starts the product with its demo on a data folder of its own and opens each page in Chromium with an
empty cache, as a first visit is, and once more as the next page of the same visit. “Usable”: the page
is laid out, its scripts have run and a tap is answered. “Critical” is what stands in the way of that:
the page, its styles and its scripts as sent over the line; fonts come after, without blocking words.
Ends with 1 when a page's critical path is over the limit.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

import desk
from tests.browser.conftest import CHROMIUM, FLAGS, free_port

HERE = Path(__file__).resolve().parents[1]
LIMIT_KB = 60.0
PAGES = {
    "Today": "/my/",
    "Step": "",  # the address of today's step, read from Today
    "Check-in": "/my/check-in/",
    "Journal": "/my/pages/",
}
_CRITICAL = ("Document", "Stylesheet", "Script")
# The second of two frames after load: laid out, scripts run, the thread free for a tap.
_USABLE = """() => new Promise(done => {
  const ready = () => requestAnimationFrame(() => setTimeout(() => done(performance.now()), 0));
  document.readyState === "complete" ? ready() : addEventListener("load", ready);
})"""


@contextmanager
def product() -> Iterator[str]:
    """The product with its demo on a free port; its address."""
    folder = Path(tempfile.mkdtemp(prefix="coachdesk-phone-"))
    data, port = folder / "data", free_port()
    data.mkdir(mode=0o700)
    env = desk.up_environment(data, port, demo=True)
    env["COACHDESK_KEY_FILE"] = str(folder / "keys.json")
    server: subprocess.Popen[bytes] | None = None
    try:
        desk.prepare(data, env, demo=True)
        server = subprocess.Popen(desk.web_command(port), cwd=HERE, env=env)  # noqa: S603
        while not desk.answers(port):
            if server.poll() is not None:
                sys.exit("the server did not start")
            time.sleep(0.2)
        yield f"http://localhost:{port}"
    finally:
        if server is not None:
            server.terminate()
            server.wait(desk.GRACE)
        shutil.rmtree(folder, ignore_errors=True)


def signed_in(browser: Browser, url: str) -> Any:
    """The cookies of a client of the demo."""
    page = browser.new_context(base_url=url).new_page()
    page.goto("/accounts/login/?next=/my/")
    page.get_by_label("Email address").fill("dana@example.org")
    page.get_by_label("Password").fill("a quiet harbor at night")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/my/")
    PAGES["Step"] = page.get_by_role("link", name="Open today’s step").get_attribute("href") or ""
    kept = page.context.storage_state()
    page.context.close()
    return kept


class Phone:
    """A small screen, a slow processor and a slow line, with an empty cache."""

    def __init__(self, browser: Browser, url: str, cookies: Any, ask: argparse.Namespace) -> None:
        self.context = browser.new_context(
            base_url=url,
            storage_state=cookies,
            viewport={"width": 360, "height": 740},
            device_scale_factor=2,
            is_mobile=True,
            has_touch=True,
        )
        self.page = self.context.new_page()
        self.wire = self.context.new_cdp_session(self.page)
        self.kinds: dict[str, str] = {}
        self.bytes: dict[str, float] = {}
        self.wire.on("Network.responseReceived", self._came)
        self.wire.on("Network.loadingFinished", self._ended)
        self.wire.send("Network.enable")
        self.wire.send("Emulation.setCPUThrottlingRate", {"rate": ask.cpu})
        speed = ask.kbit * 1000 / 8
        line = {"offline": False, "latency": ask.latency, "downloadThroughput": speed}
        self.wire.send("Network.emulateNetworkConditions", {**line, "uploadThroughput": speed})

    def _came(self, event: dict[str, Any]) -> None:
        self.kinds[event["requestId"]] = event["type"]

    def _ended(self, event: dict[str, Any]) -> None:
        self.bytes[event["requestId"]] = event["encodedDataLength"]

    def open(self, place: str) -> tuple[float, float, float]:
        """Milliseconds until usable, kilobytes in the way of it, kilobytes in all."""
        self.kinds.clear()
        self.bytes.clear()
        self.page.goto(place, wait_until="commit")
        usable = float(self.page.evaluate(_USABLE))
        self.page.wait_for_load_state("networkidle")
        critical = sum(size for key, size in self.bytes.items() if self.kinds.get(key) in _CRITICAL)
        return usable, critical / 1000, sum(self.bytes.values()) / 1000


def measure(browser: Browser, url: str, ask: argparse.Namespace) -> list[str]:
    """Print the table; gives the pages that are over the limit."""
    cookies, over = signed_in(browser, url), []
    print(
        f"CPU {ask.cpu:g} times slower, {ask.kbit:g} kbit/s, {ask.latency:g} ms, middle of {ask.tries}"
    )
    print(f"{'page':10} {'first visit':>12} {'critical':>10} {'in all':>10} {'next page':>12}")
    for name, place in PAGES.items():
        first, after = [], []
        for _ in range(ask.tries):
            phone = Phone(browser, url, cookies, ask)
            first.append(phone.open(place))
            after.append(phone.open(place)[0])
            phone.context.close()
        usable, critical, whole = (statistics.median(column) for column in zip(*first, strict=True))
        again = statistics.median(after)
        print(
            f"{name:10} {usable / 1000:10.2f} s {critical:7.1f} kB {whole:7.1f} kB {again / 1000:10.2f} s"
        )
        if critical > LIMIT_KB:
            over.append(name)
    return over


def main() -> int:
    """Measure and print; 1 when a page is over the limit."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--cpu", type=float, default=6, help="how many times slower (6)")
    parser.add_argument("--kbit", type=float, default=400, help="kilobits a second (400)")
    parser.add_argument(
        "--latency", type=float, default=400, help="milliseconds a round trip (400)"
    )
    parser.add_argument("--tries", type=int, default=3)
    ask = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coachdesk.settings")
    with product() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        over = measure(browser, url, ask)
        browser.close()
    if over:
        print(f"over {LIMIT_KB:g} kB before it can be used: {', '.join(over)}")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
