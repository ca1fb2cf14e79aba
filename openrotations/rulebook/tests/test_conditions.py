import pytest
from pydantic import TypeAdapter, ValidationError

from openrotations.rulebook.conditions import Condition, facts_named, holds

read: TypeAdapter[Condition] = TypeAdapter(Condition)


@pytest.mark.parametrize(
    ("condition", "facts", "answer"),
    [
        ({"fact": "a", "is": True}, {"a": True}, True),
        ({"fact": "a", "is": "x"}, {"a": "y"}, False),
        ({"fact": "a", "is": "x"}, {}, None),
        ({"fact": "a", "one_of": ["x", "y"]}, {"a": "y"}, True),
        ({"fact": "a", "at_least": 4}, {"a": 4}, True),
        ({"fact": "a", "at_least": "b"}, {"a": 4, "b": 5}, False),
        ({"fact": "a", "at_least": "b"}, {"a": 4}, None),
        ({"fact": "a", "at_most": 0}, {"a": 1}, False),
        ({"fact": "a", "empty": True}, {"a": []}, True),
        ({"fact": "a", "empty": True}, {"a": ["x"]}, False),
        ({"not": {"fact": "a", "is": True}}, {"a": True}, False),
        ({"not": {"fact": "a", "is": True}}, {}, None),
        ({"all": [{"fact": "a", "is": True}, {"fact": "b", "is": True}]}, {"a": False}, False),
        ({"all": [{"fact": "a", "is": True}, {"fact": "b", "is": True}]}, {"a": True}, None),
        ({"any": [{"fact": "a", "is": True}, {"fact": "b", "is": True}]}, {"a": True}, True),
        ({"any": [{"fact": "a", "is": True}, {"fact": "b", "is": True}]}, {"a": False}, None),
    ],
)
def test_a_condition_holds_or_not_or_stays_open(condition: object, facts: dict[str, object], answer: object) -> None:
    assert holds(read.validate_python(condition), facts) is answer


def test_a_condition_names_its_facts_and_the_facts_that_hold_its_limits() -> None:
    condition = read.validate_python({"all": [{"fact": "a", "at_most": "b"}, {"not": {"fact": "c", "is": 1}}]})
    assert list(facts_named(condition)) == ["a", "b", "c"]


@pytest.mark.parametrize("malformed", [{}, {"fact": "a"}, {"fact": "a", "was": 1}, {"all": []}, {"empty": True}])
def test_a_malformed_condition_is_refused(malformed: object) -> None:
    with pytest.raises(ValidationError):
        read.validate_python(malformed)


def test_a_number_is_never_asked_of_words() -> None:
    with pytest.raises(TypeError):
        holds(read.validate_python({"fact": "a", "at_least": 1}), {"a": "many"})
