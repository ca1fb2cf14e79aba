"""A cohort goes into CSV files and comes back; every fault in them is named with file, line and column."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from openrotations.placements.planner.cohort.files.formats import Instance, Placed, Solution, instance_from
from openrotations.placements.planner.cohort.files.tables import (
    read_solution_table,
    read_tables,
    write_solution_table,
    write_tables,
)
from openrotations.placements.planner.cohort.generate import cohort_to_try
from openrotations.placements.planner.cohort.tests.malformed import GOOD, LONG
from openrotations.placements.planner.cohort.tests.small import cohorts
from openrotations.placements.planner.reading import BadInstance

SMALL = instance_from(GOOD)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_tables(SMALL, tmp_path / "cohort")
    return tmp_path / "cohort"


def faults_in(folder: Path) -> list[str]:
    with pytest.raises(BadInstance) as caught:
        read_tables(folder)
    return [str(fault) for fault in caught.value.faults]


def test_a_cohort_comes_back_as_it_went(folder: Path) -> None:
    assert read_tables(folder) == SMALL


def test_a_generated_cohort_comes_back_as_it_went(tmp_path: Path) -> None:
    instance = cohort_to_try(students=50, offerings=12, seed=6, states=3)
    write_tables(instance, tmp_path)
    assert read_tables(tmp_path) == instance


@given(cohorts(limits=True, any_order=True))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_cohort_comes_back_as_it_went(tmp_path: Path, instance: Instance) -> None:
    if instance.offerings:
        write_tables(instance, tmp_path)
        assert read_tables(tmp_path) == instance


def test_the_tables_look_as_the_manual_says(folder: Path) -> None:
    assert (folder / "offerings.csv").read_text(encoding="utf-8").splitlines()[:2] == [
        "id,specialty,city,setting,state,price_week,requires,min_score,w0,w1,w2,w3,w4,w5,w6,w7",
        "o1,Surgery,Ash,private_practice,ZA,200,step1,10,1,1,1,1,1,1,1,1",
    ]
    assert (folder / "preferences.csv").read_bytes() == b"student,offering,rank,host_score\ns1,o1,1,9\ns1,o2,2,4\n"


def test_semicolons_may_stand_between_the_cells(folder: Path) -> None:
    (folder / "blocks.csv").write_text("offering;start;length\no2;0;2\n\n;;\no1; 4 ;4\n", encoding="utf-8")
    assert [offering.blocks for offering in read_tables(folder).offerings] == [((4, 4),), ((0, 2),)]


def test_the_optional_files_and_columns_may_be_left_out(folder: Path) -> None:
    for name in ("cohort", "state_weeks", "weeks_in_state", "students_in_state"):
        (folder / f"{name}.csv").unlink()
    students = (folder / "students.csv").read_text(encoding="utf-8")
    (folder / "students.csv").write_text(students.replace(",school", ",telephone"), encoding="utf-8-sig")
    instance = read_tables(folder)
    assert (instance.name, instance.students[0].school, instance.students[0].arrival) == ("", "", 5)
    assert (instance.weights.full, len(instance.objectives)) == (20000.0, 5)


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("students", "2000", "-5", "students.csv, line 2, budget: must be at least 0, not -5"),
        ("students", "2000", "2000.5", 'students.csv, line 2, budget: must be a whole number, not "2000.5"'),
        ("students", "2000", "", "students.csv, line 2, budget: is missing"),
        ("students", "s2,", "s1,", 'students.csv, line 3, id: "s1" is already the id of students.csv, line 2'),
        ("students", ",budget", ",buget", 'students.csv, line 1: has no column "budget"'),
        ("students", ",budget", ",buget", 'line 1, buget: is not a column of this file; did you mean "budget"?'),
        ("students", ",facts", ",budget", 'students.csv, line 1: has the column "budget" twice'),
        ("students", "North", "North,extra", "students.csv, line 2: has 11 cells, the first line 10"),
        ("students", "s2,2", "s2,²", 'students.csv, line 3, weeks_needed: must be a whole number, not "²"'),
        ("students", "North", '"North', "students.csv, line 3: is not CSV: unexpected end of data"),
        ("students", "North", LONG, "students.csv, line 2: is not CSV: field larger than field limit (131072)"),
        ("offerings", "200", "x", 'offerings.csv, line 2, price_week: must be a whole number, not "x"'),
        ("offerings", "10,1,1", "10,1,-1", "offerings.csv, line 2, w1: must be at least 0, not -1"),
        ("offerings", "10,1,1", "10,1,", 'offerings.csv, line 2, w1: must be a whole number, not ""'),
        ("offerings", "w3,w4", "w4,w3", "offerings.csv, line 1: the columns of weeks must be w0, w1, w2 and so on"),
        ("blocks", "o2,0,2", "o9,0,2", 'blocks.csv, line 4, offering: "o9" is not an id in offerings.csv'),
        ("blocks", "o2,0,2", "o2,7,2", "blocks.csv, line 4: ends after the last week: 7 + 2 > 8"),
        ("blocks", "o2,0,2", "o2,0,0", "blocks.csv, line 4, length: must be at least 1, not 0"),
        ("windows", "s1,4,8", "s1,8,4", "windows.csv, line 3: ends before it starts or is empty: from 8 to before 4"),
        ("windows", "s1,4,8", "s9,4,8", 'windows.csv, line 3, student: "s9" is not an id in students.csv'),
        ("windows", "s1,4,8", "s1,4", 'windows.csv, line 3, to: must be a whole number, not ""'),
        ("preferences", "o2,2", "o1,2", 'preferences.csv, line 3, offering: "o1" is listed twice'),
        ("preferences", "o2,2", "o9,2", 'preferences.csv, line 3, offering: "o9" is not an id in this cohort'),
        ("preferences", "o2,2", "o2,0", "preferences.csv, line 3, rank: must be at least 1, not 0"),
        ("state_weeks", "ZA,2", "ZA,-2", "state_weeks.csv, line 2, weeks: must be at least 0, not -2"),
        ("state_weeks", "ZA,2\n", "ZA,2\ns1,ZA,3\n", 'state_weeks.csv, line 3, state: "ZA" is listed twice'),
        (
            "weeks_in_state",
            "ZA,6",
            "ZA,many",
            'weeks_in_state.csv, line 2, most_weeks: must be a whole number, not "many"',
        ),
        ("students_in_state", "0,8", "0,9", "students_in_state.csv, line 2, end_week: ends after the last week: 9 > 8"),
        ("cohort", "100.0", "nan", "cohort.csv, weights.full: must be a finite number, not nan"),
        ("cohort", "weights.full", "wait", 'key: must be "name", "objectives" or "weights.…", not "wait"'),
        ("cohort", "full; weeks", "full; speed", "cohort.csv, objectives[1]: must be 'full', 'weeks', 'rank_cost'"),
    ],
)
def test_a_fault_is_named_with_file_line_and_column(folder: Path, name: str, old: str, new: str, message: str) -> None:
    path = folder / f"{name}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert any(message in fault for fault in faults_in(folder))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "blocks.csv: is missing"),
        (b"", "blocks.csv: is empty: its first line names the columns"),
        (b"\xff\xfe", "blocks.csv, byte 0: is not text in UTF-8"),
        (b"a\x00b", 'blocks.csv, line 1: has no column "offering"'),
        (b"offering\tstart\tlength\no1\t0\t4\n", 'blocks.csv, line 1: has no column "offering"'),
    ],
)
def test_a_file_that_is_no_table_is_refused(folder: Path, content: bytes | None, message: str) -> None:
    path = folder / "blocks.csv"
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    assert message in faults_in(folder)


def test_faults_of_several_files_are_reported_at_once(folder: Path) -> None:
    for name, old, new in (("windows", "s1,4", "s9,4"), ("students", "2000", "-1"), ("blocks", "o2,0", "o2,x")):
        path = folder / f"{name}.csv"
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert [fault.split(":")[0] for fault in faults_in(folder)] == [
        "windows.csv, line 3, student",
        "blocks.csv, line 4, start",
        "students.csv, line 2, budget",
    ]


def test_a_requirement_that_would_fall_apart_is_not_written(tmp_path: Path) -> None:
    student = SMALL.students[0].model_copy(update={"facts": ("step1; visa",)})
    with pytest.raises(BadInstance, match=r's1.facts: "step1; visa" cannot be written'):
        write_tables(SMALL.model_copy(update={"students": (student,)}), tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_solution_comes_back_as_it_went(tmp_path: Path) -> None:
    solution = Solution(instance="small", plans={"s1": (Placed("o2", 0, 2), Placed("o1", 4, 4)), "s2": ()})
    write_solution_table(solution, tmp_path / "solution.csv")
    assert (tmp_path / "solution.csv").read_text(encoding="utf-8").splitlines()[1:] == ["s1,o2,0,2", "s1,o1,4,4"]
    assert read_solution_table(tmp_path / "solution.csv", SMALL) == solution


def test_a_bad_solution_is_refused_with_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "solution.csv"
    path.write_text("student,offering,start,length\ns9,o1,0,4\ns1,o1,-1,4\ns1,,0,x\n", encoding="utf-8")
    with pytest.raises(BadInstance) as caught:
        read_solution_table(path, SMALL)
    assert [str(fault) for fault in caught.value.faults] == [
        'solution.csv, line 2, student: "s9" is not an id in this cohort',
        "solution.csv, line 3, start: must be at least 0, not -1",
        "solution.csv, line 4, offering: must not be empty",
        'solution.csv, line 4, length: must be a whole number, not "x"',
    ]
