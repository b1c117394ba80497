"""Fetch pages: a Pool with a callback"""

import os
import sys
import time
from multiprocessing import get_context

from _local_site import LocalSite, reason

try:
    import requests
except ImportError:
    sys.exit("This needs requests: python -m pip install requests")

URLS = ""  # addresses with commas; "": the local site
POOL_SIZE = 4  # 1 to 64
TIMEOUT = 2  # None | 1 | 2 | 5
HANG = 6.0  # 1 to 600 seconds
START_METHOD = None  # None | fork | spawn | forkserver


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


def done(text):
    print(f"{text}, told in process {os.getpid()}")


def failed(error):
    print(f"{error}, told in process {os.getpid()}")


if __name__ == "__main__":
    print("main process", os.getpid())
    with LocalSite(HANG) as site:
        pool = get_context(START_METHOD).Pool(POOL_SIZE)
        for page in site.pages(URLS):  # its name, its address
            pool.apply_async(fetch, page, {}, done, failed)
        pool.close()
        pool.join()
    print("end")
