"""What a student reads: the preceptor's answers beside their own, in words and as dots."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language_bidi, pgettext
from django.utils.translation import gettext as _

from openrotations.common.meters import share_between
from openrotations.common.mirroring import other_side
from openrotations.common.refusals import Words
from openrotations.evaluations.forms import Item, load_form
from openrotations.evaluations.forms.instrument import HIGHEST, LOWEST
from openrotations.evaluations.models import Evaluation
from openrotations.evaluations.queries import latest_evaluations
from openrotations.evaluations.states import EvaluationState
from openrotations.placements.models import Placement

# Dots at the ends keep clear of the edge, in per cent.
_MARGIN = 4.0
# One step apart is less than two people differ about the same student.
_ALIKE = 1


@dataclass(frozen=True)
class ItemResult:
    """One item: both ratings (1 to 5; None for not observed or not answered), their meaning, and places as dots."""

    item: Item
    competency: str
    preceptor: int | None
    own: int | None

    @property
    def preceptor_words(self) -> str:
        """What the preceptor's rating means."""
        return self.item.words_for(self.preceptor) or _("Not observed")

    @property
    def own_words(self) -> str:
        """What the student's own rating means; empty where there is none."""
        return self.item.words_for(self.own)

    @property
    def preceptor_x(self) -> float | None:
        """Where the preceptor's dot stands, in per cent."""
        return dot_place(self.preceptor)

    @property
    def own_x(self) -> float | None:
        """Where the student's ring stands, in per cent."""
        return dot_place(self.own)

    @property
    def comparison(self) -> Words:
        """How the two see it, in words; empty where one of them says nothing."""
        if self.preceptor is None or self.own is None:
            return ""
        if abs(self.own - self.preceptor) <= _ALIKE:
            return _("You see it much alike.")
        if self.own > self.preceptor:
            return _("You rated yourself higher. Ask what your preceptor saw.")
        return _("Your preceptor sees more in you than you do.")


@dataclass(frozen=True)
class MomentResult:
    """A submitted evaluation by the preceptor, with the student's own of the same moment where there is one."""

    evaluation: Evaluation
    own: Evaluation | None
    items: list[ItemResult]

    @property
    def is_corrected(self) -> bool:
        """Whether the preceptor corrected it after submitting."""
        return self.evaluation.version > 1

    @property
    def rows(self) -> list[list[Any]]:
        """The same as a table: item, competency, preceptor's rating and the student's own, with words."""
        return [
            [
                each.item.title,
                each.competency,
                _cell(each.preceptor, each.preceptor_words),
                _cell(each.own, each.own_words),
            ]
            for each in self.items
        ]


def dot_place(rating: int | None) -> float | None:
    """Where a rating stands on the line, in per cent, seen in the reader's direction; None without a rating."""
    if rating is None:
        return None
    share = share_between(rating, LOWEST, HIGHEST)
    place = round(_MARGIN + share * (100 - 2 * _MARGIN) / 100, 2)
    return other_side(place) if get_language_bidi() else place


def ticks() -> list[float]:
    """Where the five ratings stand on the line, in per cent."""
    return [place for rating in range(LOWEST, HIGHEST + 1) if (place := dot_place(rating)) is not None]


def results_of(placement: Placement) -> list[MomentResult]:
    """What preceptors have submitted about this placement, the newest first."""
    found = latest_evaluations(placement)
    submitted = {(e.moment, e.author): e for e in found if e.state == EvaluationState.SUBMITTED}
    results = [
        _result(evaluation, submitted.get((moment, "student")))
        for (moment, author), evaluation in submitted.items()
        if author == "preceptor"
    ]
    return sorted(results, key=lambda result: result.evaluation.due_on, reverse=True)


def _result(evaluation: Evaluation, own: Evaluation | None) -> MomentResult:
    form = load_form(evaluation.form)
    items = [
        ItemResult(
            item=item,
            competency=form.competencies[item.competency],
            preceptor=evaluation.answers.get(item.key),
            own=own.answers.get(item.key) if own else None,
        )
        for item in form.items
    ]
    return MomentResult(evaluation, own, items)


def _cell(rating: int | None, words: str) -> str:
    if rating is None:
        return words or "–"
    return pgettext("rating and its meaning", "%(rating)d of 5: %(words)s") % {"rating": rating, "words": words}
