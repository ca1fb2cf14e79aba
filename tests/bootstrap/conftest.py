"""A cluster of its own for these tests, and folders that the server's account can or cannot enter."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from openrotations.common.postgres import Cluster, remove_cluster, start_cluster


@pytest.fixture(scope="session")
def open_folder() -> Iterator[Path]:
    """A folder with spaces and accents in its name, which every account may enter."""
    with tempfile.TemporaryDirectory(prefix="open rotations é ") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.fixture(scope="session")
def cluster_folder(open_folder: Path) -> Iterator[Path]:
    """Where the cluster of these tests lives."""
    folder = open_folder / "postgres"
    yield folder
    remove_cluster(folder)


@pytest.fixture
def cluster(cluster_folder: Path) -> Cluster:
    """The running cluster: started again when the test before stopped or killed it."""
    return start_cluster(cluster_folder, durable=False)
