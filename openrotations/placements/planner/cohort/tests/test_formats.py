"""Reading is strict, and every fault is named with its place."""

import copy
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openrotations.placements.planner.cohort.files.formats import (
    LEVELS,
    Claims,
    Instance,
    Placed,
    Preference,
    Solution,
    changes_from,
    instance_from,
    read_changes,
    read_instance,
    read_solution,
    solution_from,
    solution_json,
    write_instance,
    write_solution,
)
from openrotations.placements.planner.cohort.generate import cohort_to_try
from openrotations.placements.planner.cohort.tests.malformed import GOOD, LONG, MALFORMED, S1, Step, spoilt
from openrotations.placements.planner.cohort.tests.small import Raw, cohorts
from openrotations.placements.planner.reading import BadInstance, shown

CHANGES: Raw = {
    "format": "placement-changes/1",
    "cancel": [["o1", 0, 4]],
    "close": [["o2", 2, 5]],
    "students": {"s1": {"windows": [[0, 6]], "budget": 100}, "s2": {"withdraw": True}},
    "new_students": [GOOD["students"][1] | {"id": "s3"}],
    "confirmed": [["s1", "o1", 4, 4]],
}


def faults_of(raw: object) -> list[str]:
    with pytest.raises(BadInstance) as caught:
        instance_from(raw)
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize(("steps", "value", "message"), MALFORMED)
def test_a_fault_is_named_with_its_place(steps: list[Step], value: object, message: str) -> None:
    assert message in faults_of(spoilt(GOOD, steps, value))


def test_at_least_sixty_kinds_of_fault_are_tried() -> None:
    assert len({message for _, _, message in MALFORMED}) >= 60


@pytest.mark.parametrize("raw", [None, [], "cohort", 5, True])
def test_something_other_than_an_object_is_refused(raw: object) -> None:
    assert faults_of(raw) == [f"file: must be an object, not {shown(raw)}"]


def places_in(value: object) -> list[list[Step]]:
    """The way to every value inside a JSON value."""
    inner: list[tuple[Step, object]] = []
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    return [[step, *rest] for step, found in inner for rest in ([], *places_in(found))]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just(10**400),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(places_in(GOOD)), anything)
@settings(max_examples=300, deadline=None)
def test_whatever_stands_in_a_place_it_is_read_or_refused(steps: list[Step], value: object) -> None:
    try:
        assert isinstance(instance_from(spoilt(GOOD, steps, value)), Instance)
    except BadInstance as bad:
        assert all(fault.place and fault.message and len(str(fault)) < 300 for fault in bad.faults)


@given(st.sampled_from(places_in(CHANGES)), anything)
@settings(max_examples=100, deadline=None)
def test_whatever_stands_in_a_file_of_changes_it_is_read_or_refused(steps: list[Step], value: object) -> None:
    try:
        changes_from(spoilt(CHANGES, steps, value), instance_from(GOOD))
    except BadInstance as bad:
        assert all(fault.place and fault.message and len(str(fault)) < 300 for fault in bad.faults)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "line 1, column 1: is not JSON: Expecting value"),
        (b"\xff\xfe", "byte 0: is not text in UTF-8"),
        (b"[" * 100_000, "file: holds a number too long or lists nested too deep"),
        (b'{"weeks": ' + b"9" * 10_000 + b"}", "file: holds a number too long or lists nested too deep"),
    ],
)
def test_bytes_that_are_not_json_are_refused(content: bytes, message: str) -> None:
    for read in (read_instance, read_solution, read_changes):
        with pytest.raises(BadInstance) as caught:
            read(content)
        assert [str(fault) for fault in caught.value.faults] == [message]


def test_a_key_that_stands_twice_is_named_with_its_place() -> None:
    content = json.dumps(GOOD).replace('"budget": 2000', '"budget": 2000, "budget": 3').encode()
    with pytest.raises(BadInstance, match=r'students\[0\]: has the key "budget" twice'):
        read_instance(content)


def test_all_faults_are_reported_at_once() -> None:
    raw = spoilt(GOOD, [*S1, "prefs", 0], ["o9", 0, 0])
    raw["offerings"][0]["capacity"] = [1]
    del raw["students"][1]["budget"]
    assert [fault.split(":")[0] for fault in faults_of(raw)] == [
        "students[0].prefs[0][1]",
        "students[1].budget",
        "offerings[0].capacity",
        "students[0].prefs[0][0]",
    ]


