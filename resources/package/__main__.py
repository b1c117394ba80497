"""`python -m poolscope`, and the command `poolscope`.

gui and workers call each other by these names alone, as in a checkout: the folder they lie in comes first on `sys.path`, before
whatever else is called so. That is the viewer's path only. The keeper puts the same folder there for itself, and the watched
program has an interpreter of its own, where the probe goes by another name (`workers/running/loading.py`).
"""

import os
import sys
from importlib.util import find_spec


def main() -> int:
    """Does what the command line asks for; returns the exit code."""
    sys.path.insert(0, _folder())
    from gui.shell.start import main as start

    return start()


def _folder() -> str:
    """This package's own folder; after an editable install the checkout, which is why the import system is asked."""
    spec = find_spec("poolscope.gui")
    assert spec is not None and spec.origin is not None
    return os.path.dirname(os.path.dirname(spec.origin))  # noqa: PTH120 - pathlib may be another's here


if __name__ == "__main__":
    # -m puts the current folder first: its files may be called like modules of the standard library.
    if not sys.flags.safe_path:
        del sys.path[0]
    sys.exit(main())
