"""Each file keeps to its one job: views do not query, rules are pure, actions are atomic and recorded."""

import ast
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from tests.architecture.sources import (
    CODE,
    called_names,
    dotted,
    exported,
    functions,
    imported,
    is_empty,
    modules,
    public_functions,
    role_files,
    short,
)

_QUERY = {
    "aggregate", "annotate", "bulk_create", "bulk_update", "create", "delete", "exclude", "execute", "exists",
    "filter", "get_or_create", "iterator", "order_by", "prefetch_related", "raw", "save", "select_for_update",
    "select_related", "update_or_create", "values_list",
}  # fmt: skip
_MANAGERS = {"objects", "_default_manager", "_base_manager"}
_CLOCKS = ("timezone.now", "timezone.localdate", "timezone.localtime", "datetime.now", "datetime.utcnow", "date.today",
           "datetime.today", "time.time", "time.time_ns")  # fmt: skip
# The readiness address asks the database whether it answers; that question is its whole job.
_VIEWS_THAT_ASK = {"openrotations/common/views.py"}
# Work that goes over many rows, one transaction a row, so that one bad row does not stop the others.
SWEEPS = {
    "abandon_lost_publications", "abandon_lost_rounds", "ask_about_empty_months", "ask_for_due_evaluations",
    "ask_for_signatures", "complete_due_placements", "delete_old_papers", "expire_documents", "expire_due_offers",
    "fail_lost_runs", "judge_every_placement", "offer_freed_seats", "plan_each_again",
    "remind_and_release_silent_hosts", "remind_of_tasks", "remind_registrars", "remind_writers", "renew_ending_links",
    "settle_by_rules", "tell_of_version", "watch_ends",
}  # fmt: skip
# Public functions beside actions that are not one change in one transaction, and why.
NOT_ONE_CHANGE = {
    "record": "it is what the others call",
    "record_each": "the same, for many rows at once",
    "queue_message": "part of an action that is recorded itself; the message row is its trace",
    "note_opened": "the holder of the link is who acts",
    "place_of": "says where bytes belong, changes nothing",
    "defer_sending": "queues the job inside the caller's transaction",
    "check_document": "claim, scan and rebuild, settle: its two changes are transactions of their own and recorded",
    "check_evidence": "scan and rebuild, settle: its one change is a transaction of its own and recorded",
    "check_waiting": "queues jobs, changes nothing",
    "send_message": "three transactions on purpose: claim, send, note; each is recorded",
}


def queries_in_view(source: str) -> list[str]:
    """Lines of a view that read or write the database themselves."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in _MANAGERS:
            found.append(f"{node.lineno}: .{node.attr}")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _QUERY:
            found.append(f"{node.lineno}: .{node.func.attr}(")
    found += [f"{line}: imports {name}" for line, name in imported(ast.parse(source)) if name.startswith("django.db")]
    return found


def impurities(source: str) -> list[str]:
    """What a module of rules may not have: tables, the database, the clock."""
    tree = ast.parse(source)
    found = [
        f"{line}: imports {name}"
        for line, name in imported(tree)
        if ".models" in name or name.startswith("django.db") or name == "django.utils.timezone"
    ]
    return found + clock_reads(source)


def clock_reads(source: str) -> list[str]:
    """Where the clock is read."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return [f"{node.lineno}: {dotted(node.func)}" for node in calls if dotted(node.func).endswith(_CLOCKS)]


def _is_atomic(function: ast.FunctionDef) -> bool:
    marks = (mark.func if isinstance(mark, ast.Call) else mark for mark in function.decorator_list)
    return any(dotted(mark).endswith("atomic") for mark in marks)


def recording(trees: Iterable[ast.AST]) -> set[str]:
    """Names of functions that write to the audit trail themselves or through what they call."""
    calls: dict[str, set[str]] = {}
    for tree in trees:
        aliases = aliases_of_record(tree)
        for function in functions(tree):
            called = called_names(function)
            calls.setdefault(function.name, set()).update(called | ({"record"} if called & aliases else set()))
    known = {"record", "record_each"}
    while more := {name for name, called in calls.items() if called & known} - known:
        known |= more
    return known