def test_a_long_string_is_refused_and_cut_in_the_message() -> None:
    places: list[list[Step]] = [
        ["name"],
        [*S1, "id"],
        [*S1, "prefs", 0, 0],
        ["format"],
        [*S1, "facts", 0],
        ["objectives", 0],
    ]
    for steps in places:
        faults = faults_of(spoilt(GOOD, steps, LONG))
        assert all(len(fault) < 250 for fault in faults)
        assert any("(1000000 characters)" in fault for fault in faults)
    assert all(len(fault) < 250 for fault in faults_of(spoilt(GOOD, [*S1, "state_weeks"], {LONG: 1})))


def test_control_characters_and_half_characters_do_not_reach_the_message() -> None:
    for text in ("a\x1b[31mb", "a\nb", "\ud800", "a\u202eb"):
        faults = faults_of(spoilt(GOOD, [*S1, "prefs", 0, 0], text))
        assert all(fault.isprintable() and fault.encode() for fault in faults)


def test_keys_of_other_programs_are_ignored() -> None:
    raw = spoilt(GOOD, [*S1, "telephone"], "none") | {"mode": "cohort", "generator": {"seed": 1}}
    assert instance_from(raw) == instance_from(GOOD)


def test_the_optional_keys_may_be_left_out() -> None:
    raw = copy.deepcopy(GOOD)
    for part, keys in (
        (raw, ("name", "limits", "objectives", "weights")),
        (raw["offerings"][0], ("specialty", "city", "setting", "state")),
        (raw["students"][0], ("arrival", "school", "state_weeks")),
    ):
        for key in keys:
            del part[key]
    instance = instance_from(raw)
    assert (instance.objectives, instance.weights.full, instance.weights.move_cost) == (LEVELS, 20000.0, 300)
    assert instance.students[0].prefs[1] == Preference("o2", rank=2, host_score=4)
    assert not instance.limits.weeks_in_state and not instance.limits.students_in_state


@pytest.mark.parametrize(("key", "value"), [("offerings", []), ("students", [])])
def test_a_cohort_without_students_or_without_offerings_is_read(key: str, value: list[object]) -> None:
    raw = spoilt(GOOD, [key], value)
    for student in raw["students"]:
        student["prefs"] = []
    assert instance_from(raw).weeks == 8


def test_reading_does_not_change_what_it_reads() -> None:
    raw = copy.deepcopy(GOOD)
    instance_from(raw)
    assert raw == GOOD


@given(cohorts(limits=True, any_order=True))
@settings(max_examples=30, deadline=None)
def test_a_cohort_survives_being_written(instance: Instance) -> None:
    assert read_instance(instance.model_dump_json().encode()) == instance


def test_what_is_written_reads_back_the_same(tmp_path: Path) -> None:
    instance = cohort_to_try(students=30, offerings=8, seed=2, states=2)
    claims = Claims(objectives={"full": 1}, bounds={"full": 1.0, "weeks": None}, blend=1.5, proven=("full",))
    plans = {"s2": (), "s1": (Placed("o1", 0, 4), Placed("o2", 4, 4))}
    for name, solution in (
        ("claims", Solution(instance="small", plans=plans, claims=claims, seed=5)),
        ("plain", Solution(instance="small", plans=plans)),
    ):
        write_solution(solution, tmp_path / name)
        assert read_solution(tmp_path / name) == solution
        assert solution_from(json.loads((tmp_path / name).read_text(encoding="utf-8"))) == solution
    write_instance(instance, tmp_path / "cohort.json")
    assert read_instance(tmp_path / "cohort.json") == instance
    assert sorted(path.name for path in tmp_path.iterdir()) == ["claims", "cohort.json", "plain"]


def test_a_solution_is_written_in_the_order_of_ids_and_without_empty_claims() -> None:
    solution = Solution(instance="small", plans={"s2": (), "s1": (Placed("o1", 0, 4),)})
    assert json.dumps(solution_json(solution)) == (
        '{"format": "placement-solution/1", "instance": "small", "plans": {"s1": [["o1", 0, 4]], "s2": []}, "seed": 1}'
    )


