"""What a background may say: the core clerkships, and the states in which something is counted. Pure."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from openrotations.applications.models import Background
from openrotations.common.refusals import Words

# The five that hosts ask for (uhhospitals.org; bumc.bu.edu/isep; electives.us); some add those below.
CORES: dict[str, Words] = {
    "internal_medicine": _("Internal medicine"),
    "surgery": _("Surgery"),
    "obstetrics_gynecology": _("Obstetrics and gynecology"),
    "pediatrics": _("Pediatrics"),
    "psychiatry": _("Psychiatry"),
}
MORE_CORES: dict[str, Words] = {"neurology": _("Neurology"), "family_medicine": _("Family medicine")}
# Facts that do not grow with time. What was told of them, and relied on, stays as it is; the others move on.
LASTING = ("study_year", "is_final_year", "residence", "weeks_in_state", "electives_in_state")


def cores_missing(done: Sequence[str] | None) -> list[str] | None:
    """The names of the core clerkships that are not done; None where nobody told."""
    return None if done is None else [str(words) for key, words in CORES.items() if key not in done]


def english_suffices(told: Background | None, needed: Mapping[str, float]) -> bool | None:
    """Whether the test told is one of those needed with a score as high; None where it is not told."""
    if told is None or not told.english_test:
        return None
    if told.english_test not in needed:
        return False
    return None if told.english_score is None else float(told.english_score) >= float(needed[told.english_test])
