"""`rotations init`: set up a real office from the command line."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from openrotations.common.refusals import Refused
from openrotations.desk.actions import set_up_office
from openrotations.desk.forms import StartForm
from openrotations.desk.queries.office import set_up_code

_ASKED = {
    "name": "Name of the programme",
    "director_name": "Your full name",
    "director_email": "Your e-mail address",
    "email": "E-mail address of the office",
    "letterhead": "Letterhead (lines parted by |)",
    "time_zone": "Time zone, such as America/New_York",
    "refund_policy": "Refund policy, in a sentence",
}


class Command(BaseCommand):
    """Ask for what an office needs, or take it from options; policies keep their defaults."""

    help = "Set up the office: name, first director, policies."

    def add_arguments(self, parser: ArgumentParser) -> None:
        for name, asked in _ASKED.items():
            parser.add_argument(f"--{name.replace('_', '-')}", default="", help=asked)

    def handle(self, *args: Any, **options: Any) -> None:
        """Open the office; every wrong answer is named, and nothing is saved until all are right."""
        if settings.MODE != "office":
            raise CommandError("rotations init sets up a real office. Unset OPENROTATIONS_MODE.")
        values = {name: options[name] or self._ask(asked) for name, asked in _ASKED.items()}
        values["letterhead"] = values["letterhead"].replace("|", "\n")
        form = StartForm({**_defaults(), **values, "code": set_up_code()})
        if not form.is_valid():
            lines = [f"  {field}: {' '.join(map(str, errors))}" for field, errors in form.errors.items()]
            raise CommandError("Nothing was saved. Mend these:\n" + "\n".join(lines), returncode=2)
        policies = dict(form.cleaned_data)
        name, email = policies.pop("director_name"), policies.pop("director_email")
        policies.pop("code")
        try:
            set_up_office(policies, director_name=name, director_email=email, now=timezone.now())
        except Refused as refused:
            raise CommandError("\n".join(str(reason.text) for reason in refused.reasons)) from refused
        self.stdout.write(f"The office is open. Start it with rotations serve, and sign in as {email}.")

    def _ask(self, asked: str) -> str:
        if not sys.stdin.isatty():
            return ""
        return input(f"{asked}: ").strip()


def _defaults() -> dict[str, Any]:
    return {name: field.initial for name, field in StartForm().fields.items() if field.initial is not None}
