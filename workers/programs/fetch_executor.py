"""Fetch pages: an executor and its futures"""

import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import as_completed

from _local_site import LocalSite, page_name, reason

try:
    import requests
except ImportError:
    sys.exit("This needs requests: python -m pip install requests")

EXECUTOR = "process"  # process | thread
WORKERS = 4  # 1 to 61
URLS = ""  # addresses with commas; "": the local site
TIMEOUT = 2  # None | 1 | 2 | 5
HANG = 6.0  # 1 to 600 seconds


def fetch(url):
    began = time.perf_counter()
    try:
        answer = requests.get(url, timeout=TIMEOUT)
        answer.raise_for_status()
    except requests.RequestException as error:
        # As text: not every error can be sent to a process.
        raise OSError(reason(error)) from None
    seconds = time.perf_counter() - began
    return f"{len(answer.content)} bytes in {seconds:.2f} s"


def make_executor():
    if EXECUTOR == "process":
        return ProcessPoolExecutor(WORKERS)
    return ThreadPoolExecutor(WORKERS)


if __name__ == "__main__":
    print("main process", os.getpid())
    with LocalSite(HANG) as site:
        executor = make_executor()
        pages = {}  # which page a future is for
        for url in site.addresses(URLS):
            pages[executor.submit(fetch, url)] = page_name(url)
        for future in as_completed(pages):
            error = future.exception()
            print(f"{pages[future]}: {error or future.result()}")
        executor.shutdown(wait=True)
    print("end")
