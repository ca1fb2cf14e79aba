"""`rotations audit verify` and `rotations audit head`."""

import sys
from argparse import ArgumentParser
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand

from openrotations.audit.queries import chain_faults, chain_head, stands_in_chain


class Command(BaseCommand):
    """Verify the audit trail's chain, or print its head to keep elsewhere."""

    help = "Verify the audit trail, or print its head."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["verify", "head"])
        parser.add_argument("--head", default="", help="a head kept earlier, as NUMBER:HASH: it must still stand")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit 0 when the chain is whole, 1 with the first faults when it is not."""
        number, digest = chain_head()
        if options["what"] == "head":
            self.stdout.write(f"{number}:{digest}")
            return
        faults = [f"  entry {fault.number}: {fault.what}" for fault in islice(chain_faults(), 20)]
        if options["head"] and not _still_stands(options["head"]):
            faults.insert(0, "  the head kept earlier does not stand in the chain: entries were removed or rewritten")
        if faults:
            self.stdout.write("The audit trail was changed:\n" + "\n".join(faults))
            sys.exit(1)
        self.stdout.write(f"The audit trail is whole: {number} entries, head {digest[:16]}…")


def _still_stands(kept: str) -> bool:
    number, _sep, digest = kept.partition(":")
    return number.isdigit() and stands_in_chain(int(number), digest)
