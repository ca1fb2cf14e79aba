"""Offerings of the demo and their openings."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Literal

from openrotations.desk.demo.sites import Preceptor, Site
from openrotations.desk.demo.texts import load, monday_on_or_after

ExperienceType = Literal[
    "elective_clerkship", "sub_internship", "core_clerkship", "externship", "observership", "research", "tele_rotation"
]
Setting = Literal["outpatient", "inpatient", "both"]
Status = Literal["student", "graduate"]

BLOCKS = (4, 6, 8, 12)
"""Lengths of openings, in weeks."""
STEP_1_ASKED_SHARE = 0.4
"""How many hands-on offerings ask for Step 1. Florida also asks for Step 2 CK (facts.md 3.5)."""
WEEKS_BEHIND = 52
WEEKS_AHEAD = 39
SHORTEST_AND_LONGEST = ((4, 8), (4, 4), (4, 12))

EXPERIENCES: tuple[tuple[ExperienceType, int], ...] = (
    ("elective_clerkship", 40),
    ("observership", 36),
    ("sub_internship", 8),
    ("core_clerkship", 5),
    ("externship", 4),
    ("research", 4),
    ("tele_rotation", 3),
)
WATCHED: frozenset[ExperienceType] = frozenset({"observership", "research", "tele_rotation"})
PRICE_FACTOR: dict[ExperienceType, float] = {
    "elective_clerkship": 1.0,
    "sub_internship": 1.15,
    "core_clerkship": 1.05,
    "externship": 1.0,
    "observership": 0.8,
    "research": 0.85,
    "tele_rotation": 0.8,
}
TITLES: dict[ExperienceType, str] = {
    "elective_clerkship": "{} elective",
    "sub_internship": "Sub-internship in {}",
    "core_clerkship": "Core clerkship in {}",
    "externship": "{} externship",
    "observership": "{} observership",
    "research": "Clinical research in {}",
    "tele_rotation": "{} tele-rotation",
}
PART_TAKEN: dict[ExperienceType, str] = {
    "elective_clerkship": "You take part under direct supervision, as your school and the site allow.",
    "sub_internship": "You carry your own patients under close supervision and are expected to know them best.",
    "core_clerkship": "It covers the objectives of a required clerkship. Your school agrees to them in writing first.",
    "externship": "You take part under direct supervision, outside your curriculum and without credit.",
    "observership": "You watch and discuss. You do not touch patients, write orders or use the health record.",
    "research": "You review charts without names and help write up the findings. You rarely meet patients.",
    "tele_rotation": "You join visits by video. Most programmes do not count it as clinical experience.",
}


@dataclass(frozen=True, slots=True)
class Offering:
    """What a preceptor at a site offers, priced in whole US dollars a week. Graduates may only observe."""

    key: str
    preceptor: str
    site: str
    specialty: str
    specialty_label: str
    title: str
    experience_type: ExperienceType
    participation: Literal["hands_on", "observation"]
    setting: Setting
    fewest_weeks: int
    most_weeks: int
    hours_a_week: int
    price_a_week_usd: int
    lead_days: int
    accepts: tuple[Status, ...]
    requirements: tuple[str, ...]
    description: str
    popularity: float


@dataclass(frozen=True, slots=True)
class Opening:
    """Dates and seats of an offering, from a Monday to a Friday, both included. One offering's never overlap."""

    key: str
    offering: str
    starts_on: date
    ends_on: date
    weeks: int
    seats: int


def make_offerings(
    rng: Random, preceptors: tuple[Preceptor, ...], sites: dict[str, Site], wanted: int = 84
) -> tuple[Offering, ...]:
    """One offering for each preceptor, then second ones until there are `wanted`, missing types first."""
    teachers = [*preceptors, *rng.sample(preceptors, max(0, wanted - len(preceptors)))]
    first: dict[str, ExperienceType] = {}
    offerings = []
    for number, preceptor in enumerate(teachers, start=1):
        site = sites[preceptor.site]
        missing = [name for name, _ in EXPERIENCES if name not in first.values() and belongs_at(name, site)]
        if preceptor.key in first and missing:
            experience = missing[0]
        else:
            experience = choose_experience(rng, site, first.get(preceptor.key))
        first[f"{preceptor.key} again" if preceptor.key in first else preceptor.key] = experience
        offerings.append(describe(rng, f"offering-{number:02d}", preceptor, site, experience))
    return tuple(offerings)


def belongs_at(experience: ExperienceType, site: Site) -> bool:
    """Whether a site of that kind offers it: clerkships and sub-internships belong to teaching hospitals."""
    if experience in ("sub_internship", "core_clerkship"):
        return site.teaching == "community_teaching"
    return site.kind != "fqhc" or experience != "externship"


