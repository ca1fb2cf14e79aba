"""What the office knows of the demo's schools, what they said of placements, and one school that stands twice.

Everything here is of fictional schools: the sources say so, and no real agency or list is named.
"""

from datetime import datetime, timedelta
from functools import partial
from io import BytesIO
from typing import Any
from uuid import UUID

import pikepdf
from django.db.models import F

from openrotations.common.actors import Actor
from openrotations.common.periods import Period
from openrotations.consents.models import Acceptance, EvaluationRelease, Kind, Version
from openrotations.desk.demo.rows import Rows, link_actor
from openrotations.documents.actions import check_evidence
from openrotations.people.models import Contact
from openrotations.placements.models import Placement, SchoolApproval
from openrotations.placements.states import ApprovalState, PlacementState
from openrotations.schools import actions
from openrotations.schools.models import (
    AgencyAccreditation,
    Blackout,
    Evidence,
    OtherName,
    Policy,
    School,
    SponsorNote,
    StateStanding,
    Student,
)

_SOURCE = "Demo school. The demo's own word, no real page."
_YEAR = timedelta(days=365)
# The look at one school's sponsor note has to be repeated soon.
_SOON = timedelta(days=18)
_NAMED = timedelta(days=3)
_ANSWERED_AFTER = timedelta(hours=30)
_KEPT_BEFORE = timedelta(hours=30)
_ASKED = (PlacementState.ACCEPTED, PlacementState.CONFIRMED, PlacementState.CLEARED, PlacementState.ACTIVE)


def fill_school_policies(rows: Rows) -> None:
    """Policies, notes, agencies, states and names; approvals and consents; a twin; and the file of one policy."""
    known = [row for row in rows.schools.values() if row.accreditation == School.Accreditation.ACCREDITED]
    policies = _policies(rows, known)
    _fill_standing(rows, known)
    _fill_names(rows)
    confirmed = Student.objects.filter(enrolment=Student.Enrolment.CONFIRMED, status=Student.Status.ENROLLED)
    confirmed.update(good_standing=True, good_standing_checked_at=F("enrolment_checked_at"))
    _fill_approvals(rows, policies)
    _fill_releases(rows, policies)
    _name_twin(rows, known[0])
    rows.diary.act(rows.midnight - _KEPT_BEFORE, partial(_keep_file, rows, known[0]))


def _policies(rows: Rows, known: list[School]) -> dict[UUID, Policy]:
    """By the school; every fourth school has not been asked yet."""
    reachable = {row.school_id for row in rows.registrars.values() if row.is_reachable}
    made: dict[UUID, Policy] = {}
    for number, school in enumerate(known):
        if number % 4 == 3:
            continue
        made[school.pk] = Policy(
            school=school,
            allows_external=True,
            from_year=4,
            most_weeks=26,
            gives_credit=None if number % 5 == 4 else True,
            credit_note="Hours signed by the preceptor, 40 a week." if number % 2 else "",
            signs="The registrar",
            approves_each=number % 3 == 0 and school.pk in reachable,
            evaluation_back=(Policy.EvaluationBack.OURS, Policy.EvaluationBack.NONE)[number % 2],
            **_looked_up(rows, school),
        )
    Policy.objects.bulk_create(made.values())
    for policy in made.values():
        _note(rows, policy, policy.school)
    holidays = Period((rows.midnight + 2 * _YEAR).date(), (rows.midnight + 2 * _YEAR + timedelta(days=13)).date())
    Blackout.objects.bulk_create(
        Blackout(school=school, period=holidays.stored, because="Final examinations") for school in known[::6]
    )
    return made


def _fill_standing(rows: Rows, known: list[School]) -> None:
    today = rows.world.today
    notes, agencies = [], []
    for number, school in enumerate(known):
        until = today + (_SOON if number == 0 else _YEAR)
        values = {"school": school, "until": until, **_looked_up(rows, school)}
        if number % 9 == 8:
            notes.append(SponsorNote(presence=SponsorNote.Presence.ABSENT, **values))
        elif number % 3 != 2:
            notes.append(SponsorNote(presence=SponsorNote.Presence.PRESENT, graduated_from=1998, **values))
        if number % 5 == 0:
            agencies.append(AgencyAccreditation(agency="Demo Accreditation Council", country=school.country, **values))
    standings = [
        StateStanding(school=school, state=state, standing=standing, until=today + _YEAR, **_looked_up(rows, school))
        for school, state, standing in (
            (known[0], "NY", StateStanding.Standing.APPROVED),
            (known[1], "NY", StateStanding.Standing.APPROVED),
            (known[2], "FL", StateStanding.Standing.NOT_APPROVED),
        )
    ]
    SponsorNote.objects.bulk_create(notes)
    AgencyAccreditation.objects.bulk_create(agencies)
    StateStanding.objects.bulk_create(standings)
    found: list[SponsorNote | AgencyAccreditation | StateStanding] = [*notes, *agencies, *standings]
    for row in found:
        _note(rows, row, row.school)


