"""The command line: exit codes, faults on standard error, and files that hold what was asked."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from openrotations.placements.planner.commands import main
from openrotations.placements.planner.ranked.tests.markets import round_of

RAW = round_of({"O1": (1, ["S2", "S1"])}, {"S1": ["O1"], "S2": ["O1"]})


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    path = tmp_path / "round.json"
    path.write_text(json.dumps(RAW), encoding="utf-8")
    return path


def test_match_writes_a_solution_that_check_finds_sound(instance: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = instance.with_name("solution.json")
    assert main(["match", str(instance), "--out", str(out), "--seed", "5"]) == 0
    assert capsys.readouterr().out == "1 of 2 students placed, 0 offerings closed\n"
    assert json.loads(out.read_text(encoding="utf-8")) == {
        "format": "matching-solution/1",
        "instance": "small",
        "match": {"S1": None, "S2": "O1"},
        "lottery_seed": 5,
        "closed": [],
    }
    assert main(["check", str(instance), str(out)]) == 0
    assert json.loads(capsys.readouterr().out)["is_sound"] is True


def test_match_can_count_whom_the_choice_of_side_moves(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    crossed = round_of({"O1": (1, ["S2", "S1"]), "O2": (1, ["S1", "S2"])}, {"S1": ["O1", "O2"], "S2": ["O2", "O1"]})
    path = tmp_path / "round.json"
    path.write_text(json.dumps(crossed), encoding="utf-8")
    assert main(["match", str(path), "--out", str(tmp_path / "out.json"), "--compare"]) == 0
    assert "2 students differ" in capsys.readouterr().out


def test_check_answers_one_when_a_solution_is_wrong(instance: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = instance.with_name("solution.json")
    main(["match", str(instance), "--out", str(out)])
    out.write_text(out.read_text(encoding="utf-8").replace('"S1": null', '"S1": "O1"'), encoding="utf-8")
    capsys.readouterr()
    assert main(["check", str(instance), str(out)]) == 1
    assert json.loads(capsys.readouterr().out)["faults"] == ["O1 holds 2 students on 1 seats"]


def test_explain_tells_one_student_or_the_cutoffs(instance: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(instance), "--student", "S1"]) == 0
    (choice,) = json.loads(capsys.readouterr().out)
    assert (choice["offering"], choice["reason"], choice["remedies"][0]["place"]) == ("O1", "seats", 1)
    assert main(["explain", str(instance)]) == 0
    assert json.loads(capsys.readouterr().out)[0]["last_place"] == 1
    assert main(["explain", str(instance), "--offering", "O1"]) == 0
    (side,) = json.loads(capsys.readouterr().out)
    assert (side["last_place"], side["refused"], side["remedies"][0]["kind"]) == (1, 1, "seat")


def test_every_fault_is_printed_and_the_code_is_two(instance: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoilt = json.dumps(RAW).replace('"capacity": 1', '"capacity": -1').replace('["O1"]', '["O7"]')
    instance.write_text(spoilt, encoding="utf-8")
    out = instance.with_name("solution.json")
    assert main(["match", str(instance), "--out", str(out)]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "offerings[0].capacity: must be at least 0, not -1",
        'students[0].prefs[0]: "O7" is not an id in this file',
        'students[1].prefs[0]: "O7" is not an id in this file',
    ]
    assert not out.exists()


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["dance"],
        ["match", "no-such-file.json", "--out", "x.json"],
        ["match", "ROUND", "--out", "no/such/folder/x.json"],
        ["match", "ROUND"],
        ["match", "ROUND", "--out", "x.json", "--seed", "-1"],
        ["match", "ROUND", "--out", "x.json", "--seed", "many"],
        ["explain", "ROUND", "--student", "S9"],
        ["explain", "ROUND", "WRONG", "--student", "S1"],
        ["check", "ROUND", "ROUND"],
    ],
)
def test_bad_use_answers_two_and_says_why(argv: list[str], instance: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = instance.with_name("wrong.json")
    solution = {"format": "matching-solution/1", "instance": "small", "match": {"S1": "O1", "S2": None}}
    wrong.write_text(json.dumps(solution), encoding="utf-8")
    named = {"ROUND": str(instance), "WRONG": str(wrong)}
    assert main([named.get(word, word) for word in argv]) == 2
    printed = capsys.readouterr()
    assert printed.err and "Traceback" not in printed.err


def test_generate_gives_the_same_file_for_the_same_seed(tmp_path: Path) -> None:
    paths = [tmp_path / "a.json", tmp_path / "b.json", tmp_path / "c.json"]
    for path, seed in zip(paths, ("1", "1", "2"), strict=True):
        assert main(["generate", "--students", "20", "--offerings", "5", "--seed", seed, "--out", str(path)]) == 0
    a, b, c = (path.read_bytes() for path in paths)
    assert a == b != c


def test_the_planner_runs_on_its_own_and_imports_no_django() -> None:
    code = (
        "import sys; from openrotations.placements.planner.commands import main; "
        "print(main(['--help'])); sys.exit(any(name.split('.')[0] == 'django' for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.split()[-1]) == (0, "0"), done.stderr
