"""The program's own question whether it is ready comes the way the public's questions come."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from openrotations.operations.processes import DidNotStart, Processes


class OnlyByItsName(BaseHTTPRequestHandler):
    """Answers as the program does behind a server with a certificate."""

    def do_GET(self) -> None:
        """200 for its own name over https, 400 for anything else."""
        asked = (self.headers["Host"], self.headers["X-Forwarded-Proto"])
        self.send_response(200 if asked == ("rotations.example.org", "https") else 400)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), OnlyByItsName)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/ready"
    server.shutdown()
    server.server_close()


def test_an_office_behind_https_is_found_ready(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENROTATIONS_PUBLIC_URL", "https://rotations.example.org")
    Processes().wait_until_answering(address, seconds=5)


def test_twin_asked_by_its_port_it_would_never_be(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENROTATIONS_PUBLIC_URL", raising=False)
    with pytest.raises(DidNotStart):
        Processes().wait_until_answering(address, seconds=0.5)
