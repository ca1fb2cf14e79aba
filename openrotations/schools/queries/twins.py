"""Which schools resemble each other: over spellings, scripts and the words that every school has in its name."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from anyascii import anyascii
from django.db.models import Prefetch, QuerySet
from rapidfuzz import fuzz, process

from openrotations.people.models import Contact
from openrotations.schools.models import Distinction, OtherName, School

# From this likeness on (of 100) two names are shown side by side; a person decides.
ALIKE = 84
# In another country the names have to be nearly the same.
ALIKE_ABROAD = 96
# More pairs than these are not looked for at once: somebody judges the first ones first.
MOST_PAIRS = 500
# What many schools have in their names, in the languages met most often: beginnings of words, romanised.
_KINDS = {
    "university": ("univ",),
    "medicine": ("medi", "medy", "tibb", "yixue", "igaku"),
    "school": ("school", "college", "colegio", "escuela", "escola", "ecole", "schule", "facult", "facul", "fakult"),
    "science": ("scien", "cienc", "wissen"),
    "health": ("health", "salud", "saude", "sante"),
}
_SMALL = frozenset(
    "al an and da das de del della der des di do dos du el et for fur in la le of the und".split()  # noqa: SIM905
)
_SHORT = {"st": "saint", "sta": "saint", "santa": "saint", "san": "saint", "sao": "saint", "sankt": "saint"}
_WORD = re.compile(r"[a-z]+|\d+")


@dataclass(frozen=True)
class Twin:
    """A school that resembles a name: which of its names, and how much (of 100)."""

    school: School
    spelling: str
    score: int


@dataclass(frozen=True)
class Spelling:
    """A name made comparable: the words of its own, the words of its kind, and its numbers."""

    own: str
    kinds: frozenset[str]
    numbers: tuple[str, ...]


def spelling_of(name: str) -> Spelling:
    """The name in Latin letters without accents, capitals, order and small words."""
    said = (_SHORT.get(word, word) for word in _WORD.findall(anyascii(name).casefold()))
    words = [word for word in said if word not in _SMALL and (len(word) > 1 or word.isdigit())]
    kinds = {word: kind for word in words for kind, starts in _KINDS.items() if word.startswith(starts)}
    own = [word for word in words if word not in kinds and not word.isdigit()]
    return Spelling(" ".join(own), frozenset(kinds.values()), tuple(sorted(w for w in words if w.isdigit())))


def likeness(one: Spelling, other: Spelling) -> int:
    """How much two names resemble each other, of 100. Other numbers (First, 2nd) make another school."""
    if one.numbers != other.numbers:
        return 0
    if not one.own or not other.own:
        same = one.own == other.own and one.kinds == other.kinds
        return 100 if same else 0
    in_words = fuzz.token_sort_ratio(one.own, other.own)
    return round(max(in_words, fuzz.ratio(one.own.replace(" ", ""), other.own.replace(" ", ""))))


def likely_twins(name: str, country: str, *, besides: School | None = None) -> list[Twin]:
    """The schools that may be the one with this name, likest first. Those told apart from `besides` are left out."""
    apart = _told_apart_from(besides) if besides else set()
    found = [
        twin
        for school in _all()
        if school.pk not in apart and (besides is None or school.pk != besides.pk)
        if (twin := _twin(school, [spelling_of(name)], country))
    ]
    return sorted(found, key=lambda twin: (-twin.score, twin.school.name))


def twins_of(school: School) -> list[Twin]:
    """The schools that may be this one, under any of its names."""
    apart, names = _told_apart_from(school), [spelling_of(name) for name in _names(school)]
    others = [row for row in _all() if row.pk != school.pk and row.pk not in apart]
    found = [twin for row in others if (twin := _twin(row, names, str(school.country)))]
    return sorted(found, key=lambda twin: (-twin.score, twin.school.name))


def unjudged_twins() -> list[tuple[School, Twin]]:
    """Schools that a student or an import named and that resemble an older one, each pair once; `MOST_PAIRS` at most.

    Only schools of one country are compared, and only those that the office did not enter with the others.
    """
    apart = {frozenset(pair) for pair in Distinction.objects.values_list("school_id", "other_id")}
    countries: dict[str, list[School]] = defaultdict(list)
    for row in _all():
        countries[str(row.country)].append(row)
    pairs = (pair for rows in countries.values() for pair in _resembling(rows, apart))
    return list(islice(pairs, MOST_PAIRS))


def _resembling(rows: Sequence[School], apart: set[frozenset[UUID]]) -> Iterator[tuple[School, Twin]]:
    """The pairs among schools of one country. What is surely unlike is passed over before it is looked at."""
    newcomers = [row for row in rows if row.supplied_by != Contact.SuppliedBy.OFFICE]
    if not newcomers:
        return
    spellings = {row.pk: [spelling_of(name) for name in _names(row)] for row in rows}
    places = [(row, spelling) for row in rows for spelling in spellings[row.pk]]
    sorted_words = [_in_order(spelling) for _row, spelling in places]
    in_one_word = [spelling.own.replace(" ", "") for _row, spelling in places]
    for new in newcomers:
        near = {
            place
            for spelling in spellings[new.pk]
            for said, known in ((_in_order(spelling), sorted_words), (spelling.own.replace(" ", ""), in_one_word))
            for _text, _score, place in process.extract(
                said, known, scorer=fuzz.ratio, score_cutoff=ALIKE - 1, limit=None
            )
        }
        older = {places[place][0].pk: places[place][0] for place in sorted(near)}
        for old in older.values():
            if not _is_older(old, new) or frozenset((old.pk, new.pk)) in apart:
                continue
            score = _best(spellings[new.pk], spellings[old.pk])
            if score >= ALIKE:
                yield new, Twin(old, old.name, score)


def _in_order(spelling: Spelling) -> str:
    return " ".join(sorted(spelling.own.split()))


def _is_older(one: School, other: School) -> bool:
    # Rows of one import may be of one moment.
    return (one.created_at, one.pk) < (other.created_at, other.pk)


def _all() -> QuerySet[School]:
    return School.objects.prefetch_related(Prefetch("other_names", OtherName.objects.order_by("name"))).order_by("name")


def _names(school: School) -> Iterator[str]:
    yield school.name
    yield from (row.name for row in school.other_names.all())


def _twin(school: School, names: Sequence[Spelling], country: str) -> Twin | None:
    least = ALIKE if str(school.country) == country else ALIKE_ABROAD
    scored = [(_best(names, [spelling_of(own)]), own) for own in _names(school)]
    score, spelling = max(scored, key=lambda pair: pair[0])
    return Twin(school, spelling, score) if score >= least else None


def _best(ones: Iterable[Spelling], others: Sequence[Spelling]) -> int:
    return max(likeness(one, other) for one in ones for other in others)


def _told_apart_from(school: School) -> set[object]:
    pairs = Distinction.objects.filter(school=school).values_list("other_id", flat=True)
    return {*pairs, *Distinction.objects.filter(other=school).values_list("school_id", flat=True)}
