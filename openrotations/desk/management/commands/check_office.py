"""`rotations check [--production]`."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, SystemCheckError

from openrotations.common.safety import what_is_unsafe
from openrotations.office.queries import programme_or_none


class Command(BaseCommand):
    """Say what is missing or unsafe."""

    help = "Say what is missing; with --production, what is unsafe."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--production", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit 0 when nothing is wrong, 1 with a line for each thing to mend."""
        faults = [] if programme_or_none() else ["no-office: This office is not set up yet. Run rotations init."]
        try:
            call_command("check", deploy=options["production"], fail_level="WARNING")
        except SystemCheckError as error:
            self.stderr.write(str(error))
            faults.append("django: Django's own checks, above, found something.")
        if options["production"]:
            faults += [f"{found.code}: {found.text}" for found in what_is_unsafe()]
        for fault in faults:
            self.stdout.write(f"  {fault}")
        if faults:
            sys.exit(1)
        self.stdout.write("Nothing to mend.")
