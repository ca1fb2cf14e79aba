"""Kinds of experience that “May I?” answers about, each as facts for the rule book."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openrotations.hosts.models import Site


@dataclass(frozen=True)
class Experience:
    """A kind of experience: what it is called, what it means, for whom it exists, and what it tells the rules."""

    code: str
    label: str | Promise
    meaning: str | Promise
    who: frozenset[str]
    facts: Mapping[str, Any]

    @property
    def hands_on(self) -> bool:
        """Whether one takes part in care."""
        return bool(self.facts["participation"] == "hands_on")


_STUDENTS, _GRADUATES = frozenset({"enrolled"}), frozenset({"graduate"})
_TEACHING = {"site_kind": Site.Kind.HOSPITAL, "site_has_residency": True, "site_us_affiliation": True}
_PRACTICE = {"site_kind": Site.Kind.PRIVATE_PRACTICE, "site_has_residency": False, "site_us_affiliation": False}
_ELECTIVE = {"participation": "hands_on", "experience_type": "elective_clerkship"}
_OBSERVING = {"participation": "observation", "experience_type": "observership"}
_EXTERN = {"participation": "hands_on", "experience_type": "externship"}

EXPERIENCES = (
    Experience(
        "elective-hospital",
        _("Hands-on elective at a teaching hospital"),
        _("You take part in care under supervision, at a hospital with residents and a US medical school."),
        _STUDENTS,
        {**_ELECTIVE, **_TEACHING},
    ),
    Experience(
        "elective-practice",
        _("Hands-on elective in a private practice"),
        _("You take part in care under supervision, in a physician's own practice."),
        _STUDENTS,
        {**_ELECTIVE, **_PRACTICE},
    ),
    Experience(
        "observership",
        _("Observership"),
        _("You watch and discuss, and have no contact with patients."),
        _STUDENTS | _GRADUATES,
        {**_OBSERVING, **_PRACTICE},
    ),
    Experience(
        "externship",
        _("Hands-on externship"),
        _("A graduate takes part in care under supervision."),
        _GRADUATES,
        {**_EXTERN, **_PRACTICE},
    ),
)


def experiences_for(status: str | None) -> list[Experience]:
    """Those that exist for students, or for graduates; all where it is not told."""
    return [each for each in EXPERIENCES if status not in ("enrolled", "graduate") or status in each.who]
