"""Rows of what students tell of studies and examinations, compared with what is known."""

import re
from typing import Any

from django.utils.translation import gettext_lazy as _

from openrotations.applications.backgrounds import CORES, LASTING, MORE_CORES, is_on_scale
from openrotations.desk.imports.homes import relies
from openrotations.desk.imports.lines import Line, shown
from openrotations.desk.imports.plans import Item, Sort
from openrotations.desk.spreadsheets.choices import STATE_NICKNAMES, STATES
from openrotations.desk.spreadsheets.words import fold

_PLAIN = (
    "study_year", "is_final_year", "step1", "step2_ck", "step2_ck_score", "english_test", "english_score", "residence",
    "entry", "arrives_on", "departs_on",
)  # fmt: skip
_COUNTED = ("weeks_in_state", "electives_in_state")
_CORES = {fold(key): key for key in (*CORES, *MORE_CORES)}
_STATES = {**{fold(code): code for code in STATES}, **{fold(name): code for code, name in STATES.items()}}
_STATES |= {fold(name): code for name, code in STATE_NICKNAMES.items()}
_PARTS = re.compile(r"[;,|/\n]+")
_COUNT = re.compile(r"(.+?)[ :=]+(\d{1,2})")


def plan_background(line: Line) -> None:
    """What a row says of one student. What an application that was handed in rests on is not changed."""
    email = str(line["email"])
    student = line.known.one(Sort.STUDENT, email)
    line.name = student.name if student else email
    if student is None:
        _miss_student(line)
        return
    told = line.known.one(Sort.BACKGROUND, student)
    told = told or line.new(Sort.BACKGROUND, student.name, (student,), student=student)
    for name in _PLAIN:
        line.say(told, name, name)
    if line["cores_done"] is not None:
        _say_cores(line, told)
    for name in _COUNTED:
        if line[name] is not None:
            _say_counted(line, told, name)
    _look_at_fit(line, told)
    _look_at_relied_on(line, student, told)


def _miss_student(line: Line) -> None:
    if "students" in line.draft.incomplete:
        line.is_faulty = True
        return
    text = _("There is no student with this address.")
    line.fault("email", text, _("Correct it, or add the student to the students file."))


def _say_cores(line: Line, told: Item) -> None:
    parts = [part.strip() for part in _PARTS.split(str(line["cores_done"])) if part.strip()]
    unknown = [part for part in parts if fold(part) not in _CORES]
    if unknown:
        line.fault(
            "cores_done",
            _("These are no core clerkships: %(unknown)s."),
            _("Write any of these, parted by semicolons: %(known)s."),
            unknown="; ".join(unknown),
            known="; ".join(_core_names()),
        )
        return
    said = {_CORES[fold(part)] for part in parts}
    known = told.value("cores_done")
    in_order = [key for key in (*CORES, *MORE_CORES) if key in said]
    line.say(told, "cores_done", "cores_done", known if known is not None and set(known) == said else in_order)


def _say_counted(line: Line, told: Item, name: str) -> None:
    """“NY 4; FL 2”: state and number. A state that stands twice is a slip."""
    counted: dict[str, int] = {}
    for part in filter(None, (part.strip() for part in _PARTS.split(str(line[name])))):
        found = _COUNT.fullmatch(part)
        state = _STATES.get(fold(found[1])) if found else None
        if found is None or state is None or state in counted:
            line.fault(
                name,
                _("“%(part)s” is not one state and a number, or the state stands twice."),
                _("Write state and number, parted by semicolons, such as “NY 4; FL 2”."),
                part=part,
            )
            return
        counted[state] = int(found[2])
    line.say(told, name, name, counted)


def _look_at_fit(line: Line, told: Item) -> None:
    if told.value("step2_ck_score") is not None and told.value("step2_ck") != "passed":
        text = _("Only Step 2 CK that was passed has a score.")
        line.fault("step2_ck_score", text, _("Write that it was passed, or leave the score empty."))
    if not is_on_scale(str(told.value("english_test") or ""), told.value("english_score")):
        text = _("The English test has no such score.")
        line.fault(
            "english_score", text, _("Correct it, or name the other scale: toefl_ibt to 120, toefl_ibt_bands to 6.")
        )
    arrives, departs = told.value("arrives_on"), told.value("departs_on")
    if arrives and departs and departs < arrives:
        line.fault("departs_on", _("The departure is before the arrival."), _("Correct one of the two."))


def _look_at_relied_on(line: Line, student: Item, told: Item) -> None:
    if told.row is None or not relies(line, student):
        return
    for name in LASTING:
        if name in told.values and _was_told(getattr(told.row, name)):
            line.fault(
                name,
                _("An application that was handed in rests on what the student told: %(known)s."),
                _("Return the application to the student first, or write what the programme has."),
                known=shown(getattr(told.row, name)),
            )


def _was_told(value: Any) -> bool:
    return value is not None and value != ""


def _core_names() -> list[str]:
    return [key.replace("_", " ") for key in (*CORES, *MORE_CORES)]
