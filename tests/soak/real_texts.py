"""Programs that use the libraries in question, as their users would."""

WORK = """
def work(n):
    return n * n
def fail(n):
    raise ValueError(f"no {n}")
"""
JOBLIB = """
from joblib import Parallel, delayed
from shop import part3
if __name__ == "__main__":
    print(Parallel(n_jobs=2)(delayed(part3.area)(n) for n in range(20)))
    print(Parallel(n_jobs=2, prefer="threads")(delayed(part3.area)(n) for n in range(20)))
    print(Parallel(n_jobs=2, backend="multiprocessing")(delayed(part3.area)(n) for n in range(20)))
    Parallel(n_jobs=2)(delayed(part3.area)(n) for n in (2, -1))
"""
LEARN = """
import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import cross_val_score, GridSearchCV
if __name__ == "__main__":
    chance = np.random.default_rng(1)
    x, y = chance.normal(size=(200, 5)), chance.integers(0, 2, 200)
    print(cross_val_score(RandomForestClassifier(20, random_state=1, n_jobs=2), x, y, n_jobs=2))
    print(GridSearchCV(RandomForestClassifier(10, random_state=1), {"max_depth": [1, 2]}, n_jobs=2).fit(x, y).best_params_)
"""
DASK = """
import dask, dask.multiprocessing
@dask.delayed
def double(n):
    return 2 * n
if __name__ == "__main__":
    total = dask.delayed(sum)([double(n) for n in range(30)])
    print(total.compute(scheduler="processes", num_workers=2), total.compute(scheduler="threads", num_workers=2))
"""
DISTRIBUTED = """
from distributed import Client, LocalCluster
if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster) as client:
        print(sum(client.gather(client.map(abs, range(-50, 50)))))
"""
MPIRE = (
    WORK
    + """
from mpire import WorkerPool
if __name__ == "__main__":
    with WorkerPool(n_jobs=2) as pool:
        print(pool.map(work, range(50)))
"""
)
PEBBLE = (
    WORK
    + """
from pebble import ProcessPool
import time
if __name__ == "__main__":
    with ProcessPool(2) as pool:
        print(list(pool.map(work, range(20)).result()), repr(pool.schedule(fail, [3]).exception()))
        try:
            pool.schedule(time.sleep, [30], timeout=0.3).result()
        except TimeoutError as error:
            print(type(error))
"""
)
TQDM = (
    WORK
    + """
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Pool
from tqdm import tqdm
from tqdm.contrib.concurrent import process_map
if __name__ == "__main__":
    with Pool(2) as pool:
        print(sum(tqdm(pool.imap_unordered(work, range(200)), total=200, mininterval=99)))
    print(sum(process_map(work, range(100), max_workers=2, chunksize=10, mininterval=99)))
"""
)
RICH = (
    WORK
    + """
from concurrent.futures import ProcessPoolExecutor
from rich.console import Console
from rich.progress import track
from rich.table import Table
if __name__ == "__main__":
    console = Console()
    with ProcessPoolExecutor(2) as pool:
        total = sum(track(pool.map(work, range(50)), total=50, console=console, description="working"))
    table = Table("total", "terminal")
    table.add_row(str(total), str(console.is_terminal))
    console.print(table)
    console.print(":heavy_check_mark: [bold red]done[/]", console.size)
    try:
        fail(1)
    except ValueError:
        console.print_exception(width=80)
"""
)
CLICK = (
    WORK
    + """
import click
from multiprocessing import Pool
@click.command()
@click.option("--name", prompt="Your name")
@click.password_option("--word", confirmation_prompt=False)
def main(name, word):
    with Pool(2) as pool:
        total = sum(pool.map(work, range(10)))
    click.secho(f"{name} {len(word)} {total}", fg="green")
    if click.confirm("Go on?"):
        raise click.ClickException("enough")
if __name__ == "__main__":
    main()
"""
)
DEBUGGED = (
    WORK
    + """
from multiprocessing import Pool
if __name__ == "__main__":
    total = 0
    with Pool(2) as pool:
        total = sum(pool.map(work, range(10)))
    print("total", total)
"""
)
PROFILED = """
from concurrent.futures import ProcessPoolExecutor
from shop import part5
if __name__ == "__main__":
    with ProcessPoolExecutor(2) as pool:
        print(sum(pool.map(part5.area, range(10))), repr(pool.submit(part5.area, -1).exception()))
"""
TRACEBACKS = (
    WORK
    + """
import logging, multiprocessing, time, traceback, warnings
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
def warn(n):
    warnings.warn(f"here {n}", stacklevel=2)
    logging.warning("there")
def fail_late(n):
    time.sleep(0.3)  # else it is chance whether result() has to wait, and in which line of it
    raise ValueError(n)
if __name__ == "__main__":
    logging.basicConfig(format="%(pathname)s:%(lineno)d %(funcName)s %(message)s")
    warn(0)
    for pool in (ProcessPoolExecutor(1), ThreadPoolExecutor(1)):
        with pool:
            print(pool.submit(warn, 1).result())
            try:
                pool.submit(fail_late, 1).result()
            except ValueError:
                traceback.print_exc()
    with multiprocessing.Pool(1) as pool:
        print(pool.apply(warn, [2]))
        pool.apply(fail, [2])
"""
)
STACKS = (
    WORK
    + """
import faulthandler, multiprocessing, traceback
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
def look(n):
    faulthandler.dump_traceback(all_threads=False)
    return [frame.name for frame in traceback.extract_stack()]
if __name__ == "__main__":
    print(look(0))
    for pool in (ProcessPoolExecutor(1), ThreadPoolExecutor(1), multiprocessing.Pool(1)):
        with pool:
            print(next(iter(pool.map(look, [1]))))
"""
)
CELERY = """
from celery import Celery
from celery.signals import worker_ready
app = Celery("tasks", broker="filesystem://", backend="cache+memory://")
for name in ("in", "out", "control"):
    __import__("os").makedirs(name, exist_ok=True)
app.conf.broker_transport_options = {"data_folder_in": "in", "data_folder_out": "in", "control_folder": "control"}
app.conf.worker_hijack_root_logger = False
@app.task
def add(x, y):
    print("added", x + y, flush=True)
@worker_ready.connect
def begin(**_more):
    for n in range(6):
        add.delay(n, n)
"""
WEB = """
def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"hello"]
async def asgi(scope, receive, send):
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"hello"})
"""
SETTINGS = """
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth"]
SECRET_KEY = "x"
USE_TZ = True
"""
DJANGO_TESTS = "from django.test import SimpleTestCase\n" + "".join(
    f"class Test{n}(SimpleTestCase):\n    def test_one(self):\n        self.assertEqual({n}, {n % 5})\n"
    for n in range(8)
)
NOTEBOOK = (
    '{"cells": [{"cell_type": "code", "id": "a", "execution_count": null, "metadata": {}, "outputs": [], "source": '
    '"from multiprocessing import Pool\\nfrom shop import part2\\nwith Pool(2) as pool:\\n    print(pool.map(part2.area, '
    'range(5)))"}], "metadata": {"kernelspec": {"name": "python3", "display_name": "p", "language": "python"}}, '
    '"nbformat": 4, "nbformat_minor": 5}'
)
