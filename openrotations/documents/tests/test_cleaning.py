"""Hostile files are refused or rebuilt clean; genuine ones come through; and the child stays small."""

import base64
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from openrotations.documents import cleaning
from openrotations.documents.cleaning import papers
from openrotations.documents.cleaning.__main__ import rebuilt
from openrotations.documents.cleaning.frames import packed, unpacked
from openrotations.documents.cleaning.unfolding import refuse_heavy
from openrotations.documents.cleaning.unfolding import unfolded as unfolded_size
from openrotations.documents.cleaning.verdicts import UnfitFile
from openrotations.documents.tests.factories import pdf_bytes, photo_bytes
from openrotations.documents.tests.genuine_files import genuine_files
from openrotations.documents.tests.hostile_files import EVIL, heavy_files, hostile_files, lzw_codes
from openrotations.documents.wordings import _UNFIT

_NEVER = (
    b"/JavaScript", b"/JS", b"/OpenAction", b"/AA", b"/Launch", b"/EmbeddedFile", b"/EF", b"/XFA", b"/AcroForm",
    b"/Annots", b"/URI", b"/Metadata", b"/RichMedia", b"/SubmitForm", b"/GoToR", b"/Names", b"/Ref ", b"<script",
)  # fmt: skip


def told(words: str) -> None:
    """Figures for whoever runs the tests with -s."""
    sys.stdout.write(f"{words}\n")


def outcome(content: bytes) -> tuple[str, bytes, float]:
    """The code of the refusal or "fit", the clean copy, and the seconds it took."""
    started = time.perf_counter()
    try:
        copy, code = cleaning.clean([content]).pdf, "fit"
    except cleaning.Unfit as unfit:
        copy, code = b"", unfit.code
    return code, copy, time.perf_counter() - started


def unfolded(content: bytes) -> bytes:
    """The PDF with every stream plain, for a search of its bytes."""
    written = BytesIO()
    with pikepdf.open(BytesIO(content)) as pdf:
        pdf.save(written, stream_decode_level=pikepdf.StreamDecodeLevel.generalized, compress_streams=False,
                 object_stream_mode=pikepdf.ObjectStreamMode.disable)  # fmt: skip
    return written.getvalue()


def is_active(copy: bytes) -> bool:
    """Whether anything of the evil, or anything that could act, is left in a copy."""
    plain = unfolded(copy)
    return EVIL.encode() in plain or any(word in plain for word in _NEVER)


@pytest.mark.slow
def test_no_hostile_file_comes_through_active() -> None:
    files = hostile_files()
    assert len(files) >= 60
    with ThreadPoolExecutor(2) as pool:
        found = dict(zip(files, pool.map(outcome, files.values()), strict=True))
    active = [name for name, (code, copy, _seconds) in found.items() if code == "fit" and is_active(copy)]
    codes = {code for code, _copy, _seconds in found.values()}
    slowest = max(seconds for _code, _copy, seconds in found.values())
    refused = sum(code != "fit" for code, _copy, _seconds in found.values())
    told(f"{len(files)} hostile: {refused} refused, {len(files) - refused} rebuilt; slowest {slowest:.1f} s")
    assert [name for name in heavy_files() if found[name][0] == "fit"] == []
    assert active == [] and codes - {"fit"} <= _UNFIT.keys() and slowest < 2 * cleaning.SECONDS + 1


