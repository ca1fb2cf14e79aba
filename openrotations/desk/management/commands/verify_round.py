"""`rotations verify-round ROUND_ID`: what a round's page says, recomputed from what the database keeps of it."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from openrotations.placements.models import Outcome, Round
from openrotations.placements.planner.commands.verify_round import in_words
from openrotations.placements.planner.reading import BadInstance
from openrotations.placements.planner.verifying import Kept, verify_round
from openrotations.placements.plans.criteria import DECIDED_BY


class Command(BaseCommand):
    """Recompute every claim of a round, or save the round as a file to verify elsewhere."""

    help = "Recompute every claim of a published round."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("round", metavar="ROUND_ID")
        parser.add_argument("--time", type=float, default=30.0, help="seconds to try to better a cohort's plans (30)")
        parser.add_argument("--save", type=Path, metavar="FILE", help="only write what is kept of the round")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit 0 when every claim holds, 1 with each that does not, 2 when there is no such round with a result."""
        kept = _kept_of(options["round"])
        if options["save"]:
            options["save"].write_text(json.dumps(kept.as_json(), ensure_ascii=False), encoding="utf-8")
            return
        try:
            report = verify_round(kept, seconds=options["time"], tell=lambda text: self.stderr.write(f"{text} …"))
        except BadInstance as bad:
            raise CommandError(f"What is kept of the round cannot be read:\n{bad}", returncode=2) from None
        self.stdout.write(in_words(report))
        if report.faults:
            sys.exit(1)


def _kept_of(round_id: str) -> Kept:
    """What the database keeps of a round, with the reasons that the planner gave to each student."""
    try:
        found = Round.objects.filter(pk=UUID(round_id)).first()
    except ValueError:
        raise CommandError(f"{round_id} is neither a file nor the id of a round.", returncode=2) from None
    if found is None or found.solution is None:
        raise CommandError("There is no round with this id that has a result.", returncode=2)
    told: dict[str, list[dict[str, Any]]] = {}
    details = Outcome.objects.filter(entry__round=found).order_by("entry_id", "preference__rank")
    for application_id, detail in details.values_list("entry__application_id", "detail"):
        if "offering" in detail:  # others never reached the planner
            by_planner = {key: value for key, value in detail.items() if key != DECIDED_BY}
            told.setdefault(str(application_id), []).append(by_planner)
    chosen = found.runs.exclude(chosen_at=None).order_by("chosen_at").last()
    return Kept(
        kind="cohort" if found.kind == Round.Kind.COHORT else "ranked",
        instance=found.instance or {},
        solution=found.solution,
        seed=found.seed,
        engine=found.engine,
        settings=chosen.settings if chosen else found.settings,
        objectives=chosen.objectives if chosen else {},
        told=told,
        offerings=chosen.offering_reasons if chosen else [],
        summary=chosen.summary if chosen else {},
    )
