"""The two processes of a running office: web and worker, started together and stopped together."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from openrotations.common.environment import read
from openrotations.common.postgres import marks_of_use

# Of Linux's prctl: the signal that a process gets when its parent is gone.
_SIGNAL_AT_PARENTS_DEATH = 1


class DidNotStart(Exception):
    """A process ended, or did not answer, before it was ready."""


@dataclass
class Processes:
    """Child processes that stop when the block ends, the last started first."""

    running: list[tuple[str, subprocess.Popen[bytes]]] = field(default_factory=list)

    def __enter__(self) -> "Processes":
        return self

    def __exit__(self, *unused: object) -> None:
        for _name, child in reversed(self.running):
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        for _name, child in reversed(self.running):
            try:
                child.wait(timeout=8)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()

    def start(self, name: str, words: Sequence[str]) -> None:
        """Start one in a session of its own, so that Ctrl-C reaches us first and we stop it in order.

        While it lives the database counts as used, and on Linux it ends when we are killed.
        """
        command = [sys.executable, "-m", *words]
        child = subprocess.Popen(
            command, start_new_session=True, pass_fds=marks_of_use(), preexec_fn=_ending_with(os.getpid())
        )
        self.running.append((name, child))

    def fail_if_ended(self) -> None:
        """Raise DidNotStart when one has ended."""
        for name, child in self.running:
            if child.poll() is not None:
                raise DidNotStart(f"the {name} process ended with status {child.returncode}")

    def wait_until_done(self, name: str) -> None:
        """Return once the process called `name` has ended well. Raises DidNotStart when it ended otherwise."""
        child = dict(self.running)[name]
        if child.wait():
            raise DidNotStart(f"the {name} process ended with status {child.returncode}")

    def wait_until_answering(self, address: str, *, seconds: float = 60) -> None:
        """Return once the address answers with 200. Raises DidNotStart."""
        question = urllib.request.Request(address, headers=as_the_public_asks())
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.fail_if_ended()
            try:
                with urllib.request.urlopen(question, timeout=5) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        raise DidNotStart(f"{address} did not answer within {seconds:.0f} seconds")

    def wait(self) -> None:
        """Return on Ctrl-C, or what stands for it. Raises DidNotStart when a process ends by itself."""
        try:
            while True:
                time.sleep(0.5)
                self.fail_if_ended()
        except KeyboardInterrupt:
            return


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Ctrl-C, SIGTERM and a closed window raise KeyboardInterrupt in the block, once: then it cleans up undisturbed."""
    # A script may have started us with Ctrl-C ignored, which we take all the same; nohup means what it says.
    numbers = [signal.SIGINT, signal.SIGTERM]
    numbers += [] if signal.getsignal(signal.SIGHUP) == signal.SIG_IGN else [signal.SIGHUP]

    def interrupt(*unused: object) -> None:
        for number in numbers:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = [(number, signal.signal(number, interrupt)) for number in numbers]
    try:
        yield
    finally:
        for number, what in before:
            signal.signal(number, what)


def as_the_public_asks() -> dict[str, str]:
    """Headers of a request that came through the server in front: the program answers to its public name only."""
    public = urlsplit(read("OPENROTATIONS_PUBLIC_URL"))
    return {"Host": public.netloc, "X-Forwarded-Proto": public.scheme} if public.netloc else {}


def web(port: int, *, host: str = "127.0.0.1", workers: int = 2) -> list[str]:
    """The command of the web process: granian, with the measures against a stop that hangs."""
    return [
        "granian", "--interface", "wsgi", "openrotations.wsgi:application",
        "--host", host, "--port", str(port), "--workers", str(workers), "--blocking-threads", "2",
        "--workers-kill-timeout", "3", "--respawn-failed-workers", "--no-access-log", "--log-level", "warning",
    ]  # fmt: skip


def worker() -> list[str]:
    """The command of the worker process."""
    return ["openrotations", "work"]


def _ending_with(parent: int) -> Callable[[], None] | None:
    """What a child does first, so that it ends with us even where we are killed. None where there is no such thing."""
    # Linux goes by the thread that started it, which must therefore be the one that stays.
    if sys.platform != "linux" or threading.current_thread() is not threading.main_thread():
        return None
    library = ctypes.CDLL(None)

    def prepare() -> None:
        library.prctl(_SIGNAL_AT_PARENTS_DEATH, signal.SIGTERM)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGTERM)

    return prepare
