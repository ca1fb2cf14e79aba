"""Files of a test lie in a folder of its own."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def files_folder(settings: Any, tmp_path: Path) -> Path:
    """An empty files folder."""
    settings.FILES_FOLDER = tmp_path / "files"
    return tmp_path / "files"
