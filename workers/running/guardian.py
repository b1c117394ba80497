"""The guardian: two small processes between viewer and keeper that outlive them, and leave nothing of the run behind.

    viewer → guardian → its spare → keeper → host: the program

Each is the subreaper of what is below it (prctl(2)), so whatever loses its parent falls to the next of them that lives. When the
keeper has ended, the guardians end everything that is still below them: after an orderly run there is nothing. When the viewer
has gone, the keeper ends the run by itself; one that does not is ended. So any two of viewer, guardian, spare, keeper and the
program's main process can be killed, at any moment, and one is left to sweep. Nothing of this is asked of the program.

Linux only. Started as a script by `workers.running.run`, in an interpreter without `site`, with one argument, JSON:

    command   the keeper's command line
    viewer    descriptor, the read end of the viewer's orders to the keeper: it hangs up when the viewer is gone
    pass_fds  descriptors that the keeper inherits besides, those of its command line
    folder    the run's own, removed at the end; null: there is none
    mask      numbers of the signals that the caller had blocked, to be blocked in the program too
    log       of `workers.log.shared`; null: nothing is logged
    witness   descriptor to write to; null: nobody wants to know. The first guardian stays in the viewer's process group, and each
              signal that comes to it is written there as a byte: so the viewer can tell a signal to its group, which the
              program has got too, from one to itself alone

Standard library only.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))  # noqa: PTH100, PTH120 - pathlib takes as long to import as all the rest

from workers.running import process_tree

PATIENCE = 3.0  # s that the keeper may take to end the run when the viewer has gone


def main() -> None:
    settings = json.loads(sys.argv[1])
    witness = settings["witness"]
    process_tree.leave_requests_to_the_program(lambda number: tell(witness, number))
    for number in (signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU):
        signal.signal(number, lambda *_args: None)  # Ctrl-Z stops the program; who guards it goes on
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # a caller that ignores it would have our children reaped unseen
    signal.pthread_sigmask(signal.SIG_SETMASK, settings["mask"])
    process_tree.become_subreaper()
    read_end, write_end = process_tree.high_pipe()
    spare = os.fork()
    if spare == 0:
        os.close(read_end)
        os.setpgid(0, 0)  # out of reach of a program that kills its process group
        process_tree.leave_requests_to_the_program()
        process_tree.become_subreaper()  # is not inherited by fork
        keeper = start_keeper(settings)
        os.write(write_end, b"%d\n" % keeper)
    os.close(write_end)
    process_tree.let_go_of_streams()
    if spare:
        told = os.read(read_end, 32)
        keeper = int(told) if told.endswith(b"\n") else 0  # 0: the spare was killed before it had written all
    with logging_to(settings["log"], "guardian" if spare else "spare") as log:
        Guardian(settings, keeper, spare, log).run()
    os._exit(0)  # two processes share what the interpreter would flush


@contextlib.contextmanager
def logging_to(shared: dict[str, Any] | None, name: str) -> Iterator[Callable[..., None]]:
    """What writes one line. logging is not imported for nothing: it would take longer than all the rest."""
    if shared is None:
        yield lambda *_words: None
        return
    from workers.log import close_log, join_log, logger

    join_log(shared)
    yield logger(name).info
    close_log()


def tell(witness: int | None, number: int) -> None:
    if witness is not None:
        with contextlib.suppress(OSError):
            os.write(witness, bytes((number,)))


def start_keeper(settings: dict[str, Any]) -> int:
    """Its pid. It inherits the three streams, which are the program's."""
    for descriptor in (settings["viewer"], *settings["pass_fds"]):
        os.set_inheritable(descriptor, True)
    keeper = os.fork()
    if keeper == 0:
        try:
            os.setpgid(0, 0)
            os.execv(settings["command"][0], settings["command"])
        finally:
            os._exit(127)
    return keeper


class Guardian:
    def __init__(self, settings: dict[str, Any], keeper: int, spare: int, log: Callable[..., None]) -> None:
        self._viewer: int = settings["viewer"]
        self._folder: str | None = settings["folder"]
        self._log = log
        self._keeper, self._spare = keeper, spare  # pids; 0: there is none, or not any more

    def run(self) -> None:
        """Wait until the keeper has ended, and the spare where there is one; leave nothing."""
        self._log("watching keeper %d", self._keeper)
        ends = process_tree.Ends()
        ends.await_hang_up(self._viewer)
        for pid in filter(None, (self._keeper, self._spare)):
            ends.await_process(pid)
        deadline: float | None = None
        while self._keeper or self._spare:
            for what in ends.wait(None if deadline is None else deadline - time.monotonic()):
                if what == self._spare:
                    self._log("the spare has ended")
                    self._spare = 0
                    continue
                self._log("the keeper has ended" if what == self._keeper else "the viewer gives no more orders")
                if what == self._keeper:
                    self._keeper = 0
                deadline = deadline or time.monotonic() + PATIENCE  # the viewer or the keeper has gone: the end is near
            process_tree.reap_orphans()
            if deadline is not None and time.monotonic() > deadline:
                self._log("killing keeper %d and spare %d, which should have ended", self._keeper, self._spare)
                process_tree.send(filter(None, (self._keeper, self._spare)), signal.SIGKILL)
                deadline = time.monotonic() + PATIENCE
        if left := [pid for pid, alive in process_tree.descendants(os.getpid()).items() if alive]:
            self._log("ending %d processes that were left", len(left))
        process_tree.end_all(os.getpid())
        if self._folder is not None and os.path.exists(self._folder):  # noqa: PTH110
            import shutil

            with contextlib.suppress(OSError):
                shutil.rmtree(self._folder)


if __name__ == "__main__":
    main()
