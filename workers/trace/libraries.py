"""Which library's pool a process works for, where that pool reports nothing to us: recognised by what it runs.

So far only the pools of the standard library say what they do. Of the others the processes are seen, and of what some of them
run the module (`ProcessStarted.runs`) or else the command line.
"""

from __future__ import annotations

# How a module's name begins → its library; a process that runs one of these works for its pool.
_POOLS = {
    "distributed.": "distributed",
    "mpire.": "mpire",
    "pebble.": "pebble",
    "sphinx.util.parallel": "sphinx",
    "torch.utils.data.": "torch",
}
# These have a Process that is used without a pool too.
_LIKE_MULTIPROCESSING = ("billiard", "multiprocess")
# Of processes that start afresh, and without the probe, all that is known is their command line.
_COMMANDS = (
    ("loky.backend.popen_loky", "loky"),
    ("from multiprocess.spawn import", "multiprocess"),
    ("from billiard.spawn import", "billiard"),
    ("import sys;exec(eval(sys.stdin.readline()))", "execnet"),  # pytest-xdist's way to its workers
)
_HELPERS = (
    "loky.backend.resource_tracker import",
    "multiprocess.resource_tracker import",
    "multiprocess.forkserver import",
    "billiard.semaphore_tracker import",
    "billiard.forkserver import",
)


def library_of(module: str, command: str) -> str:
    """The library whose pool a process works for, "" for none. `module`: of what it runs, "" not known."""
    parts = module.split(".")
    if "loky" in parts:  # joblib brings its own: joblib.externals.loky
        return "loky"
    if parts[0] in _LIKE_MULTIPROCESSING and parts[-1] == "pool":
        return parts[0]
    for beginning, library in _POOLS.items():
        if module.startswith(beginning):
            return library
    return next((library for mark, library in _COMMANDS if mark in command), "")


def is_helper(command: str) -> bool:
    """True for a process that such a library keeps for itself: it counts what is shared, or forks others."""
    return any(mark in command for mark in _HELPERS)
