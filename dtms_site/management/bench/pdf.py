"""What the format check costs: CPU and memory of a check, hostile files, time to a verdict."""

import http.client
import os
import resource
import secrets
import shutil
import statistics
import subprocess
import tempfile
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dtms_site import sandbox
from dtms_site.management.bench.upload import doors, post, running_site
from dtms_site.management.demo import pdfs
from dtms_site.management.demo.content import load_papers
from submissions.pdfcheck.check import judge
from submissions.pdfcheck.rules import RuleSet
from submissions.pdfcheck.sandboxed import check_in_sandbox, measure_in_sandbox

SAMPLES = 6
CHECKS = 1000
AFTER_WARMING = 100
BURST = 100
BURST_SECONDS = 60
POLL = 0.3
PATIENCE = 300


def run() -> Iterator[dict[str, Any]]:
    papers = [pdf for _, pdf in pdfs.made(load_papers()[:SAMPLES])]
    yield one_paper(papers)
    yield memory(papers)
    yield from hostile()
    with running_site() as (port, _, environment):
        yield on_the_page(port, doors(5, environment), papers)
    for workers in (1, 2):
        with running_site(WORKERS=str(workers)) as (port, _, environment):
            yield burst(port, doors(BURST, environment), papers, workers)


def one_paper(papers: list[bytes], rounds: int = 5) -> dict[str, Any]:
    """Median milliseconds a paper: CPU in the sandbox and for judging; poppler's beside it."""
    check_in_sandbox(papers[0], RuleSet())
    cpu, wall, judging = [], [], []
    for pdf in papers * rounds:
        began = time.perf_counter()
        measured = measure_in_sandbox(pdf)
        judge_began = time.process_time()
        judge(measured, RuleSet())
        judging.append(time.process_time() - judge_began)
        wall.append(time.perf_counter() - began)
        cpu.append(measured.ms + 1000 * judging[-1])
    found = {
        "name": "pdf", "papers": len(cpu), "cpu_ms": round(statistics.median(cpu), 1),
        "judging_ms": _ms(judging), "wall_ms": _ms(wall),
    }  # fmt: skip
    if poppler := shutil.which("pdftohtml"):
        found["pdftohtml_cpu_ms"] = _ms([_poppler(poppler, pdf) for pdf in papers * rounds])
    return found


