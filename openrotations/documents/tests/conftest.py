"""Files of a test lie in a folder of its own."""

from pathlib import Path

import pytest
from pytest_django.fixtures import SettingsWrapper


@pytest.fixture(autouse=True)
def files_folder(settings: SettingsWrapper, tmp_path: Path) -> Path:
    """An empty files folder."""
    settings.FILES_FOLDER = tmp_path / "files"
    return tmp_path / "files"
