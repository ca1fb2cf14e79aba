"""What the office knows of one school, and what of it has to be looked at again."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openrotations.common.turns import Need
from openrotations.schools.agencies import Recognition, recognition_of
from openrotations.schools.facts import policy_of
from openrotations.schools.models import (
    AgencyAccreditation,
    Blackout,
    DeclaredCount,
    Evidence,
    OtherName,
    Policy,
    School,
    SponsorNote,
    StateStanding,
)
from openrotations.schools.queries.register import note_of
from openrotations.schools.queries.twins import Twin, twins_of, unjudged_twins

# What ends within these days is looked at again in time.
SOON = timedelta(days=30)


@dataclass(frozen=True)
class AgencyLine:
    """An agency's accreditation, and whether the table confirms today that WFME recognises that agency there."""

    row: AgencyAccreditation
    is_recognised: bool


@dataclass(frozen=True)
class SchoolKnown:
    """One school, with everything the office knows of it. `ends_soon` are names of what has to be looked at again."""

    school: School
    policy: Policy | None
    note: SponsorNote | None
    agencies: list[AgencyLine]
    standings: list[StateStanding]
    blackouts: list[Blackout]
    counts: list[DeclaredCount]
    evidence: list[Evidence]
    names: list[OtherName]
    twins: list[Twin]
    ends_soon: list[tuple[str, date]]


def known_of(school: School, today: date) -> SchoolKnown:
    """What the office knows of this school."""
    agencies = list(school.agencies.select_related("checked_by"))
    note = note_of(school)
    standings = list(school.state_standings.select_related("checked_by"))
    return SchoolKnown(
        school=school,
        policy=policy_of(school),
        note=note,
        agencies=[AgencyLine(row, _is_recognised(row, today)) for row in agencies],
        standings=standings,
        blackouts=list(school.blackouts.all()),
        counts=list(school.declared_counts.select_related("registrar")),
        evidence=list(school.evidence.select_related("file__checked", "added_by")),
        names=list(school.other_names.all()),
        twins=twins_of(school),
        ends_soon=[pair for pair in _ends(school, note, agencies, standings) if pair[1] <= today + SOON],
    )


def office_needs(now: datetime) -> list[Need]:
    """Schools with students whose facts end soon or have ended, and schools that may be one and the same."""
    today = now.date()
    return [*_ending(today), *_resembling()]


def _ending(today: date) -> Iterator[Need]:
    rows = School.objects.filter(students__isnull=False).distinct().select_related("sponsor_note")
    for school in rows.prefetch_related("agencies", "state_standings").order_by("name"):
        note = getattr(school, "sponsor_note", None)
        for what, until in _ends(school, note, school.agencies.all(), school.state_standings.all()):
            if until <= today + SOON:
                sentence = _("Look again at a school: %(what)s") % {"what": what}
                url = reverse("schools:school", args=[school.pk])
                yield Need("school-look-again", sentence, school.name, until - SOON, url, until)


def _resembling() -> Iterator[Need]:
    if found := unjudged_twins():
        since = min(school.created_at for school, _twin in found).date()
        about = ngettext("%(count)s pair", "%(count)s pairs", len(found)) % {"count": len(found)}
        sentence = _("Schools that may stand in the list twice")
        yield Need("school-twins", sentence, about, since, reverse("schools:pairs"))


def _ends(
    school: School,
    note: SponsorNote | None,
    agencies: Iterable[AgencyAccreditation],
    standings: Iterable[StateStanding],
) -> Iterator[tuple[str, date]]:
    if school.accreditation_until and school.accreditation != School.Accreditation.UNKNOWN:
        yield _("accreditation"), school.accreditation_until
    if note and note.until:
        yield _("sponsor note"), note.until
    for agency in agencies:
        if agency.until:
            yield agency.agency, agency.until
    for standing in standings:
        if standing.until:
            yield standing.get_state_display(), standing.until


def _is_recognised(row: AgencyAccreditation, today: date) -> bool:
    holds = row.until is None or today <= row.until
    return holds and recognition_of(row.agency, str(row.country), today=today) == Recognition.RECOGNISED
