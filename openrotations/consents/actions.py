"""Every change to texts and to what people said to them."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from openrotations.audit.actions import record
from openrotations.common.actors import PROGRAM, Actor
from openrotations.common.clocks import day_at
from openrotations.common.refusals import refuse_if
from openrotations.consents import rules
from openrotations.consents.models import Acceptance, EvaluationRelease, Kind, Version
from openrotations.consents.queries import in_force, owed_by, published_of, was_told_of, who_hears_of
from openrotations.consents.states import VERSION_MOVES, VersionState
from openrotations.notifications.actions import Recipient, queue_message
from openrotations.office.queries import programme_or_none
from openrotations.people.models import Person
from openrotations.schools.models import Student
from openrotations.schools.queries import is_student

NEW_VERSION = "consents/mail/new_version.txt"


@transaction.atomic
def save_draft(kind: str, values: dict[str, Any], *, by: Actor, now: datetime) -> Version:
    """Write the one draft of a text: title, text, change, holds_from and needs_acceptance. Nobody else sees it.

    Refused where the draft was published, or dropped, at this very moment.
    """
    draft, _is_new = Version.objects.get_or_create(
        kind=kind, state=VersionState.DRAFT, defaults={**values, "created_at": now}
    )
    draft = Version.locked(draft.pk)
    refuse_if(rules.why_not_save(state=draft.state))
    for name, value in values.items():
        setattr(draft, name, value)
    draft.save(update_fields=list(values))
    record("save_draft", draft, by=by, now=now, kind=draft.kind)
    return draft


@transaction.atomic
def publish_version(version: Version, *, read: str, by: Actor, now: datetime) -> Version:
    """Give a draft its number; it never changes from then on. Refused while it is the untouched template.

    `read` is the fingerprint of what the director has read: nobody publishes another's change unseen.
    """
    version, newest = Version.locked(version.pk), next(iter(published_of(version.kind)), None)
    refuse_if(
        rules.why_not_publish(
            text=version.text,
            holds_from=version.holds_from,
            today=_day_of_the_office(now),
            newest_from=newest.holds_from if newest else None,
            was_read=version.fingerprint == read,
        )
    )
    number = (newest.number or 0) + 1 if newest else 1
    VERSION_MOVES.move(
        version, VersionState.PUBLISHED, number=number, published_at=now, published_by_id=by.person_id
    )  # fmt: skip
    record(
        "publish_version", version, by=by, now=now,
        kind=version.kind, number=number, holds_from=version.holds_from.isoformat(),
    )  # fmt: skip
    _defer_telling(version)
    return version


def _day_of_the_office(now: datetime) -> date:
    """The date on the office's own calendar: in the evening it is tomorrow already elsewhere."""
    programme = programme_or_none()
    return day_at(programme.time_zone, now) if programme else now.date()


def _defer_telling(version: Version) -> None:
    """Queue the job that writes to whom a version concerns; it exists only if the transaction commits."""
    from openrotations.consents.tasks import tell_of_version as job  # the task module imports this one

    job.defer(version_id=str(version.pk))


def tell_of_version(version_id: UUID, *, by: Actor = PROGRAM, now: datetime) -> int:
    """Write once to each student with something open who accepted an earlier version; returns to how many.

    A transaction a person: a job that was cut off goes on where it stopped, and nobody reads it twice.
    """
    version = Version.objects.get(pk=version_id, state=VersionState.PUBLISHED)
    return sum(_told_of(version, person, by=by, now=now) for person in who_hears_of(version))


@transaction.atomic
def _told_of(version: Version, person: Person, *, by: Actor, now: datetime) -> bool:
    person = Person.locked(person.pk)
    if was_told_of(person, version, NEW_VERSION) or person.acceptances.filter(version=version).exists():
        return False
    queue_message(
        NEW_VERSION,
        Recipient.of_person(person),
        context={"version": version, "is_ahead": version.holds_from > now.date()},
        now=now,
        path=reverse("consents:version", args=[version.pk]),
        label=_("Read it"),
        about=version,
    )
    record("tell_of_version", version, by=by, now=now, person=str(person.pk), kind=version.kind, number=version.number)
    return True


@transaction.atomic
def drop_draft(version: Version, *, by: Actor, now: datetime) -> None:
    """Set a draft aside; the next one begins from the version in force."""
    version = Version.locked(version.pk)
    VERSION_MOVES.move(version, VersionState.DROPPED)
    record("drop_draft", version, by=by, now=now, kind=version.kind)