def choose_experience(rng: Random, site: Site, taken: ExperienceType | None) -> ExperienceType:
    """An experience type that fits the site and is not the one `taken` already, as often as `EXPERIENCES` says."""
    suitable = [(name, weight) for name, weight in EXPERIENCES if name != taken and belongs_at(name, site)]
    return rng.choices([name for name, _ in suitable], [weight for _, weight in suitable])[0]


def describe(rng: Random, key: str, preceptor: Preceptor, site: Site, experience: ExperienceType) -> Offering:
    """One whole offering of that preceptor."""
    rules = load("offerings.yaml")[preceptor.specialty]
    setting = choose_setting(rng, rules["settings"], site)
    fewest, most = (6, 12) if experience == "core_clerkship" else rng.choice(SHORTEST_AND_LONGEST)
    observed = experience in WATCHED
    price = rules["price"] * PRICE_FACTOR[experience] * rng.choice((0.9, 1.0, 1.0, 1.1))
    return Offering(
        key=key,
        preceptor=preceptor.key,
        site=site.key,
        specialty=preceptor.specialty,
        specialty_label=preceptor.specialty_label,
        title=TITLES[experience].format(preceptor.specialty_label),
        experience_type=experience,
        participation="observation" if observed else "hands_on",
        setting=setting,
        fewest_weeks=fewest,
        most_weeks=most,
        hours_a_week=50 if setting == "inpatient" else 40,
        price_a_week_usd=round(price / 10) * 10,
        lead_days=rng.choice((30, 30, 45, 45, 60)),
        accepts=("student", "graduate") if observed else ("student",),
        requirements=requirements_for(rng, site, experience, setting),
        description=" ".join([*teaching_text(rules, setting), PART_TAKEN[experience], site.arrival_note]),
        popularity=round(rng.uniform(0.5, 3.0), 2),
    )


def choose_setting(rng: Random, settings: list[Setting], site: Site) -> Setting:
    """A setting that both the specialty and the site know. A practice without beds is outpatient."""
    if site.kind != "hospital":
        return "outpatient" if "outpatient" in settings else settings[0]
    return rng.choice(settings)


def teaching_text(rules: dict[str, str], setting: Setting) -> list[str]:
    """The sentences on the clinic, on the ward, or on both."""
    return {"outpatient": [rules["clinic"]], "inpatient": [rules["ward"]], "both": [rules["clinic"], rules["ward"]]}[
        setting
    ]


def requirements_for(rng: Random, site: Site, experience: ExperienceType, setting: Setting) -> tuple[str, ...]:
    """What the host asks for, as names of the requirement catalogue (facts.md 3.4)."""
    asked = ["passport", "cv", "photo", "hipaa_training"]
    if experience == "tele_rotation":
        return tuple(asked)
    asked += ["immunization_record", "tb_screen", "influenza_vaccine", "bloodborne_training", "health_insurance"]
    if experience in ("elective_clerkship", "sub_internship", "core_clerkship"):
        asked += ["letter_of_good_standing", "transcript", "malpractice_insurance"]
    if experience == "externship":
        asked.append("malpractice_insurance")
    if experience not in WATCHED and rng.random() < STEP_1_ASKED_SHARE:
        asked.append("step_1")
    if site.state == "FL" and experience not in WATCHED:
        asked.append("step_2_ck")
    if site.kind == "hospital":
        asked += ["background_check", "drug_screen", "exclusion_screening"]
    if setting != "outpatient" and rng.random() < 0.4:
        asked += ["n95_fit_test", "bls"]
    return tuple(asked)


def make_openings(rng: Random, offerings: tuple[Offering, ...], today: date) -> tuple[Opening, ...]:
    """Openings from a year ago to nine months ahead, one after the other for each offering, with gaps."""
    last = today + timedelta(weeks=WEEKS_AHEAD)
    openings: list[Opening] = []
    for offering in offerings:
        lengths = [weeks for weeks in BLOCKS if offering.fewest_weeks <= weeks <= offering.most_weeks]
        starts_on = monday_on_or_after(today - timedelta(weeks=WEEKS_BEHIND - rng.randint(0, 5)))
        while starts_on < last:
            weeks = rng.choices(lengths, [1 / length for length in lengths])[0]
            openings.append(
                Opening(
                    key=f"opening-{len(openings) + 1:04d}",
                    offering=offering.key,
                    starts_on=starts_on,
                    ends_on=starts_on + timedelta(days=weeks * 7 - 3),
                    weeks=weeks,
                    seats=rng.choices((1, 2, 3, 4), (45, 30, 15, 10))[0],
                )
            )
            starts_on += timedelta(weeks=weeks + rng.choice((0, 0, 1, 2, 4)))
    return tuple(openings)
