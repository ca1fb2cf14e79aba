"""The other commands over a cohort's files: check, explain, repair, generate, tables."""

import json
from pathlib import Path

import pytest

from openrotations.placements.planner.cohort.files.formats import read_instance, write_instance
from openrotations.placements.planner.cohort.generate import cohort_to_try
from openrotations.placements.planner.commands import main

type Printed = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def cohort(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cohort") / "cohort.json"
    write_instance(cohort_to_try(students=15, offerings=6, seed=1, states=2), path)
    return path


@pytest.fixture(scope="module")
def solution(cohort: Path) -> Path:
    path = cohort.with_name("solution.json")
    assert main(["plan", str(cohort), "--out", str(path), "--time", "20", "--progress", "none"]) == 0
    return path


def run(*words: str | Path) -> int:
    return main([str(word) for word in words])


def test_check_recounts_a_plan_and_answers_one_when_it_is_wrong(
    cohort: Path, solution: Path, tmp_path: Path, capsys: Printed
) -> None:
    assert run("check", cohort, solution) == 0
    assert json.loads(capsys.readouterr().out)["is_sound"] is True
    raw = json.loads(solution.read_bytes())
    raw["claims"]["objectives"]["weeks"] += 1
    wrong = tmp_path / "wrong.json"
    wrong.write_text(json.dumps(raw), encoding="utf-8")
    assert run("check", cohort, wrong) == 1
    [fault] = json.loads(capsys.readouterr().out)["faults"]
    assert fault.startswith("claims weeks of ")


def test_explain_tells_every_choice_of_one_student(cohort: Path, solution: Path, capsys: Printed) -> None:
    student = read_instance(cohort).students[0]
    assert run("explain", cohort, solution, "--student", student.id) == 0
    told = json.loads(capsys.readouterr().out)
    assert [each["offering"] for each in told] == [wish.offering for wish in student.prefs]
    assert run("explain", cohort, solution, "--student", student.id, "--offering", told[-1]["offering"]) == 0
    assert json.loads(capsys.readouterr().out) == told[-1:]


def test_explain_without_a_student_tells_one_a_line(cohort: Path, solution: Path, capsys: Printed) -> None:
    assert run("explain", cohort, solution, "--offering", "o1") == 0
    *lines, last = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    wanted = [each.id for each in read_instance(cohort).students if any(wish.offering == "o1" for wish in each.prefs)]
    assert [line["student"] for line in lines] == wanted
    assert all(choice["offering"] == "o1" for line in lines for choice in line["choices"])
    (side,) = last["offerings"]
    assert (side["offering"], side["listed"]) == ("o1", len(wanted))


def test_explain_tells_of_offerings_rules_and_the_whole_in_its_last_lines(
    cohort: Path, solution: Path, capsys: Printed
) -> None:
    assert run("explain", cohort, solution, "--rules") == 0
    told = {key: value for line in capsys.readouterr().out.splitlines() for key, value in json.loads(line).items()}
    instance, plans = read_instance(cohort), json.loads(solution.read_bytes())["plans"]
    assert [each["offering"] for each in told["offerings"]] == [each.id for each in instance.offerings]
    assert sum(each["filled"] for each in told["offerings"]) == sum(
        block[2] for plan in plans.values() for block in plan
    )
    full = {each.id for each in instance.students if sum(block[2] for block in plans[each.id]) == each.weeks_needed}
    without = {student for group in told["summary"]["without_full"] for student in group["students"]}
    assert without == {each.id for each in instance.students} - full


def test_explain_names_what_it_cannot_explain(cohort: Path, solution: Path, tmp_path: Path, capsys: Printed) -> None:
    assert run("explain", cohort) == 2
    assert run("explain", cohort, solution, "--student", "s999") == 2
    assert run("explain", cohort, solution, "--offering", "o999") == 2
    raw = json.loads(solution.read_bytes())
    raw["plans"]["s1"] = [["o1", 1, 1]]
    other = tmp_path / "other.json"
    other.write_text(json.dumps(raw), encoding="utf-8")
    assert run("explain", cohort, other, "--student", "s1") == 2
    assert capsys.readouterr().err.splitlines() == [
        "SOLUTION: is missing: make one with `rotations plan`",
        '--student: "s999" is not an id in this file',
        '--offering: "o999" is not an id in this file',
        'SOLUTION: student "s1" is placed otherwise by this instance',
    ]


def test_a_repair_is_sound_in_the_cohort_after_the_changes(
    cohort: Path, solution: Path, tmp_path: Path, capsys: Printed
) -> None:
    plans = json.loads(solution.read_bytes())["plans"]
    [hit, leaving, *_] = [student for student, plan in sorted(plans.items()) if plan]
    changes, out, after = (tmp_path / f"{name}.json" for name in ("changes", "out", "after"))
    written = {"cancel": plans[hit][:1], "students": {leaving: {"withdraw": True}}}
    changes.write_text(json.dumps({"format": "placement-changes/1", **written}), encoding="utf-8")
    assert run("repair", cohort, solution, changes, "--out", out, "--instance-out", after) == 0
    told = json.loads(capsys.readouterr().out)
    assert {each["student"]: each["reason"] for each in told["moved"]}.items() >= {
        hit: "cancelled",
        leaving: "withdrawn",
    }.items()
    assert told["repairs"][0]["kind"] == told["written"] == "fewest changes"
    assert run("check", after, out) == 0


def test_repairs_of_every_kind_go_into_a_folder_with_what_each_changes(
    cohort: Path, solution: Path, tmp_path: Path, capsys: Printed
) -> None:
    plans = json.loads(solution.read_bytes())["plans"]
    hit = next(student for student, plan in sorted(plans.items()) if plan)
    changes = tmp_path / "changes.json"
    changes.write_text(json.dumps({"cancel": plans[hit][:1]}), encoding="utf-8")
    words = ("--out", tmp_path / "out.json", "--all-out", tmp_path, "--progress", "json")
    assert run("repair", cohort, solution, changes, *words) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith('{"')]
    assert lines[0]["stage"] == "fewest changes"
    told = json.loads((tmp_path / "repairs.json").read_bytes())
    assert told[0]["kind"] == "fewest changes"
    assert hit in {each["student"] for each in told[0]["moved"]}
    assert all(json.loads((tmp_path / f"{each['kind']}.json").read_bytes())["plans"] for each in told)
    assert run("repair", cohort, solution, changes, *words[:3], tmp_path / "nowhere") == 2


