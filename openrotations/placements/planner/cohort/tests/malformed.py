"""A sound cohort, and the many ways in which a file can be wrong, each with the fault that must be named."""

import copy

from openrotations.placements.planner.cohort.tests.small import Raw

type Step = str | int
type Spoilt = tuple[list[Step], object, str]

LONG = "x" * 1_000_000
HUGE = 10**400

GOOD: Raw = {
    "format": "placement-instance/1",
    "name": "small",
    "weeks": 8,
    "offerings": [
        {
            "id": "o1",
            "specialty": "Surgery",
            "city": "Ash",
            "setting": "private_practice",
            "state": "ZA",
            "price_week": 200,
            "requires": ["step1"],
            "min_score": 10,
            "capacity": [1] * 8,
            "blocks": [[0, 4], [4, 4]],
        },
        {"id": "o2", "price_week": 0, "requires": [], "min_score": 0, "capacity": [2] * 8, "blocks": [[0, 2]]},
    ],
    "students": [
        {
            "id": "s1",
            "windows": [[0, 4], [4, 8]],
            "weeks_needed": 4,
            "min_weeks": 2,
            "max_moves": 1,
            "max_rotations": 3,
            "budget": 2000,
            "score": 50,
            "facts": ["step1"],
            "arrival": 5,
            "prefs": [["o1", 1, 9], ["o2", 2, 4]],
            "school": "North",
            "state_weeks": {"ZA": 2},
        },
        {
            "id": "s2",
            "windows": [[0, 8]],
            "weeks_needed": 2,
            "min_weeks": 0,
            "max_moves": 0,
            "max_rotations": 1,
            "budget": 0,
            "score": 0,
            "facts": [],
            "prefs": [],
        },
    ],
    "limits": {
        "weeks_in_state": [{"state": "ZA", "most_weeks": 6}],
        "students_in_state": [{"state": "ZA", "school": "North", "first_week": 0, "end_week": 8, "most_students": 1}],
    },
    "objectives": ["full", "weeks", "rank_cost"],
    "weights": {"full": 100, "move_cost": 0},
}

O1: list[Step] = ["offerings", 0]
S1: list[Step] = ["students", 0]
LIMIT: list[Step] = ["limits", "students_in_state", 0]

WHOLE = "must be a whole number, not"
LEVELS = "must be 'full', 'weeks', 'rank_cost', 'host' or 'money', not"

OF_THE_FILE: list[Spoilt] = [
    (["format"], "placement-instance/2", "format: must be 'placement-instance/1', not \"placement-instance/2\""),
    (["format"], "matching-instance/1", "format: must be 'placement-instance/1', not \"matching-instance/1\""),
    (["format"], 1, "format: must be 'placement-instance/1', not 1"),
    (["name"], 5, "name: must be text, not 5"),
    (["weeks"], ..., "weeks: is missing"),
    (["weeks"], 0, "weeks: must be at least 1, not 0"),
    (["weeks"], -52, "weeks: must be at least 1, not -52"),
    (["weeks"], 8.0, f"weeks: {WHOLE} 8.0"),
    (["weeks"], True, f"weeks: {WHOLE} true"),
    (["weeks"], HUGE, "weeks: must be at most 1000, not a very large number"),
    (["weeks"], 9, "offerings[0].capacity: must hold one number for each of the 9 weeks, not 8"),
    (["offerings"], ..., "offerings: is missing"),
    (["students"], {}, "students: must be a list, not an object"),
    (["students"], None, "students: must be a list, not null"),
    (["studnets"], [], 'studnets: is not a key of this format; did you mean "students"?'),
    (["objectives"], [], "objectives: must not be an empty list"),
    (["objectives"], ["full", "speed"], f'objectives[1]: {LEVELS} "speed"'),
    (["objectives"], ["full", "weeks", "full"], "objectives[2]: is listed twice"),
    (["weights"], [], "weights: must be an object, not a list"),
    (["weights", "full"], float("nan"), "weights.full: must be a finite number, not nan"),
    (["weights", "weeks"], float("inf"), "weights.weeks: must be a finite number, not inf"),
    (["weights", "host"], -1, "weights.host: must be at least 0, not -1"),
    (["weights", "money"], "a lot", 'weights.money: must be a number, not "a lot"'),
    (["weights", "rank_cost"], HUGE, "weights.rank_cost: must be a number, not a very large number"),
    (["weights", "move_cost"], 0.5, f"weights.move_cost: {WHOLE} 0.5"),
    (["weights", "mony"], 1, 'weights.mony: is not a key of this format; did you mean "money"?'),
]

