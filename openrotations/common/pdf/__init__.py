"""PDF files, made by Typst from our templates and other people's words."""

from openrotations.common.pdf.rendering import ARCHIVE, Unprintable, render_pdf

__all__ = ["ARCHIVE", "Unprintable", "render_pdf"]
