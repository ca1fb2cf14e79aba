"""The command `rotations` hands the planner's commands over, and needs no database for them."""

import json
from pathlib import Path

import pytest

from openrotations import cli


@pytest.fixture(autouse=True)
def _no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise AssertionError("a command over files asked for a database")

    monkeypatch.setattr(cli, "database", refuse)


def run(*words: str | Path) -> int:
    return cli.main([str(word) for word in words])


def test_a_cohort_goes_through_every_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cohort, plans, tables = tmp_path / "cohort.json", tmp_path / "plans.json", tmp_path / "tables"
    sizes = ("--students", "6", "--offerings", "3")
    assert run("generate", "--kind", "cohort", *sizes, "--out", cohort) == 0
    assert run("plan", cohort, "--out", plans, "--time", "10", "--seed", "3", "--objectives", "full,weeks") == 0
    assert json.loads(plans.read_bytes())["seed"] == 3
    assert run("tables", cohort, tables) == 0
    capsys.readouterr()
    assert run("check", tables, plans) == 0
    assert json.loads(capsys.readouterr().out)["is_sound"] is True
    assert run("explain", cohort, plans, "--student", "s1") == 0
    assert json.loads(capsys.readouterr().out)


def test_help_of_a_command_is_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("plan", "--help") == 0
    assert "--objectives" in capsys.readouterr().out


def test_faults_answer_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "wrong.json"
    path.write_text("{}", encoding="utf-8")
    assert run("verify-round", path) == 2
    assert run("match", path, "--out", tmp_path / "out.json") == 2
    assert run("repair", path, path, path, "--out", tmp_path / "out.json") == 2
    assert "offerings: is missing" in capsys.readouterr().err


def test_a_check_without_files_is_about_the_office() -> None:
    with pytest.raises(AssertionError, match="asked for a database"):
        run("check", "--production")
