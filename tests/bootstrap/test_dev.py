"""`bin/dev` finds a Python by itself and works from any folder, with nothing configured."""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# A Python that was moved may need to be told where its own library is.
EMPTY = {"PATH": "/usr/bin:/bin"} | {key: os.environ[key] for key in ("LD_LIBRARY_PATH",) if key in os.environ}


def run(command: list[str | Path], **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `command` with an environment of almost nothing."""
    words = [str(word) for word in command]
    return subprocess.run(words, env={**EMPTY, **environment}, capture_output=True, text=True, check=False)


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A copy of the start of the project, in a folder with spaces, with its packages said to be there."""
    copy = tmp_path / "a copy of the house"
    shutil.copytree(ROOT / "bin", copy / "bin")
    shutil.copytree(ROOT / "requirements", copy / "requirements")
    (copy / "openrotations").mkdir()
    (copy / "openrotations" / "__init__.py").touch()
    (copy / "openrotations" / "cli.py").write_text("import sys\ndef main():\n    print('said', sys.argv[1:])\n")
    venv.create(copy / ".venv")
    (copy / ".venv" / ".place").write_text(f"{copy.resolve()}\n")
    for name in ("uv", "base"):
        lock = (copy / "requirements" / f"{name}.txt").read_bytes()
        checksum = subprocess.run(["cksum"], input=lock, capture_output=True, check=True).stdout
        (copy / ".venv" / f".installed-{name}").write_bytes(checksum)
    return copy


def test_help_names_every_command() -> None:
    shown = run([ROOT / "bin" / "dev", "help"])
    assert shown.returncode == 0
    for command in ("setup", "demo", "test", "reset", "bench", "lock", "help"):
        assert f"\n  {command} " in shown.stdout


def test_an_unknown_command_shows_the_help_and_fails() -> None:
    shown = run([ROOT / "bin" / "dev", "dmeo"])
    assert (shown.returncode, "demo" in shown.stderr) == (2, True)


def test_a_python_hidden_by_a_shim_is_found(tmp_path: Path) -> None:
    shims = tmp_path / "shims"
    shims.mkdir()
    for name in ("python", "python3", "python3.12", "python3.13", "python3.14", "python3.15"):
        (shims / name).write_text(f"#!/bin/sh\necho 'pyenv: {name}: command not found' >&2\nexit 127\n")
        (shims / name).chmod(0o755)
    release = ".".join(map(str, sys.version_info[:3]))
    hidden = tmp_path / "py env" / "versions" / release / "bin" / "python"
    hidden.parent.mkdir(parents=True)
    hidden.symlink_to(sys._base_executable)  # type: ignore[attr-defined]
    found = run([ROOT / "bin" / "find-python"], PATH=f"{shims}:/usr/bin:/bin", PYENV_ROOT=str(tmp_path / "py env"))
    assert found.returncode == 0, found.stderr
    asked = run([found.stdout.strip(), "-c", "import sys; print(sys.version_info >= (3, 12))"])
    assert asked.stdout.strip() == "True"


def test_set_up_gives_the_command_rotations_from_a_folder_with_spaces(program: Path) -> None:
    done = run([program / "bin" / "dev", "setup"], HOME="")
    assert (done.returncode, done.stderr) == (0, "")
    said = run([program / ".venv" / "bin" / "rotations", "demo", "--port", "1"])
    assert said.stdout.strip() == "said ['demo', '--port', '1']", said.stderr
    demo = run([program / "bin" / "dev", "demo", "two words"], HOME="")
    assert demo.stdout.strip() == "said ['demo', 'two words']", demo.stderr


def test_two_set_ups_at_once_both_succeed(program: Path) -> None:
    command = [str(program / "bin" / "dev"), "setup"]
    both = [subprocess.Popen(command, env=EMPTY, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    shown = [each.communicate()[0] for each in both]
    assert [each.returncode for each in both] == [0, 0]
    assert all("Ready: .venv/bin/rotations" in text for text in shown)


def test_reset_of_a_fresh_clone_is_no_error(program: Path) -> None:
    done = run([program / "bin" / "dev", "reset"])
    assert (done.returncode, done.stderr) == (0, "")
