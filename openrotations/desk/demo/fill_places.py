"""The office, schools, sites and what they offer, as rows."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from openrotations.catalogue.models import Offering, Opening
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.desk.demo.office import Office
from openrotations.desk.demo.rows import Rows
from openrotations.desk.demo.schools import STANDING_NOTES
from openrotations.desk.demo.texts import load
from openrotations.hosts.models import HostCoordinator, Preceptor, Site
from openrotations.office.models import Programme
from openrotations.people.models import Person
from openrotations.schools.models import Registrar, School

KINDS = {
    "hospital": Site.Kind.HOSPITAL,
    "private_practice": Site.Kind.PRIVATE_PRACTICE,
    "fqhc": Site.Kind.CLINIC,
}
NEW_SCHOOL = timedelta(days=12)
TEACHING = {"community_teaching": "Community teaching hospital", "non_teaching": "", "": ""}


def fill_office(rows: Rows) -> None:
    """The programme itself."""
    office = rows.world.office
    rows.programme = Programme.objects.create(
        name=office.name,
        letterhead="\n".join(office.letterhead),
        email=office.email,
        time_zone=office.zone,
        opening_hours=office.opening_hours,
        min_weeks=office.fewest_weeks,
        max_weeks=office.most_weeks,
        graduates_may=_graduates_may(office),
        refund_policy=_refunds(office),
        hold_hours=office.hold_days * 24,
        host_answer_days=office.host_answer_working_days,
        created_at=rows.opened_at,
    )
    rows.diary.note(rows.opened_at, "open_office", rows.programme, PROGRAM)


def fill_schools(rows: Rows) -> None:
    """Schools, and the registrar of each. Only a confirmed address has a source."""
    checked_on = rows.opened_at.date()
    placed = {placement.student for placement in rows.world.placements}
    looked_up = {student.school for student in rows.world.students if student.key in placed}
    for school in rows.world.schools:
        # Nobody is placed from a school that the office has not looked up.
        is_known = school.standing == "recognised" or school.key in looked_up
        rows.schools[school.key] = School(
            name=school.name,
            country=school.country,
            city=school.city,
            accreditation=School.Accreditation.ACCREDITED if is_known else School.Accreditation.UNKNOWN,
            accreditation_source=STANDING_NOTES["recognised"] if is_known else "",
            accreditation_checked_on=checked_on if is_known else None,
            created_at=rows.opened_at if is_known else rows.midnight - NEW_SCHOOL,
        )
        _note(rows, "add_school", rows.schools[school.key], school.key)
    for registrar in rows.world.registrars:
        school_row = rows.schools[registrar.school]
        rows.registrars[registrar.school] = Registrar(
            school=school_row, **_contact(rows, registrar.full_name, registrar.email, registrar.email_confirmed_from)
        )
        _note(rows, "add_registrar", rows.registrars[registrar.school], registrar.school, school=str(school_row.pk))
    School.objects.bulk_create(rows.schools.values())
    Registrar.objects.bulk_create(rows.registrars.values())


def fill_sites(rows: Rows) -> None:
    """Sites, their coordinators and preceptors."""
    catalogue = rows.world.catalogue
    for site in catalogue.sites:
        rows.sites[site.key] = Site(
            name=site.name,
            kind=KINDS[site.kind],
            street=site.street,
            city=site.city,
            state=site.state,
            postcode=site.postal_code,
            time_zone=site.zone,
            teaching_affiliation=TEACHING[site.teaching],
            created_at=rows.opened_at,
        )
        _note(rows, "add_site", rows.sites[site.key], site.key, state=site.state, kind=KINDS[site.kind].value)
    Site.objects.bulk_create(rows.sites.values())
    hosts = []
    for host in catalogue.host_coordinators:
        contact = _contact(rows, host.full_name, host.email, host.email_confirmed_from)
        hosts.append(HostCoordinator(site=rows.sites[host.site], **contact))
        rows.hosts.setdefault(host.site, hosts[-1])
        _note(rows, "add_coordinator", hosts[-1], host.key, site=str(rows.sites[host.site].pk))
    HostCoordinator.objects.bulk_create(hosts)
    _fill_preceptors(rows)


def _fill_preceptors(rows: Rows) -> None:
    places: list[Any] = []
    for preceptor in rows.world.catalogue.preceptors:
        row = Preceptor(
            npi=preceptor.npi,
            licence_state=preceptor.licence_state,
            licence_number=preceptor.licence_number,
            specialty=preceptor.specialty_label,
            title=preceptor.degree,
            **_contact(rows, preceptor.full_name, preceptor.email, preceptor.email_confirmed_from),
        )
        rows.preceptors[preceptor.key] = row
        site = rows.sites[preceptor.site]
        places.append(Preceptor.sites.through(preceptor_id=row.pk, site_id=site.pk))
        _note(rows, "add_preceptor", row, preceptor.key, sites=[str(site.pk)])
    Preceptor.objects.bulk_create(rows.preceptors.values())
    Preceptor.sites.through.objects.bulk_create(places)


def fill_catalogue(rows: Rows) -> None:
    """Offerings and their openings, past and coming."""
    for offering in rows.world.catalogue.offerings:
        row = Offering(
            title=offering.title,
            preceptor=rows.preceptors[offering.preceptor],
            site=rows.sites[offering.site],
            specialty=offering.specialty_label,
            experience_type=offering.experience_type,
            participation=offering.participation,
            setting=offering.setting,
            description=offering.description,
            requirements=_requirements(offering.requirements),
            min_weeks=offering.fewest_weeks,
            max_weeks=offering.most_weeks,
            price_per_week=Decimal(offering.price_a_week_usd),
            created_at=rows.opened_at,
        )
        rows.offerings[offering.key] = row
        _note(rows, "add_offering", row, offering.key)
    Offering.objects.bulk_create(rows.offerings.values())
    for opening in rows.world.catalogue.openings:
        rows.openings[opening.key] = Opening(
            offering=rows.offerings[opening.offering],
            period=Period(opening.starts_on, opening.ends_on).stored,
            seats=opening.seats,
            created_at=rows.opened_at,
        )
    Opening.objects.bulk_create(rows.openings.values())


def _contact(rows: Rows, full_name: str, email: str, source: str) -> dict[str, Any]:
    """Fields of a contact; the address counts as confirmed where staff named a source."""
    by: Person | None = rows.coordinator_for(email) if source else None
    return {
        "full_name": full_name,
        "email": email,
        "address_confirmed_at": rows.opened_at if source else None,
        "address_source": source,
        "address_confirmed_by": by,
        "created_at": rows.opened_at,
    }


def _note(rows: Rows, action: str, row: Any, key: str, **details: Any) -> None:
    rows.diary.note(row.created_at, action, row, rows.office_for(key), **details)


def _requirements(asked: tuple[str, ...]) -> str:
    words = load("requirements.yaml")
    return "\n".join(words[name] for name in asked if name in words)


def _graduates_may(office: Office) -> str:
    may = Programme.GraduatesMay
    return may.OBSERVE if office.graduates_only_observe else may.HANDS_ON


def _refunds(office: Office) -> str:
    parts = [(days, f"{percent}\u00a0%") for days, percent in office.refund_policy if days]
    lines = [f"{days} days or more before day one: {part} back." for days, part in parts]
    return "\n".join([*lines, "Later: nothing back, except when the host or the programme cancels."])
