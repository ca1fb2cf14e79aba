"""Home schools, what we know of them, their registrars, and their students."""

from openrotations.schools.models.policy import Blackout, Policy
from openrotations.schools.models.school import Distinction, Evidence, OtherName, School
from openrotations.schools.models.standing import AgencyAccreditation, DeclaredCount, SponsorNote, StateStanding
from openrotations.schools.models.student import Registrar, Student

__all__ = [
    "AgencyAccreditation",
    "Blackout",
    "DeclaredCount",
    "Distinction",
    "Evidence",
    "OtherName",
    "Policy",
    "Registrar",
    "School",
    "SponsorNote",
    "StateStanding",
    "Student",
]
