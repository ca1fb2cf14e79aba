"""Reading is strict, and every fault is named with its place."""

import copy
import json
from pathlib import Path

import pytest

from openrotations.placements.planner.ranked.formats import (
    Solution,
    instance_from,
    read_instance,
    read_solution,
    write_instance,
    write_solution,
)
from openrotations.placements.planner.ranked.generate import ranked_round
from openrotations.placements.planner.ranked.matching import match_round
from openrotations.placements.planner.ranked.tests.markets import Raw, round_of
from openrotations.placements.planner.reading import BadInstance, shown

GOOD = round_of({"O1": (1, ["S1", ["S2", "S3"]]), "O2": (2, ["S1"])}, {"S1": ["O1"], "S2": [["O1", "O2"]], "S3": []})
LONG = "x" * 100_000
HUGE = 10**400

type Step = str | int


def spoilt(steps: list[Step], value: object) -> Raw:
    """The good round with one value replaced, or removed when the value is `...`."""
    raw: Raw = copy.deepcopy(GOOD)
    at: object = raw
    for step in steps[:-1]:
        at = at[step]  # type: ignore[index]
    if value is ...:
        del at[steps[-1]]  # type: ignore[attr-defined]
    else:
        at[steps[-1]] = value  # type: ignore[index]
    return raw


def faults_of(raw: object) -> list[str]:
    with pytest.raises(BadInstance) as caught:
        instance_from(raw)
    return [str(fault) for fault in caught.value.faults]


MALFORMED: list[tuple[list[Step], object, str]] = [
    (["format"], "matching-instance/2", "format: must be 'matching-instance/1', not \"matching-instance/2\""),
    (["format"], None, "format: must be 'matching-instance/1', not null"),
    (["name"], 5, "name: must be text, not 5"),
    (["students"], ..., "students: is missing"),
    (["offerings"], ..., "offerings: is missing"),
    (["students"], {}, "students: must be a list, not an object"),
    (["students", 1], "S2", 'students[1]: must be an object, not "S2"'),
    (["students", 1, "id"], ..., "students[1].id: is missing"),
    (["students", 1, "id"], 2, "students[1].id: must be text, not 2"),
    (["students", 1, "id"], "", "students[1].id: must not be empty"),
    (["students", 1, "id"], "S1", 'students[1].id: "S1" is already the id of students[0]'),
    (["students", 0, "prefs"], ..., "students[0].prefs: is missing"),
    (["students", 0, "prefs"], "O1", 'students[0].prefs: must be a list, not "O1"'),
    (["students", 0, "prefs"], ["O9"], 'students[0].prefs[0]: "O9" is not an id in this file'),
    (["students", 0, "prefs"], ["O1", "O2", "O1"], 'students[0].prefs[2]: "O1" is listed twice'),
    (["students", 0, "prefs"], [["O1", "O2"], "O2"], 'students[0].prefs[1]: "O2" is listed twice'),
    (["students", 0, "prefs"], ["O1", ["O2", "O2"]], 'students[0].prefs[1][1]: "O2" is listed twice'),
    (["students", 0, "prefs"], ["O1", 7], "students[0].prefs[1]: must be a list, not 7"),
    (["students", 0, "prefs"], ["O1", ["O2", None]], "students[0].prefs[1][1]: must be text, not null"),
    (["students", 0, "prefs"], ["O1", []], "students[0].prefs[1]: must not be an empty list"),
    (["students", 0, "prefs"], [""], "students[0].prefs[0]: must not be empty"),
    (["offerings", 1, "id"], "O1", 'offerings[1].id: "O1" is already the id of offerings[0]'),
    (["offerings", 0, "capacity"], -1, "offerings[0].capacity: must be at least 0, not -1"),
    (["offerings", 0, "capacity"], float("nan"), "offerings[0].capacity: must be a whole number, not nan"),
    (["offerings", 0, "capacity"], float("inf"), "offerings[0].capacity: must be a whole number, not inf"),
    (["offerings", 0, "capacity"], 1.5, "offerings[0].capacity: must be a whole number, not 1.5"),
    (["offerings", 0, "capacity"], 1.0, "offerings[0].capacity: must be a whole number, not 1.0"),
    (["offerings", 0, "capacity"], "1", 'offerings[0].capacity: must be a whole number, not "1"'),
    (["offerings", 0, "capacity"], True, "offerings[0].capacity: must be a whole number, not true"),
    (["offerings", 0, "capacity"], None, "offerings[0].capacity: must be a whole number, not null"),
    (
        ["offerings", 0, "capacity"],
        HUGE,
        "offerings[0].capacity: must be at most 1000000, not a very large number",
    ),
    (["offerings", 0, "capacity"], ..., "offerings[0].capacity: is missing"),
    (["offerings", 0, "lower"], 2, "offerings[0].lower: is more than the capacity: 2 > 1"),
    (["offerings", 0, "lower"], -2, "offerings[0].lower: must be at least 0, not -2"),
    (["offerings", 0, "priority"], ["S9"], 'offerings[0].priority[0]: "S9" is not an id in this file'),
    (["offerings", 0, "priority"], ["O1"], 'offerings[0].priority[0]: "O1" is not an id in this file'),
    (["offerings", 0, "priority"], ["S1", "S1"], 'offerings[0].priority[1]: "S1" is listed twice'),
    (["offerings", 0, "lwoer"], 1, 'offerings[0].lwoer: is not a key of this format; did you mean "lower"?'),
    (["couple"], [], 'couple: is not a key of this format; did you mean "couples"?'),
    (["couples"], [["S1", "S2"]], "couples: must be empty: this planner does not place couples"),
    (["couples"], "none", 'couples: must be a list, not "none"'),
]


