"""The database a command works on: the operator's, or an embedded one in the data folder."""

import os
import subprocess
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from types import TracebackType

from openrotations.common.environment import read, read_folder
from openrotations.common.postgres import (
    Cluster,
    create_database,
    database_of,
    role_of,
    start_cluster,
    stop_cluster,
    with_database,
)

DATABASE = "openrotations"


class Embedded:
    """The embedded server, running while the block runs (other commands may share it)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cluster: Cluster | None = None

    def __enter__(self) -> None:
        self.cluster = start_cluster(self.folder)
        create_database(self.cluster.owner_url, DATABASE)
        os.environ["DATABASE_URL"] = with_database(self.cluster.app_url, DATABASE)
        os.environ["DATABASE_OWNER_URL"] = with_database(self.cluster.owner_url, DATABASE)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.cluster:
            stop_cluster(self.cluster)


def database() -> AbstractContextManager[None]:
    """The database for the block: DATABASE_URL as the operator set it, else the embedded server."""
    if read("DATABASE_URL"):
        return nullcontext()
    return Embedded(read_folder("OPENROTATIONS_DATA", base=Path.cwd()) / "postgres")


def migrate() -> None:
    """Bring the tables up to date as their owner, in a process of its own. Raises CalledProcessError.

    On an operator's server the application's role is given its rights first.
    """
    owner, app = read("DATABASE_OWNER_URL"), read("DATABASE_URL")
    if owner:
        create_database(owner, database_of(app), app_role=role_of(app))
    environment = {**os.environ, "OPENROTATIONS_AS_OWNER": "yes"}
    command = [sys.executable, "-m", "openrotations", "manage", "migrate", "--verbosity", "0"]
    subprocess.run(command, env=environment, check=True)