@pytest.mark.parametrize(
    ("steps", "value", "message"),
    [
        (["format"], "matching-solution/1", "format: must be 'placement-solution/1', not \"matching-solution/1\""),
        (["instance"], ..., "instance: is missing"),
        (["plans"], [], "plans: must be an object, not a list"),
        (["plans", "s1"], None, "plans.s1: must be a list, not null"),
        (["plans", "s1", 0], ["o1", 0], "plans.s1[0][2]: is missing"),
        (["plans", "s1", 0], ["o1", -1, 4], "plans.s1[0][1]: must be at least 0, not -1"),
        (["plans", "s1", 0], ["o1", 0, 0.5], "plans.s1[0][2]: must be a whole number, not 0.5"),
        (["plans", "s1", 0], "o1", 'plans.s1[0]: must be a list, not "o1"'),
        (["claims"], {"bounds": {"full": float("nan")}}, "claims.bounds.full: must be a finite number, not nan"),
        (["claims"], {"objectives": {"full": 1.5}}, "claims.objectives.full: must be a whole number, not 1.5"),
        (["seed"], -1, "seed: must be at least 0, not -1"),
        (["plan"], {}, 'plan: is not a key of this format; did you mean "plans"?'),
    ],
)
def test_a_bad_solution_is_refused_with_its_place(steps: list[Step], value: object, message: str) -> None:
    good: Raw = {"format": "placement-solution/1", "instance": "small", "plans": {"s1": [["o1", 0, 4]]}}
    assert solution_from(good).plans["s1"] == (Placed("o1", 0, 4),)
    with pytest.raises(BadInstance) as caught:
        solution_from(spoilt(good, steps, value))
    assert message in [str(fault) for fault in caught.value.faults]


def test_changes_are_read_with_and_without_their_cohort() -> None:
    content = json.dumps(CHANGES).encode()
    changes = read_changes(content)
    assert changes == read_changes(content, instance_from(GOOD))
    assert changes.students["s1"].model_fields_set == {"windows", "budget"}
    assert (changes.students["s2"].withdraw, changes.students["s1"].withdraw) == (True, False)
    assert (changes.close[0].to_week, changes.confirmed[0].student, changes.new_students[0].id) == (5, "s1", "s3")
    assert read_changes(b"{}").cancel == ()


@pytest.mark.parametrize(
    ("steps", "value", "message"),
    [
        (["format"], "placement-instance/1", "format: must be 'placement-changes/1', not \"placement-instance/1\""),
        (["cancel", 0], ["o9", 0, 4], 'cancel[0][0]: "o9" is not an id in this cohort'),
        (["cancel", 0], ["o1", 1, 4], 'cancel[0]: "o1" has no block of 4 weeks from week 1'),
        (["cancel", 0], ["o1", 0], "cancel[0][2]: is missing"),
        (["cancel", 0], "o1", 'cancel[0]: must be a list, not "o1"'),
        (["close", 0], ["o9", 0, 4], 'close[0][0]: "o9" is not an id in this cohort'),
        (["close", 0], ["o1", 4, 2], "close[0]: ends before it starts or is empty: from 4 to before 2"),
        (["close", 0], ["o1", 4, 9], "close[0]: ends after the last week: 9 > 8"),
        (["students", "s9"], {}, 'students.s9: "s9" is not an id in this cohort'),
        (["students", "s1", "budget"], -5, "students.s1.budget: must be at least 0, not -5"),
        (["students", "s1", "windows"], [[6, 2]], "students.s1.windows[0]: ends before it starts or is empty"),
        (["students", "s1", "weeks_needed"], 1, "students.s1.min_weeks: is more than weeks_needed: 2 > 1"),
        (["students", "s1", "prefs"], [["o9", 1, 0]], 'students.s1.prefs[0][0]: "o9" is not an id in this cohort'),
        (["students", "s2", "withdraw"], "yes", 'students.s2.withdraw: must be true or false, not "yes"'),
        (["students", "s2", "withdrw"], True, 'withdrw: is not a key of this format; did you mean "withdraw"?'),
        (["students"], [], "students: must be an object, not a list"),
        (["new_students", 0, "id"], "s1", 'new_students[0].id: "s1" is already a student of the cohort'),
        (["new_students", 0, "facts"], ..., "new_students[0].facts: is missing"),
        (["confirmed", 0], ["s9", "o1", 4, 4], 'confirmed[0][0]: "s9" is not an id in this cohort'),
        (["confirmed", 0], ["s1", "o1", 2, 4], 'confirmed[0]: "o1" has no block of 4 weeks from week 2'),
        (["confirmed", 0], ["s1", "o1", 4], "confirmed[0][3]: is missing"),
        (["student"], {}, 'student: is not a key of this format; did you mean "students"?'),
    ],
)
def test_bad_changes_are_refused_with_their_place(steps: list[Step], value: object, message: str) -> None:
    with pytest.raises(BadInstance) as caught:
        changes_from(spoilt(CHANGES, steps, value), instance_from(GOOD))
    assert any(message in str(fault) for fault in caught.value.faults)
