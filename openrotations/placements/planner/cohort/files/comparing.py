"""Faults of a cohort's files that only show when parts are compared: ids, weeks, lengths, lists.

All of it reads plain JSON values and passes over what has the wrong type: that is a fault already.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from openrotations.placements.planner.cohort.files.fields import MOST_WEEKS
from openrotations.placements.planner.reading import (
    Fault,
    JsonObject,
    list_in,
    parts_of,
    repeated_ids,
    shortened,
    shown,
)


@dataclass(frozen=True, slots=True)
class Known:
    """What a file of changes is compared with: the weeks of its cohort, and the blocks by offering.

    `students` gives the `weeks_needed` and `min_weeks` of each student.
    """

    weeks: int
    blocks: Mapping[str, Collection[tuple[int, int]]]
    students: Mapping[str, tuple[int, int]]


def parts_between(raw: JsonObject) -> Iterator[Fault]:
    """The faults between the parts of an instance."""
    given = _whole(raw.get("weeks"))
    weeks = given if given is not None and 0 < given <= MOST_WEEKS else None
    offerings, students = parts_of(raw, "offerings"), parts_of(raw, "students")
    yield from repeated_ids(offerings)
    for place, part in offerings:
        yield from _offering_faults(place, part, weeks)
    yield from repeated_ids(students)
    known = {part["id"] for _, part in offerings if isinstance(part.get("id"), str)}
    for place, part in students:
        yield from _student_faults(place, part, weeks, known)
    limits = raw.get("limits")
    for place, part in parts_of(limits, "students_in_state") if isinstance(limits, Mapping) else ():
        start, end = _whole(part.get("first_week")), _whole(part.get("end_week"))
        yield from _span_faults(f"limits.{place}.end_week", start, end, weeks)
    yield from _listed_twice("objectives", list_in(raw, "objectives"))
    yield from _friend_faults(raw, {part["id"] for _, part in students if isinstance(part.get("id"), str)})


def _friend_faults(raw: JsonObject, students: Collection[object]) -> Iterator[Fault]:
    """Each pair names two students of the cohort, and stands once, whichever of the two comes first."""
    seen: set[frozenset[object]] = set()
    for index, pair in enumerate(list_in(raw, "together")):
        if not isinstance(pair, list | tuple) or len(pair) != 2 or not all(isinstance(each, str) for each in pair):
            continue
        place, both = f"together[{index}]", frozenset(pair)
        for side, student in enumerate(pair):
            yield from _unknown(f"{place}[{side}]", student, students)
        if len(both) == 1:
            yield Fault(place, "names one student twice")
        elif both in seen:
            yield Fault(place, "is listed twice")
        seen.add(both)


def changes_between(raw: JsonObject, known: Known | None) -> Iterator[Fault]:
    """The faults between the parts of a file of changes, and with its cohort when that is known."""
    weeks = known.weeks if known else None
    offerings = known.blocks.keys() if known else None
    for index, entry in enumerate(list_in(raw, "cancel")):
        yield from _block_faults(f"cancel[{index}]", entry, known)
    for index, entry in enumerate(list_in(raw, "close")):
        if isinstance(entry, list | tuple) and len(entry) == 3:
            yield from _unknown(f"close[{index}][0]", entry[0], offerings)
            yield from _span_faults(f"close[{index}]", _whole(entry[1]), _whole(entry[2]), weeks)
    changed = raw.get("students")
    for student, part in changed.items() if isinstance(changed, Mapping) else ():
        place = f"students.{shortened(student)}"
        yield from _unknown(place, student, known.students if known else None)
        if isinstance(part, Mapping):
            before = known.students.get(student) if known else None
            yield from _student_faults(place, part, weeks, offerings, before)
    yield from repeated_ids(parts_of(raw, "new_students"))
    for place, part in parts_of(raw, "new_students"):
        yield from _student_faults(place, part, weeks, offerings)
        given = part.get("id")
        if known and isinstance(given, str) and given in known.students:
            yield Fault(f"{place}.id", f"{shown(given)} is already a student of the cohort")
    for index, entry in enumerate(list_in(raw, "confirmed")):
        if isinstance(entry, list | tuple) and len(entry) == 4:
            yield from _unknown(f"confirmed[{index}][0]", entry[0], known.students if known else None)
            yield from _block_faults(f"confirmed[{index}]", entry[1:], known)


def _offering_faults(place: str, part: JsonObject, weeks: int | None) -> Iterator[Fault]:
    capacity = list_in(part, "capacity")
    if weeks is not None and isinstance(part.get("capacity"), list | tuple) and len(capacity) != weeks:
        yield Fault(f"{place}.capacity", f"must hold one number for each of the {weeks} weeks, not {len(capacity)}")
    blocks = list_in(part, "blocks")
    for index, block in enumerate(blocks):
        start, length = _pair(block)
        if weeks is not None and start is not None and length is not None and start + length > weeks:
            where = f"{place}.blocks[{index}]"
            yield Fault(where, f"ends after the last week: {shown(start)} + {shown(length)} > {weeks}")
    yield from _listed_twice(f"{place}.blocks", blocks)


def _student_faults(
    place: str,
    part: JsonObject,
    weeks: int | None,
    offerings: Collection[object] | None,
    before: tuple[int, int] | None = None,
) -> Iterator[Fault]:
    for index, window in enumerate(list_in(part, "windows")):
        yield from _span_faults(f"{place}.windows[{index}]", *_pair(window), weeks)
    needed, fewest = _whole(part.get("weeks_needed")), _whole(part.get("min_weeks"))
    if before:
        needed, fewest = before[0] if needed is None else needed, before[1] if fewest is None else fewest
    if needed is not None and fewest is not None and fewest > needed:
        yield Fault(f"{place}.min_weeks", f"is more than weeks_needed: {shown(fewest)} > {shown(needed)}")
    seen: set[object] = set()
    for index, choice in enumerate(list_in(part, "prefs")):
        offering = choice[0] if isinstance(choice, list | tuple) and choice else None
        if isinstance(offering, str):
            where = f"{place}.prefs[{index}][0]"
            if offering in seen:
                yield Fault(where, f"{shown(offering)} is listed twice")
            seen.add(offering)
            yield from _unknown(where, offering, offerings)


def _block_faults(place: str, entry: object, known: Known | None) -> Iterator[Fault]:
    """`entry` is an offering, a start and a length."""
    if known is None or not isinstance(entry, list | tuple) or len(entry) != 3:
        return
    offering, start, length = entry
    yield from _unknown(f"{place}[0]", offering, known.blocks.keys())
    blocks = known.blocks.get(offering) if isinstance(offering, str) else None
    if (
        blocks is not None
        and _whole(start) is not None
        and _whole(length) is not None
        and (start, length) not in blocks
    ):
        yield Fault(place, f"{shown(offering)} has no block of {shown(length)} weeks from week {shown(start)}")


def _span_faults(place: str, start: int | None, end: int | None, weeks: int | None) -> Iterator[Fault]:
    if start is None or end is None:
        return
    if start >= end:
        yield Fault(place, f"ends before it starts or is empty: from {shown(start)} to before {shown(end)}")
    elif weeks is not None and end > weeks:
        yield Fault(place, f"ends after the last week: {shown(end)} > {weeks}")


def _unknown(place: str, given: object, known: Collection[object] | None) -> Iterator[Fault]:
    if known is not None and isinstance(given, str) and given not in known:
        yield Fault(place, f"{shown(given)} is not an id in this cohort")


def _listed_twice(place: str, entries: Sequence[object]) -> Iterator[Fault]:
    seen: set[object] = set()
    for index, entry in enumerate(entries):
        key = tuple(entry) if isinstance(entry, list) and all(_whole(n) is not None for n in entry) else entry
        if isinstance(key, str | tuple):
            if key in seen:
                yield Fault(f"{place}[{index}]", "is listed twice")
            seen.add(key)


def _pair(entry: object) -> tuple[int | None, int | None]:
    if isinstance(entry, list | tuple) and len(entry) == 2:
        return _whole(entry[0]), _whole(entry[1])
    return None, None


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
