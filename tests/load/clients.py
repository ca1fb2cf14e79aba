"""Two hundred students, each signed in, each with a connection of their own to a real server."""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from openrotations.applications.models import Application
from openrotations.common.postgres import with_database
from openrotations.operations.processes import Processes, web

CSRF = "load" * 8


@dataclass(frozen=True)
class Tally:
    """What the server answered: how often each status, how many a second, and the slowest in seconds."""

    statuses: Counter[int]
    rate: float
    slowest: float


@contextmanager
def server(
    monkeypatch: pytest.MonkeyPatch, log: Path, *, application: str = "openrotations.wsgi:application"
) -> Iterator[int]:
    """A real server on the test's own database, which writes to `log`; gives its port."""
    name = connection.settings_dict["NAME"]
    monkeypatch.setenv("DATABASE_URL", with_database(os.environ["DATABASE_URL"], name))
    monkeypatch.setenv("PYTHONPATH", os.getcwd())
    port = _free_port()
    words = [application if word == "openrotations.wsgi:application" else word for word in web(port)]
    with log.open("wb") as lines, Processes() as processes:
        child = subprocess.Popen([sys.executable, "-m", *words], stdout=lines, stderr=lines, start_new_session=True)
        processes.running.append(("web", child))
        processes.wait_until_answering(f"http://127.0.0.1:{port}/ready")
        yield port


def cookie_of(application: Application) -> str:
    """The cookies of the application's student, signed in."""
    client = Client()
    client.force_login(application.student.person)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}; csrftoken={CSRF}"


def post_from_all(port: int, path: str, cookies: Sequence[str], *, times: int) -> Tally:
    """Every client posts to the path as often as `times`, all at the same time."""
    start = threading.Barrier(len(cookies) + 1)

    def run(cookie: str) -> list[tuple[int, float]]:
        server = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        body = urlencode({"csrfmiddlewaretoken": CSRF})
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        start.wait(timeout=60)
        answers = []
        for _ in range(times):
            began = time.perf_counter()
            server.request("POST", path, body, headers)
            answer = server.getresponse()
            answer.read()
            answers.append((answer.status, time.perf_counter() - began))
        server.close()
        return answers

    with ThreadPoolExecutor(len(cookies)) as pool:
        running = [pool.submit(run, cookie) for cookie in cookies]
        start.wait(timeout=60)
        began = time.perf_counter()
        answers = [answer for each in running for answer in each.result()]
        spent = time.perf_counter() - began
    statuses = Counter(status for status, _ in answers)
    return Tally(statuses, len(answers) / spent, max(seconds for _, seconds in answers))


def _free_port() -> int:
    """A port that the system has to spare."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
