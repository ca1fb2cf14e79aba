"""The National Provider Identifier: ten digits, the last a check digit. A valid one need not exist."""

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


def why_not_an_npi(number: str) -> str | Promise | None:
    """What is wrong with this number, in words, or None.

    Ten digits; first digit 1 or 2; Luhn check over "80840" and the number
    (CMS, NPI check digit; read 2026-11-22). The demo also takes numbers that start with 9, which are never issued.
    """
    if len(number) != 10 or not (number.isascii() and number.isdigit()):
        return _("An NPI has ten digits. Check it on the physician's page in the NPI registry.")
    first = "129" if settings.DEMO else "12"
    if number[0] not in first:
        return _("An NPI starts with 1 or 2. Check it on the physician's page in the NPI registry.")
    if not _passes_check("80840" + number):
        return _("This NPI has a wrong digit: its check digit does not fit. Compare it digit by digit.")
    return None


def _passes_check(digits: str) -> bool:
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
