"""What a background may say: the core clerkships, and the states in which something is counted. Pure."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

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


class Scale(NamedTuple):
    """The scores of an English test: from, to, and by which steps."""

    lowest: Decimal
    highest: Decimal
    step: Decimal


_TEST = Background.TestTaken
# ETS gives bands from 1 to 6 in halves since 21 Jan 2026, and for two years the former total beside them
# (goarno.io/blog/toefl-scoring-old-vs-new). IELTS: britishcouncil.org/lithuania-education-exams-ielts.htm. OET has no
# overall score, but four of 0 to 500 by tens (cambridgeenglish.org/exams-and-tests/oet/results; for the tens
# in.kaptestglobal.com, 8 Jul 2020). Read 23 Nov 2026. Up to six, a score of TOEFL is no total but a band.
SCALES: dict[str, Scale] = {
    _TEST.TOEFL_IBT: Scale(Decimal("6.1"), Decimal(120), Decimal("0.1")),
    _TEST.TOEFL_IBT_BANDS: Scale(Decimal(1), Decimal(6), Decimal("0.5")),
    _TEST.IELTS: Scale(Decimal(0), Decimal(9), Decimal("0.5")),
    _TEST.OET: Scale(Decimal(0), Decimal(500), Decimal(10)),
}


def is_on_scale(test: str, score: Decimal | float | None) -> bool:
    """Whether a test can have this score; a test whose scale we do not know may have any."""
    scale = SCALES.get(test)
    if score is None or scale is None:
        return True
    exact = Decimal(str(score))
    return scale.lowest <= exact <= scale.highest and (exact - scale.lowest) % scale.step == 0


def takes_back(name: str, before: Any, after: Any) -> bool:
    """Whether telling `after` would take back what was told before and may be relied on."""
    if name not in LASTING or before in (None, "") or before == after:
        return False
    if name == "residence" or after in (None, ""):
        return True
    if isinstance(before, Mapping):
        return any(after.get(state, -1) < told for state, told in before.items())
    return bool(after < before)


def cores_missing(done: Sequence[str] | None) -> list[str] | None:
    """The names of the core clerkships that are not done; None where nobody told."""
    return None if done is None else [str(words) for key, words in CORES.items() if key not in done]


def english_suffices(told: Background | None, needed: Mapping[str, float]) -> bool | None:
    """Whether the test told is one of those needed with a score as high; None where it is not told.

    None as well where scores are on two scales: a band of TOEFL and a total are not compared.
    """
    if told is None or not told.english_test:
        return None
    if told.english_test == _TEST.TOEFL_IBT_BANDS and _TEST.TOEFL_IBT in needed:
        return None
    if told.english_test not in needed:
        return False
    if told.english_score is None or not is_on_scale(told.english_test, told.english_score):
        return None
    return float(told.english_score) >= float(needed[told.english_test])
