"""The entries of a cohort's files: which numbers and texts are allowed, and lists that stand for one thing."""

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import Field, GetPydanticSchema
from pydantic_core import core_schema

LARGEST_SEED = 2**63 - 1
MOST_WEEKS = 1_000
MOST_SEATS = 1_000_000
LOWEST_RANK = 10_000
LARGEST_NUMBER = 1_000_000_000

Count = Annotated[int, Field(strict=True, ge=0, le=LARGEST_NUMBER)]
Number = Annotated[int, Field(strict=True, ge=-LARGEST_NUMBER, le=LARGEST_NUMBER)]
Price = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
HostScore = Annotated[int, Field(strict=True, ge=-1_000_000, le=1_000_000)]
Week = Annotated[int, Field(strict=True, ge=0, le=MOST_WEEKS)]
Length = Annotated[int, Field(strict=True, ge=1, le=MOST_WEEKS)]
Rank = Annotated[int, Field(strict=True, ge=1, le=LOWEST_RANK)]
Seats = Annotated[int, Field(strict=True, ge=0, le=MOST_SEATS)]
Seed = Annotated[int, Field(strict=True, ge=0, le=LARGEST_SEED)]
Text = Annotated[str, Field(strict=True, max_length=200)]
Total = Annotated[int, Field(strict=True, ge=-(2**63), le=2**63 - 1)]
Weight = Annotated[float, Field(strict=True, ge=0, le=LARGEST_NUMBER, allow_inf_nan=False)]
Finite = Annotated[float, Field(strict=True, allow_inf_nan=False)]


def as_list(make: Callable[[Any], object], entries: object) -> GetPydanticSchema:
    """A field that is a list with these entries in a file, and what `make` builds of it in the program."""
    return GetPydanticSchema(
        lambda source, handler: core_schema.no_info_after_validator_function(make, handler(entries))
    )
