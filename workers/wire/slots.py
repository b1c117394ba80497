"""How statements lie in a ring: slots of 64 bytes, packed numbers with a short text inline.

A statement is one slot, or several where its text is longer. Every slot begins and ends with its *tag*, the statement's number,
never 0: a slot whose two tags are equal is whole, also where its writer was killed (`ring`).

    first slot      tag u32 · kind u8 · more u8 · thread u16 · t i64 (ns) · the kind's fields · text length u16 · text · tag u32
    continuations   tag u32 · CONTINUED u8 · 55 bytes of text · tag u32              (`more` of them)

Hot statements have a layout of their own (`LAYOUTS`), everything else is GENERIC: its text is the event's name and its fields
behind the common four, as `marshal` writes them. What repeats is stated once per ring and goes by a number from then on: a
thread (its system's id and its name), and a *site*, the fields of an event that one line of the program always gives alike
(`SITES`). Numbers are little-endian.

Standard library only: this is imported inside the watched program, on Python 3.9 and newer.
"""

from __future__ import annotations

import marshal
import struct
from typing import Any, Dict, NamedTuple, Tuple

SLOT = 64  # bytes
HEAD = struct.Struct("<IBBHq")  # tag, kind, more, thread, t
TAIL = struct.Struct("<I")
_BODY = SLOT - HEAD.size - TAIL.size  # 44 bytes
CONTINUATION = struct.Struct("<IB55sI")
CONTINUED_TEXT = 55  # bytes of text in each
MAX_MORE = 255
MAX_TEXT = 4096  # bytes of a statement's text: longer ones are cut by who writes them
MAX_TAG = 2**32 - 1
MARSHAL = 2  # the version that every later Python reads, whatever interpreter runs the program

# Kinds
CONTINUED = 1
GENERIC = 2
THREAD = 3
SITE = 4
FILLER = 5  # says nothing: in front of the ring's end, where the next statement had no room
SUBMITTED = 16
STARTED = 17
ENDED = 18
RETURNED = 19
CALLBACK_BEGAN = 20
CALLBACK_ENDED = 21
CLAIMED = 22
CANCELLED = 23
BLOCK_BEGAN = 24
BLOCK_ENDED = 25
SENT = 26
RECEIVED = 27
CALL_BEGAN = 28
CALL_ENDED = 29


class SlotBatch(NamedTuple):
    """What was read of one ring at once: whole statements, in their order."""

    ring: int  # its number in the run: pids are given again
    pid: int  # of its writer
    data: bytes  # slots


class Layout(NamedTuple):
    """Of a kind's first slot."""

    fields: Tuple[Tuple[str, str], ...]  # (name, code of `struct`)
    room: int  # bytes of the text that lie inline
    struct: struct.Struct  # the whole slot: HEAD, fields, text length, text, tag


def _layout(**fields: str) -> Layout:
    codes = "".join(fields.values())
    room = _BODY - struct.calcsize("<" + codes) - 2
    return Layout(tuple(fields.items()), room, struct.Struct(f"{HEAD.format}{codes}H{room}sI"))


#: By kind. SUBMITTED is one task; several at once (a map's) are GENERIC. A number that does not fit makes any statement GENERIC.
LAYOUTS: Dict[int, Layout] = {
    GENERIC: _layout(),
    THREAD: _layout(number="H", tid="Q"),  # text: the thread's name; the number may be given again
    SITE: _layout(number="I"),  # text: the site's fields, by marshal
    FILLER: _layout(),
    SUBMITTED: _layout(job="I", index="I", site="I", items="I"),  # text: the arguments
    STARTED: _layout(owner="I", job="I", index="I"),  # text: the thread's name where the worker is a thread
    ENDED: _layout(owner="I", job="I", index="I", own="I", cpu="q", line="I", ok="B"),  # text: the outcome
    RETURNED: _layout(job="I", index="I", ok="B"),  # text: the error
    CALLBACK_BEGAN: _layout(job="I", index="I", site="I"),
    CALLBACK_ENDED: _layout(job="I", index="I", line="I", ok="B"),  # text: the error
    CLAIMED: _layout(job="I", index="I"),
    CANCELLED: _layout(job="I", index="I"),
    BLOCK_BEGAN: _layout(site="I", timeout="q", main="B"),  # text: the target
    BLOCK_ENDED: _layout(),
    SENT: _layout(channel="Q", number="Q", size="Q", site="I"),
    RECEIVED: _layout(channel="Q", number="Q", size="Q", sender="I", line="I"),
    CALL_BEGAN: _layout(number="Q", site="I"),
    CALL_ENDED: _layout(number="Q", ok="B"),
}

#: By kind: the fields of its event that its site holds, in this order.
SITES: Dict[int, Tuple[str, ...]] = {
    SUBMITTED: ("call", "function", "pool", "line"),
    CALLBACK_BEGAN: ("function",),
    BLOCK_BEGAN: ("operation", "file", "line", "kind"),
    SENT: ("kind", "line"),
    CALL_BEGAN: ("address", "kind", "method", "line"),
}


def pack(kind: int, tag: int, thread: int, t: int, fields: Tuple[int, ...], text: bytes = b"") -> bytes:
    """A statement's slots. `text` is cut to MAX_TEXT. Raises struct.error where a number does not fit its field."""
    layout = LAYOUTS[kind]
    if len(text) <= layout.room:
        return layout.struct.pack(tag, kind, 0, thread, t, *fields, len(text), text, tag)
    text = text[:MAX_TEXT]
    rest = range(layout.room, len(text), CONTINUED_TEXT)
    first = layout.struct.pack(tag, kind, len(rest), thread, t, *fields, len(text), text[: layout.room], tag)
    more = (CONTINUATION.pack(tag, CONTINUED, text[at : at + CONTINUED_TEXT], tag) for at in rest)
    return first + b"".join(more)


def pack_site(tag: int, t: int, number: int, site: Tuple[Any, ...]) -> bytes:
    """The statement that `site` goes by `number` in this ring from now on."""
    return pack(SITE, tag, 0, t, (number,), marshal.dumps(site, MARSHAL))
