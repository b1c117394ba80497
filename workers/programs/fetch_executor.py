"""Fetch pages: an executor and its futures"""

import os
import sys
import time
from concurrent.futures import (
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    as_completed,
)

from _local_site import LocalSite, reason

try:
    import requests
except ImportError:
    sys.exit("This needs requests: python -m pip install requests")

EXECUTOR = "process"  # process | thread
WORKERS = 4  # 1 to 61
URLS = ""  # addresses with commas; "": the local site
TIMEOUT = 2  # None | 1 | 2 | 5
HANG = 6.0  # 1 to 600 seconds


def fetch(name, url):
    began = time.perf_counter()
    try:
        answer = requests.get(url, timeout=TIMEOUT)
        answer.raise_for_status()
    except requests.RequestException as error:
        # As text: not every error can be sent to a process.
        raise OSError(f"{name}: {reason(error)}") from None
    seconds = time.perf_counter() - began
    size = len(answer.content)
    return f"{name}: {size} bytes in {seconds:.2f} s"


def make_executor():
    if EXECUTOR == "process":
        return ProcessPoolExecutor(WORKERS)
    return ThreadPoolExecutor(WORKERS)


if __name__ == "__main__":
    print("main process", os.getpid())
    with LocalSite(HANG) as site:
        executor = make_executor()
        submit = executor.submit
        pages = site.pages(URLS)  # of each its name and address
        futures = [submit(fetch, *page) for page in pages]
        for future in as_completed(futures):
            print(future.exception() or future.result())
        executor.shutdown(wait=True)
    print("end")
