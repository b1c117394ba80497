"""The real programs: what is run of each, and how what it says is compared."""

from __future__ import annotations

import signal
from dataclasses import dataclass, field

from tests.soak import real_texts as texts

OLD, USUAL, NEW = "3.9", "3.11", "3.13"

_EVERYWHERE = ["black", "flake8", "joblib", "pylint", "pytest", "pytest-cov", "pytest-xdist", "tqdm"]
REQUIREMENTS = {
    OLD: _EVERYWHERE,
    USUAL: [
        *_EVERYWHERE,
        *("celery", "click", "dask", "distributed", "django", "gunicorn", "ipykernel", "ipython", "isort", "mpire"),
        *("mypy", "nbconvert", "pebble", "rich", "scikit-learn", "sphinx", "uvicorn"),
    ],
    NEW: _EVERYWHERE,
}


@dataclass(frozen=True)
class Real:
    """A program and what is done with it.

    what: as it stands behind `python`, ("-m", MODULE) or (FILE,). package: whose versions are shown, of the index; "" for what
    comes with Python. files: put beside `real_sample`'s. keys: in a terminal of its own: (words to await, how often, what is then
    typed). until, times: when these words were written so often, it gets `signal`; asks: and before that is asked for a page.
    lines: an expression; only lines that match are compared. unordered: lines come in any order.
    """

    name: str
    what: tuple[str, ...]
    arguments: tuple[str, ...] = ()
    package: str = ""
    files: dict[str, str] = field(default_factory=dict)
    stdin: bytes = b""
    keys: tuple[tuple[str, int, bytes], ...] = ()
    until: str = ""
    times: int = 1
    signal: int = signal.SIGTERM
    asks: bool = False
    lines: str = ""
    unordered: bool = False
    pythons: tuple[str, ...] = (USUAL,)

    def shown(self) -> str:
        how = " in a terminal" if self.keys else f", then {signal.Signals(self.signal).name}" if self.until else ""
        return f"`{' '.join((*self.what, *self.arguments))}`{how}"


def _module(name: str, *words: str, **more: object) -> Real:
    module, *arguments = words
    return Real(name, ("-m", module), tuple(arguments), **{"package": name, **more})  # type: ignore[arg-type]


def _script(name: str, text: str, **more: object) -> Real:
    options = {"package": name, "files": {"program.py": text}, **more}
    return Real(name, ("program.py",), **options)  # type: ignore[arg-type]


def _own_tests(*modules: str, pythons: tuple[str, ...]) -> Real:
    return Real(
        f"{modules[0]}",
        ("-W", "ignore", "-m", "unittest"),
        ("-v", *modules),
        lines=r"\.\.\. (ok|FAIL|ERROR|skipped|expected)|^(OK|FAILED|Ran|FAIL:|ERROR:)|dangling|\w+Error\b",
        unordered=True,
        pythons=pythons,
    )


