"""The rule that says to a student what a state counts, made of the counter: its number stands there alone. Pure."""

from openrotations.common.places import STATES
from openrotations.rulebook.counters import MOST, Counter
from openrotations.rulebook.models import Rule

# By what is counted: the fact, and what the rule says of it. $state and $most are put in here, {facts} per student.
_FACTS = {
    "weeks_of_student": "weeks_in_state",
    "placements_of_student": "electives_in_state",
    "students_of_school": "school_students_in_state",
}
_WORDS = {
    "weeks_of_student": {
        "met": "With this rotation there are at most $most weeks, or your school is approved there.",
        "refused": "With this rotation you would have {weeks_in_state} weeks in $state, "
        "and your school is not approved there.",
        "would_change": "Choose a shorter rotation in $state, or another state.",
    },
    "placements_of_student": {
        "met": "With this one there are at most $most, or your school is approved there.",
        "refused": "With this one you would have {electives_in_state} rotations in $state that it counts.",
        "would_change": "Choose a rotation in another state.",
    },
    "students_of_school": {
        "met": "With you there are at most $most of your school that year, as your registrar attests, "
        "or it is approved there.",
        "refused": "With you there would be {school_students_in_state} students of your school in $state that year.",
        "would_change": "Your registrar attests how many go there without us; we do not know of them. "
        "Or choose another state or year.",
    },
}
_STATES = {code: str(name) for code, name in STATES}


def rule_of(counter: Counter) -> Rule:
    """The rule of the counter's own name: an enrolled student in that state stays within it, or the school is approved.

    It needs no fact besides those that the counter's own pages ask for.
    """
    words = {name: _filled(said, counter) for name, said in _WORDS[counter.counts].items()}
    return Rule.model_validate(
        {
            "id": counter.id,
            "scope": "state",
            "statement": counter.statement.replace(MOST, str(counter.most)),
            "applies_if": {
                "all": [
                    {"fact": "state", "is": counter.state},
                    {"fact": "status", "is": "enrolled"},
                    {"fact": "experience_type", "one_of": sorted(counter.experience_types)},
                ]
            },
            "yes_if": {
                "any": [
                    {"fact": _FACTS[counter.counts], "at_most": counter.most},
                    {"fact": "school_in_state", "is": "approved"},
                ]
            },
            "otherwise": "no",
            "because": {"met": words["met"], "refused": words["refused"]},
            "would_change": words["would_change"],
            "who": "registrar" if counter.counts == "students_of_school" else "student",
            "source": counter.source,
            "checked_on": counter.checked_on,
            "confidence": counter.confidence,
            "review_on": counter.review_on,
        }
    )


def _filled(said: str, counter: Counter) -> str:
    return said.replace("$most", str(counter.most)).replace("$state", _STATES[counter.state])
