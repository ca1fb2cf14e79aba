"""`rotations plan` as it is run: in a process of its own, stopped by signals, watched by people and programs."""

import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from openrotations.placements.planner.cohort.check import Verdict, check_plan
from openrotations.placements.planner.cohort.files.formats import write_instance
from openrotations.placements.planner.cohort.generate import cohort_to_try
from openrotations.placements.planner.commands import main
from openrotations.placements.planner.commands.progress import in_per_cent
from openrotations.placements.planner.commands.stopping import stoppable

KEYS = {"stage", "elapsed", "value", "bound", "gap", "full", "weeks", "students"}
LONG = ("--time", "300", "--gap", "0")
NEVER = 120
"""Seconds after which a test gives up; on a busy machine the first start takes a while."""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("small") / "small.json"
    write_instance(cohort_to_try(students=15, offerings=6, seed=1), path)
    return path


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Far from done in the time of a test."""
    path = tmp_path_factory.mktemp("large") / "large.json"
    write_instance(cohort_to_try(students=900, offerings=150, seed=2, tightness=2.0), path)
    return path


def started(*words: str | Path, **options: Any) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "openrotations.placements.planner", *map(str, words)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **{"stderr": subprocess.PIPE} | options)


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Exit code, standard output and standard error."""
    try:
        out, err = process.communicate(timeout=NEVER)
    finally:
        process.kill()
    return process.returncode, out, err


def progress_of(process: subprocess.Popen[str]) -> Iterator[dict[str, Any]]:
    assert process.stdout is not None
    yield from map(json.loads, process.stdout)


def recounted(instance: Path, solution: Path) -> Verdict:
    return check_plan(json.loads(instance.read_bytes()), json.loads(solution.read_bytes()))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_search_that_is_interrupted_writes_the_best_plan_so_far(large: Path, tmp_path: Path, number: int) -> None:
    out = tmp_path / "solution.json"
    process = started("plan", large, "--out", out, *LONG, "--progress", "json")
    lines = progress_of(process)
    seen = next(line for line in lines if line["bound"] is not None)
    process.send_signal(number)
    last = [seen, *lines][-1]
    code, _, err = ended(process)
    assert (code, err) == (0, "")
    verdict = recounted(large, out)
    assert verdict.faults == ()
    assert verdict.objectives["full"] >= last["full"] > 0
    assert last["elapsed"] < float(LONG[1]) / 2


