"""Two schools that resemble each other: the same, and then one of them goes; or two, and nobody asks again."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.common.refusals import Reason, Refused, refuse_if
from openrotations.people.actions import revoke_link
from openrotations.people.models import SignedLink
from openrotations.schools import rules
from openrotations.schools.actions.pages import PAGE_PURPOSE
from openrotations.schools.models import Distinction, OtherName, Registrar, School, Student
from openrotations.schools.signals import schools_merge

_TAKEN_OVER = ("accreditation", "accreditation_source", "accreditation_checked_on", "accreditation_until")
_ADDRESS = ("email", "address_confirmed_at", "address_source", "address_confirmed_by")


@transaction.atomic
def add_other_name(school: School, name: str, *, by: Actor, now: datetime) -> OtherName:
    """Keep another name or spelling, by which the school is found."""
    school = School.locked(school.pk)
    row, is_new = OtherName.objects.get_or_create(school=school, name=name.strip())
    if is_new:
        record("add_other_name", row, by=by, now=now, school=str(school.pk))
    return row


@transaction.atomic
def drop_other_name(row: OtherName, *, by: Actor, now: datetime) -> None:
    """Forget a name that is not the school's."""
    record("drop_other_name", row, by=by, now=now, school=str(row.school_id))
    row.delete()


@transaction.atomic
def tell_apart(school: School, other: School, *, by: Actor, now: datetime) -> None:
    """Keep that these are two schools, whatever their names; they are not shown as twins any more."""
    first, second = sorted((school, other), key=lambda row: row.pk)
    refuse_if(rules.why_not_tell_apart(is_same=first.pk == second.pk))
    Distinction.objects.get_or_create(
        school=first, other=second, defaults={"decided_at": now, "decided_by_id": by.person_id}
    )
    record("tell_schools_apart", school, by=by, now=now, other=str(other.pk))


@transaction.atomic
def merge_schools(kept: School, gone: School, *, by: Actor, now: datetime) -> School:
    """Make two rows of the same school one: everybody and everything of `gone` goes over to `kept`.

    The old name stays as another name; where both know something, what `kept` knows stands. Links to the page of
    `gone` stop working. Announced before, to whoever keeps a school's identifier.
    """
    refuse_if(rules.why_not_merge(is_same=kept.pk == gone.pk))
    first, second = sorted((kept.pk, gone.pk))
    rows = {pk: School.locked(pk) for pk in (first, second)}  # in one order, so that two merges do not wait crosswise
    kept, gone = rows[kept.pk], rows[gone.pk]
    list(Student.objects.select_for_update(of=("self",), no_key=True).filter(school=gone).order_by("pk"))
    schools_merge.send(School, kept=kept, gone=gone, by=by, now=now)
    students = gone.students.count()
    for link in SignedLink.objects.filter(purpose=PAGE_PURPOSE, subject_id=gone.pk, revoked_at=None):
        revoke_link(link, by=by, now=now)
    Distinction.objects.filter(models.Q(school=gone) | models.Q(other=gone)).delete()
    _fold_registrars(kept, gone)
    _move_rows(kept, gone)
    names = {gone.name, *gone.other_names.values_list("name", flat=True)} - {kept.name}
    for name in sorted(names):
        OtherName.objects.get_or_create(school=kept, name=name)
    _take_over(kept, gone)
    record("merge_schools", kept, by=by, now=now, gone=str(gone.pk), students=students)
    gone.delete()
    return kept


def _fold_registrars(kept: School, gone: School) -> None:
    """One address is one registrar: what that of `gone` was asked and said goes over to that of `kept`."""
    by_address = {row.email.casefold(): row for row in kept.registrars.order_by("-created_at") if row.email}
    for row in gone.registrars.order_by("created_at"):
        if (same := by_address.get(row.email.casefold())) is None:
            continue
        refuse_if(
            rules.why_not_fold(
                name=row.full_name,
                has_left=(same.has_left, row.has_left),
                accounts={each.person_id for each in (same, row) if each.person_id},
            )
        )
        for relation in Registrar._meta.get_fields(include_hidden=True):
            if isinstance(relation, models.ForeignObjectRel):
                _point_to(same, row, relation)
        # A link to one question still opens it, for the same person.
        SignedLink.objects.filter(holder_id=row.pk, revoked_at=None).update(holder_id=same.pk)
        if row.is_reachable and not same.is_reachable:
            for name in _ADDRESS:
                setattr(same, name, getattr(row, name))
            same.save(update_fields=_ADDRESS)
        person = row.person
        row.delete()
        if person is not None:  # whom their account signs in goes on as the one that stays
            same.person = person
            same.save(update_fields=["person"])


def _point_to(same: Registrar, row: Registrar, relation: models.ForeignObjectRel) -> None:
    model: Any = relation.related_model
    name = relation.field.name
    try:
        with transaction.atomic():
            model._base_manager.filter(**{name: row}).update(**{name: same})
    except IntegrityError as error:
        raise Refused([_stands_twice(model)]) from error


def _move_rows(kept: School, gone: School) -> None:
    """Whatever points at one points at the other; where `kept` has its own, that of `gone` goes with it."""
    for relation in School._meta.related_objects:
        model: Any = relation.related_model
        name = relation.field.name
        if model in (OtherName, Distinction):
            continue
        for row in model._default_manager.filter(**{name: gone}).order_by("pk"):
            setattr(row, name, kept)
            try:
                with transaction.atomic():
                    row.save(update_fields=[name])
            except IntegrityError as error:
                if model._meta.app_label != School._meta.app_label:
                    raise Refused([_stands_twice(model)]) from error


def _take_over(kept: School, gone: School) -> None:
    fields: list[str] = []
    if kept.accreditation == School.Accreditation.UNKNOWN != gone.accreditation:
        fields += _TAKEN_OVER
    fields += [name for name in ("city", "world_directory_id") if not getattr(kept, name) and getattr(gone, name)]
    for name in fields:
        setattr(kept, name, getattr(gone, name))
    if fields:
        kept.save(update_fields=fields)


def _stands_twice(model: type[models.Model]) -> Reason:
    text = _("Both schools have a row of their own here: %(what)s. Take one of them away first.")
    return Reason("stands-twice", text % {"what": model._meta.verbose_name})
