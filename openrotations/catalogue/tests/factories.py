"""Offerings and openings, for tests."""

from datetime import date
from decimal import Decimal
from itertools import count

from openrotations.catalogue.models import Offering, Opening, Requirement
from openrotations.common.periods import Period
from openrotations.hosts.models import Site
from openrotations.hosts.tests.factories import make_preceptor, make_site

_number = count(1)
JANUARY = Period.of_weeks(date(2027, 1, 4), 4)


def make_offering(**values: object) -> Offering:
    """A published hands-on elective in internal medicine, unless `values` say otherwise."""
    if "site" not in values:
        values["site"] = values["preceptor"].sites.first() if "preceptor" in values else make_site()  # type: ignore[attr-defined]
    if "preceptor" not in values:
        values["preceptor"] = make_preceptor(values["site"])  # type: ignore[arg-type]
    defaults = {
        "title": f"Internal medicine elective {next(_number)}",
        "specialty": "Internal Medicine",
        "experience_type": Offering.ExperienceType.ELECTIVE_CLERKSHIP,
        "participation": Offering.Participation.HANDS_ON,
        "setting": Offering.Setting.BOTH,
        "min_weeks": 2,
        "max_weeks": 8,
        "price_per_week": Decimal("450.00"),
    }
    return Offering.objects.create(**{**defaults, **values})


def make_opening(period: Period = JANUARY, seats: int = 1, **values: object) -> Opening:
    """Four weeks from 4 January 2027 with one seat, unless told otherwise."""
    if "offering" not in values:
        values["offering"] = make_offering()
    return Opening.objects.create(period=period.stored, seats=seats, **values)


def make_requirement(place: Site | Offering, kind: str = "tb_test", **values: object) -> Requirement:
    """What a site or an offering asks for: a tuberculosis test of any age, unless told otherwise."""
    where = {"site" if isinstance(place, Site) else "offering": place}
    return Requirement.objects.create(kind=kind, **where, **values)
