"""Every change to texts and to what people said to them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.common.refusals import refuse_if
from openrotations.consents import rules
from openrotations.consents.models import Acceptance, Version
from openrotations.consents.queries import in_force, owed_by, published_of
from openrotations.consents.states import VERSION_MOVES, VersionState
from openrotations.people.models import Person
from openrotations.schools.models import Student


@transaction.atomic
def save_draft(kind: str, values: dict[str, Any], *, by: Actor, now: datetime) -> Version:
    """Write the one draft of a text: title, text, change, holds_from and needs_acceptance. Nobody else sees it."""
    draft, _is_new = Version.objects.get_or_create(
        kind=kind, state=VersionState.DRAFT, defaults={**values, "created_at": now}
    )
    draft = Version.locked(draft.pk)
    for name, value in values.items():
        setattr(draft, name, value)
    draft.save(update_fields=list(values))
    record("save_draft", draft, by=by, now=now, kind=draft.kind)
    return draft


@transaction.atomic
def publish_version(version: Version, *, by: Actor, now: datetime) -> Version:
    """Give a draft its number; it never changes from then on. Refused while it is the untouched template."""
    version, newest = Version.locked(version.pk), next(iter(published_of(version.kind)), None)
    refuse_if(
        rules.why_not_publish(
            text=version.text,
            holds_from=version.holds_from,
            today=now.date(),
            newest_from=newest.holds_from if newest else None,
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
    return version


@transaction.atomic
def drop_draft(version: Version, *, by: Actor, now: datetime) -> None:
    """Set a draft aside; the next one begins from the version in force."""
    version = Version.locked(version.pk)
    VERSION_MOVES.move(version, VersionState.DROPPED)
    record("drop_draft", version, by=by, now=now, kind=version.kind)


@transaction.atomic
def accept_version(version: Version, person: Person, *, how: str, by: Actor, now: datetime) -> Acceptance:
    """Keep that somebody accepted what is in force today. Twice changes nothing."""
    person = Person.locked(person.pk)
    text = in_force(now.date()).get(version.kind)
    refuse_if(
        rules.why_not_accept(
            is_in_force=text is not None and text.version.pk == version.pk,
            is_student=Student.objects.filter(person=person).exists(),
        )
    )
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
    for row in person.acceptances.filter(version__kind=kind, withdrawn_at=None):
        row.withdrawn_at = now
        row.save(update_fields=["withdrawn_at"])
        record(
            "withdraw_consent", row, by=by, now=now, person=str(person.pk), version=str(row.version_id), kind=kind
        )  # fmt: skip
