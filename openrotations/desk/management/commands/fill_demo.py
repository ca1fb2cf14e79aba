"""`fill_demo`: the fictional programme of the demo, in an empty database."""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from openrotations.desk.demo.fill import fill


class Command(BaseCommand):
    """Fills the demo once; a second call changes nothing. Only in demo mode."""

    help = "Fill an empty database with the fictional demo programme."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The seed of the world, and the day on which it stands."""
        parser.add_argument("--seed", type=int, default=2027)
        parser.add_argument("--today", type=date.fromisoformat, default=None, metavar="YYYY-MM-DD")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError outside demo mode."""
        if not settings.DEMO:
            raise CommandError("The demo programme is only for OPENROTATIONS_MODE=demo. Nothing was changed.")
        fill(options["seed"], options["today"] or timezone.now().date())
