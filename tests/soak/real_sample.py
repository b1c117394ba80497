"""A small project for real programs to work on: a package that no formatter likes, its tests, its documentation."""

from __future__ import annotations

import textwrap
from pathlib import Path

MODULES = 12

_MODULE = '''
"""Module {n}."""
import sys,os
import json
from collections import OrderedDict,  defaultdict
unused = json.dumps( {{ 'n':{n} , "x" : os.sep}} )
def area(width:int,height:int = {n})->int:
    """The area.

    :param width: how wide
    """
    if width<0 :
        raise ValueError( 'negative' )
    result=width*height
    return result
def never(x):
    y = x
    return sys.maxsize
class Shape( object ):
    def __init__(self,width = {n}): self.width=width
    def scaled(self, by:int)->"Shape": return Shape( self.width*by )
'''
_TESTS = """
import multiprocessing
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import pytest

from shop import part{n}


def test_area():
    assert part{n}.area(2) == 2 * {n}


def test_scaled():
    assert part{n}.Shape().scaled(2).width == 2 * {n}


@pytest.mark.parametrize("kind", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_pools(kind):
    with kind(2) as pool:
        assert sum(pool.map(part{n}.area, range(10))) == 45 * {n}


def test_pool():
    with multiprocessing.Pool(2) as pool:
        assert sum(pool.map(part{n}.area, range(10))) == 45 * {n}


def test_queue():
    queue = multiprocessing.Queue()
    process = multiprocessing.Process(target=queue.put, args=(part{n}.area(3),))
    process.start()
    assert queue.get() == 3 * {n}
    process.join()
    assert process.exitcode == 0
"""
_FAILING = """
from concurrent.futures import ProcessPoolExecutor

from shop import part1


def test_a_failure_is_shown_with_its_traceback():
    with ProcessPoolExecutor(1) as pool:
        pool.submit(part1.area, -1).result()


def test_a_warning():
    import warnings

    warnings.warn("seen here", stacklevel=2)
"""


def lay(folder: Path) -> None:
    """Into `folder`: shop/, tests/, docs/."""
    files = {"shop/__init__.py": "", "shop/broken.py": "import os\nx = undefined_name\n", "tests/__init__.py": ""}
    for n in range(1, MODULES + 1):
        files[f"shop/part{n}.py"] = _MODULE.format(n=n)
        files[f"docs/part{n}.rst"] = f"Part {n}\n======\n\nSee :doc:`part{n % MODULES + 1}` and `nowhere`_.\n"
    for n in range(1, 4):
        files[f"tests/test_part{n}.py"] = _TESTS.format(n=n)
    files["tests/test_failing.py"] = _FAILING
    files["docs/conf.py"] = (
        'project = "shop"\nextensions = ["sphinx.ext.autosectionlabel"]\nhtml_last_updated_fmt = None\n'
    )
    pages = "\n".join(f"   part{n}" for n in range(1, MODULES + 1))
    files["docs/index.rst"] = f"Shop\n====\n\n.. toctree::\n\n{pages}\n"
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")
