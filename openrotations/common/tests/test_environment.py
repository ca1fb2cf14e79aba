import os
import subprocess
import sys
from pathlib import Path

import pytest

from openrotations.common.environment import SETTINGS, read, read_list, read_yes
from openrotations.common.servers import mailer_settings

ROOT = Path(__file__).resolve().parents[3]


def test_the_table_in_the_docs_is_the_list_of_settings() -> None:
    page = (ROOT / "docs" / "deploy.md").read_text()
    for setting in SETTINGS:
        default = f"`{setting.default}`" if setting.default else "–"
        assert f"| `{setting.name}` | {default} | {setting.meaning} |" in page


def test_a_setting_that_is_not_in_the_list_cannot_be_read() -> None:
    with pytest.raises(KeyError):
        read("OPENROTATIONS_SECRET_SWITCH")


def test_an_empty_value_means_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENROTATIONS_DEBUG", "  ")
    assert read("OPENROTATIONS_DEBUG") == "no"
    assert not read_yes("OPENROTATIONS_DEBUG")


def test_lists_are_parted_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENROTATIONS_HOSTS", "a.example, b.example,")
    assert read_list("OPENROTATIONS_HOSTS") == ["a.example", "b.example"]


def test_a_mail_address_of_another_kind_is_refused_with_what_to_write() -> None:
    with pytest.raises(ValueError, match="must look like smtp://"):
        mailer_settings("https://mail.example.org")


@pytest.mark.parametrize(("mode", "sends"), [("demo", False), ("office", True)])
def test_a_demo_sends_no_mail_whatever_is_configured(mode: str, sends: bool) -> None:
    code = "from openrotations import settings; print(settings.MAILERS['default']['BACKEND'])"
    configured = {"OPENROTATIONS_MODE": mode, "OPENROTATIONS_SMTP_URL": "smtp://mail.example.org:587"}
    asked = [sys.executable, "-c", code]
    found = subprocess.run(asked, env=os.environ | configured, cwd=ROOT, check=True, capture_output=True, text=True)
    assert ("smtp" in found.stdout) == sends
    assert ("dummy" in found.stdout) != sends


def test_a_mail_address_is_taken_apart() -> None:
    options = mailer_settings("smtp://an%40user:p%3Aw@mail.example.org:587?tls=start")["OPTIONS"]
    assert (options["username"], options["password"], options["use_tls"]) == ("an@user", "p:w", True)
