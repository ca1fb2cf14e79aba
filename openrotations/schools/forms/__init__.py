"""Input about schools, what is known of them, registrars, and files."""

from openrotations.schools.forms.files import SentFileField, type_of
from openrotations.schools.forms.knowledge import (
    AgencyForm,
    BlackoutForm,
    EvidenceForm,
    OtherNameForm,
    PageRequestForm,
    PolicyForm,
    SponsorNoteForm,
    StandingForm,
    TwinForm,
    checked_today,
)
from openrotations.schools.forms.register import RegistrarForm, SchoolFilter, SchoolForm, SourceForm

__all__ = [
    "AgencyForm",
    "BlackoutForm",
    "EvidenceForm",
    "OtherNameForm",
    "PageRequestForm",
    "PolicyForm",
    "RegistrarForm",
    "SchoolFilter",
    "SchoolForm",
    "SentFileField",
    "SourceForm",
    "SponsorNoteForm",
    "StandingForm",
    "TwinForm",
    "checked_today",
    "type_of",
]
