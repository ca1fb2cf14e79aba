"""What the office sees: what needs it today, its people, its trail."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from openrotations.applications import queries as applications
from openrotations.audit.models import Entry
from openrotations.audit.queries import chain_head, role_in_words, sentence_of
from openrotations.common.secrets import secret_from
from openrotations.common.turns import Need
from openrotations.desk.hosts import queries as away
from openrotations.documents import queries as documents
from openrotations.evaluations import turns as evaluations
from openrotations.hosts import queries as hosts
from openrotations.hosts.models import HostCoordinator, Preceptor
from openrotations.letters import turns as letters
from openrotations.logbook import turns as logbook
from openrotations.notifications.models import Message
from openrotations.onboarding import queries as onboarding
from openrotations.people.models import Contact, StaffRole
from openrotations.placements import queries as placements
from openrotations.rulebook import queries as rulebook
from openrotations.schools.models import Registrar, Student
from openrotations.schools.queries import knowledge as schools

_ASKED = (
    applications,
    documents,
    placements,
    onboarding,
    logbook,
    evaluations,
    letters,
    hosts,
    schools,
    rulebook,
    away,
)


def needs_today(now: datetime) -> list[Need]:
    """Everything that waits for the office, across packages, the longest wait first."""
    needs = [need for package in _ASKED for need in package.office_needs(now)]
    return sorted(needs, key=lambda need: (need.since, need.about))


def by_age(needs: Iterable[Need], today: date) -> list[tuple[str, list[Need]]]:
    """The needs under a heading each: what is late, then by how long it waits. Empty headings are left out."""
    groups: dict[str, list[Need]] = {
        _("Late"): [],
        _("Waiting for more than two weeks"): [],
        _("Waiting for more than a week"): [],
        _("New this week"): [],
    }
    late, fortnight, week, new = groups.values()
    for need in needs:
        days = (today - need.since).days
        is_late = need.until is not None and need.until < today
        (late if is_late else fortnight if days > 14 else week if days > 7 else new).append(need)
    return [(heading, found) for heading, found in groups.items() if found]


def students(*, words: str = "", status: str = "") -> QuerySet[Student]:
    """Students by any part of name, e-mail address or school, in order of name."""
    found = Student.objects.select_related("person", "school").order_by("person__full_name", "id")
    if words:
        found = found.filter(
            Q(person__full_name__icontains=words) | Q(person__email__icontains=words) | Q(school__name__icontains=words)
        )
    return found.filter(status=status) if status else found


def current_staff() -> QuerySet[StaffRole]:
    """Who works in the office now."""
    return StaffRole.objects.filter(ended_at=None).select_related("person").order_by("person__full_name", "kind")


def messages_about(student: Student) -> QuerySet[Message]:
    """What was sent to this student, newest first."""
    return Message.objects.filter(to_person=student.person).order_by("-queued_at")


def audit_page(number: str | None) -> dict[str, Any]:
    """Context of the audit page: entries newest first in words, and the chain's head to keep elsewhere as proof."""
    page = Paginator(Entry.objects.order_by("-id"), 100).get_page(number)
    names = _names_of_holders(page)
    rows = [
        (entry, sentence_of(entry.action), role_in_words(entry.actor_role), names.get(entry.actor_id, ""))
        for entry in page
    ]
    return {"page": page, "rows": rows, "head": chain_head()}


def _names_of_holders(entries: Iterable[Entry]) -> dict[str, str]:
    """The names of contacts who acted in these entries by a signed link, by their ids."""
    ids = {entry.actor_id for entry in entries if entry.actor_kind == "link"}
    kinds: tuple[type[Contact], ...] = (HostCoordinator, Preceptor, Registrar)
    found = (kind._default_manager.filter(pk__in=ids).values_list("pk", "full_name") for kind in kinds if ids)
    return {str(pk): name for rows in found for pk, name in rows}


def set_up_code() -> str:
    """The code that proves, on the first page of a new office, that one has started the program oneself."""
    return secret_from(settings.DATA / "keys" / "set-up-code", size=12)
