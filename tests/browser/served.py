"""The demo, served as it is to anybody: its own database, the real web server and the real worker."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from openrotations.common.ports import free_port
from openrotations.common.postgres import create_database, drop_database, role_of, with_database
from openrotations.operations.processes import Processes, web, worker
from tests.browser.postbox import Postbox

DATA = Path("var/test/browser")


@dataclass(frozen=True)
class Served:
    """Where the demo answers, and where its mail arrives."""

    address: str
    postbox: Postbox

    def url(self, path: str) -> str:
        """The whole address of a path."""
        return f"{self.address}{path}"


@contextmanager
def demo_served(template: str, postbox: Postbox, smtp: str) -> Iterator[Served]:
    """A filled demo on a clone of this migrated database, sending its mail there; gone when the block ends."""
    kept = dict(os.environ)
    name, owner = f"openrotations_browser_{os.getpid()}", os.environ["DATABASE_OWNER_URL"]
    port = free_port(8400)
    drop_database(owner, name)
    create_database(owner, name, template, app_role=role_of(os.environ["DATABASE_URL"]))
    os.environ |= {
        "DATABASE_URL": with_database(os.environ["DATABASE_URL"], name),
        "DATABASE_OWNER_URL": with_database(owner, name),
        "OPENROTATIONS_MODE": "demo",
        "OPENROTATIONS_DATA": str(DATA),
        "OPENROTATIONS_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "OPENROTATIONS_SMTP_URL": smtp,
        "DJANGO_SETTINGS_MODULE": "tests.browser.demo_settings",
    }
    try:
        with Processes() as processes:
            subprocess.run([sys.executable, "-m", "openrotations", "manage", "fill_demo"], check=True)
            processes.start("web", web(port, workers=1))
            processes.start("worker", worker())
            processes.wait_until_answering(f"http://127.0.0.1:{port}/ready")
            os.environ.clear()
            os.environ.update(kept)
            yield Served(f"http://127.0.0.1:{port}", postbox)
    finally:
        os.environ.clear()
        os.environ.update(kept)
        drop_database(owner, name)
