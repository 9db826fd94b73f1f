"""How long a page takes until it is drawn: a real server, a real Chromium."""

import os
import shutil
import statistics
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

from django.conf import settings

from dtms_site.management import servers
from dtms_site.management.supervisor import python

ROUNDS = 7
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
# Milliseconds since the address was asked for, in the frame after the one that shows all.
DRAWN = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  await frame(); await frame();
  const [page] = performance.getEntriesByType("navigation");
  let nodes = 0;
  for (const walk = document.createTreeWalker(document); walk.nextNode();) nodes++;
  return {drawn_ms: performance.now(), answered_ms: page.responseEnd, bytes: page.transferSize,
          elements: document.querySelectorAll("*").length, nodes};
}"""


def run(page: Any) -> Iterator[dict[str, Any]]:
    """One row, or none where playwright or Chromium is missing."""
    path = os.environ.get("DTMS_CHROMIUM") or shutil.which("chromium")
    if path and find_spec("playwright"):
        with web_server() as address:
            yield {"name": f"{page.name}_drawn", **_drawn(path, address, page)}


@contextmanager
def web_server() -> Iterator[str]:
    """The web part alone, on the database of this process, with one worker."""
    port = servers.free_port()
    environment = {**os.environ, "BIND": f"127.0.0.1:{port}", "WEB_PROCESSES": "1"}
    server = subprocess.Popen(  # noqa: S603
        python("-m", "gunicorn", "-c", "python:dtms_site.gunicorn", "dtms_site.wsgi"),
        env=environment,
    )
    try:
        servers.wait_for(port)
        address = f"http://127.0.0.1:{port}"
        yield address
    finally:
        servers.stop(server)


def _drawn(chromium: str, address: str, page: Any) -> dict[str, Any]:
    from playwright.sync_api import sync_playwright

    session = page.client().cookies[settings.SESSION_COOKIE_NAME].value
    found: list[dict[str, float]] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        context = browser.new_context(viewport={"width": 1366, "height": 768})
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}]
        )
        for _ in range(ROUNDS + 1):
            tab = context.new_page()
            tab.goto(address + page.path, wait_until="load")
            found.append(tab.evaluate(DRAWN))
            tab.close()
        browser.close()
    # The first look also fetches style sheets and scripts.
    return {"first_ms": round(found[0]["drawn_ms"]), **_medians(found[1:])}


def _medians(found: list[dict[str, float]]) -> dict[str, int]:
    return {key: round(statistics.median(row[key] for row in found)) for key in found[0]}