OF_OFFERINGS: list[Spoilt] = [
    (O1, "o1", 'offerings[0]: must be an object, not "o1"'),
    ([*O1, "id"], ..., "offerings[0].id: is missing"),
    ([*O1, "id"], "", "offerings[0].id: must not be empty"),
    (["offerings", 1, "id"], "o1", 'offerings[1].id: "o1" is already the id of offerings[0]'),
    ([*O1, "city"], None, "offerings[0].city: must be text, not null"),
    ([*O1, "price_week"], -1, "offerings[0].price_week: must be at least 0, not -1"),
    ([*O1, "price_week"], 199.5, f"offerings[0].price_week: {WHOLE} 199.5"),
    ([*O1, "requires"], "step1", 'offerings[0].requires: must be a list, not "step1"'),
    ([*O1, "requires"], [None], "offerings[0].requires[0]: must be text, not null"),
    ([*O1, "min_score"], float("nan"), f"offerings[0].min_score: {WHOLE} nan"),
    ([*O1, "capacity"], [1] * 7, "offerings[0].capacity: must hold one number for each of the 8 weeks, not 7"),
    ([*O1, "capacity"], 1, "offerings[0].capacity: must be a list, not 1"),
    ([*O1, "capacity", 3], -1, "offerings[0].capacity[3]: must be at least 0, not -1"),
    ([*O1, "capacity", 3], True, f"offerings[0].capacity[3]: {WHOLE} true"),
    ([*O1, "capacity", 3], HUGE, "offerings[0].capacity[3]: must be at most 1000000, not a very large number"),
    ([*O1, "blocks"], ..., "offerings[0].blocks: is missing"),
    ([*O1, "blocks", 0], [0], "offerings[0].blocks[0][1]: is missing"),
    ([*O1, "blocks", 0], [0, 2, 4], "offerings[0].blocks[0]: must hold at most 2 entries"),
    ([*O1, "blocks", 0], [0, 0], "offerings[0].blocks[0][1]: must be at least 1, not 0"),
    ([*O1, "blocks", 0], [-1, 4], "offerings[0].blocks[0][0]: must be at least 0, not -1"),
    ([*O1, "blocks", 0], [6, 4], "offerings[0].blocks[0]: ends after the last week: 6 + 4 > 8"),
    ([*O1, "blocks", 0], [4, 4], "offerings[0].blocks[1]: is listed twice"),
    ([*O1, "capcity"], [], 'offerings[0].capcity: is not a key of this format; did you mean "capacity"?'),
]

