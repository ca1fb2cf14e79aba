"""National Provider Identifiers for the demo: numbers with a right check digit that can belong to nobody."""

CARD_PREFIX = "80840"
"""Health industry (80) and United States (840): CMS computes the check digit over this prefix and the number."""

NEVER_ISSUED_FIRST_DIGIT = "9"
"""Issued numbers begin with 1 or 2; every demo number begins with this."""


def luhn_sum(digits: str) -> int:
    """The Luhn sum of a string of digits, counted from the right. Valid numbers give a multiple of ten."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total


def has_valid_check_digit(npi: str) -> bool:
    """Whether `npi` is ten digits with the check digit that CMS prescribes (Luhn over 80840 and the number).

    Says nothing of whether the number was ever issued, or to whom. 1234567893 is the published example.
    """
    return len(npi) == 10 and npi.isascii() and npi.isdigit() and luhn_sum(CARD_PREFIX + npi) % 10 == 0


def demo_npi(serial: int) -> str:
    """The demo number of that serial (0 to 99,999,999): begins with 9 and passes the check digit.

    Raises ValueError when the serial has too many digits or is negative.
    """
    if not 0 <= serial <= 99_999_999:
        raise ValueError(f"A demo NPI has a serial of at most eight digits, not {serial}.")
    body = f"{NEVER_ISSUED_FIRST_DIGIT}{serial:08d}"
    return f"{body}{-luhn_sum(CARD_PREFIX + body + '0') % 10}"
