"""From a ring's slots to events, one by one: the executable specification of `slots`. A record takes whole batches by columns."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterator
from typing import Any

from workers.wire import slots
from workers.wire.decoding import decode
from workers.wire.events import Event


class RingDecoder:
    """Decodes what one ring holds, in its order. `pid`: the process that writes it. `unreadable`: bytes that were no event.

    An event's `seq` is its place among the ring's events; what only names a thread or a site has none.
    """

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.unreadable = 0
        self.threads: dict[int, tuple[int, str]] = {}  # (the system's id, name); a number may be given again
        self.sites: dict[int, tuple[Any, ...]] = {}
        self.count = 0  # of events

    def decode(self, data: bytes) -> list[Event]:
        """The events in whole statements of the ring, in their order."""
        events: list[Event] = []
        for kind, thread, t, fields, text, size in _statements(data):
            try:
                if kind == slots.THREAD:
                    number, tid = fields
                    self.threads[number] = (tid, _str(text))
                elif kind == slots.SITE:
                    self.sites[fields[0]] = marshal.loads(text)
                elif kind != slots.FILLER:
                    event = self._event(kind, thread, t, fields, text)
                    self.count += 1
                    events.append(event)
            except (ValueError, EOFError, TypeError, LookupError):
                self.unreadable += size
        return events

    def _event(self, kind: int, thread: int, t: int, fields: tuple[Any, ...], text: bytes) -> Event:
        tid, _thread_name = self.threads[thread]
        if kind == slots.GENERIC:
            name, *rest = marshal.loads(text)
        else:
            site: _Fields = self.sites[_site_of(kind, fields)] if kind in slots.SITES else ()
            name, *rest = _EVENTS[kind](fields, _str(text), site)
        return decode((name, t, self.pid, tid, self.count, *rest))


def _site_of(kind: int, fields: tuple[Any, ...]) -> int:
    for (name, _code), value in zip(slots.LAYOUTS[kind].fields, fields, strict=True):
        if name == "site":
            return int(value)
    raise KeyError(kind)


def _str(text: bytes) -> str:
    return text.decode("utf-8", "replace")


def _statements(data: bytes) -> Iterator[tuple[int, int, int, tuple[Any, ...], bytes, int]]:
    """(kind, thread, t, fields, text, bytes in all) of each; what is none is passed over, slot by slot, as kind 0."""
    at = 0
    while at + slots.SLOT <= len(data):
        _tag, kind, more, thread, t = slots.HEAD.unpack_from(data, at)
        layout = slots.LAYOUTS.get(kind)
        size = slots.SLOT * (1 + more)
        if layout is None or at + size > len(data):
            yield 0, 0, 0, (), b"", slots.SLOT
            at += slots.SLOT
            continue
        *_head, length, text, _tail = layout.struct.unpack_from(data, at)
        fields = tuple(_head[5:])
        for start in range(at + slots.SLOT, at + size, slots.SLOT):
            text += data[start + 5 : start + 5 + slots.CONTINUED_TEXT]
        yield kind, thread, t, fields, text[:length], size
        at += size


_Fields = tuple[Any, ...]

#: By kind: the event's class and its fields behind the common four, from the slot's fields, text and site.
_EVENTS: dict[int, Callable[[_Fields, str, _Fields], tuple[Any, ...]]] = {
    slots.SUBMITTED: lambda f, text, site: (
        "TasksSubmitted", f[0], f[1], 1, f[3], f[3], site[0], site[1], text, site[2], site[3],
    ),
    slots.STARTED: lambda f, text, _site: ("TaskStarted", *f, text),
    slots.ENDED: lambda f, text, _site: ("TaskEnded", *f[:3], bool(f[6]), f[4], text, f[3], f[5]),
    slots.RETURNED: lambda f, text, _site: ("ResultReturned", f[0], f[1], bool(f[2]), text),
    slots.CALLBACK_BEGAN: lambda f, _text, site: ("CallbackBegan", f[0], f[1], site[0]),
    slots.CALLBACK_ENDED: lambda f, text, _site: ("CallbackEnded", f[0], f[1], bool(f[3]), text, f[2]),
    slots.CLAIMED: lambda f, _text, _site: ("TaskClaimed", *f),
    slots.CANCELLED: lambda f, _text, _site: ("TaskCancelled", *f),
    slots.BLOCK_BEGAN: lambda f, text, site: (
        "BlockBegan", site[0], bool(f[2]), site[1], site[2], f[1], site[3], text,
    ),
    slots.BLOCK_ENDED: lambda _f, _text, _site: ("BlockEnded",),
    slots.SENT: lambda f, _text, site: ("MessageSent", *f[:3], *site),
    slots.RECEIVED: lambda f, _text, _site: ("MessageReceived", f[0], f[3], f[1], f[2], f[4]),
    slots.CALL_BEGAN: lambda f, _text, site: ("CallBegan", f[0], *site),
    slots.CALL_ENDED: lambda f, _text, _site: ("CallEnded", f[0], bool(f[1])),
}  # fmt: skip
