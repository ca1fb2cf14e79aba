"""Printed by `rotations serve` while the office is not set up."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from openrotations.desk.queries.office import set_up_code
from openrotations.office.queries import programme_or_none


class Command(BaseCommand):
    """Print the set-up code and where to use it; nothing once the office is open."""

    help = "Print the code that opens a new office."

    def handle(self, *args: Any, **options: Any) -> None:
        """One line, or none."""
        if programme_or_none() is None:
            code = set_up_code()
            self.stdout.write(f"This office is not set up yet. Open {settings.PUBLIC_URL}/start/ with the code {code}")
