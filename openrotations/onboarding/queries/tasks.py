"""What is to be done before day one, whose turn it is, and what waits for the office."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from openrotations.common.clocks import day_at
from openrotations.common.turns import Need, Turn
from openrotations.common.wording import isolated, written_date
from openrotations.onboarding.models import Task
from openrotations.onboarding.queries.reminders import waits_for_office
from openrotations.placements.models import Placement
from openrotations.placements.queries import names_of
from openrotations.placements.states import PlacementState

_CLOSE_DAYS = 14
# Who settles what a rule still wants, as the others read it: the host among them.
_SETTLES = {
    "student": gettext_lazy("%(student)s settles what a rule still wants before day one."),
    "registrar": gettext_lazy("%(school)s settles what a rule still wants before day one."),
    "host": gettext_lazy("The host settles what a rule still wants before day one."),
    "office": gettext_lazy("The office settles what a rule still wants before day one."),
}


def tasks_of(placement: Placement) -> list[Task]:
    """Every task of the placement in its order, with who checked or waived it."""
    return list(placement.tasks.select_related("checked_by", "waived_by"))


def turns(placement: Placement, *, now: datetime) -> list[Turn]:
    """What the student and the office have to do before day one, one turn each."""
    if placement.state != PlacementState.CONFIRMED:
        return []
    since = placement.state_since_at.date()
    url = reverse("onboarding:tasks", args=[placement.pk])
    open_ones = [task for task in tasks_of(placement) if not task.is_done]
    left = [task for task in open_ones if not task.rule]
    own = [task for task in left if task.who == Task.Who.STUDENT and not waits_for_office(task)]
    schools = [task for task in left if task.who == Task.Who.REGISTRAR and not waits_for_office(task)]
    waiting = [task for task in left if task not in own and task not in schools]
    return [
        *_student_does(placement, own, since, url),
        *_school_does(placement, schools, since),
        *_office_checks(waiting, since, url),
        *_settle_rules(placement, [task for task in open_ones if task.rule], since, url),
    ]


def office_needs(now: datetime) -> list[Need]:
    """Stated tasks to check, rules that only the office or a school can settle, who is late, papers lacking on site."""
    needs = _papers_lacking_on_site()
    for placement in _confirmed_with_counts():
        about = str(placement.student)
        url = reverse("onboarding:tasks", args=[placement.pk])
        stated, unchecked, since = placement.stated, placement.unchecked, placement.first_stated_at  # type: ignore[attr-defined]
        if stated:
            sentence = ngettext("Check %(n)d task.", "Check %(n)d tasks.", stated) % {"n": stated}
            needs.append(Need("check-tasks", sentence, about, since.date(), url, placement.dates.first))
        if ruled := placement.ruled:  # type: ignore[attr-defined]
            sentence = ngettext("Find out what %(n)d rule asks.", "Find out what %(n)d rules ask.", ruled) % {
                "n": ruled
            }
            since = placement.state_since_at.date()
            needs.append(Need("settle-rules", sentence, about, since, url, placement.dates.first))
        if unchecked and is_close(placement, now):
            sentence = _("Not cleared, and day one is %(day)s.") % {"day": written_date(placement.dates.first)}
            since = placement.dates.first - timedelta(days=_CLOSE_DAYS)
            needs.append(Need("not-cleared", sentence, about, since, url, placement.dates.first))
    return needs


def is_close(placement: Placement, now: datetime) -> bool:
    """Whether day one is so near that somebody may be under way."""
    return (placement.dates.first - day_at(placement.offering.site.time_zone, now)).days <= _CLOSE_DAYS


def _student_does(placement: Placement, tasks: list[Task], since: date, url: str) -> list[Turn]:
    if not tasks:
        return []
    n = len(tasks)
    sentence = ngettext("Do %(n)d task before day one.", "Do %(n)d tasks before day one.", n) % {"n": n}
    told = ngettext(
        "%(student)s does %(n)d task before day one.", "%(student)s does %(n)d tasks before day one.", n
    ) % {"n": n, **names_of(placement)}
    first_due = min(task.due_on for task in tasks)
    return [Turn("tasks", "student", sentence, told, since, first_due, url, _("See your tasks"))]


def _school_does(placement: Placement, tasks: list[Task], since: date) -> list[Turn]:
    if not tasks:
        return []
    names = {"school": isolated(placement.student.school), "papers": ", ".join(task.title for task in tasks)}
    told = _("%(school)s sends: %(papers)s.") % names
    return [Turn("school-papers", "registrar", "", told, since, min(task.due_on for task in tasks))]


def _office_checks(tasks: list[Task], since: date, url: str) -> list[Turn]:
    if not tasks:
        return []
    n, stated = len(tasks), [task.stated_at.date() for task in tasks if task.stated_at]
    sentence = ngettext("Check %(n)d task of this rotation.", "Check %(n)d tasks of this rotation.", n) % {"n": n}
    told = ngettext(
        "The office checks %(n)d task of this rotation.", "The office checks %(n)d tasks of this rotation.", n
    ) % {"n": n}
    first_due = min(task.due_on for task in tasks)
    return [Turn("check-tasks", "office", sentence, told, min(stated or [since]), first_due, url, _("Check"))]


def _settle_rules(placement: Placement, tasks: list[Task], since: date, url: str) -> Iterator[Turn]:
    """What the rules still want, a turn for everybody who can settle some of it. Why is not for everybody to read."""
    for whose, told in _SETTLES.items():
        theirs = [task for task in tasks if task.who == whose]
        if theirs:
            reasons = " ".join(task.said.because for task in theirs if task.said)
            sentence = _("Before day one this has to be settled: %(reasons)s") % {"reasons": reasons}
            words = {**names_of(placement), "school": isolated(placement.student.school)}
            first_due = min(task.due_on for task in theirs)
            # School and host act from a link of their own.
            button = (url, _("See what is open")) if whose in ("student", "office") else ("", "")
            yield Turn("settle-rules", whose, sentence, str(told) % words, since, first_due, *button)


def _papers_lacking_on_site() -> list[Need]:
    rows = Task.objects.exclude(kind="").filter(checked_at=None, waived_at=None, placement__state=PlacementState.ACTIVE)
    rows = rows.select_related("placement__student__person").order_by("placement_id", "due_on")
    found: dict[Placement, list[Task]] = {}
    for task in rows:
        found.setdefault(task.placement, []).append(task)
    return [
        Need(
            "paper-lacking",
            _("On site without a paper that holds: %(papers)s.") % {"papers": ", ".join(task.title for task in tasks)},
            str(placement.student),
            placement.dates.first,
            reverse("onboarding:tasks", args=[placement.pk]),
            placement.dates.first,
        )
        for placement, tasks in found.items()
    ]


def _confirmed_with_counts() -> QuerySet[Placement]:
    is_open = Q(tasks__checked_at=None, tasks__waived_at=None)
    waiting = is_open & Q(tasks__stated_at__isnull=False)
    return (
        Placement.objects.filter(state=PlacementState.CONFIRMED)
        .select_related("student__person", "offering__site")
        .annotate(
            stated=Count("tasks", filter=waiting),
            ruled=Count("tasks", filter=is_open & ~Q(tasks__rule="") & ~Q(tasks__who=Task.Who.STUDENT)),
            unchecked=Count("tasks", filter=is_open),
            first_stated_at=Min("tasks__stated_at", filter=waiting),
        )
        .filter(unchecked__gt=0)
        .order_by("period")
    )
