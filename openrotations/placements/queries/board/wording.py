"""Dates in words. A board of hundreds of rows says the same dates many times, so they are written once."""

from functools import lru_cache

from django.utils.translation import get_language

from openrotations.common.periods import Period
from openrotations.common.wording import written_period


def written(dates: Period) -> str:
    """First and last day in the language of the reader."""
    return _written(get_language(), dates)


@lru_cache(maxsize=4096)
def _written(language: str | None, dates: Period) -> str:
    return written_period(dates.first, dates.last)
