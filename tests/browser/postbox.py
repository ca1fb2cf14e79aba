"""A real mail server of the test's own: what the program sends arrives here."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from urllib.parse import urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from openrotations.common.ports import free_port


class Postbox:
    """Keeps every message that arrives."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Called by the server for each message."""
        assert isinstance(envelope.content, bytes)
        self.letters.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"

    def newest(self, email: str, words: str = "", seconds: float = 60) -> str:
        """The text of the newest message to this address that has these words; waits for it."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for letter in reversed(self.letters):
                body = letter.get_body(("plain",))
                text = body.get_content() if body else ""
                if email in str(letter["To"]) and words in f"{letter['Subject']}\n{text}":
                    return str(text)
            time.sleep(0.3)
        there = [(str(letter["To"]), str(letter["Subject"])) for letter in self.letters]
        raise AssertionError(f"no mail to {email} with {words!r}; there is {there}")


@contextmanager
def mail_server() -> Iterator[tuple[Postbox, str]]:
    """The box and the address to send to, while the block runs."""
    box = Postbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port(8500))
    controller.start()
    try:
        yield box, f"smtp://127.0.0.1:{controller.port}"
    finally:
        controller.stop()


def path_in(text: str) -> str:
    """The path of the one address in a message of ours."""
    address = next(word for word in text.split() if word.startswith("http"))
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
