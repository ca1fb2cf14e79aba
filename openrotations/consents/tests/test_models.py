"""What the database itself refuses about texts and acceptances."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from openrotations.consents.models import Acceptance, Kind, Version
from openrotations.consents.tests.factories import accept, draft_values, make_version
from openrotations.schools.tests.factories import make_student

pytestmark = pytest.mark.django_db
CHANGES: list[dict[str, Any]] = [
    {"text": "Something else."},
    {"holds_from": "2020-01-01"},
    {"needs_acceptance": False},
    {"state": "draft", "number": None, "published_at": None, "published_by": None},
]


def draft() -> Version:
    return Version.objects.create(kind=Kind.TERMS, **draft_values(timezone.localdate()))


@pytest.mark.parametrize("change", CHANGES)
def test_a_published_version_never_changes(change: dict[str, Any]) -> None:
    version = make_version()
    with pytest.raises(DatabaseError, match="pgtrigger: "), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(**change)


@pytest.mark.parametrize("change", CHANGES[:3])
def test_twin_a_draft_changes(change: dict[str, Any]) -> None:
    assert Version.objects.filter(pk=draft().pk).update(**change) == 1


def test_no_version_is_deleted() -> None:
    for version in (make_version(), draft()):
        with pytest.raises(DatabaseError, match="pgtrigger: "), transaction.atomic():
            version.delete()


def test_a_text_has_one_draft() -> None:
    draft()
    with pytest.raises(IntegrityError), transaction.atomic():
        draft()


def test_nothing_is_published_without_number_moment_and_name() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.filter(pk=draft().pk).update(state="published")


def test_what_was_dropped_is_not_published() -> None:
    version = draft()
    Version.objects.filter(pk=version.pk).update(state="dropped")
    with pytest.raises(DatabaseError, match="pgtrigger: "), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(state="draft")


@pytest.mark.parametrize("change", [{"how": "sign_up"}, {"accepted_at": timezone.now() - timedelta(days=9)}])
def test_an_acceptance_never_changes(change: dict[str, Any]) -> None:
    row = accept(make_student().person, make_version())
    with pytest.raises(DatabaseError, match="pgtrigger: "), transaction.atomic():
        Acceptance.objects.filter(pk=row.pk).update(**change)


def test_an_acceptance_is_not_deleted() -> None:
    row = accept(make_student().person, make_version())
    with pytest.raises(DatabaseError, match="pgtrigger: "), transaction.atomic():
        row.delete()


def test_what_was_taken_back_stays_so() -> None:
    row = accept(make_student().person, make_version(Kind.PAPERS))
    assert Acceptance.objects.filter(pk=row.pk).update(withdrawn_at=timezone.now()) == 1
    with pytest.raises(DatabaseError, match="pgtrigger: "), transaction.atomic():
        Acceptance.objects.filter(pk=row.pk).update(withdrawn_at=None)


def test_a_version_is_accepted_once() -> None:
    row = accept(make_student().person, make_version())
    with pytest.raises(IntegrityError), transaction.atomic():
        Acceptance.objects.create(person=row.person, version=row.version, how="page", accepted_at=timezone.now())
