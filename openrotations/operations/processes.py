"""The two processes of a running office: web and worker, started together and stopped together."""

import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from openrotations.common.environment import read


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
                child.kill()
                child.wait()

    def start(self, name: str, words: Sequence[str]) -> None:
        """Start one in a session of its own, so that Ctrl-C reaches us first and we stop it in order."""
        self.running.append((name, subprocess.Popen([sys.executable, "-m", *words], start_new_session=True)))

    def fail_if_ended(self) -> None:
        """Raise DidNotStart when one has ended."""
        for name, child in self.running:
            if child.poll() is not None:
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
        """Return when a process ends by itself, or on Ctrl-C or SIGTERM."""
        # A program started in the background by a script may have inherited an ignored Ctrl-C.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, _interrupt)
        try:
            while True:
                time.sleep(0.5)
                self.fail_if_ended()
        except KeyboardInterrupt:
            return


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


def _interrupt(*unused: object) -> None:
    raise KeyboardInterrupt
