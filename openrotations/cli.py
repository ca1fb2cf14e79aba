"""The command line `rotations`: a thin entry over Django's commands and over running the program."""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence

from openrotations.common.ports import NoFreePort, free_port
from openrotations.common.postgres import PostgresUnavailable
from openrotations.operations.database import database, migrate
from openrotations.operations.demo import run_demo
from openrotations.operations.processes import DidNotStart, Processes, stopped_by_signals, web, worker

# Commands that are Django's, by the name they have here.
DJANGO_COMMANDS = {
    "import": "import_sheets",
    "export": "export_sheets",
    "audit": "audit_trail",
    "check": "check_office",
    "init": "open_office",
    "verify-round": "verify_round",
}
# Commands over files, which need no database.
PLANNER_COMMANDS = {
    "plan": "plan a cohort from a file: a sequence of rotations for each student",
    "match": "place a ranked round from a file",
    "repair": "change a plan as little as possible after changes",
    "explain": "why a student is placed so in a solution's file",
    "generate": "make a round or a cohort to try",
    "tables": "a cohort from JSON to CSV, or back",
}


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status (0 done, 1 failed, 2 bad input)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openrotations.settings")
    known, rest = _parser().parse_known_args(words)
    try:
        return _run(known, rest)
    except (DidNotStart, NoFreePort, PostgresUnavailable) as error:
        print(f"rotations: {error}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        return error.returncode
    except KeyboardInterrupt:
        return 130


def _run(known: argparse.Namespace, rest: list[str]) -> int:
    if known.command in PLANNER_COMMANDS or _is_about_a_file(known.command, rest):
        from openrotations.placements.planner.commands import main as planner

        return planner([known.command, *rest])
    if rest and known.command in {"demo", "serve", "work"}:
        _parser().error(f"unrecognised: {' '.join(rest)}")
    if known.command == "demo":
        with stopped_by_signals():
            run_demo(port=known.port, seed=known.seed)
        return 0
    if known.command == "serve":
        with stopped_by_signals(), database():
            return _serve(known)
    with database():
        if known.command == "work":
            return _work()
        if known.command == "keys":
            return _keys(known.what)
        if known.command == "migrate":
            migrate()
            return 0
        return _django([DJANGO_COMMANDS[known.command], *rest] if known.command != "manage" else rest)


def _is_about_a_file(command: str, rest: Sequence[str]) -> bool:
    """Whether `check` is given a solution to recount, or `verify-round` a file instead of a round's id."""
    named = [word for word in rest if not word.startswith("-")]
    return (command == "check" and bool(named)) or (command == "verify-round" and any(map(os.path.isfile, named)))


def _serve(known: argparse.Namespace) -> int:
    migrate()
    port = known.port if known.exact else free_port(known.port, host=known.host)
    os.environ.setdefault("OPENROTATIONS_PUBLIC_URL", f"http://{known.host}:{port}")
    with Processes() as processes:
        processes.start("web", web(port, host=known.host, workers=known.workers))
        if not known.web_only:
            processes.start("worker", worker())
        processes.wait_until_answering(f"http://{known.host}:{port}/ready")
        print(f"OpenRotations is running on http://{known.host}:{port}/", flush=True)
        subprocess.run([sys.executable, "-m", "openrotations", "manage", "set_up_code"], check=True)
        processes.wait()
    return 0


def _work() -> int:
    _set_up()
    from procrastinate.contrib.django import app

    worker_app = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
    with worker_app.open():
        worker_app.run_worker(
            concurrency=4, fetch_job_polling_interval=1.0, install_signal_handlers=True, delete_jobs="successful"
        )
    return 0


def _django(words: list[str]) -> int:
    _set_up()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["rotations", *words])
    return 0


def _keys(what: str) -> int:
    _set_up()
    from openrotations.operations.keys import forget_old_keys, rotate_keys

    return rotate_keys() if what == "rotate" else forget_old_keys()


def _set_up() -> None:
    import django

    django.setup()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="rotations", description="Clinical rotations, from question to record.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    demo = commands.add_parser("demo", help="a living fictional programme, on screen")
    demo.add_argument("--port", type=int, default=8000)
    demo.add_argument("--seed", type=int, default=2027)
    serve = commands.add_parser("serve", help="the web pages and the worker of a real office")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--exact", action="store_true", help="fail if the port is taken, instead of the next")
    serve.add_argument("--workers", type=int, default=2)
    serve.add_argument("--web-only", action="store_true", help="without the worker, which runs elsewhere")
    commands.add_parser("work", help="one more worker for background jobs")
    commands.add_parser("migrate", help="bring the tables up to date, as their owner")
    keys = commands.add_parser("keys", help="a new key for the programme: rotate, then forget the old one")
    keys.add_argument("what", choices=["rotate", "forget"], help="rotate: seal anew; forget: delete keys nothing needs")
    for name, help_text in {
        "init": "set up the office: first director, name, policies",
        "import": "take in spreadsheets: students, schools, sites, preceptors, offerings, openings",
        "export": "give everything back as spreadsheets",
        "audit": "verify the audit trail, or print its head",
        "check": "what is unsafe or missing (--production); with INSTANCE and SOLUTION, recount a solution",
        "verify-round": "recompute every claim of a published round, from its id or its file",
        **PLANNER_COMMANDS,
        "manage": "any Django command",
    }.items():
        commands.add_parser(name, help=help_text, add_help=name == "manage")
    return parser
