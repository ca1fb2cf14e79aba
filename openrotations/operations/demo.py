"""`rotations demo`: a living programme on screen, with nothing else installed or configured."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from openrotations.common.ports import free_port
from openrotations.operations.database import database, migrate
from openrotations.operations.processes import Processes, web, worker


def run_demo(*, port: int, seed: int) -> None:
    """Start everything, print the address, and stop everything on Ctrl-C. A second run goes on where it was."""
    os.environ["OPENROTATIONS_MODE"] = "demo"
    os.environ.setdefault("OPENROTATIONS_DATA", "var/demo")
    os.environ.setdefault("OPENROTATIONS_LOG_LEVEL", "warning")
    with step("PostgreSQL"):
        running = database()
        running.__enter__()
    try:
        with step("tables"):
            migrate()
        with step("demo programme"):
            _fill(seed)
        _serve(free_port(port))
    finally:
        running.__exit__(None, None, None)


def _fill(seed: int) -> None:
    with Processes() as processes:
        processes.start("filling", ["openrotations", "manage", "fill_demo", "--seed", str(seed)])
        processes.wait_until_done("filling")


def _serve(port: int) -> None:
    address = f"http://127.0.0.1:{port}"
    os.environ["OPENROTATIONS_PUBLIC_URL"] = address
    with Processes() as processes:
        with step("web and worker"):
            processes.start("web", web(port))
            processes.start("worker", worker())
            processes.wait_until_answering(f"{address}/ready")
        print(
            f"\n  OpenRotations is running: {address}/\n  Every role has a way in on that page. Ctrl-C stops it.\n",
            flush=True,
        )
        processes.wait()
        print("\n  Stopping …", flush=True)


@contextmanager
def step(name: str) -> Iterator[None]:
    """One progress line: what, and how long it took."""
    started = time.monotonic()
    print(f"  {name} …", end=" ", flush=True)
    yield
    print(f"{time.monotonic() - started:.1f} s", flush=True)
