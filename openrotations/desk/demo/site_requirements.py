"""Sites that say once what they ask for: their coming students have papers to show, judged by what is there."""

from datetime import datetime, timedelta
from functools import partial

from openrotations.catalogue.models import Offering, Requirement
from openrotations.catalogue.queries import requirements_of
from openrotations.catalogue.site_kinds import usual_requirements
from openrotations.common.actors import PROGRAM
from openrotations.desk.demo.rows import Rows
from openrotations.desk.demo.texts import load
from openrotations.hosts.models import Site
from openrotations.onboarding.actions import judge_tasks
from openrotations.onboarding.models import Task
from openrotations.onboarding.queries import papers_asked
from openrotations.onboarding.standard import planned_tasks
from openrotations.placements.models import Placement
from openrotations.placements.states import PlacementState

_SITES = 4
_ASKED_BEFORE = timedelta(days=40)
_JUDGED_BEFORE = timedelta(hours=7)
# Which of the host's own words (requirements.yaml) say the same as a paper (kinds.yaml of the documents).
_SAME = {
    "passport": "identity",
    "cv": "cv",
    "photo": "photo",
    "tb_screen": "tb_test",
    "influenza_vaccine": "influenza",
    "letter_of_good_standing": "deans_letter",
    "transcript": "transcript",
    "malpractice_insurance": "malpractice_insurance",
    "background_check": "background_check",
    "drug_screen": "drug_screen",
    "n95_fit_test": "n95_fit",
    "bls": "bls",
}


def ask_for_papers(rows: Rows) -> None:
    """Some sites ask for what sites of their kind usually ask for; one of them is strict about tuberculosis."""
    coming = list(Placement.objects.filter(state=PlacementState.CONFIRMED).select_related("offering__site"))
    coming.sort(key=lambda row: (row.dates, row.pk))
    sites = list(dict.fromkeys(row.offering.site for row in coming))[:_SITES]
    for site in sites:
        _ask(rows, site)
    Requirement.objects.filter(site__in=sites[:1], kind="tb_test").update(not_older_than_days=30)
    for offering in Offering.objects.filter(site__in=sites):
        _drop_lines(offering)
    for row in coming:
        if row.offering.site in sites:
            _plan(row)
            rows.diary.act(rows.midnight - _JUDGED_BEFORE, partial(_judge, row))


def _ask(rows: Rows, site: Site) -> None:
    """What sites of this kind usually ask for, as the office took it over."""
    asked = [Requirement(site=site, **each.fields) for each in usual_requirements(site.kind)]
    Requirement.objects.bulk_create(asked)
    details = {"kind": site.kind, "papers": [row.kind for row in asked]}
    by = rows.office_for(site.name)
    rows.diary.note(rows.midnight - _ASKED_BEFORE, "apply_requirement_template", site, by, **details)


def _drop_lines(offering: Offering) -> None:
    """What is asked for as a paper does not stand in the host's own words as well."""
    words = load("requirements.yaml")
    papers = {words[name] for name, kind in _SAME.items() if kind in {row.kind for row in requirements_of(offering)}}
    lines = [line for line in offering.requirements.splitlines() if line not in papers]
    Offering.objects.filter(pk=offering.pk).update(requirements="\n".join(lines))


def _plan(placement: Placement) -> None:
    """The tasks of a confirmed placement, made anew with papers; what was ticked and still stands stays ticked."""
    offering = Offering.objects.select_related("site").get(pk=placement.offering_id)
    ticked = {task.title: task for task in placement.tasks.all()}
    planned = planned_tasks(
        offering.requirements,
        hands_on=offering.hands_on,
        first=placement.dates.first,
        today=placement.state_since_at.date(),
        papers=papers_asked(offering, placement.dates),
    )
    made = [Task(placement=placement, position=place, **each.fields) for place, each in enumerate(planned, start=1)]
    for task in made:
        task.created_at = placement.state_since_at
        if before := ticked.get(task.title):
            task.stated_at, task.checked_at, task.checked_by = before.stated_at, before.checked_at, before.checked_by
    placement.tasks.all().delete()
    Task.objects.bulk_create(made)


def _judge(placement: Placement, now: datetime) -> None:
    judge_tasks(placement, by=PROGRAM, now=now)
