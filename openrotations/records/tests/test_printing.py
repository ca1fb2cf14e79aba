import subprocess
from pathlib import Path

import pytest

from openrotations.common.tests.printing import words_of_pdf
from openrotations.records.printing import qr_svg, record_pdf
from openrotations.records.tests.factories import NPI, make_record

pytestmark = pytest.mark.django_db


def test_the_pdf_says_what_the_record_says() -> None:
    record = make_record(name="Łucja Δημητρίου O’Brien")
    words = words_of_pdf(record_pdf(record))
    for each in (
        "Łucja Δημητρίου O’Brien",
        record.code,
        NPI,
        "Illinois",
        "25.5 hours",
        "Sampleton",
        "In force" and "check",
    ):
        assert each in words
    assert "hands-on" in words


def test_it_is_us_letter_tagged_and_fit_for_archives(tmp_path: Path) -> None:
    (tmp_path / "record.pdf").write_bytes(record_pdf(make_record()))
    facts = subprocess.run(["pdfinfo", tmp_path / "record.pdf"], capture_output=True, text=True, check=True).stdout
    assert "612 x 792 pts (letter)" in facts
    assert "Tagged:          yes" in facts and "Encrypted:       no" in facts
    meta = subprocess.run(["pdfinfo", "-meta", tmp_path / "record.pdf"], capture_output=True, text=True).stdout
    assert "<pdfaid:part>2" in meta and "<pdfaid:conformance>A" in meta and "<pdfuaid:part>1" in meta


def test_the_same_record_makes_the_same_bytes() -> None:
    record = make_record()
    assert record_pdf(record) == record_pdf(record)


def test_a_name_that_no_font_has_is_printed_with_squares_and_the_page_says_so() -> None:
    words = words_of_pdf(record_pdf(make_record(name="Wei \U0001f9ec Li")))
    assert "Some characters cannot be printed here" in words


def test_a_name_in_typst_is_only_a_name() -> None:
    name = '#read("/etc/passwd") *Ana*'
    assert name in words_of_pdf(record_pdf(make_record(name=name)))


def test_a_qr_code_is_a_plain_drawing() -> None:
    drawing = qr_svg("https://rotations.example/verify/7K3M-Q2XA-RT4P-9HWC/")
    assert drawing.startswith("<svg") and "<script" not in drawing and len(drawing) < 6000