OF_STUDENTS: list[Spoilt] = [
    (["students", 1, "id"], "s1", 'students[1].id: "s1" is already the id of students[0]'),
    ([*S1, "windows", 0], [4, 0], "students[0].windows[0]: ends before it starts or is empty: from 4 to before 0"),
    ([*S1, "windows", 0], [4, 4], "students[0].windows[0]: ends before it starts or is empty: from 4 to before 4"),
    ([*S1, "windows", 1], [4, 9], "students[0].windows[1]: ends after the last week: 9 > 8"),
    ([*S1, "windows", 1], [-4, 4], "students[0].windows[1][0]: must be at least 0, not -4"),
    ([*S1, "windows", 1], {"from": 4}, "students[0].windows[1]: must be a list, not an object"),
    ([*S1, "weeks_needed"], -4, "students[0].weeks_needed: must be at least 0, not -4"),
    ([*S1, "min_weeks"], 5, "students[0].min_weeks: is more than weeks_needed: 5 > 4"),
    ([*S1, "max_moves"], None, f"students[0].max_moves: {WHOLE} null"),
    ([*S1, "max_rotations"], "3", f'students[0].max_rotations: {WHOLE} "3"'),
    ([*S1, "budget"], -1, "students[0].budget: must be at least 0, not -1"),
    ([*S1, "budget"], float("inf"), f"students[0].budget: {WHOLE} inf"),
    ([*S1, "score"], ..., "students[0].score: is missing"),
    ([*S1, "facts"], {"step1": True}, "students[0].facts: must be a list, not an object"),
    ([*S1, "arrival"], -1, "students[0].arrival: must be at least 0, not -1"),
    ([*S1, "prefs", 1], ["o9", 2, 0], 'students[0].prefs[1][0]: "o9" is not an id in this cohort'),
    ([*S1, "prefs", 1], ["s1", 2, 0], 'students[0].prefs[1][0]: "s1" is not an id in this cohort'),
    ([*S1, "prefs", 1], ["o1", 2, 0], 'students[0].prefs[1][0]: "o1" is listed twice'),
    ([*S1, "prefs", 1], ["o2", 0, 0], "students[0].prefs[1][1]: must be at least 1, not 0"),
    ([*S1, "prefs", 1], ["o2", -2, 0], "students[0].prefs[1][1]: must be at least 1, not -2"),
    ([*S1, "prefs", 1], ["o2", 2, 0.5], f"students[0].prefs[1][2]: {WHOLE} 0.5"),
    ([*S1, "prefs", 1], ["o2", 2], "students[0].prefs[1][2]: is missing"),
    ([*S1, "prefs", 1], "o2", 'students[0].prefs[1]: must be a list, not "o2"'),
    ([*S1, "prefs"], {"o1": 1}, "students[0].prefs: must be a list, not an object"),
    ([*S1, "state_weeks"], {"ZA": -1}, "students[0].state_weeks.ZA: must be at least 0, not -1"),
    ([*S1, "state_weeks"], [], "students[0].state_weeks: must be an object, not a list"),
    ([*S1, "weeks_need"], 3, 'students[0].weeks_need: is not a key of this format; did you mean "weeks_needed"?'),
]

OF_LIMITS: list[Spoilt] = [
    (["limits"], None, "limits: must be an object, not null"),
    (
        ["limits", "weeks_in_sate"],
        [],
        'limits.weeks_in_sate: is not a key of this format; did you mean "weeks_in_state"?',
    ),
    (["limits", "weeks_in_state", 0, "state"], "", "limits.weeks_in_state[0].state: must not be empty"),
    (
        ["limits", "weeks_in_state", 0, "most_weeks"],
        -1,
        "limits.weeks_in_state[0].most_weeks: must be at least 0, not -1",
    ),
    ([*LIMIT, "end_week"], 9, "limits.students_in_state[0].end_week: ends after the last week: 9 > 8"),
    (
        [*LIMIT, "first_week"],
        8,
        "limits.students_in_state[0].end_week: ends before it starts or is empty: from 8 to before 8",
    ),
    ([*LIMIT, "most_students"], 1.0, f"limits.students_in_state[0].most_students: {WHOLE} 1.0"),
    (
        [*LIMIT, "schol"],
        "",
        'limits.students_in_state[0].schol: is not a key of this format; did you mean "school"?',
    ),
]

MALFORMED = [*OF_THE_FILE, *OF_OFFERINGS, *OF_STUDENTS, *OF_LIMITS]


def spoilt(good: Raw, steps: list[Step], value: object) -> Raw:
    """The value with one place replaced, or removed when the new value is `...`."""
    raw: Raw = copy.deepcopy(good)
    at: object = raw
    for step in steps[:-1]:
        at = at[step]  # type: ignore[index]
    if value is ...:
        del at[steps[-1]]  # type: ignore[attr-defined]
    else:
        at[steps[-1]] = value  # type: ignore[index]
    return raw