def aliases_of_record(tree: ast.AST) -> set[str]:
    """Under which other names a module knows `audit.actions.record`."""
    return {
        name.asname
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("audit.actions")
        for name in node.names
        if name.name == "record" and name.asname
    }


def faults_of_actions(source: str, recorded: set[str], offered: set[str] | None = None) -> Iterator[str]:
    """What is wrong with the public functions of a module of actions.

    `offered`, when given, are the names that other packages get; the rest are the package's own steps.
    """
    for function in public_functions(ast.parse(source)):
        if function.name in NOT_ONE_CHANGE or (offered is not None and function.name not in offered):
            continue
        if function.name in SWEEPS:
            if function.name not in recorded or _is_atomic(function):
                yield f"{function.lineno}: {function.name} is no sweep over recorded changes"
            continue
        only_by_name = {argument.arg for argument in function.args.kwonlyargs}
        if missing := {"by", "now"} - only_by_name:
            yield f"{function.lineno}: {function.name} does not take {sorted(missing)} by keyword only"
        if not _is_atomic(function):
            yield f"{function.lineno}: {function.name} is not atomic"
        if function.name not in recorded:
            yield f"{function.lineno}: {function.name} is not recorded in the audit trail"


def _of(paths: Iterable[Path], check: Callable[[str], Iterable[str]]) -> list[str]:
    return [f"{short(path)}:{fault}" for path in paths for fault in check(path.read_text())]


def test_views_neither_query_nor_write() -> None:
    views = [path for path in role_files("views") if short(path) not in _VIEWS_THAT_ASK]
    is_empty(_of(views, queries_in_view))


def test_forms_and_guards_save_nothing() -> None:
    is_empty([fault for fault in _of(role_files("forms"), queries_in_view) if ".save(" in fault])


def test_rules_touch_neither_tables_nor_clock() -> None:
    is_empty(_of(role_files("rules"), impurities))


def test_actions_and_queries_take_the_clock_from_their_caller() -> None:
    is_empty(_of([*role_files("actions"), *role_files("queries"), *role_files("access")], clock_reads))


def test_every_action_is_atomic_names_its_actor_and_is_recorded() -> None:
    recorded = recording(ast.parse(path.read_text()) for path in modules() if CODE / "desk/demo" not in path.parents)
    found = []
    for path in role_files("actions"):
        folder = next((each for each in path.parents if each.name == "actions"), None)
        offered = exported(folder) if folder else None
        found += [f"{short(path)}:{fault}" for fault in faults_of_actions(path.read_text(), recorded, offered)]
    is_empty(found)


def test_the_list_of_exceptions_is_not_longer_than_it_must_be() -> None:
    names = {function.name for path in role_files("actions") for function in public_functions(_tree(path))}
    assert NOT_ONE_CHANGE.keys() | SWEEPS <= names


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def test_twin_a_view_that_queries_or_writes_is_found() -> None:
    assert queries_in_view("def show(request):\n    return Student.objects.get(pk=1)")
    assert queries_in_view("def show(request):\n    row.save()")
    assert queries_in_view("from django.db import connection")
    assert queries_in_view("def show(request):\n    return render(request, 'a.html')") == []


def test_twin_an_impure_rule_is_found() -> None:
    assert impurities("from openrotations.schools.models import Student")
    assert impurities("def is_open():\n    return timezone.now() > 3")
    assert impurities("from datetime import date\ndef is_open():\n    return date.today()")
    assert impurities("def is_open(*, now):\n    return now > 3") == []


def test_twin_a_careless_action_is_found() -> None:
    bare = "def submit(row, *, by, now):\n    row.state = 'x'"
    assert len(list(faults_of_actions(bare, {"record"}))) == 2
    whole = "@transaction.atomic\ndef submit(row, *, by, now):\n    record('submit', row, by=by, now=now)"
    assert list(faults_of_actions(whole, recording([ast.parse(whole)]))) == []
    without_actor = "@transaction.atomic\ndef submit(row, now):\n    record('submit', row)"
    assert "['by', 'now']" in next(faults_of_actions(without_actor, {"submit"}))
    assert clock_reads("from django.utils import timezone\ndef submit():\n    timezone.now()")
