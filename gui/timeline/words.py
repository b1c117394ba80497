"""Translation for code that is not a widget's: a function for each context in which the translators see its texts."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def timeline_tr(words: str) -> str:
    """Of what stands in the timeline."""
    return QCoreApplication.translate("Timeline", words)


def card_tr(words: str) -> str:
    """Of the cards beside the mouse."""
    return QCoreApplication.translate("Hover", words)


def legend_tr(words: str) -> str:
    return QCoreApplication.translate("TimelineLegend", words)


def lane_tr(words: str) -> str:
    """Of the column at the left."""
    return QCoreApplication.translate("Lanes", words)
