"""A PDF as the answer to a request."""

import io

from django.http import FileResponse


def pdf_answer(content: bytes, name: str, *, as_attachment: bool = False) -> FileResponse:
    """The file under this name, shown or downloaded, kept by no cache."""
    answer = FileResponse(
        io.BytesIO(content), as_attachment=as_attachment, filename=name, content_type="application/pdf"
    )
    answer["Cache-Control"] = "private, no-store"
    return answer
