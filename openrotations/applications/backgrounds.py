"""What a background may say: the core clerkships, and the states in which something is counted. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

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
# Facts on which an application that was handed in rests. All but the residence grow with time: a year is added to
# the studies, weeks are spent in a state. What was told of them is never taken back; the other facts move freely.
LASTING = ("study_year", "is_final_year", "residence", "weeks_in_state", "electives_in_state")


def takes_back(name: str, before: Any, after: Any) -> bool:
    """Whether telling `after` would take back what was told before and may be relied on."""
    if name not in LASTING or before in (None, "") or before == after:
        return False
    if name == "residence" or after in (None, ""):
        return True
    if isinstance(before, Mapping):
        return any(after.get(state, 0) < told for state, told in before.items())
    return bool(after < before)


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
