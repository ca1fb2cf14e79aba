"""A kept file as the answer to a request: downloaded, never shown inside the page, kept by no cache."""

import io

from django.http import FileResponse

from openrotations.documents.models import StoredFile
from openrotations.documents.queries import read_file


def file_answer(stored: StoredFile) -> FileResponse:
    """The file under its own name. Raises FileLost or FileAltered when its bytes are not there as they were kept."""
    answer = FileResponse(
        io.BytesIO(read_file(stored)), as_attachment=True, filename=stored.name, content_type=stored.content_type
    )
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