@transaction.atomic
def accept_version(version: Version, person: Person, *, how: str, by: Actor, now: datetime) -> Acceptance:
    """Keep that somebody accepted what is in force today, or will be on its day. Twice changes nothing."""
    person = Person.locked(person.pk)
    text = in_force(now.date()).get(version.kind)
    is_ahead = version.holds_from > now.date() and version.needs_acceptance
    refuse_if(
        rules.why_not_accept(
            holds=is_ahead or (text is not None and text.version.pk == version.pk),
            is_student=is_student(person),
        )
    )
    if version.kind == Kind.RELEASE:
        _answer_school(person.student, version, is_accepted=True, by=by, now=now)
    known = person.acceptances.filter(version=version, withdrawn_at=None).first()
    if known:
        return known
    row = Acceptance.objects.create(person=person, version=version, how=how, accepted_at=now)
    record(
        "accept_version", row, by=by, now=now,
        person=str(person.pk), version=str(version.pk), kind=version.kind, number=version.number, how=str(how),
    )  # fmt: skip
    return row


@transaction.atomic
def accept_with_profile(person: Person, shown: Collection[str], *, by: Actor, now: datetime) -> None:
    """Accept what stood beside the button: the versions with these ids, where they are owed and still in force."""
    for version in owed_by(person.pk, now.date()):
        if str(version.pk) in shown:
            accept_version(version, person, how=Acceptance.How.SIGN_UP, by=by, now=now)


@transaction.atomic
def withdraw_consent(acceptance: Acceptance, *, by: Actor, now: datetime) -> None:
    """Take a consent back, from now on, to whatever versions it was given. Refused for a condition."""
    person = Person.locked(acceptance.person_id)
    acceptance = Acceptance.locked(acceptance.pk)
    kind, is_withdrawn = acceptance.version.kind, acceptance.withdrawn_at is not None
    refuse_if(rules.why_not_withdraw(is_optional=acceptance.version.is_optional, is_withdrawn=is_withdrawn))
    _take_back(person, kind, by=by, now=now)
    if kind == Kind.RELEASE:
        _answer_school(person.student, _words_asked(person.student, now), is_accepted=False, by=by, now=now)


@transaction.atomic
def refuse_release(student: Student, *, by: Actor, now: datetime) -> EvaluationRelease:
    """The school reads nothing from now on: a no, or a yes taken back. Twice changes nothing."""
    person = Person.locked(student.person_id)
    _take_back(person, Kind.RELEASE, by=by, now=now)
    return _answer_school(student, _words_asked(student, now), is_accepted=False, by=by, now=now)


def _take_back(person: Person, kind: str, *, by: Actor, now: datetime) -> None:
    for row in person.acceptances.filter(version__kind=kind, withdrawn_at=None):
        row.withdrawn_at = now
        row.save(update_fields=["withdrawn_at"])
        record(
            "withdraw_consent", row, by=by, now=now, person=str(person.pk), version=str(row.version_id), kind=kind
        )  # fmt: skip


def _words_asked(student: Student, now: datetime) -> Version | None:
    """What a no is said to: the version in force, else the one answered last; None for words of before."""
    text = in_force(now.date()).get(Kind.RELEASE)
    last = student.releases.filter(ended_at=None).select_related("version").first()
    refuse_if(rules.why_not_answer_school(is_asked=text is not None or last is not None))
    return text.version if text else last.version if last else None


def _answer_school(
    student: Student, version: Version | None, *, is_accepted: bool, by: Actor, now: datetime
) -> EvaluationRelease:
    """Keep the answer to the student's present school. What it takes the place of ends.

    A yes leaves a yes to another version standing, which may hold before its day or after.
    """
    student = Student.locked(student.pk)
    standing = list(student.releases.filter(ended_at=None).select_related("version"))
    same = (version, student.school_id, is_accepted)
    found = next((row for row in standing if (row.version, row.school_id, row.is_accepted) == same), None)
    for row in standing:
        stays = is_accepted and row.is_accepted and row.version and row.school_id == student.school_id
        if row != found and not stays:
            row.ended_at = now
            row.save(update_fields=["ended_at"])
    return found or _kept_answer(student, version, standing, is_accepted=is_accepted, by=by, now=now)


def _kept_answer(
    student: Student,
    version: Version | None,
    standing: Collection[EvaluationRelease],
    *,
    is_accepted: bool,
    by: Actor,
    now: datetime,
) -> EvaluationRelease:
    earlier = "" if version else next((row.text_version for row in standing), "")
    row = EvaluationRelease.objects.create(
        student=student, school=student.school, version=version, text_version=earlier,
        is_accepted=is_accepted, answered_at=now,
    )  # fmt: skip
    record(
        "answer_release", row, by=by, now=now, student=str(student.pk),
        version=str(version.pk) if version else earlier, is_accepted=is_accepted,
    )  # fmt: skip
    return row
