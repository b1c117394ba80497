"""What Qt says on the terminal, without what means nothing to anybody."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

HARMLESS = (
    "This plugin does not support",  # the offscreen platform, of what only a real screen can do
    "QBackingStore::flush() called",  # for a window that is closed while it is painted
)


@contextmanager
def quiet() -> Iterator[None]:
    """Keeps the harmless messages from the terminal; all others go where they went before."""

    def hear(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        if message.startswith(HARMLESS):
            return
        if former is None:
            sys.stderr.write(f"{message}\n")
        else:
            former(kind, context, message)

    former = qInstallMessageHandler(hear)
    try:
        yield
    finally:
        qInstallMessageHandler(former)
