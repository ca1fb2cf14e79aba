"""The record as a PDF and its address as a QR code."""

import io

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from openrotations.common.pdf import render_pdf
from openrotations.records.models import Record
from openrotations.records.wording import pages_of

TEMPLATE = "records/typst/record.typ"


def verification_address(record: Record) -> str:
    """The whole address where anybody checks this record."""
    return f"{settings.PUBLIC_URL}{reverse('records:verified', args=[record.code])}"


def qr_svg(address: str) -> str:
    """The address as a QR code, a drawing of its own without a border."""
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", scale=4, border=0, dark="#15211f", xmldecl=False)
    return out.getvalue().decode()


def qr_uri(address: str) -> str:
    """The same as a data address, for an <img>."""
    return str(segno.make(address, error="m").svg_data_uri(scale=4, border=2, dark="#15211f", light="#ffffff"))


def record_pdf(record: Record) -> bytes:
    """The record on US Letter paper, in English: PDF/A-2a and PDF/UA-1. The same bytes every time.

    A character that no font here has stands as an empty square, and the page says so.
    """
    address = verification_address(record)
    with translation.override("en"):
        values = {**pages_of(record.content), "address": address, "qr": qr_svg(address)}
    return render_pdf(TEMPLATE, values, at=record.issued_at, blank_missing=True)
