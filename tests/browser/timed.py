"""A demo whose clock can be set forward: its web and worker processes end and start anew at the later moment."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

from openrotations.common.ports import free_port
from openrotations.common.postgres import create_database, drop_database, role_of, with_database
from openrotations.operations.processes import Processes, web, worker
from tests.browser.postbox import Postbox, mail_server
from tests.browser.served import Served

# The demo has planned nothing that far ahead.
_BEYOND_THE_DEMO = timedelta(weeks=70)


class TimedDemo:
    """A served demo and its clock. The clock never goes back: what was written stays in the past."""

    def __init__(self, environment: dict[str, str], postbox: Postbox) -> None:
        self.environment, self.port = environment, free_port(8450)
        self.served = Served(f"http://127.0.0.1:{self.port}", postbox)
        self.ahead, self.began_on = timedelta(0), datetime.now(UTC).date()
        self.processes = Processes()

    @property
    def now(self) -> datetime:
        """What the demo's clock shows."""
        return datetime.now(UTC) + self.ahead

    def free_monday(self) -> date:
        """A Monday from which on the demo has planned nothing, at least eight weeks away."""
        day = max(self.began_on + _BEYOND_THE_DEMO, self.now.date() + timedelta(weeks=8))
        return day + timedelta(days=-day.weekday() % 7)

    def set_clock(self, moment: datetime) -> None:
        """Go on at this moment. Jobs that the clock starts and that were due within ten minutes run at once."""
        assert moment > self.now, f"the clock shows {self.now} and does not go back to {moment}"
        self.stop()
        self.ahead = moment - datetime.now(UTC)
        self.start()

    def start(self) -> None:
        """Start both processes and wait for the first page."""
        with self.in_environment():
            self.processes = Processes()
            self.processes.start("web", web(self.port, workers=1))
            self.processes.start("worker", worker())
            self.processes.wait_until_answering(self.served.url("/ready"))

    def stop(self) -> None:
        """End both processes."""
        self.processes.__exit__()

    @contextmanager
    def in_environment(self) -> Iterator[None]:
        """For the block, the environment of the demo's processes."""
        kept = dict(os.environ)
        clock = {"BROWSER_CLOCK_AHEAD": str(self.ahead.total_seconds())}
        os.environ.update(self.environment | clock | {"OPENROTATIONS_PUBLIC_URL": self.served.address})
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(kept)


@contextmanager
def timed_demo(template: str) -> Iterator[TimedDemo]:
    """A filled demo on a clone of this migrated database, with a mail server of its own; gone when the block ends."""
    name, owner = f"openrotations_timed_{os.getpid()}", os.environ["DATABASE_OWNER_URL"]
    drop_database(owner, name)
    create_database(owner, name, template, app_role=role_of(os.environ["DATABASE_URL"]))
    with mail_server() as (postbox, smtp):
        environment = {
            "DATABASE_URL": with_database(os.environ["DATABASE_URL"], name),
            "DATABASE_OWNER_URL": with_database(owner, name),
            "OPENROTATIONS_MODE": "demo",
            "OPENROTATIONS_DATA": "var/test/timed",
            "OPENROTATIONS_SMTP_URL": smtp,
            "DJANGO_SETTINGS_MODULE": "tests.browser.clock_settings",
        }
        demo = TimedDemo(environment, postbox)
        try:
            with demo.in_environment():
                subprocess.run([sys.executable, "-m", "openrotations", "manage", "fill_demo"], check=True)
            demo.start()
            yield demo
        finally:
            demo.stop()
            drop_database(owner, name)