def test_repair_names_the_faults_of_the_changes(cohort: Path, solution: Path, tmp_path: Path, capsys: Printed) -> None:
    changes = tmp_path / "changes.json"
    changes.write_text('{"close": [["o999", 0, 4]]}', encoding="utf-8")
    assert run("repair", cohort, solution, changes, "--out", tmp_path / "out.json") == 2
    assert capsys.readouterr().err == 'close[0][0]: "o999" is not an id in this cohort\n'
    assert not (tmp_path / "out.json").exists()


def test_tables_go_to_csv_and_back(cohort: Path, solution: Path, tmp_path: Path, capsys: Printed) -> None:
    folder, back, plans = tmp_path / "tables", tmp_path / "back.json", tmp_path / "plans.csv"
    assert run("tables", cohort, folder) == 0
    assert run("tables", folder, back) == 0
    assert back.read_bytes() == cohort.read_bytes()
    assert run("plan", folder, "--out", plans, "--time", "20", "--progress", "none") == 0
    capsys.readouterr()
    assert run("check", folder, plans) == 0
    assert (
        json.loads(capsys.readouterr().out)["objectives"] == json.loads(solution.read_bytes())["claims"]["objectives"]
    )


def test_a_fault_in_csv_is_named_with_file_line_and_column(cohort: Path, tmp_path: Path, capsys: Printed) -> None:
    assert run("tables", cohort, tmp_path / "tables") == 0
    windows = tmp_path / "tables" / "windows.csv"
    windows.write_text(windows.read_text(encoding="utf-8").replace("s1,", "s99,", 1), encoding="utf-8")
    assert run("plan", tmp_path / "tables", "--out", tmp_path / "x.json") == 2
    assert capsys.readouterr().err == 'windows.csv, line 2, student: "s99" is not an id in students.csv\n'


def test_a_generated_cohort_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    paths = [tmp_path / "a.json", tmp_path / "b.json", tmp_path / "c.json"]
    for path, seed in zip(paths, ("1", "1", "2"), strict=True):
        sizes = ("--students", "9", "--offerings", "4", "--states", "2", "--tightness", "1.5")
        assert run("generate", "--kind", "cohort", *sizes, "--seed", seed, "--out", path) == 0
    a, b, c = (path.read_bytes() for path in paths)
    assert a == b != c
    assert read_instance(paths[0]).limits.weeks_in_state
