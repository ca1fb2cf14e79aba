"""No file names a registry of packages, or a path of the machine it was written on."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.sources import ROOT, is_empty, short

_SKIPPED = {".git", ".venv", "var", "__pycache__", ".hypothesis", ".pytest_cache", "node_modules", ".claude"}
_TEXT = {".py", ".md", ".html", ".txt", ".in", ".toml", ".yaml", ".yml", ".css", ".js", ".json", ".csv", ".sh", ""}
# Put together here, so that this file does not name them itself.
_REGISTRIES = ["py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com", "un" + "pkg.com",
               "js" + "delivr.net", "cr" + "ates.io", "--index" + "-url", "--extra-index" + "-url"]  # fmt: skip
_HOMES = [
    r"(?<![\w.])/wo" + r"rk/[a-z.]",
    r"(?<![\w.])/ro" + r"ot/",
    r"(?<![\w.])/ho" + r"me/[a-z]",
    r"/Us" + r"ers/[a-z]",
]
_FORBIDDEN = re.compile("|".join([*map(re.escape, _REGISTRIES), *_HOMES]))


def named_places(text: str) -> list[str]:
    """Registries and machine paths in a text."""
    return [match[0] for match in _FORBIDDEN.finditer(text)]


def texts() -> Iterator[Path]:
    """Every text file of the repository."""
    for path in ROOT.rglob("*"):
        if path.suffix in _TEXT and not _SKIPPED & set(path.relative_to(ROOT).parts) and path.is_file():
            yield path


def test_no_file_names_a_registry_or_a_machine() -> None:
    found = {short(path): named_places(path.read_text(errors="replace")) for path in texts()}
    is_empty({name: places for name, places in found.items() if places})


def test_twin_a_named_place_is_found() -> None:
    assert named_places("see https://" + "py" + "pi.org/simple") and named_places("cd /ho" + "me/somebody/code")
    assert named_places("files under var/ and /etc/hosts") == []
