"""What a record says: a snapshot in plain values, its canonical form, and its fingerprint."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from openrotations.common.clocks import day_at
from openrotations.hosts.queries import licence_state
from openrotations.logbook.models import Day
from openrotations.logbook.queries import signed_days
from openrotations.office.models import Programme
from openrotations.placements.models import Placement
from openrotations.schools.models import Student

FORM = "openrotations-record-1"


def content_of(
    student: Student, placements: Sequence[Placement], programme: Programme, *, code: str, now: datetime
) -> dict[str, Any]:
    """The record of these completed placements as plain JSON values, in English words where words are needed."""
    return {
        "form": FORM,
        "code": code,
        "issued_on": day_at(programme.time_zone, now).isoformat(),
        "programme": programme.name,
        "student": {
            "name": student.person.printed_name,
            "own_script": student.person.full_name if student.person.passport_name else "",
            "school": student.school.name,
            "school_country": str(student.school.country.name),
        },
        "rotations": [rotation_of(placement) for placement in placements],
    }


def rotation_of(placement: Placement) -> dict[str, Any]:
    """One rotation. Days and hours are those that were signed; hours are text, so that nothing rounds them.

    `also_signed` names who else signed some of the days, where the host named another supervisor on the way.
    """
    offering, dates, preceptor = placement.offering, placement.dates, placement.supervisor
    present = [day for day in signed_days(placement) if day.kind == Day.Kind.PRESENT]
    others = dict.fromkeys(day.signed_by.full_name for day in present if day.signed_by and day.signed_by != preceptor)
    return {
        **({"also_signed": sorted(others)} if others else {}),
        "title": offering.title,
        "specialty": offering.specialty,
        "experience_type": offering.experience_type,
        "participation": offering.participation,
        "setting": offering.setting,
        "first_on": dates.first.isoformat(),
        "last_on": dates.last.isoformat(),
        "weeks": dates.weeks,
        "days_signed": len(present),
        "hours_signed": written_hours(present),
        "site": {
            "name": offering.site.name,
            "kind": offering.site.kind,
            "city": offering.site.city,
            "state": offering.site.state,
            "teaching_affiliation": offering.site.sourced_affiliation,
        },
        "preceptor": {
            "name": preceptor.full_name,
            "title": preceptor.title,
            "specialty": preceptor.specialty,
            "npi": preceptor.npi,
            "licence_state": licence_state(preceptor, offering.site),
        },
    }


def written_hours(days: Sequence[Day]) -> str:
    """The hours of these days in all: "152", "152.5"."""
    total = f"{sum(day.hours for day in days):.2f}"
    return total.rstrip("0").rstrip(".")


def canonical(content: dict[str, Any]) -> bytes:
    """The one way to write this content: sorted keys, no spaces, UTF-8."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def fingerprint(content: dict[str, Any]) -> str:
    """SHA-256 of the canonical form, in hexadecimal."""
    return hashlib.sha256(canonical(content)).hexdigest()


def says_the_same(old: dict[str, Any], new: dict[str, Any]) -> bool:
    """Whether two records state the same, apart from code and day of issue."""
    passing = ("code", "issued_on")
    return {k: v for k, v in old.items() if k not in passing} == {k: v for k, v in new.items() if k not in passing}