PROGRAMS = [
    _module("black", "black", "--workers", "2", ".", unordered=True, pythons=(OLD, USUAL, NEW)),
    _module("isort", "isort", "-j", "2", ".", unordered=True),
    _module("flake8", "flake8", "-j", "2", ".", unordered=True, pythons=(OLD, USUAL, NEW)),
    _module("pylint", "pylint", "-j", "2", "shop", unordered=True, pythons=(OLD, USUAL, NEW)),
    _module("mypy", "mypy", "shop", unordered=True),
    _module("sphinx", "sphinx", "-j", "2", "-b", "html", "docs", "html", unordered=True),
    Real("compileall", ("-m", "compileall"), ("-j", "2", "shop"), unordered=True, pythons=(OLD, USUAL, NEW)),
    _script("joblib", texts.JOBLIB, pythons=(OLD, USUAL, NEW)),
    _script("scikit-learn", texts.LEARN),
    _script("dask", texts.DASK),
    _script("distributed", texts.DISTRIBUTED),
    _script("mpire", texts.MPIRE),
    _script("pebble", texts.PEBBLE),
    _module("pytest", "pytest", "tests", "-p", "no:xdist", "-p", "no:cov", pythons=(OLD, USUAL, NEW)),
    _module(
        "pytest-xdist",
        "pytest",
        "tests",
        "-n",
        "2",
        "-p",
        "no:warnings",
        lines=r"^(?![.FEs]+ +\[)",
        unordered=True,
        pythons=(OLD, USUAL, NEW),
    ),
    _module(
        *("pytest-cov", "pytest", "tests", "--cov=shop", "--cov-branch", "--cov-report=term-missing"),
        pythons=(OLD, USUAL, NEW),
    ),
    Real(
        "coverage",
        ("-m", "coverage"),
        ("run", "--source=.", "--data-file=.coverage", "-m", "pytest", "-q", "tests", "--cov-report=term"),
        package="coverage",
    ),
    _module(
        *("gunicorn", "gunicorn", "-w", "2", "-b", "127.0.0.1:0", "web:app"),
        files={"web.py": texts.WEB},
        until="Booting worker",
        times=2,
        asks=True,
        unordered=True,
    ),
    _module(
        *("uvicorn", "uvicorn", "--workers", "2", "--port", "0", "web:asgi"),
        files={"web.py": texts.WEB},
        until="startup complete",
        times=2,
        asks=True,
        unordered=True,
    ),
    _module(
        *(
            "celery",
            "celery",
            "-A",
            "tasks",
            "worker",
            "-P",
            "prefork",
            "-c",
            "2",
            "--without-mingle",
            "--without-gossip",
        ),
        files={"tasks.py": texts.CELERY},
        until="added",
        times=6,
        unordered=True,
    ),
    Real(
        "django",
        ("-m", "django"),
        ("test", "--parallel", "2", "--settings", "settings", "-v", "2"),
        package="django",
        files={"settings.py": texts.SETTINGS, "test_numbers.py": texts.DJANGO_TESTS},
        unordered=True,
    ),
    _module(
        *("nbconvert", "nbconvert", "--to", "notebook", "--execute", "--stdout", "book.ipynb"),
        files={"book.ipynb": texts.NOTEBOOK},
    ),
    _script("tqdm", texts.TQDM, keys=(("", 0, b""),), pythons=(OLD, USUAL, NEW), lines=r"100%|^\d+$"),
    _script("rich", texts.RICH, keys=(("", 0, b""),), lines=r"^(?!working.* [ \d]\d%)"),  # how often it draws is chance
    _script(
        "click", texts.CLICK, keys=(("Your name: ", 1, b"me\n"), ("Word: ", 1, b"secret\n"), ("[y/N]: ", 1, b"y\n"))
    ),
    _module(
        *("ipython", "IPython", "--simple-prompt", "--no-banner", "--colors=NoColor"),
        keys=(
            ("In [1]: ", 1, b"from multiprocessing import Pool; from shop import part4\n"),
            ("In [2]: ", 1, b"with Pool(2) as pool: print(pool.map(part4.area, range(5)))\n\n"),
            ("In [3]: ", 1, b"with Pool(2) as pool: pool.apply(part4.area, [-1])\n\n"),
            ("In [4]: ", 1, b"import time; print('sle' + 'eping', flush=True); time.sleep(60)\n"),
            ("sleeping", 1, b"\x03"),
            ("In [5]: ", 1, b"exit\n"),
        ),
    ),
    Real(
        "pdb",
        ("-m", "pdb"),
        ("program.py",),
        files={"program.py": texts.DEBUGGED},
        keys=(
            ("(Pdb) ", 1, b"b 11\n"),
            ("(Pdb) ", 2, b"c\n"),
            ("(Pdb) ", 3, b"p total\n"),
            ("(Pdb) ", 4, b"w\n"),
            ("(Pdb) ", 5, b"q\n"),
        ),
        pythons=(OLD, USUAL, NEW),
    ),
    Real(
        "cProfile",
        ("-m", "cProfile"),
        ("-s", "name", "program.py"),
        files={"program.py": texts.PROFILED},
        lines=r"program\.py|executors|pools|probe|workers/|^\d+ ValueError",
        pythons=(OLD, USUAL, NEW),
    ),
    _script("tracebacks, warnings, logging", texts.TRACEBACKS, package="", pythons=(OLD, USUAL, NEW)),
    _script("traceback.extract_stack, faulthandler", texts.STACKS, package="", pythons=(OLD, USUAL, NEW)),
    Real("json.tool", ("-m", "json.tool"), stdin=b'{"a": [1, 2, "\xc3\xa9"]}'),
    Real("zipapp", ("-m", "zipapp"), ("shop", "-m", "part1:never", "-o", "shop.pyz")),
    Real("timeit", ("-m", "timeit"), ("-n", "10", "-r", "2", "sum(range(9))"), lines="loops"),
    Real(
        "http.server",
        ("-u", "-m", "http.server"),
        ("0", "--bind", "127.0.0.1"),
        until="Serving HTTP",
        signal=signal.SIGINT,
        asks=True,
        unordered=True,
    ),
]
# Of CPython; builds differ in which of them they have.
OWN_TESTS = [
    _own_tests("test.test_multiprocessing_fork", pythons=(NEW, OLD)),
    _own_tests("test.test_concurrent_futures", pythons=(NEW, OLD)),
    _own_tests("test.test_multiprocessing_spawn", pythons=(NEW,)),
    _own_tests("test.test_subprocess", "test.test_threading", "test.test_signal", pythons=(NEW,)),
]
