"""Pool: map, imap, imap_unordered and starmap"""

import os
import time
from multiprocessing import Pool

KIND = "imap"  # map | imap | imap_unordered | starmap
CHUNKSIZE = 1  # 1 to 1000
POOL_SIZE = 3  # 1 to 64
ITEMS = 12  # 1 to 100000
SECONDS = 0.5  # 0 to 10 seconds


def seconds_for(i):  # each fourth item takes long
    return SECONDS * (4 if i % 4 == 0 else 1)


def work(i, seconds=None):
    time.sleep(seconds_for(i) if seconds is None else seconds)
    print(f"item {i} finished in process {os.getpid()}")
    return i, time.time()


def results(pool):
    items = range(ITEMS)
    if KIND == "starmap":
        pairs = [(i, seconds_for(i)) for i in items]
        return pool.starmap(work, pairs, CHUNKSIZE)
    return getattr(pool, KIND)(work, items, CHUNKSIZE)


if __name__ == "__main__":
    print("main process", os.getpid())
    began = time.time()
    received, finished = [], []
    with Pool(POOL_SIZE) as pool:
        for i, when in results(pool):
            print(f"result {i} after {time.time() - began:.1f} s")
            received.append(i)
            finished.append((when, i))
        pool.close()
        pool.join()
    print("finished:", *[i for _, i in sorted(finished)])
    print("received:", *received)
