"""Reading what a PDF says, as whoever prints it does."""

import subprocess


def words_of_pdf(content: bytes) -> str:
    """The words of a PDF, laid out as on its pages."""
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True)
    return done.stdout.decode()