def _fill_names(rows: Rows) -> None:
    named = {school.key: school.local_name for school in rows.world.schools if school.local_name}
    OtherName.objects.bulk_create(OtherName(school=rows.schools[key], name=name) for key, name in named.items())


def _fill_approvals(rows: Rows, policies: dict[UUID, Policy]) -> None:
    """Most are approved; of those that have not begun, the newest is not answered yet and the one before is a no."""
    asked = [row for row in _of_enrolled(rows, policies) if policies[row.student.school_id].approves_each]
    coming = [row.pk for row in asked if row.state in _ASKED[:3]]
    registrars = {row.school_id: row for row in rows.registrars.values()}
    made = []
    for placement in asked:
        at = placement.accepted_at or placement.state_since_at
        approval = SchoolApproval(placement=placement, asked_at=at, created_at=at)
        rows.diary.note(at, "ask_school_to_approve", approval, _student(placement), placement=str(placement.pk))
        made.append(approval)
        if placement.pk in coming[-1:]:
            continue
        is_no = placement.pk in coming[-2:]
        approval.state = ApprovalState.REFUSED if is_no else ApprovalState.APPROVED
        approval.registrar = registrars[placement.student.school_id]
        approval.answered_at = min(at + _ANSWERED_AFTER, rows.midnight)
        approval.note = "These weeks clash with our own examinations. May she come a month later?" if is_no else ""
        by = link_actor(approval.registrar)
        rows.diary.note(approval.answered_at, "answer_for_school", approval, by, state=str(approval.state))
    SchoolApproval.objects.bulk_create(made)


def _fill_releases(rows: Rows, policies: dict[UUID, Policy]) -> None:
    """Of three students whose school needs the evaluation, two agreed; one has not answered."""
    wanted = [row for row in _of_enrolled(rows, policies) if policies[row.student.school_id].evaluation_back == "ours"]
    words, given = Version.objects.get(kind=Kind.RELEASE), list[Acceptance]()
    made: dict[object, EvaluationRelease] = {}
    for number, placement in enumerate(wanted):
        student, at = placement.student, placement.accepted_at or placement.state_since_at
        if number % 3 == 2 or student.pk in made:
            continue
        release = EvaluationRelease(
            student=student, school_id=student.school_id, version=words, is_accepted=True, answered_at=at
        )
        made[student.pk] = release
        given.append(
            Acceptance(person_id=student.person_id, version=words, how=Acceptance.How.PAGE, accepted_at=at)
        )  # fmt: skip
        rows.diary.note(at, "answer_release", release, _student(placement), version=str(words.pk), is_accepted=True)
        rows.diary.note(
            at, "accept_version", given[-1], _student(placement), person=str(student.person_id),
            version=str(words.pk), kind=Kind.RELEASE.value, number=words.number, how=Acceptance.How.PAGE.value,
        )  # fmt: skip
    EvaluationRelease.objects.bulk_create(made.values())
    Acceptance.objects.bulk_create(given)


def _of_enrolled(rows: Rows, policies: dict[UUID, Policy]) -> list[Placement]:
    """Placements that went on, of enrolled students whose school has a policy, in order of their acceptance."""
    states = (*_ASKED, PlacementState.COMPLETED)
    found = [
        row
        for row in rows.placements.values()
        if row.state in states and row.student.status == "enrolled" and row.student.school_id in policies
    ]
    return sorted(found, key=lambda row: (row.accepted_at or row.state_since_at, str(row.pk)))


def _name_twin(rows: Rows, school: School) -> None:
    """A student wrote the name of a school another way, and it came into the list a second time."""
    named_at = rows.midnight - _NAMED
    twin = School.objects.create(
        name=f"The {school.city} College of Medicine",
        country=school.country,
        city=school.city,
        supplied_by=Contact.SuppliedBy.STUDENT,
        created_at=named_at,
    )
    rows.diary.note(named_at, "add_school", twin, rows.office_for(school.name))


def _keep_file(rows: Rows, school: School, now: datetime) -> None:
    page, written = pikepdf.new(), BytesIO()
    page.add_blank_page()
    page.save(written)
    kept = actions.add_evidence(
        school,
        Evidence.About.POLICY,
        name="policy.pdf",
        content=written.getvalue(),
        content_type="application/pdf",
        by=rows.office_for(school.name),
        now=now,
    )
    check_evidence(kept.file.checked.pk, now=now)


def _looked_up(rows: Rows, school: School) -> dict[str, Any]:
    by = rows.coordinator_for(school.name)
    return {"source": _SOURCE, "checked_on": rows.opened_at.date(), "checked_by": by, "created_at": rows.opened_at}


def _note(rows: Rows, row: Policy | SponsorNote | AgencyAccreditation | StateStanding, school: School) -> None:
    by = rows.office_for(school.name)
    rows.diary.note(rows.opened_at, "state_of_school", row, by, school=str(school.pk), is_new=True)


def _student(placement: Placement) -> Actor:
    return Actor("person", str(placement.student.person_id), "student")
