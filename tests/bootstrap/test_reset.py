"""`bin/dev reset` deletes a demo that is at rest, and never one that runs."""

import fcntl
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from openrotations.common.postgres import Cluster, remove_cluster, start_cluster, stop_cluster
from openrotations.common.postgres.postmaster import running_pid

ROOT = Path(__file__).resolve().parents[2]
USER = (
    "import pathlib, sys; from openrotations.common.postgres import start_cluster;"
    "start_cluster(pathlib.Path(sys.argv[1]), durable=False); print(flush=True); sys.stdin.read()"
)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the program with its database server, beside the packages that are installed."""
    copy = tmp_path_factory.mktemp("a copy of the program")
    shutil.copytree(ROOT / "bin", copy / "bin")
    shutil.copytree(ROOT / "openrotations" / "common" / "postgres", copy / "openrotations" / "common" / "postgres")
    for package in (copy / "openrotations", copy / "openrotations" / "common"):
        (package / "__init__.py").touch()
    (copy / ".venv").symlink_to(sys.prefix)
    yield copy
    assert remove_cluster(copy / "var" / "demo" / "postgres")


@pytest.fixture
def demo(program: Path) -> Cluster:
    """The database of a demo at rest, with a file of the demo beside it."""
    cluster = start_cluster(program / "var" / "demo" / "postgres", durable=False)
    assert stop_cluster(cluster)
    (program / "var" / "demo" / "files").mkdir(exist_ok=True)
    return cluster


def reset(program: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `bin/dev reset` there."""
    kept = {key: os.environ[key] for key in ("PATH", "LD_LIBRARY_PATH") if key in os.environ}
    command = [str(program / "bin" / "dev"), "reset"]
    return subprocess.run(command, env={**kept, **environment}, capture_output=True, text=True, check=False)


@contextmanager
def running(cluster: Cluster) -> Iterator[subprocess.Popen[bytes]]:
    """A program that uses the cluster while the block runs."""
    command = [sys.executable, "-c", USER, str(cluster.data_dir)]
    user = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)
    assert user.stdout is not None
    user.stdout.readline()
    try:
        yield user
    finally:
        user.communicate()


def test_a_running_demo_is_left_alone_with_a_word_on_what_to_do(program: Path, demo: Cluster) -> None:
    with running(demo):
        refused = reset(program)
        assert (refused.returncode, refused.stdout) == (1, "")
        assert "nothing was deleted. Stop it first (Ctrl-C in its window)" in refused.stderr
        assert (program / "var" / "demo" / "files").is_dir()
        psycopg.connect(start_cluster(demo.data_dir).app_url).close()
        assert not stop_cluster(demo)
    assert reset(program).returncode == 0


def test_a_demo_at_rest_is_gone_and_its_server_too(program: Path, demo: Cluster) -> None:
    folder = demo.data_dir.resolve()
    with running(demo) as user:
        user.kill()
    assert running_pid(folder)
    done = reset(program)
    assert (done.returncode, done.stderr) == (0, "")
    assert running_pid(folder) is None
    assert not folder.exists()
    assert not (program / "var" / "demo").exists()
    assert reset(program).returncode == 0


def test_a_database_that_the_operator_named_is_not_ours_to_delete(program: Path, demo: Cluster) -> None:
    refused = reset(program, DATABASE_URL="postgresql://db.example/office")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "unset DATABASE_URL" in refused.stderr
    assert demo.data_dir.exists()


def test_who_waited_for_the_reset_starts_in_a_new_folder(tmp_path: Path) -> None:
    data_dir = tmp_path / "demo" / "postgres"
    data_dir.parent.mkdir()
    with (data_dir.parent / "postgres.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        command = [sys.executable, "-c", USER, str(data_dir)]
        late = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)
        time.sleep(1)
        shutil.rmtree(data_dir.parent)
    assert late.stdout is not None
    assert late.stdout.readline() == b"\n"
    assert not remove_cluster(data_dir)
    late.communicate()
    assert remove_cluster(data_dir)