@pytest.mark.parametrize(("steps", "value", "message"), MALFORMED)
def test_a_fault_is_named_with_its_place(steps: list[Step], value: object, message: str) -> None:
    assert message in faults_of(spoilt(steps, value))


@pytest.mark.parametrize("raw", [None, [], "round", 5, True])
def test_something_other_than_an_object_is_refused(raw: object) -> None:
    assert faults_of(raw) == [f"file: must be an object, not {shown(raw)}"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "line 1, column 1: is not JSON: Expecting value"),
        (b'{"format": ', "line 1, column 12: is not JSON: Expecting value"),
        (b"\xff\xfe", "byte 0: is not text in UTF-8"),
        (b"[" * 100_000, "file: holds a number too long or lists nested too deep"),
        (b'{"a": ' + b"9" * 10_000 + b"}", "file: holds a number too long or lists nested too deep"),
    ],
)
def test_bytes_that_are_not_json_are_refused(content: bytes, message: str) -> None:
    with pytest.raises(BadInstance) as caught:
        read_instance(content)
    assert [str(fault) for fault in caught.value.faults] == [message]


def test_nan_in_a_file_is_named_with_its_place() -> None:
    content = json.dumps(spoilt(["offerings", 1, "capacity"], float("nan"))).encode()
    with pytest.raises(BadInstance, match=r"offerings\[1\].capacity: must be a whole number, not nan"):
        read_instance(content)


def test_a_key_that_stands_twice_is_named_with_its_place() -> None:
    content = json.dumps(GOOD).replace('"capacity": 2', '"capacity": 2, "capacity": 3').encode()
    with pytest.raises(BadInstance, match=r'offerings\[1\]: has the key "capacity" twice'):
        read_instance(content)


def test_all_faults_are_reported_at_once() -> None:
    raw = spoilt(["students", 0, "prefs"], ["O9", "O8"])
    raw["offerings"][0]["capacity"] = -1
    del raw["students"][2]["id"]
    assert [fault.split(":")[0] for fault in faults_of(raw)] == [
        "offerings[0].capacity",
        "students[2].id",
        "offerings[0].priority[1][1]",
        "students[0].prefs[0]",
        "students[0].prefs[1]",
    ]


def test_a_long_string_is_refused_and_cut_in_the_message() -> None:
    places: list[list[Step]] = [["name"], ["students", 0, "id"], ["students", 0, "prefs", 0], ["format"]]
    for steps in places:
        faults = faults_of(spoilt(steps, LONG))
        assert all(len(fault) < 200 for fault in faults)
        assert any("(100000 characters)" in fault for fault in faults)


def test_control_characters_and_half_characters_do_not_reach_the_message() -> None:
    for text in ("a\x1b[31mb", "a\nb", "\ud800", "a\u202eb"):
        faults = faults_of(spoilt(["students", 0, "prefs"], [text]))
        assert all(fault.isprintable() and fault.encode() for fault in faults)


def test_half_a_character_in_an_id_is_refused() -> None:
    content = json.dumps(spoilt(["students", 2, "id"], "\ud800")).encode()
    with pytest.raises(BadInstance, match=r"students\[2\].id: holds characters that are not valid text"):
        read_instance(content)


def test_keys_of_other_programs_are_ignored() -> None:
    raw = spoilt(["students", 0, "telephone"], "none") | {"remark": "spring"}
    assert instance_from(raw) == instance_from(GOOD)


def test_name_lower_and_couples_may_be_left_out() -> None:
    raw = copy.deepcopy(GOOD)
    for part, key in ((raw, "name"), (raw, "couples"), (raw["offerings"][0], "lower")):
        del part[key]
    assert instance_from(raw).offerings[0].lower == 0


def test_reading_does_not_change_what_it_reads() -> None:
    raw = copy.deepcopy(GOOD)
    instance_from(raw)
    assert raw == GOOD


def test_what_is_written_reads_back_the_same(tmp_path: Path) -> None:
    instance = ranked_round(students=30, offerings=6, seed=2, priority_groups=3, lower=2)
    solution = match_round(instance, seed=5)
    write_instance(instance, tmp_path / "round.json")
    write_solution(solution, tmp_path / "solution.json")
    assert read_instance(tmp_path / "round.json") == instance
    assert read_solution(tmp_path / "solution.json") == solution
    assert sorted(path.name for path in tmp_path.iterdir()) == ["round.json", "solution.json"]


def test_a_bad_solution_is_refused_with_its_place() -> None:
    content = b'{"format": "matching-solution/1", "instance": "a", "match": {"S1": 4}, "lottery_seed": -1}'
    with pytest.raises(BadInstance) as caught:
        read_solution(content)
    assert [str(fault) for fault in caught.value.faults] == [
        "match.S1: must be text, not 4",
        "lottery_seed: must be at least 0, not -1",
    ]


def test_a_plain_solution_without_our_own_keys_is_read() -> None:
    content = b'{"format": "matching-solution/1", "instance": "a", "match": {"S1": null}}'
    assert read_solution(content) == Solution(instance="a", match={"S1": None})