def _poppler(program: str, pdf: bytes) -> float:
    """CPU seconds of `pdftohtml -xml`, which lists texts with whole-number sizes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        subprocess.run(  # noqa: S603
            [program, "-xml", "-i", "-stdout", file.name], check=True, stdout=subprocess.DEVNULL
        )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def memory(papers: list[bytes], checks: int = CHECKS) -> dict[str, Any]:
    """Megabytes of this process and of its helper, after warming and after so many checks."""
    early: tuple[float, float] | None = None
    for number in range(checks):
        if number == AFTER_WARMING:
            early = _megabytes()
        check_in_sandbox(papers[number % len(papers)], RuleSet())
    own, helper = _megabytes()
    first = early or (own, helper)
    return {
        "name": "pdf_memory", "checks": checks, "worker_mb": [first[0], own],
        "sandbox_mb": [first[1], helper],
    }  # fmt: skip


def _megabytes() -> tuple[float, float]:
    return _resident("self"), sum(map(_resident, _children()))


def _resident(pid: int | str) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return round(pages * resource.getpagesize() / sandbox.MEGABYTE, 1)


def _children() -> list[int]:
    listed = Path(f"/proc/self/task/{os.getpid()}/children").read_text()
    return [int(pid) for pid in listed.split()]


def hostile() -> Iterator[dict[str, Any]]:
    """Files made to harm: seconds to the answer, and children that outlive it."""
    for name, pdf in _hostile_files().items():
        began = time.perf_counter()
        report = check_in_sandbox(pdf, RuleSet())
        seconds = time.perf_counter() - began
        time.sleep(0.2)
        yield {
            "name": "pdf_hostile", "file": name, "overall": report.overall.value,
            "seconds": round(seconds, 2), "children_left": _grandchildren(),
        }  # fmt: skip


def _grandchildren() -> int:
    """Children of the helper that still live: none may, once its call is answered."""
    found = [Path(f"/proc/{pid}/task/{pid}/children").read_text() for pid in _children()]
    return sum(len(listed.split()) for listed in found)


def _hostile_files() -> dict[str, bytes]:
    packer = zlib.compressobj(9, wbits=-15)
    block = packer.compress(b" " * sandbox.MEGABYTE) + packer.flush(zlib.Z_FULL_FLUSH)
    bomb = b"\x78\xda" + block * 3000 + b"\x03\x00"
    return {
        "3 GB of spaces": _one_page(bomb, "/FlateDecode"),
        "a bomb in a bomb": _one_page(zlib.compress(bomb), "[/FlateDecode /FlateDecode]"),
        "9 million glyphs": _one_page(b"BT /F1 9 Tf " + b"(aaaaaaaaaaaaaaaaaaaa) Tj " * 450_000),
        "9 million states": _one_page(b"q " * 9_000_000),
        "3 million paths": _one_page(b"0 0 m 9 9 l S " * 3_000_000),
        "nested arrays": b"%PDF-1.7\n1 0 obj " + b"[" * 500_000,
        "noise": b"%PDF-1.7\n" + secrets.token_bytes(2_000_000),
    }


def _one_page(content: bytes, filters: str = "") -> bytes:
    filtered = f"/Filter {filters}" if filters else ""
    return (
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>endobj\n"
        b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>endobj\n"
        + f"4 0 obj<</Length {len(content)}{filtered}>>stream\n".encode()
        + content
        + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    )


def on_the_page(port: int, authors: list[list[str]], papers: list[bytes]) -> dict[str, Any]:
    """Seconds from the end of an upload to the verdict on its author's page, one at a time.

    The first one also waits for the worker of the site that was just started.
    """
    times = []
    for (session, path), pdf in zip(authors, papers, strict=False):
        if post(port, session, secrets.token_hex(16), path, pdf) == 200:
            began = time.perf_counter()
            _wait_for_verdict(port, session, path)
            times.append(time.perf_counter() - began)
    return {
        "name": "pdf_on_page", "uploads": len(times), "after_start_s": round(times[0], 2),
        "p50_s": round(statistics.median(times[1:]), 2), "max_s": round(max(times[1:]), 2),
    }  # fmt: skip


def burst(port: int, authors: list[list[str]], papers: list[bytes], workers: int) -> dict[str, Any]:
    """Uploads spread evenly over a minute; seconds from the first upload to the last verdict."""
    waits: list[float] = []
    began = time.perf_counter()
    threads = []
    for number, (session, path) in enumerate(authors):
        pdf = papers[number % len(papers)] + b"%% %d" % number
        start = began + number * BURST_SECONDS / len(authors)
        thread = threading.Thread(
            target=_one_of_many, args=(port, session, path, pdf, start, waits)
        )
        thread.start()
        threads.append(thread)
    for thread in threads:
        thread.join()
    return {
        "name": "pdf_burst", "workers": workers, "uploads": len(authors), "verdicts": len(waits),
        "last_verdict_s": round(time.perf_counter() - began, 1),
        "p50_wait_s": round(statistics.median(waits), 2), "max_wait_s": round(max(waits), 2),
    }  # fmt: skip


def _one_of_many(
    port: int, session: str, path: str, pdf: bytes, start: float, waits: list[float]
) -> None:
    time.sleep(max(start - time.perf_counter(), 0))
    if post(port, session, secrets.token_hex(16), path, pdf) != 200:
        return
    began = time.perf_counter()
    _wait_for_verdict(port, session, path)
    waits.append(time.perf_counter() - began)


def _wait_for_verdict(port: int, session: str, path: str) -> None:
    """Ask as the page does. Raises TimeoutError."""
    address = path.replace("/upload/", "/format/")
    end = time.perf_counter() + PATIENCE
    while time.perf_counter() < end:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", address, headers={"Cookie": f"sessionid={session}"})
        page = connection.getresponse().read()
        connection.close()
        if b"hx-trigger" not in page:
            return
        time.sleep(POLL)
    raise TimeoutError(f"no verdict at {address}")


def _ms(seconds: list[float]) -> float:
    return round(1000 * statistics.median(seconds), 1)
