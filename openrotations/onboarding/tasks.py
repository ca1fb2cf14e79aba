"""Jobs of this package."""

from django.utils import timezone
from procrastinate.contrib.django import app

from openrotations.catalogue.models import Offering
from openrotations.common.actors import PROGRAM
from openrotations.onboarding import actions, queries
from openrotations.onboarding.actions.retention import delete_old_papers

EVERY_AFTERNOON = "0 15 * * *"
EVERY_EVENING = "40 21 * * *"


@app.periodic(cron=EVERY_AFTERNOON)
@app.task(name="remind_of_tasks", queueing_lock="remind_of_tasks")
def remind_of_tasks(timestamp: int) -> None:
    """Judge every paper, ask every rule, then remind; 15:00 UTC is the morning on the mainland."""
    now = timezone.now()
    actions.judge_every_placement(by=PROGRAM, now=now)
    actions.remind_of_tasks(by=PROGRAM, now=now)


@app.periodic(cron=EVERY_EVENING)
@app.task(name="delete_papers", queueing_lock="delete_papers")
def delete_papers(timestamp: int) -> None:
    """Papers of health, background and identity go 90 days after the last rotation."""
    delete_old_papers(by=PROGRAM, now=timezone.now())


@app.task(name="settle_clearances")
def settle_clearances(school_id: str = "", site_id: str = "", offering_id: str = "") -> None:
    """Ask the rules about everybody who is to start, or whom one school, site or offering concerns: it changed."""
    concerned = queries.placements_concerned(school_id=school_id, site_id=site_id, offering_id=offering_id)
    actions.settle_by_rules(concerned, now=timezone.now())


@app.task(name="plan_tasks_again")
def plan_tasks_again(offering_ids: list[str]) -> None:
    """Something else is asked for in these offerings: change the open tasks, one placement after the other."""
    actions.plan_each_again(Offering.objects.filter(pk__in=offering_ids), by=PROGRAM, now=timezone.now())
