"""`rotations export FOLDER`: everything back as spreadsheets."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from openrotations.common.actors import PROGRAM
from openrotations.desk.imports.actions import FORMS, export_sheet
from openrotations.desk.spreadsheets.columns import TABLES


class Command(BaseCommand):
    """Write one file a kind; each can be imported again."""

    help = "Give everything back as spreadsheets."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER", help="made where it does not exist")
        parser.add_argument("--form", choices=FORMS, default="csv")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit 0 when all six files are written, 2 when the folder cannot be written to."""
        folder, form = options["folder"], options["form"]
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for kind in TABLES:
                path = folder / f"{kind}.{form}"
                path.write_bytes(export_sheet(kind, form, by=PROGRAM, now=timezone.now()))
                # Names and addresses of people: for the one who runs the command only.
                path.chmod(0o600)
                self.stdout.write(f"{path}")
        except OSError as error:
            text = f"{folder}: {error.strerror}. Choose a folder you can write to."
            raise CommandError(text, returncode=2) from error
