"""fetch_pool and fetch_executor: a slow page holds nobody up; each failing page ends as what it is."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.programs.compare import run_both, run_watched, running
from tests.workers.watched import watch, write
from workers.program.program import PROGRAMS
from workers.trace.tasks import Status
from workers.trace.trace import Trace

BYTES = r"\d+ bytes read, \d+"  # of the endless page
pytestmark = pytest.mark.usefixtures("no_process_left")


def rows(trace: Trace) -> dict[str, int]:
    """The task of each page."""
    return {trace.label(row).split("'")[1]: row for row in range(len(trace.tasks))}


@pytest.mark.parametrize("name", ["fetch_pool", "fetch_executor"])
def test_each_page_ends_as_what_it_is_and_the_same_alone_and_watched(name: str, tmp_path: Path) -> None:
    watched = run_both(name, tmp_path, masks=(BYTES,), HANG=3)
    trace = watched.trace
    outcome = {page: trace.outcome(row) for page, row in rows(trace).items()}
    finished = {page for page, row in rows(trace).items() if trace.tasks.status[row] == Status.FINISHED}
    assert finished == {"fast", "slow", "large"}
    assert "ReadTimeout" in outcome["hanging"]
    assert "500 Internal Server Error" in outcome["failing"]
    assert "BadStatusLine" in outcome["garbage"]
    assert "IncompleteRead" in outcome["endless"]
    assert "ConnectionRefusedError" in outcome["refused"]
    started = {page: trace.tasks.started[row] for page, row in rows(trace).items()}
    ended = {page: trace.tasks.ended[row] for page, row in rows(trace).items()}
    # A page that hangs holds one worker, and the others go on. Who of the quick ones is first, the load decides.
    assert max(started.values()) < min(ended["hanging"], ended["endless"])
    assert ended["slow"] < ended["hanging"]
    assert any("_local_site.py" in lane.command for lane in trace.lanes)


def test_callbacks_of_the_pool_run_in_the_main_process() -> None:
    watched = run_watched("fetch_pool", URLS="fast, failing")
    main = watched.trace.lanes[0].pid
    assert [line.split()[-1] for line in watched.output().splitlines() if "told" in line] == [str(main)] * 2
    assert len(watched.trace.callbacks) == 2


def test_threads_fetch_as_well() -> None:
    trace = run_watched("fetch_executor", EXECUTOR="thread", URLS="slow, fast, failing", WORKERS=3).trace
    assert {trace.lanes[lane].role for lane in trace.tasks.lane} == {"thread"}
    assert trace.tasks.ended[rows(trace)["fast"]] < trace.tasks.ended[rows(trace)["slow"]]


def test_without_a_timeout_the_hanging_page_holds_its_worker_which_says_for_what_it_waits() -> None:
    with running("fetch_pool", TIMEOUT=None, URLS="hanging, fast", POOL_SIZE=1, HANG=3) as watched:
        trace = watched.trace
        watched.until(lambda: any(lane.role == "worker" and trace.open_blocks(lane.id) for lane in trace.lanes))
        watched.to_the_end()
    hanging, fast = rows(trace)["hanging"], rows(trace)["fast"]
    assert "RemoteDisconnected" in trace.outcome(hanging)
    assert trace.tasks.started[fast] >= trace.tasks.ended[hanging]  # one worker only, and that was held


def test_without_a_network_the_program_says_so_and_ends(tmp_path: Path) -> None:
    watched = run_both("fetch_pool", tmp_path, URLS="http://nowhere.invalid/, fast")
    assert "ConnectionError" in watched.output()
    assert "fast: 13 bytes" in watched.output()


@pytest.mark.parametrize("name", ["fetch_pool", "fetch_executor"])
def test_without_requests_one_sentence_says_what_to_install(name: str, tmp_path: Path) -> None:
    copies = shutil.copytree(PROGRAMS, tmp_path / "programs")
    (copies / "requests.py").write_text("raise ImportError")
    ended = subprocess.run([sys.executable, copies / f"{name}.py"], capture_output=True, text=True, timeout=50)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == "This needs requests: python -m pip install requests\n"


@pytest.fixture
def site() -> Iterator[dict[str, str]]:
    """The site as somebody starts it in a terminal: its pages by name."""
    server = subprocess.Popen(
        [sys.executable, "-u", PROGRAMS / "_local_site.py", "2"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert server.stdout is not None
    addresses = [server.stdout.readline().strip() for _ in range(8)]
    yield {address.rsplit("/", 1)[1]: address for address in addresses}
    server.terminate()
    server.wait()
    server.stdout.close()


@pytest.mark.parametrize("pool", ["multiprocessing", "concurrent.futures"])
def test_a_program_that_sets_no_timeout_and_looks_at_no_error_is_shown_too(
    pool: str, site: dict[str, str], tmp_path: Path
) -> None:
    start = {"multiprocessing": "Pool(10)", "concurrent.futures": "ProcessPoolExecutor(10)"}[pool]
    submit = {"multiprocessing": "apply_async(func=get, args=(url,))", "concurrent.futures": "submit(get, url)"}[pool]
    stop = {"multiprocessing": "close(); pool.join()", "concurrent.futures": "shutdown(wait=True)"}[pool]
    program = write(
        tmp_path,
        f"""
        import requests
        from {pool} import {start.split("(")[0]}

        def get(url):
            print(requests.get(url).text)

        if __name__ == "__main__":
            pool = {start}
            for url in {[site["fast"], site["hanging"], site["failing"]]}:
                pool.{submit}
            print("end")
            pool.{stop}
        """,
    )
    trace = watch(program).trace
    assert [Status(status) for status in trace.tasks.status] == [Status.FINISHED, Status.FAILED, Status.FINISHED]
    assert trace.tasks.ended[2] < trace.tasks.ended[1]


@pytest.mark.skipif(os.name != "posix", reason="a signal")
def test_the_site_ends_with_a_program_that_is_killed(tmp_path: Path) -> None:
    text = f"import sys; sys.path.insert(0, {str(PROGRAMS)!r})\nimport _local_site\n"
    program = write(tmp_path, text + "_local_site.LocalSite()\nprint(flush=True)\ninput()\n")
    process = subprocess.Popen([sys.executable, program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None and process.stdin is not None
    process.stdout.readline()
    children = psutil.Process(process.pid).children()
    assert len(children) == 1
    process.send_signal(signal.SIGKILL)
    process.communicate()
    _gone, alive = psutil.wait_procs(children, timeout=20)
    assert not [child for child in alive if child.status() != psutil.STATUS_ZOMBIE]
