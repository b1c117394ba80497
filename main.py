"""Poolscope's way in from a checkout: `python main.py --help` tells the rest. `gui/shell/start.py` does what it is asked to do.

Nothing is imported at the top: spawned children import this file again.
"""

import sys


def main() -> int:
    """Does what the command line asks for; returns the exit code."""
    from gui.shell.start import main as start

    return start()


if __name__ == "__main__":
    sys.exit(main())
