"""The embedded PostgreSQL comes up again after everything that happens to programs."""

import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from openrotations.common.postgres import (
    Cluster,
    PostgresUnavailable,
    create_database,
    database_exists,
    drop_database,
    remove_cluster,
    start_cluster,
    stop_cluster,
    with_database,
)
from openrotations.common.postgres.postmaster import PID_FILE, running_pid

ROOT = Path(__file__).resolve().parents[2]


def answer(url: str, question: str) -> object:
    """The first value of the first row that the server behind `url` gives."""
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(question).fetchone()  # type: ignore[arg-type, unused-ignore]
        return row[0] if row else None


def kill_server(cluster: Cluster) -> int:
    """Kill the server as a power cut would; returns the pid it had."""
    pid = running_pid(cluster.data_dir.resolve())
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    while running_pid(cluster.data_dir.resolve()):
        time.sleep(0.01)
    return pid


def test_a_second_start_finds_the_running_server(cluster: Cluster) -> None:
    again = start_cluster(cluster.data_dir)
    assert again.was_running
    assert (again.port, again.app_url) == (cluster.port, cluster.app_url)


def test_the_next_start_keeps_the_port_and_the_databases(cluster: Cluster) -> None:
    create_database(cluster.owner_url, "kept")
    assert stop_cluster(cluster)
    again = start_cluster(cluster.data_dir, durable=False)
    assert (again.was_running, again.port) == (False, cluster.port)
    assert database_exists(again.owner_url, "kept")
    drop_database(again.owner_url, "kept")


def test_a_killed_server_starts_again_with_what_was_committed(cluster: Cluster) -> None:
    stop_cluster(cluster)
    cluster = start_cluster(cluster.data_dir)
    url = create_database(cluster.owner_url, "survivor")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE fact AS SELECT 1 AS number")
    kill_server(cluster)
    again = start_cluster(cluster.data_dir)
    assert not again.was_running
    assert answer(with_database(again.owner_url, "survivor"), "SELECT number FROM fact") == 1
    drop_database(again.owner_url, "survivor")
    stop_cluster(again)


@pytest.mark.parametrize("who", ["another program", "a zombie", "nobody", "no number"])
def test_a_stale_pid_file_is_not_believed(cluster: Cluster, who: str) -> None:
    kill_server(cluster)
    stranger = subprocess.Popen(["sleep", "60" if who == "another program" else "0"])
    if who == "nobody":
        stranger.wait()
    pid_file = cluster.data_dir.resolve() / PID_FILE
    lines = pid_file.read_text().splitlines()
    lines[0] = "x" if who == "no number" else str(stranger.pid)
    pid_file.write_text("\n".join(lines) + "\n")
    again = start_cluster(cluster.data_dir, durable=False)
    assert not again.was_running
    assert answer(again.app_url, "SELECT 1") == 1
    stranger.terminate()
    stranger.wait()


def test_a_port_that_somebody_took_is_left_to_them(cluster: Cluster) -> None:
    stop_cluster(cluster)
    with socket.create_server((cluster.host, cluster.port)):
        again = start_cluster(cluster.data_dir, durable=False)
    assert again.port != cluster.port
    assert answer(again.app_url, "SELECT 1") == 1


def _start_and_stop(data_dir: Path, ports: "multiprocessing.SimpleQueue[int]") -> None:
    cluster = start_cluster(data_dir, durable=False)
    ports.put(cluster.port)
    time.sleep(0.5)
    answer(cluster.app_url, "SELECT 1")
    stop_cluster(cluster)


def test_two_starts_at_once_share_one_server_and_the_last_one_stops_it(open_folder: Path) -> None:
    data_dir = open_folder / "twice"
    context = multiprocessing.get_context("spawn")
    ports: multiprocessing.SimpleQueue[int] = context.SimpleQueue()
    programs = [context.Process(target=_start_and_stop, args=(data_dir, ports)) for _ in range(2)]
    for program in programs:
        program.start()
    for program in programs:
        program.join()
    assert [program.exitcode for program in programs] == [0, 0]
    assert ports.get() == ports.get()
    assert running_pid(data_dir.resolve()) is None
    remove_cluster(data_dir)


def test_a_server_in_use_is_neither_stopped_nor_removed(cluster: Cluster) -> None:
    program = (
        "import pathlib, sys; from openrotations.common.postgres import start_cluster;"
        "start_cluster(pathlib.Path(sys.argv[1])); print(flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", program, str(cluster.data_dir)]
    user = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)
    assert user.stdout is not None
    user.stdout.readline()
    assert not stop_cluster(cluster)
    assert not remove_cluster(cluster.data_dir)
    assert answer(cluster.app_url, "SELECT 1") == 1
    user.communicate()
    assert stop_cluster(cluster)


def test_a_closed_and_deep_folder_is_no_obstacle(tmp_path: Path) -> None:
    deep = tmp_path / ("a folder with a long name, " * 4) / "postgres"
    tmp_path.chmod(0o700)
    cluster = start_cluster(deep, durable=False)
    try:
        assert answer(cluster.owner_url, "SELECT 1") == 1
        assert stop_cluster(cluster)
        assert start_cluster(deep, durable=False).port == cluster.port
    finally:
        assert remove_cluster(deep)
    assert not deep.exists()
    assert tmp_path.stat().st_mode & 0o777 == 0o700


def test_lost_passwords_are_said_plainly(cluster: Cluster) -> None:
    stop_cluster(cluster)
    keys = cluster.data_dir.with_name("postgres.keys.json")
    aside = keys.rename(keys.with_name("aside"))
    with pytest.raises(PostgresUnavailable, match="passwords is gone"):
        start_cluster(cluster.data_dir)
    aside.rename(keys)


def test_passwords_are_for_their_owner_only(cluster: Cluster) -> None:
    keys = cluster.data_dir.with_name("postgres.keys.json")
    assert keys.stat().st_mode & 0o777 == 0o600
    assert "password" not in repr(cluster) and "postgresql://" not in repr(cluster)
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(host=cluster.host, port=cluster.port, user="postgres", dbname="postgres", password="")


def test_a_database_that_autovacuum_works_on_is_dropped_by_its_owner(cluster: Cluster) -> None:
    url = create_database(cluster.owner_url, "swept")
    with psycopg.connect(url, autocommit=True) as connection:
        slowly = "autovacuum_vacuum_threshold = 0, autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1"
        connection.execute(f"CREATE TABLE dust (grain text) WITH ({slowly})")
        connection.execute("INSERT INTO dust SELECT repeat('x', 500) FROM generate_series(1, 20000)")
        connection.execute("DELETE FROM dust")
    often(cluster, True)
    try:
        workers = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'swept' AND backend_type = 'autovacuum worker'"
        until = time.monotonic() + 60
        while not answer(cluster.superuser_url, workers) and time.monotonic() < until:
            time.sleep(0.1)
        assert answer(cluster.superuser_url, workers) == 1
        visitor = psycopg.connect(with_database(cluster.app_url, "swept"))
        drop_database(cluster.owner_url, "swept")
        assert not database_exists(cluster.owner_url, "swept")
        visitor.close()
    finally:
        often(cluster, False)


def often(cluster: Cluster, yes: bool) -> None:
    """Have autovacuum look every second, or as usual again."""
    with psycopg.connect(cluster.superuser_url, autocommit=True) as connection:
        connection.execute(f"ALTER SYSTEM {'SET autovacuum_naptime = 1' if yes else 'RESET autovacuum_naptime'}")
        connection.execute("SELECT pg_reload_conf()")
