"""What one will see of each built-in program, in a line for its card: short enough for three lines of a narrow one."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def seen(name: str) -> str:
    """In the window's language; "" for a program that has none."""
    words = {
        "process": _tr("Two lanes from one file: two starts, each with its own PID."),
        "time_slices": _tr("Eight lanes, two cores: moments on a CPU, long waits for one."),
        "memory": _tr("Three processes count to 105 each, three threads to 115."),
        "queue": _tr("An arrow for each message; the queue grows until put() waits."),
        "pipe": _tr("Arrows to and fro: one process thinks, the other waits."),
        "manager": _tr("A lane for the manager; each access is an arrow and back."),
        "brokers": _tr("Questions wait in a server until another program takes them."),
        "pool": _tr("Ten tasks on three lanes, and a dot for each callback."),
        "pool_map": _tr("When do the results come, and in which order?"),
        "zombie": _tr("A lane turns into a grid: its process ended, nobody asked."),
        "fetch_pool": _tr("Slow, failing and hanging pages on four lanes."),
        "futures": _tr("Futures: pending, claimed, done, cancelled, failed."),
        "fetch_executor": _tr("The same pages as futures: each as soon as it is done."),
    }
    return words.get(name, "")


def _tr(words: str) -> str:
    return QCoreApplication.translate("Seen", words)