def test_every_line_of_progress_is_an_object_with_the_same_keys(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "solution.json"
    code, printed, err = ended(started("plan", small, "--out", out, "--time", "20", "--progress", "json"))
    lines = [json.loads(line) for line in printed.splitlines()]
    assert (code, err) == (0, "")
    assert all(set(line) == KEYS for line in lines)
    assert [line["elapsed"] for line in lines] == sorted(line["elapsed"] for line in lines)
    claims = json.loads(out.read_bytes())["claims"]
    assert (lines[-1]["full"], lines[-1]["weeks"]) == (claims["objectives"]["full"], claims["objectives"]["weeks"])


def test_a_reader_who_goes_away_ends_the_search(large: Path, tmp_path: Path) -> None:
    out = tmp_path / "solution.json"
    process = started("plan", large, "--out", out, *LONG, "--progress", "json")
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.wait(NEVER) == 0
    assert process.stderr is not None and process.stderr.read() == ""
    assert recounted(large, out).faults == ()


def test_a_terminal_gets_a_live_line_and_the_result(small: Path, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "150"}
    process = started("plan", small, "--out", tmp_path / "x.json", "--time", "20", stderr=theirs, env=environment)
    code, printed, _ = ended(process)
    os.close(theirs)
    shown = b""
    while part := _read(ours):
        shown += part
    os.close(ours)
    assert code == 0
    assert b"\x1b[" in shown and b", bound " in shown
    assert "of 15 students fully placed" in printed


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # how Linux says that the other side of a terminal is closed
        return b""


def test_elsewhere_plain_lines_go_beside_the_result(
    small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", str(small), "--out", str(tmp_path / "x.json"), "--time", "20"]) == 0
    printed = capsys.readouterr()
    assert printed.err.startswith("first plan: best ") and "\x1b" not in printed.err
    assert "bound" not in printed.out


def test_nothing_but_the_result_is_printed_when_nobody_wants_to_watch(
    small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", str(small), "--out", str(tmp_path / "x.json"), "--progress", "none"]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert "proven: full " in printed.out


def test_the_order_of_the_office_is_kept(small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    money = {}
    for order in ("full,weeks,rank_cost", "weeks,money"):
        out = tmp_path / f"{order}.json"
        words = ["plan", str(small), "--out", str(out), "--objectives", order, "--progress", "none"]
        assert main(words) == 0
        assert recounted(small, out).faults == ()
        claims = json.loads(out.read_bytes())["claims"]
        assert set(claims["proven"]) <= set(order.split(","))
        money[order] = claims["objectives"]["money"]
    assert money["weeks,money"] < money["full,weeks,rank_cost"]


def test_a_search_can_begin_from_plans_made_before(
    small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = tmp_path / "first.json", tmp_path / "second.csv"
    assert main(["plan", str(small), "--out", str(first), "--time", "20"]) == 0
    assert main(["plan", str(small), "--out", str(second), "--start", str(first), "--time", "0"]) == 0
    capsys.readouterr()
    assert main(["check", str(small), str(second)]) == 0
    again = json.loads(capsys.readouterr().out)
    assert again["objectives"] == json.loads(first.read_bytes())["claims"]["objectives"]


@pytest.fixture
def nowhere(tmp_path: Path) -> Path:
    """A cohort in which nobody can be placed: there are no seats."""
    path = tmp_path / "nowhere.json"
    instance = cohort_to_try(students=3, offerings=2, seed=1)
    empty = tuple(each.model_copy(update={"capacity": (0,) * instance.weeks}) for each in instance.offerings)
    write_instance(instance.model_copy(update={"offerings": empty}), path)
    return path


@pytest.mark.parametrize(("seconds", "code"), [("0", 3), ("20", 0)])
def test_the_empty_plan_solves_a_cohort_only_when_that_is_proven(
    nowhere: Path, seconds: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    out = nowhere.with_name("solution.json")
    assert main(["plan", str(nowhere), "--out", str(out), "--time", seconds, "--progress", "none"]) == code
    assert not any(json.loads(out.read_bytes())["plans"].values())
    assert "0 of 3 students" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ["--time", "-1"],
        ["--time", "nan"],
        ["--gap", "2"],
        ["--seed", "-1"],
        ["--objectives", "full,full"],
        ["--objectives", "fame"],
        ["--progress", "loud"],
        ["--start", "no-such-file.json"],
        ["--out", "no/such/folder/x.json"],
        ["--out", "."],
    ],
)
def test_bad_use_answers_two_before_any_search(
    small: Path, tmp_path: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "x.json"
    assert main(["plan", str(small), "--out", str(out), *words]) == 2
    assert "Traceback" not in capsys.readouterr().err
    assert not out.exists()


def test_every_fault_is_named_with_its_place(small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    raw = json.loads(small.read_bytes())
    raw["offerings"][1]["capacity"].pop()
    raw["students"][2]["prefs"][0][0] = "o999"
    spoilt = tmp_path / "spoilt.json"
    spoilt.write_text(json.dumps(raw), encoding="utf-8")
    assert main(["plan", str(spoilt), "--out", str(tmp_path / "x.json")]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "offerings[1].capacity: must hold one number for each of the 52 weeks, not 51",
        'students[2].prefs[0][0]: "o999" is not an id in this cohort',
    ]


def test_the_first_interrupt_is_noted_and_the_second_ends_at_once() -> None:
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt), stoppable() as is_stopped:
        assert not is_stopped()
        signal.raise_signal(signal.SIGINT)
        assert is_stopped()
        signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.parametrize(
    ("gap", "text"), [(0.0, "0 %"), (1e-9, "0.0001 %"), (0.0005, "0.05 %"), (0.1, "10 %"), (0.123456789, "12.3457 %")]
)
def test_a_gap_is_never_told_smaller_than_it_is(gap: float, text: str) -> None:
    assert in_per_cent(gap) == text
