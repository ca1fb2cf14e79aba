"""What did not run is never counted as green."""

from pathlib import Path

import pytest

from tests.browser_path import BrowserMissing, find_browser
from tests.run_all import Outcome, counted, summary


def outcome_of(folder: Path, counts: str, code: int) -> tuple[int, int, str]:
    """Passed, failed and remark for a report with `counts`."""
    report = folder / "suite.xml"
    report.write_text(f"<testsuites><testsuite {counts}/></testsuites>")
    outcome = counted("suite", report, code, seconds=1.0)
    return outcome.passed, outcome.failed, outcome.remark


@pytest.mark.parametrize(
    ("counts", "code", "told"),
    [
        ('tests="3" failures="0" errors="0" skipped="0"', 0, (3, 0, "")),
        ('tests="3" failures="1" errors="1" skipped="0"', 1, (1, 2, "")),
        ('tests="3" failures="0" errors="0" skipped="1"', 0, (2, 1, "1 skipped")),
        ('tests="0" failures="0" errors="0" skipped="0"', 5, (0, 1, "ran no test")),
        ('tests="3" failures="0" errors="0" skipped="0"', 3, (3, 1, "pytest ended with code 3")),
    ],
)
def test_a_report_is_counted(tmp_path: Path, counts: str, code: int, told: tuple[int, int, str]) -> None:
    assert outcome_of(tmp_path, counts, code) == told


def test_a_suite_without_a_report_failed(tmp_path: Path) -> None:
    outcome = counted("suite", tmp_path / "none.xml", 4, seconds=1.0)
    assert (outcome.passed, outcome.failed) == (0, 1)


def test_the_total_is_the_last_line(capsys: pytest.CaptureFixture[str]) -> None:
    code = summary([Outcome("ruff", 0, 1, 1.0, tests=False), Outcome("unit", 7, 0, 2.0)])
    assert (code, capsys.readouterr().out.splitlines()[-1]) == (1, "7 passed, 1 failed")


def test_what_is_red_is_named_at_the_end_with_what_it_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = tmp_path / "suite.xml"
    case = '<testcase classname="house" name="test_door"><failure message="locked&#10; from inside"/></testcase>'
    report.write_text(f'<testsuites><testsuite tests="1" failures="1" errors="0">{case}</testsuite></testsuites>')
    summary([counted("suite", report, 1, seconds=1.0)])
    assert "house::test_door failure: locked from inside" in capsys.readouterr().out


def test_a_missing_browser_is_told_with_the_line_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER_PATH", "/no/such/browser")
    with pytest.raises(BrowserMissing, match="apt-get install chromium"):
        find_browser()
