"""A small web site on this machine, for the programs that fetch pages: some of its pages behave badly.

By itself it serves until Ctrl+C:    python workers/programs/_local_site.py
A program has it as a process of its own:    with LocalSite(hang=6) as site: ... site.pages() ...
"""

import contextlib
import http.server
import os
import socket
import subprocess
import sys
import threading
import time
from urllib.parse import urlsplit

PAGES = ("slow", "fast", "hanging", "failing", "large", "garbage", "endless", "refused")
SLOW = 1.5  # seconds
LARGE = 20_000_000  # bytes
HANG = 6.0  # seconds after which the hanging and the endless page let go


class LocalSite:
    """The site as a process; it ends with the `with` block, and also if this process is killed."""

    def __init__(self, hang=HANG):
        command = [sys.executable, os.path.abspath(__file__), str(hang), "quiet"]  # noqa: PTH100
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._words = self._process.stdout.readline().split()
        if len(self._words) != 2:
            sys.exit("The local site could not be started.")
        # A proxy of the class's network cannot reach this machine.
        known = os.environ.get("no_proxy") or os.environ.get("NO_PROXY")
        os.environ["no_proxy"] = f"{known},127.0.0.1" if known else "127.0.0.1"

    def pages(self, wanted=""):
        """(name, address) of each page. `wanted`: names or whole addresses, commas between; "" is every page here."""
        words = [word.strip() for word in wanted.split(",") if word.strip()] or PAGES
        return [(word.rstrip("/").rsplit("/", 1)[-1], self._address(word)) for word in words]

    def _address(self, word):
        base, refused = self._words
        if word not in PAGES:
            return word if "://" in word else f"{base}/{word}"
        return f"{refused if word == 'refused' else base}/{word}"

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self._process.terminate()
        self._process.wait()
        self._process.stdin.close()
        self._process.stdout.close()


def reason(error):
    """An error of requests in a few words: its kind, and what lies at the bottom of it."""
    bottom, seen = error, set()
    while bottom is not None and id(bottom) not in seen:
        seen.add(id(bottom))
        last, bottom = bottom, bottom.__cause__ or bottom.__context__
    text = f"{error.response.status_code} {error.response.reason}" if _has_answer(error) else repr(last)
    return f"{type(error).__name__}: {text}"


def _has_answer(error):
    return getattr(error, "response", None) is not None


class Handler(http.server.BaseHTTPRequestHandler):
    hang = HANG
    quiet = False

    def do_GET(self):
        page = getattr(self, "page_" + urlsplit(self.path).path.strip("/"), None)
        try:
            if page is None:
                self.answer(404, b"There is no such page.\n")
            else:
                page()
        except OSError:  # whoever asked has gone
            self.close_connection = True

    def page_fast(self):
        self.answer(200, b"A fast page.\n")

    def page_slow(self):
        time.sleep(SLOW)
        self.answer(200, b"A slow page.\n")

    def page_hanging(self):
        """No answer at all."""
        time.sleep(self.hang)
        self.close_connection = True

    def page_failing(self):
        self.answer(500, b"The site has failed.\n")

    def page_large(self):
        self.answer(200, b"A large page.\n" * (LARGE // 14))

    def page_garbage(self):
        """No HTTP."""
        self.wfile.write(bytes(range(1, 32)) * 4 + b"\r\n\r\n")
        self.close_connection = True

    def page_endless(self):
        """Always a little more, so whoever waits for silence waits in vain."""
        self.send_response(200)
        self.send_header("Content-Length", str(10**12))
        self.end_headers()
        end = time.monotonic() + self.hang
        while time.monotonic() < end:
            self.wfile.write(b"and so on\n")
            time.sleep(0.1)
        self.close_connection = True

    def answer(self, status, content):
        self.send_response(status)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *words):
        if not self.quiet:
            super().log_message(*words)


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        """Whoever asked was killed: no reason for a traceback."""


def serve(hang, quiet):
    Handler.hang, Handler.quiet = hang, quiet
    server = Server(("127.0.0.1", 0), Handler)
    base = f"http://127.0.0.1:{server.server_port}"
    # A port that is taken and at which nobody listens: connections to it are refused.
    nobody = socket.socket()
    nobody.bind(("127.0.0.1", 0))
    refused = f"http://127.0.0.1:{nobody.getsockname()[1]}"
    if quiet:
        for wait in (wait_for_parent, wait_for_stdin):
            threading.Thread(target=wait, daemon=True).start()
        print(base, refused, flush=True)
    else:
        print("\n".join(f"{refused if page == 'refused' else base}/{page}" for page in PAGES), flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()
    os._exit(0)  # hanging pages are not waited for


def wait_for_stdin():
    """Ends with the process that started this one: so on every system, if no fork of it holds the pipe."""
    while os.read(0, 1000):  # sys.stdin would hold its lock when the interpreter ends
        pass
    os._exit(0)


def wait_for_parent():
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(0.2)
    os._exit(0)


if __name__ == "__main__":
    serve(float(sys.argv[1]) if len(sys.argv) > 1 else HANG, "quiet" in sys.argv)
