import os
from pathlib import Path

import pytest

from openrotations.documents.files import write_whole


def test_a_crash_while_writing_leaves_neither_half_a_file_nor_a_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def power_cut(source: object, target: object) -> None:
        raise OSError("no space left on device")

    write_whole(tmp_path / "kept", b"first")
    monkeypatch.setattr(os, "replace", power_cut)
    with pytest.raises(OSError, match="no space"):
        write_whole(tmp_path / "kept", b"second")
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
    assert (tmp_path / "kept").read_bytes() == b"first"


def test_only_the_programs_user_may_read_a_file(tmp_path: Path) -> None:
    write_whole(tmp_path / "kept", b"words")
    assert (tmp_path / "kept").stat().st_mode & 0o077 == 0
