"""Sites of the demo, their host coordinators and their preceptors."""

from dataclasses import dataclass
from random import Random
from typing import Literal

from openrotations.desk.demo.names import NameGiver, mailbox
from openrotations.desk.demo.npi import demo_npi
from openrotations.desk.demo.texts import load

SiteKind = Literal["hospital", "private_practice", "fqhc"]

HOSPITAL_SPECIALTIES = frozenset(
    {"surgery", "emergency_medicine", "anesthesiology", "pathology", "radiology", "nephrology", "rehabilitation"}
)
"""Specialties that the demo teaches in hospitals only, save where a practice bears the name."""

PRACTICE_SPECIALTIES = {
    "Quiltsquare Internal Medicine": "internal_medicine",
    "Lampwick Heart Associates": "cardiology",
    "Buttonhole Family Practice": "family_medicine",
    "Marmalade Street Neurology": "neurology",
    "Sundial Beach Cardiology": "cardiology",
    "Peachpaper Pediatrics": "pediatrics",
    "Rolling Pin Gastroenterology": "gastroenterology",
    "Spool Street Psychiatry": "psychiatry",
    "Accordion Park Nephrology": "nephrology",
    "Mitten Lake Family Medicine": "family_medicine",
    "Tumbleweed Endocrine Clinic": "endocrinology",
    "Saddlebell Surgery Group": "surgery",
    "Sandpaper Mesa Pulmonary": "pulmonology",
    "Snowshoe Dermatology": "dermatology",
    "Lemonlight Infectious Disease": "infectious_disease",
    "Gumboot Geriatrics": "geriatrics",
}
HEALTH_CENTER_SPECIALTIES = (
    "family_medicine",
    "internal_medicine",
    "pediatrics",
    "psychiatry",
    "obstetrics_gynecology",
)


@dataclass(frozen=True, slots=True)
class Site:
    """A fictional hospital, private practice or federally qualified health center in a real state."""

    key: str
    name: str
    kind: SiteKind
    teaching: Literal["community_teaching", "non_teaching", ""]
    street: str
    city: str
    state: str
    postal_code: str
    zone: str
    area: Literal["urban", "suburban", "rural"]
    arrival_note: str
    phone: str
    email: str
    domain: str
    agreement_on_file: bool
    fictional: bool = True


@dataclass(frozen=True, slots=True)
class HostCoordinator:
    """Who answers for a site: openings, arrivals, clearance."""

    key: str
    site: str
    full_name: str
    latin_name: str
    title: str
    email: str
    phone: str
    email_confirmed_from: str


@dataclass(frozen=True, slots=True)
class Preceptor:
    """A supervising physician. The NPI begins with 9, so nobody has it; the licence is the demo's own word."""

    key: str
    site: str
    full_name: str
    latin_name: str
    degree: Literal["MD", "DO"]
    specialty: str
    specialty_label: str
    taxonomy: str
    npi: str
    licence_state: str
    licence_number: str
    email: str
    email_confirmed_from: str
    in_practice_since: int


def make_sites() -> tuple[Site, ...]:
    """Every site of `sites.yaml`, in its order."""
    sites = []
    for number, row in enumerate(load("sites.yaml"), start=1):
        name, kind, teaching, street, city, state, zone, area, arrival_note = row
        domain = f"{mailbox(name).replace('.', '')}.example"
        sites.append(
            Site(
                key=f"site-{number:02d}",
                name=name,
                kind=kind,
                teaching=teaching,
                street=street,
                city=city,
                state=state,
                postal_code="00000",
                zone=zone,
                area=area,
                arrival_note=arrival_note,
                phone=f"+1 555 555 01{number:02d}",
                email=f"frontdesk@{domain}",
                domain=domain,
                agreement_on_file=number % 11 != 0,
            )
        )
    return tuple(sites)


def make_host_coordinators(sites: tuple[Site, ...], names: NameGiver) -> tuple[HostCoordinator, ...]:
    """One coordinator for each site, two at teaching hospitals."""
    hosts: list[HostCoordinator] = []
    for site in sites:
        for _ in range(2 if site.teaching == "community_teaching" else 1):
            name = names.give("american")
            hosts.append(
                HostCoordinator(
                    key=f"host-{len(hosts) + 1:02d}",
                    site=site.key,
                    full_name=name.full,
                    latin_name=name.latin,
                    title="Education office" if site.kind == "hospital" else "Practice manager",
                    email=f"{mailbox(name.latin)}@{site.domain}",
                    phone=site.phone,
                    email_confirmed_from="A telephone call to the front desk of the site",
                )
            )
    return tuple(hosts)


def may_teach_at(specialty: str, site: Site) -> bool:
    """Whether the demo has physicians of that specialty at that site."""
    if site.kind == "private_practice":
        return PRACTICE_SPECIALTIES[site.name] == specialty
    if site.kind == "fqhc":
        return specialty in HEALTH_CENTER_SPECIALTIES
    return True


def place_specialties(rng: Random, sites: tuple[Site, ...]) -> list[tuple[str, Site]]:
    """Which specialty sits where: every practice gets its own, then the rest go to the sites with fewest physicians."""
    left = {specialty: rules["physicians"] for specialty, rules in load("offerings.yaml").items()}
    placed: list[tuple[str, Site]] = []
    for site in sites:
        if site.kind == "private_practice":
            specialty = PRACTICE_SPECIALTIES[site.name]
        elif site.kind == "fqhc":
            specialty = max(HEALTH_CENTER_SPECIALTIES[:4], key=lambda name: (left[name], name))
        else:
            specialty = max(left, key=lambda name: (left[name], name))
        left[specialty] -= 1
        placed.append((specialty, site))
    for specialty, count in left.items():
        for _ in range(max(0, count)):
            hosts = [s for s in sites if s.kind != "private_practice" and may_teach_at(specialty, s)]
            wanted = [s for s in hosts if s.kind == "hospital"] if specialty in HOSPITAL_SPECIALTIES else hosts
            free = [s for s in wanted if (specialty, s) not in placed] or wanted
            crowd = {s.key: sum(1 for _, other in placed if other == s) for s in free}
            least = min(crowd.values())
            placed.append((specialty, rng.choice([s for s in free if crowd[s.key] == least])))
    return placed


def make_preceptors(rng: Random, sites: tuple[Site, ...], names: NameGiver, year: int) -> tuple[Preceptor, ...]:
    """Every preceptor, with a demo NPI."""
    rules = load("offerings.yaml")
    preceptors = []
    for number, (specialty, site) in enumerate(place_specialties(rng, sites), start=1):
        name = names.give(rng.choice(("american", "american", "american", "spanish", "hindi", "arabic", "nigerian")))
        degree: Literal["MD", "DO"] = "DO" if rng.random() < 0.15 else "MD"
        preceptors.append(
            Preceptor(
                key=f"preceptor-{number:02d}",
                site=site.key,
                full_name=name.latin,
                latin_name=name.latin,
                degree=degree,
                specialty=specialty,
                specialty_label=rules[specialty]["label"],
                taxonomy=rules[specialty]["taxonomy"],
                npi=demo_npi(10_000 + number * 37),
                licence_state=site.state,
                licence_number=f"DEMO-{site.state}-{number:04d}",
                email=f"{mailbox(name.latin)}@{site.domain}",
                email_confirmed_from="The site's own list of physicians",
                in_practice_since=year - rng.randint(5, 34),
            )
        )
    return tuple(preceptors)