@pytest.mark.parametrize("name", ["a stream of 300 MB by its short name", "packed and written in short hexadecimal"])
def test_twin_uncounted_it_is_taken_and_still_unfolds(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(papers, "refuse_heavy", lambda pdf: None)
    [copy, _count] = rebuilt([heavy_files()[name]])
    with pikepdf.open(BytesIO(copy)) as pdf, pytest.raises(UnfitFile, match="too-heavy"):
        refuse_heavy(pdf)


@pytest.mark.parametrize(
    ("names", "content", "size"),
    [
        (["LZW"], lambda: lzw_codes(100_000), None),
        (["RunLengthDecode"], lambda: b"\x81\x00\x02abc\xff.\x80", 133),
        (["A85", "Fl"], lambda: base64.a85encode(zlib.compress(bytes(5000))) + b"~>", 5000),
        (["AHx"], lambda: b"61 62\n6>", 3),
        (["Fl", "DCT"], lambda: zlib.compress(b"a photo"), 7),
        ([], lambda: b"plain", 5),
    ],
)
def test_what_a_stream_unfolds_to_is_counted(names: list[str], content: Callable[[], bytes], size: int | None) -> None:
    pdf, filters = pikepdf.new(), pikepdf.Array([pikepdf.Name(f"/{name}") for name in names])
    stream = pikepdf.Stream(pdf, content(), Filter=filters)
    assert unfolded_size(stream, 10**9) == (len(stream.read_bytes()) if size is None else size)


def test_a_page_too_heavy_to_be_drawn_is_not_handed_to_anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    real = cleaning._child

    def stopped(task: str, contents: list[bytes], **choices: float) -> list[bytes]:
        if task == "draw":
            raise cleaning.Unfit(codes.pop())
        return real(task, contents, **choices)

    monkeypatch.setattr(cleaning, "_child", stopped)
    codes = ["damaged", "too-heavy"]
    with pytest.raises(cleaning.Unfit, match="too-heavy"):
        cleaning.clean([pdf_bytes("Words")])
    assert cleaning.clean([pdf_bytes("Words")]).pictures == ()


@pytest.mark.parametrize(("kill", "code"), [("-9", "too-heavy"), ("1", "damaged")])
def test_a_child_that_was_stopped_is_told_from_one_that_fell(
    monkeypatch: pytest.MonkeyPatch, kill: str, code: str
) -> None:
    done = subprocess.CompletedProcess[bytes]([], int(kill), b"", b"")
    monkeypatch.setattr(subprocess, "run", lambda *given, **choices: done)
    with pytest.raises(cleaning.Unfit, match=code):
        cleaning.clean([b""])


@pytest.mark.slow
def test_at_most_one_genuine_paper_is_refused() -> None:
    files = genuine_files()
    assert len(files) >= 60
    with ThreadPoolExecutor(2) as pool:
        found = dict(zip(files, pool.map(outcome, files.values()), strict=True))
    refused = {name: code for name, (code, _copy, _seconds) in found.items() if code != "fit"}
    told(f"{len(files)} genuine: {len(refused)} refused; slowest {max(each[2] for each in found.values()):.1f} s")
    assert len(refused) <= 1, refused


# Run apart from the tests: a child counts what its parent holds at first.
_MEASURED = """
import resource, sys
from openrotations.documents import cleaning
try:
    cleaning.clean([sys.stdin.buffer.read()])
except cleaning.Unfit:
    pass
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""


@pytest.mark.slow
def test_the_child_keeps_within_its_memory() -> None:
    genuine, hostile = genuine_files(), hostile_files()
    heavy = [genuine[name] for name in ("photo of 8000 by 6000", "from an iPhone", "scan in colour")]
    heavy += [hostile[name] for name in ("a stream of 300 MB", "picture of 2.5 gigapixels", "packed twice")]
    peaks = []
    for content in heavy:
        done = subprocess.run([sys.executable, "-c", _MEASURED], input=content, capture_output=True, check=True)
        peaks.append(int(done.stdout))
    told(f"largest child: {max(peaks)} MB of {peaks}")
    assert max(peaks) < 300


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_photo_stands_upright_however_it_was_taken(turn: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = turn
    with pikepdf.open(BytesIO(cleaning.clean([photo_bytes((400, 200), exif=exif)]).pdf)) as pdf:
        _left, _bottom, width, height = (float(side) for side in pdf.pages[0].mediabox.as_list())
    assert (width > height) == (turn <= 4)


def test_photos_and_a_pdf_become_one_paper_in_their_order() -> None:
    made = cleaning.clean([photo_bytes((300, 200)), pdf_bytes("Second"), photo_bytes((200, 300))])
    assert (made.page_count, len(made.pictures)) == (3, 3)


def test_the_words_of_a_letter_stay() -> None:
    copy = cleaning.clean([pdf_bytes("Mohammed is in good standing")]).pdf
    done = subprocess.run(["pdftotext", "-", "-"], input=copy, capture_output=True, check=True)
    assert b"in good standing" in done.stdout


def test_a_font_with_the_short_name_of_an_action_keeps_its_words() -> None:
    pdf, written = pikepdf.new(), BytesIO()
    page = pdf.add_blank_page(page_size=(200, 200))
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(A=font))
    page.obj.Contents = pdf.make_stream(b"BT /A 12 Tf 20 100 Td (Good standing) Tj ET")
    pdf.save(written)
    copy = cleaning.clean([written.getvalue()]).pdf
    done = subprocess.run(["pdftotext", "-", "-"], input=copy, capture_output=True, check=True)
    assert b"Good standing" in done.stdout


def test_what_was_typed_into_a_form_stays_visible() -> None:
    copy = cleaning.clean([genuine_files()["filled form"]]).pdf
    assert b"2001-01-01" in unfolded(copy) and not is_active(copy)


def test_a_child_that_never_ends_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaning, "SECONDS", 0.01)
    with pytest.raises(cleaning.Unfit, match="too-heavy"):
        cleaning.clean([photo_bytes()])


def test_parts_come_back_from_a_stream_as_they_were() -> None:
    assert unpacked(packed([b"", b"a", bytes(1000)])) == [b"", b"a", bytes(1000)]


def test_twin_an_active_file_is_recognised_as_such() -> None:
    assert is_active(hostile_files()["script on opening"]) and is_active(hostile_files()["attachment"])
