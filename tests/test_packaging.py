"""Poolscope as a wheel, as an editable install and as a checkout, each beside other people's gui, workers, resources and main."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import venv
import zipfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

from gui.shell.screen import why_no_picture

ROOT = Path(__file__).parents[1]
PARTS = ("gui", "workers", "resources")
BUILT_OF = ("main.py", "pyproject.toml", "README.md", "LICENSE")
ENTRANCE = "resources/package"  # becomes the package `poolscope` itself
PYTHON = "Scripts/python.exe" if sys.platform == "win32" else "bin/python"
COMMAND = "Scripts/poolscope.exe" if sys.platform == "win32" else "bin/poolscope"
PATIENCE = 50  # s; only a hang comes near it

# What `pip install .` and `pip install --editable .` ask of setuptools; pip would build each in a process of its own.
BUILD = """\
import contextlib, sys
from setuptools import build_meta

folder = sys.argv[1]  # setuptools takes sys.argv for its own
with contextlib.redirect_stdout(sys.stderr):
    names = build_meta.build_wheel(folder), build_meta.build_editable(folder)
print(*names)
"""
OWN = """\
import multiprocessing

import gui, main, resources, workers

def whose(_):
    return {module.WHOSE for module in (gui, main, resources, workers)}

if __name__ == "__main__":
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        print(set.union(*pool.map(whose, range(4), chunksize=1)), flush=True)
        pool.close()
        pool.join()
"""

pytestmark = pytest.mark.skipif(
    find_spec("setuptools") is None, reason="setuptools, which builds the wheel, is missing"
)


@dataclass(frozen=True, slots=True)
class Installed:
    """Folders; `decoys` has a program with its own gui, main, resources and workers beside it."""

    sources: Path
    wheel: Path
    environments: dict[str, Path]
    decoys: Path

    def command(self, way: str) -> list[str]:
        if way == "the command":
            return [str(self.environments["wheel"] / COMMAND)]
        if way == "checkout":
            return [str(self.environments["wheel"] / PYTHON), str(self.sources / "main.py")]
        kind = "wheel" if way == "the module" else way
        return [str(self.environments[kind] / PYTHON), "-m", "poolscope"]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("packaging")
    sources = folder / "sources"
    for part in PARTS:
        shutil.copytree(ROOT / part, sources / part, ignore=shutil.ignore_patterns("__pycache__"))
    for name in BUILT_OF:
        shutil.copy(ROOT / name, sources)
    built = subprocess.run(
        [sys.executable, "-c", BUILD, str(folder)],
        cwd=sources,
        capture_output=True,
        check=True,
        text=True,
        timeout=PATIENCE,
    )
    wheel, editable = (folder / name for name in built.stdout.split()[-2:])
    environments = {kind: environment(folder / kind) for kind in ("wheel", "editable")}
    install(wheel, environments["wheel"])
    install(editable, environments["editable"])
    decoys = folder / "decoys"
    put_decoys(decoys, "WHOSE = 'the program'")
    (decoys / "own.py").write_text(OWN)
    (decoys / "json.py").write_text("raise ImportError('the program has a json of its own')")
    return Installed(sources, wheel, environments, decoys)


def environment(folder: Path) -> Path:
    """With all that our own has, and other projects' packages of our names."""
    venv.create(folder)
    (site,) = folder.rglob("site-packages")
    ours = [entry for entry in sys.path if Path(entry).name in ("site-packages", "dist-packages")]
    (site / "ours.pth").write_text("\n".join(ours))
    put_decoys(site, "raise ImportError('another project has this')")
    return folder


def put_decoys(folder: Path, text: str) -> None:
    for name in ("gui", "workers", "resources"):
        (folder / name).mkdir(parents=True)
        (folder / name / "__init__.py").write_text(text)
    (folder / "main.py").write_text(text)


def install(wheel: Path, environment: Path) -> None:
    """By pip, ours or that of the Python our environment was made with, run by the other environment's Python."""
    ask = [getattr(sys, "_base_executable", sys.executable), "-c", "import pip; print(*pip.__path__)"]
    found = find_spec("pip")
    asked = subprocess.run(ask, capture_output=True, check=False, text=True, timeout=PATIENCE).stdout.strip()
    folder = str(Path(found.origin).parent) if found is not None and found.origin is not None else asked
    if not folder:
        pytest.skip("pip is missing")
    words = ["--quiet", "--no-index", "--no-deps", "--no-compile", "--disable-pip-version-check", str(wheel)]
    subprocess.run([str(environment / PYTHON), folder, "install", *words], check=True, timeout=PATIENCE)


def test_the_wheel_takes_one_name_and_leaves_nothing_behind(installed: Installed) -> None:
    names = set(zipfile.ZipFile(installed.wheel).namelist())
    assert {name.partition("/")[0] for name in names} == {"poolscope", "poolscope-0.1.0.dist-info"}
    there = {path.relative_to(installed.sources) for part in PARTS for path in (installed.sources / part).rglob("*")}
    files = {path.as_posix() for path in there if (installed.sources / path).is_file()}
    wanted = {f"poolscope/{name.removeprefix(ENTRANCE + '/') if name.startswith(ENTRANCE) else name}" for name in files}
    assert {name for name in names if name.startswith("poolscope/")} == wanted


@pytest.mark.parametrize("way", ["the module", "editable", "checkout"])
def test_a_spawned_run_beside_other_peoples_modules_of_our_names(
    installed: Installed, way: str, tmp_path: Path
) -> None:
    report = tmp_path / "report.json"
    command = [*installed.command(way), "run", "own.py", "--headless", "--report", str(report)]
    ended = subprocess.run(
        command,
        cwd=installed.decoys,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert (ended.returncode, ended.stdout) == (0, "{'the program'}\n"), ended.stderr
    told = json.loads(report.read_text())
    assert told["tasks"]["finished"] == 4


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.skipif(bool(why_no_picture()), reason="Qt's libraries are missing")
def test_a_window_beside_other_peoples_modules_of_our_names(installed: Installed, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    command = [*installed.command("the command"), "run", "own.py", "--report", str(report)]
    environment = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_CONFIG_HOME": str(tmp_path),
        "TMPDIR": str(tmp_path),
    }
    window = subprocess.Popen(
        command, cwd=installed.decoys, env=environment, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    until = time.monotonic() + PATIENCE
    while not report.exists() and window.poll() is None and time.monotonic() < until:
        time.sleep(0.02)
    window.send_signal(signal.SIGTERM)
    said = window.communicate(timeout=PATIENCE)[1]
    assert (window.returncode, said) == (0, "")
    assert json.loads(report.read_text())["tasks"]["finished"] == 4
