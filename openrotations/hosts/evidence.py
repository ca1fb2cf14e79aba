"""Files that the office keeps as evidence: PDF, JPEG or PNG, told apart by their first bytes, never by their name."""

from dataclasses import dataclass

MOST_BYTES = 10 * 1024 * 1024
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
_STARTS = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


@dataclass(frozen=True)
class Upload:
    """A file that was sent and found to be what we keep."""

    content: bytes
    content_type: str

    @property
    def ending(self) -> str:
        """What its name ends with."""
        return ENDINGS[self.content_type]


def recognised(content: bytes) -> Upload | None:
    """These bytes as what they start like; None for anything we do not keep."""
    kind = next((kind for start, kind in _STARTS.items() if content.startswith(start)), None)
    return Upload(content, kind) if kind else None
