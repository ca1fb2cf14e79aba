"""Input about offerings, openings, and what is asked for there."""

from openrotations.catalogue.forms.offerings import CatalogueFilter, OfferingFilter, OfferingForm, OpeningForm
from openrotations.catalogue.forms.requirements import EntryConditionsForm, PaperChoice, RequirementForm

__all__ = [
    "CatalogueFilter",
    "EntryConditionsForm",
    "OfferingFilter",
    "OfferingForm",
    "OpeningForm",
    "PaperChoice",
    "RequirementForm",
]
