"""Every check and every test, one after the other: `./bin/dev test`.

    ./bin/dev test                      everything
    ./bin/dev test unit -k placement    one suite, with pytest's own options
    ./bin/dev test ruff mypy            some checks

One embedded PostgreSQL serves all suites, unless DATABASE_URL and DATABASE_OWNER_URL name another. The
last line is the total: a test that fails, errs or is skipped, a check that fails and a suite that runs no
test each count as one failure.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from openrotations.common.postgres import create_database, start_cluster, stop_cluster, with_database

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "var" / "test"
DATABASE = "rotations_test"
CHECKS = {
    "ruff": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "mypy": ["mypy"],
    "imports": ["lint-imports", "--cache-dir", "var/cache/import-linter"],
}
# Folder, and what two processes share where the tests and not their start take the time: files or single tests.
SUITES = {
    "unit": ("openrotations", "loadfile"),
    "architecture": ("tests/architecture", ""),
    "bootstrap": ("tests/bootstrap", ""),
    "walker": ("tests/walker", "loadgroup"),
    "journeys": ("tests/journeys", "loadgroup"),
    "browser": ("tests/browser", ""),
    "load": ("tests/load", ""),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one check or suite came to. `tests` says whether its counts are tests, `red` which failed and why."""

    name: str
    passed: int
    failed: int
    seconds: float
    remark: str = ""
    tests: bool = True
    red: tuple[str, ...] = ()


def main(words: list[str]) -> int:
    """Run what `words` name, or everything; returns 0 when nothing failed."""
    known = {**CHECKS, **SUITES}
    names = list(words[: next((i for i, word in enumerate(words) if word not in known), len(words))])
    options = words[len(names) :]
    if options and not names and not options[0].startswith("-"):
        print(f"There is no suite called {options[0]}. Suites: {', '.join(known)}", file=sys.stderr)
        return 2
    chosen = names or list(known)
    WORK.mkdir(parents=True, exist_ok=True)
    outcomes = [run_check(name) for name in chosen if name in CHECKS]
    suites = [name for name in chosen if name in SUITES and (names or (ROOT / SUITES[name][0]).exists())]
    if suites:
        with database_environment() as environment:
            outcomes += [run_suite(name, environment, options) for name in suites]
    return summary(outcomes)


def run_check(name: str) -> Outcome:
    """Run one check of the code; its output is shown as it comes."""
    heading(name)
    began = time.monotonic()
    program, *rest = CHECKS[name]
    done = subprocess.run([str(Path(sys.executable).parent / program), *rest], cwd=ROOT, check=False)
    return Outcome(name, 0, int(done.returncode != 0), time.monotonic() - began, tests=False)


def run_suite(name: str, environment: Mapping[str, str], options: list[str]) -> Outcome:
    """Run one suite of tests with pytest, and count from its report what passed and what did not."""
    heading(name)
    folder, shared = SUITES[name]
    report = WORK / f"{name}.xml"
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", folder, "-q", f"--junitxml={report}", "--durations=5"]
    if folder == SUITES["load"][0]:
        command.append("-s")  # its tests print the rates they reach
    command += ["-n", "2", "--dist", shared] if shared and not options else []
    began = time.monotonic()
    done = subprocess.run([*command, *options], cwd=ROOT, env=dict(environment), check=False)
    return counted(name, report, done.returncode, time.monotonic() - began)


def counted(name: str, report: Path, code: int, seconds: float) -> Outcome:
    """The outcome that pytest's report and exit code tell together."""
    if not report.exists():
        return Outcome(name, 0, 1, seconds, f"pytest ended with code {code} and no report")
    passed = failed = skipped = 0
    root = ElementTree.parse(report).getroot()  # noqa: S314 - written by pytest
    for suite in root.iter("testsuite"):
        seen = {key: int(suite.get(key, 0)) for key in ("tests", "failures", "errors", "skipped")}
        failed += seen["failures"] + seen["errors"] + seen["skipped"]
        skipped += seen["skipped"]
        passed += seen["tests"] - seen["failures"] - seen["errors"] - seen["skipped"]
    remark = f"{skipped} skipped" if skipped else ""
    if passed + failed == 0:
        return Outcome(name, 0, 1, seconds, "ran no test")
    if code and not failed:
        return Outcome(name, passed, 1, seconds, f"pytest ended with code {code}")
    return Outcome(name, passed, failed, seconds, remark, red=tuple(_red(root)))


def _red(root: ElementTree.Element) -> Iterator[str]:
    """A line for each test that failed, erred or was skipped: its name, and the beginning of what it said."""
    for case in root.iter("testcase"):
        for verdict in ("failure", "error", "skipped"):
            for told in case.iter(verdict):
                said = " ".join((told.get("message") or "").split())[:1500]
                yield f"{case.get('classname')}::{case.get('name')} {verdict}: {said}"


@contextmanager
def database_environment() -> Iterator[dict[str, str]]:
    """The environment for pytest: where the database is, and that this is a test."""
    environment = {
        **os.environ,
        "OPENROTATIONS_MODE": "test",
        "OPENROTATIONS_DATA": str(WORK),
        "PYTHONPATH": str(ROOT),
    }
    if environment.get("DATABASE_URL") and environment.get("DATABASE_OWNER_URL"):
        yield environment
        return
    began = time.monotonic()
    cluster = start_cluster(WORK / "postgres", durable=False)
    try:
        owner_url = create_database(cluster.owner_url, DATABASE)
        print(f"\nPostgreSQL for the tests: port {cluster.port}, {time.monotonic() - began:.1f} s", flush=True)
        environment |= {
            "DATABASE_URL": with_database(cluster.app_url, DATABASE),
            "DATABASE_OWNER_URL": owner_url,
        }
        yield environment
    finally:
        stop_cluster(cluster)


def heading(name: str) -> None:
    """Say what runs next."""
    print(f"\n== {name} ==", flush=True)


def summary(outcomes: list[Outcome]) -> int:
    """Print what is red, a line for each outcome and the total; returns the exit code."""
    for told in (told for outcome in outcomes for told in outcome.red):
        print(f"\n{told}")
    print(f"\n{'suite':<14}{'passed':>8}{'failed':>8}{'seconds':>9}")
    for outcome in outcomes:
        passed = str(outcome.passed) if outcome.tests else ("-" if outcome.failed else "ok")
        counts = f"{passed:>8}{outcome.failed:>8}{outcome.seconds:>9.1f}"
        print(f"{outcome.name:<14}{counts}  {outcome.remark}".rstrip())
    green, red = (sum(outcome.passed for outcome in outcomes), sum(outcome.failed for outcome in outcomes))
    print(f"in {sum(outcome.seconds for outcome in outcomes):.0f} s\n{green} passed, {red} failed", flush=True)
    return int(red > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
