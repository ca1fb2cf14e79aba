"""Papers of students who come soon or are there: most accepted, some to review, one refused, one about to run out."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import typst
from PIL import Image

from openrotations.desk.demo.rows import Rows
from openrotations.documents.actions.storing import put_away
from openrotations.documents.kinds import kind_title, paper_kinds
from openrotations.documents.models import Document, Page
from openrotations.documents.states import DocumentState
from openrotations.people.models import Person
from openrotations.placements.states import PlacementState

# How many students of each state have papers: those whose rotation is the next to begin, or began first.
_STUDENTS = {PlacementState.CONFIRMED: 4, PlacementState.CLEARED: 2, PlacementState.ACTIVE: 4}
# Which of each student's papers is not accepted yet: the place of the student -> kind -> state.
_ODD = {
    0: {"tb_test": DocumentState.IN_REVIEW, "malpractice_insurance": DocumentState.IN_REVIEW},
    1: {"identity": DocumentState.IN_REVIEW, "mmr": DocumentState.REFUSED},
    2: {"identity": DocumentState.IN_REVIEW, "hepatitis_b": DocumentState.IN_REVIEW},
    3: {"health_insurance": DocumentState.EXPIRED},
    5: {"mmr": DocumentState.IN_REVIEW, "bls": DocumentState.IN_REVIEW},
}
_REFUSED = "The second MMR dose cannot be read. Take the photo again in daylight, with the whole page on it."
_PAPER = """
#let given = json(bytes(sys.inputs.given))
#set page(width: 148mm, height: 105mm, margin: 12mm, fill: rgb("fdfcf7"))
#set text(size: 10pt)
#text(size: 8pt, fill: gray)[DEMONSTRATION · NOT A REAL PAPER]
#v(4mm)
#text(size: 16pt, weight: "bold", given.title)
#v(2mm)
#table(columns: (auto, 1fr), stroke: none, inset: 4pt, ..given.lines.flatten())
"""


@dataclass(frozen=True)
class Sample:
    """What stands on one made-up paper."""

    kind: str
    facts: dict[str, Any] = field(default_factory=dict)
    issued_on: date | None = None
    valid_until: date | None = None


def fill_papers(rows: Rows) -> None:
    """A handful of papers for some students whose rotation is confirmed, cleared or running."""
    in_order = sorted(rows.placements.values(), key=lambda row: (row.dates.first, str(row.pk)))
    coming = [
        placement
        for state, most in _STUDENTS.items()
        for placement in [row for row in in_order if row.state == state][:most]
    ]
    unique = {placement.student.person_id: placement for placement in coming}
    for number, placement in enumerate(unique.values()):
        for place, sample in enumerate(_samples(rows.world.today)):
            state = _ODD.get(number, {}).get(sample.kind, DocumentState.ACCEPTED)
            at = rows.midnight - timedelta(days=3 + number, hours=9 - place)
            _add(rows, placement.student.person, sample, state, at)


def _samples(today: date) -> list[Sample]:
    def ago(days: int) -> date:
        return today - timedelta(days=days)

    def said(days: int) -> str:
        return ago(days).isoformat()

    series = {"dose_1": said(4200), "dose_2": said(4170), "dose_3": said(4020)}
    return [
        Sample("identity", {"country": "Fictionland"}, ago(1200), today + timedelta(days=1500)),
        Sample("mmr", {"mmr_dose_1": said(8000), "mmr_dose_2": said(7600)}),
        Sample("hepatitis_b", {**series, "antibody": 148, "antibody_on": said(300)}),
        Sample("tb_test", {"igra_on": said(45), "igra_result": "negative"}),
        Sample(
            "health_insurance", {"insurer": "Sample Health", "covers_usa": True}, ago(60), today + timedelta(days=20)
        ),
        Sample(
            "malpractice_insurance",
            {"insurer": "Sample Mutual", "names_student": True, "per_occurrence": 1_000_000, "aggregate": 3_000_000},
            ago(30),
            today + timedelta(days=330),
        ),
        Sample("bls", {}, ago(200), today + timedelta(days=530)),
    ]


def _add(rows: Rows, person: Person, sample: Sample, state: DocumentState, at: datetime) -> None:
    until = rows.world.today - timedelta(days=2) if state == DocumentState.EXPIRED else sample.valid_until
    decided = state in (DocumentState.ACCEPTED, DocumentState.EXPIRED, DocumentState.REFUSED)
    is_two = paper_kinds()[sample.kind].is_sensitive
    pdf, picture = _drawn(person, sample, until)
    document = Document(
        person=person, kind=sample.kind, state=state, issued_on=sample.issued_on, valid_until=until, uploaded_at=at,
        checked_at=at, copy=put_away("document", f"{sample.kind}.pdf", pdf, "application/pdf"),
    )  # fmt: skip
    document.facts = sample.facts
    if decided:
        document.reviewed_by, document.reviewed_at = rows.coordinators[0], at + timedelta(hours=4)
        if is_two:
            document.second_by, document.second_at = rows.directors[0], at + timedelta(hours=5)
    if state == DocumentState.REFUSED:
        document.refused_because = _REFUSED
    document.save(force_insert=True)
    file = put_away("page", f"{sample.kind}-1.jpg", picture, "image/jpeg")
    Page.objects.create(document=document, number=1, file=file)
    _tell(rows, document, at)


def _tell(rows: Rows, document: Document, at: datetime) -> None:
    """What the audit trail has of it."""
    key = next(key for key, person in rows.people.items() if person.pk == document.person_id)
    rows.diary.note(at, "upload_document", document, rows.student_actor(key), kind=document.kind, files=1)
    if document.reviewed_at:
        action = "refuse_document" if document.state == DocumentState.REFUSED else "accept_document"
        rows.diary.note(document.reviewed_at, action, document, rows.office_for(key), kind=document.kind)


def _drawn(person: Person, sample: Sample, until: date | None) -> tuple[bytes, bytes]:
    """The paper as a PDF, and as the picture of its page."""
    titles = {element.key: element.title for element in paper_kinds()[sample.kind].elements}
    lines = [["Name", person.printed_name], *([titles[key], str(value)] for key, value in sample.facts.items())]
    lines += [["Issued on", str(sample.issued_on)]] if sample.issued_on else []
    lines += [["Valid until", str(until)]] if until else []
    given = {"given": json.dumps({"title": kind_title(sample.kind), "lines": lines})}
    png, written = typst.compile(_PAPER.encode(), format="png", ppi=110, sys_inputs=given), BytesIO()
    Image.open(BytesIO(bytes(png))).convert("RGB").save(written, "JPEG", quality=80)
    return bytes(typst.compile(_PAPER.encode(), sys_inputs=given)), written.getvalue()
