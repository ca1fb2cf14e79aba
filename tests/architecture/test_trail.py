"""Every action in the audit trail has a sentence, which the office reads in the place of its code."""

import ast
from collections import Counter
from collections.abc import Iterator
from importlib import import_module

from openrotations.audit.queries import all_sentences
from openrotations.people.receivers import _NOTED
from tests.architecture.sources import CODE, dotted, functions, is_empty, modules, package_of, short

# `note` is its name where a `record` is what students get.
_RECORDERS = {"record", "record_each", "note"}
# Where the action is worked out while the program runs: every outcome.
_WORKED_OUT = {"_NOTED[signal]": set(_NOTED.values()), "step": {"warn_office", "warn_student"}}


def recorded(trees: dict[str, ast.Module]) -> Iterator[tuple[str, str]]:
    """Every action that is given to record(), with the file; where it is a parameter, what callers give for it."""
    passed_on: set[tuple[str, int]] = set()
    for name, tree in trees.items():
        for function in functions(tree):
            names = [argument.arg for argument in function.args.args]
            for given in _given(function, _RECORDERS, 0):
                if isinstance(given, ast.Name) and given.id in names and given.id not in _WORKED_OUT:
                    passed_on.add((function.name, names.index(given.id)))
                else:
                    yield from ((action, name) for action in _actions(given))
    for function_name, place in passed_on:
        for name, tree in trees.items():
            for given in _given(tree, {function_name}, place):
                yield from ((action, name) for action in _actions(given))


def _given(tree: ast.AST, called: set[str], place: int) -> Iterator[ast.expr]:
    """What stands at this place in every call of these functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and len(node.args) > place and dotted(node.func).rpartition(".")[2] in called:
            yield node.args[place]


def _actions(given: ast.expr) -> set[str]:
    if isinstance(given, ast.Constant):
        return {str(given.value)}
    if isinstance(given, ast.IfExp):
        return _actions(given.body) | _actions(given.orelse)
    return _WORKED_OUT.get(ast.unparse(given), {f"? {ast.unparse(given)}"})


def _trees() -> dict[str, ast.Module]:
    # The demo tells a past of its own with the actions of the others.
    found = [path for path in modules() if "demo" not in path.parts and package_of(path) != "audit"]
    return {short(path): ast.parse(path.read_text()) for path in found}


def test_every_recorded_action_has_a_sentence() -> None:
    known = all_sentences()
    is_empty({action: name for action, name in recorded(_trees()) if action not in known})


def test_every_sentence_has_an_action() -> None:
    actions = {action for action, _name in recorded(_trees())}
    is_empty(sorted(set(all_sentences()) - actions))


def test_every_action_has_one_sentence() -> None:
    homes = [import_module(f"openrotations.{path.parent.name}.trail") for path in CODE.glob("*/trail.py")]
    found = Counter(action for home in homes for action in home.SENTENCES)
    is_empty([action for action, count in found.items() if count > 1])


def test_twin_an_action_without_a_sentence_is_found() -> None:
    source = """
def move(row, to, action): record(action, row)
def other(row): move(row, "x", "call_it"); record("say_it" if row else "hide_it", row); audit.record(made_up(), row)
"""
    found = {action for action, _name in recorded({"a.py": ast.parse(source)})}
    assert found == {"call_it", "say_it", "hide_it", "? made_up()"}
