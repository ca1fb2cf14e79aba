"""Which version of each text is in force, who accepted it, and who has not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from openrotations.common.refusals import Reason
from openrotations.consents import rules
from openrotations.consents.models import OPTIONAL, Acceptance, Kind, Version
from openrotations.consents.shipped import templates
from openrotations.consents.states import VersionState
from openrotations.people.models import Person
from openrotations.schools.models import Student


@dataclass(frozen=True)
class InForce:
    """A text as it holds on a day.

    `least` is the lowest number whose acceptance still counts: that of the newest version that was to be accepted
    anew. None where no version up to now was. `coming` is published and holds later.
    """

    version: Version
    least: int | None
    coming: Version | None = None

    @property
    def is_condition(self) -> bool:
        """Whether students must accept it."""
        return not self.version.is_optional and self.least is not None


@dataclass(frozen=True)
class Agreement:
    """A text in force, and what somebody said to it: `mine` counts today; None where nothing does."""

    text: InForce
    mine: Acceptance | None

    @property
    def version(self) -> Version:
        """The version in force."""
        return self.text.version

    @property
    def is_owed(self) -> bool:
        """Whether the person must still accept it."""
        return self.text.is_condition and self.mine is None


def in_force(today: date) -> dict[str, InForce]:
    """By kind, in the order of the kinds; a text of which nothing holds yet is left out. One query."""
    published = Version.objects.filter(state=VersionState.PUBLISHED).defer("text").order_by("number")
    versions = list(published.select_related("published_by"))
    found = {}
    for kind in Kind.values:
        of_kind = [version for version in versions if version.kind == kind]
        now = [version for version in of_kind if version.holds_from <= today]
        if now:
            asked = [version.number for version in now if version.needs_acceptance]
            coming = next((version for version in of_kind if version.holds_from > today), None)
            found[kind] = InForce(now[-1], asked[-1] if asked else None, coming)
    return found


def text_on(kind: str, today: date) -> Version | None:
    """The version of a text that is in force, with its words; None where nothing is."""
    found = in_force(today).get(kind)
    return found.version if found else None


def agreements_of(person_id: UUID, today: date) -> list[Agreement]:
    """Every text in force with what this person said to it. Two queries; one where nothing is published."""
    texts = in_force(today)
    if not texts:
        return []
    given = list(
        Acceptance.objects.filter(person_id=person_id, withdrawn_at=None)
        .select_related("version")
        .defer("version__text")
        .order_by("-version__number")
    )
    return [Agreement(text, _counting(text, given)) for text in texts.values()]


def _counting(text: InForce, given: Iterable[Acceptance]) -> Acceptance | None:
    for acceptance in given:
        version = acceptance.version
        if version.kind == text.version.kind and _counts(version.number or 0, text):
            return acceptance
    return None


def _counts(number: int, text: InForce) -> bool:
    return (text.least or 1) <= number <= (text.version.number or 0)


def agreement_of(person_id: UUID, kind: str, today: date) -> Agreement | None:
    """One of them; None where no such text is in force."""
    return next((each for each in agreements_of(person_id, today) if each.version.kind == kind), None)


def owed_by(person_id: UUID, today: date) -> list[Version]:
    """What this person must still read and accept."""
    return [agreement.version for agreement in agreements_of(person_id, today) if agreement.is_owed]


def owed_by_student(person: Person, today: date) -> list[Version]:
    """The same for somebody who may be no student: hosts, registrars and staff owe nothing."""
    owed = owed_by(person.pk, today)
    return owed if owed and Student.objects.filter(person=person).exists() else []


def why_not_without_acceptance(person_id: UUID, today: date) -> list[Reason]:
    """Why a student cannot take a step that needs the texts in force: one reason for each that is not accepted."""
    owed = owed_by(person_id, today)
    return list(
        rules.why_not_without_acceptance(
            (version.kind, version.title, version.number or 0, version.holds_from) for version in owed
        )
    )


def has_agreed(person_id: UUID, kind: str, today: date) -> bool:
    """Whether a consent stands. Where the programme has published no such text, it does not ask for one."""
    found = agreement_of(person_id, kind, today)
    return found is None or found.mine is not None


def history_of(person_id: UUID) -> list[Acceptance]:
    """Everything this person ever accepted, newest first, what was taken back included."""
    found = Acceptance.objects.filter(person_id=person_id).select_related("version").defer("version__text")
    return list(found.order_by("-accepted_at", "-pk"))


def published_of(kind: str) -> list[Version]:
    """The published versions of a text, newest first."""
    found = Version.objects.filter(kind=kind, state=VersionState.PUBLISHED)
    return list(found.defer("text").select_related("published_by").order_by("-number"))


def draft_values(kind: str, today: date) -> dict[str, Any]:
    """What the next version starts from: the draft, else the newest published one, else the template."""
    rows = Version.objects.filter(kind=kind)
    draft = rows.filter(state=VersionState.DRAFT).first()
    if draft:
        names = ("title", "text", "change", "holds_from", "needs_acceptance")
        return {name: getattr(draft, name) for name in names}
    newest = rows.filter(state=VersionState.PUBLISHED).order_by("-number").first()
    source, change = newest or templates()[kind], "" if newest else _("This is the first version.")
    start = max(today, newest.holds_from) if newest else today
    return {
        "title": source.title,
        "text": source.text,
        "change": change,
        "holds_from": start,
        "needs_acceptance": True,
    }


@dataclass(frozen=True)
class Shelf:
    """A text on the office's page: its versions with how many accepted each, its draft, and who is still to accept."""

    kind: Kind
    versions: list[Version]
    draft: Version | None
    text: InForce | None
    missing: int

    @property
    def is_optional(self) -> bool:
        """Whether it is a consent."""
        return self.kind in OPTIONAL


def shelves(today: date) -> list[Shelf]:
    """All texts, for the office."""
    standing = Count("acceptances", filter=Q(acceptances__withdrawn_at=None))
    rows = Version.objects.exclude(state=VersionState.DROPPED).defer("text").annotate(accepted=standing)
    versions = list(rows.select_related("published_by").order_by("-number"))
    texts = in_force(today)
    return [
        Shelf(
            Kind(kind),
            [version for version in versions if version.kind == kind and version.number],
            next((version for version in versions if version.kind == kind and not version.number), None),
            texts.get(kind),
            students_about(texts[kind], "missing").count() if kind in texts else 0,
        )
        for kind in Kind.values
    ]


def students_about(text: InForce, said: str = "", words: str = "") -> QuerySet[Student]:
    """Students who may sign in, in order of name. `said` is accepted, missing or empty for all."""
    counted = Acceptance.objects.filter(
        person_id=OuterRef("person_id"),
        withdrawn_at=None,
        version__kind=text.version.kind,
        version__number__range=(text.least or 1, text.version.number or 0),
    )
    found = Student.objects.filter(person__is_active=True).select_related("person", "school")
    found = found.annotate(has_accepted=Exists(counted)).order_by("person__full_name", "pk")
    if words:
        found = found.filter(Q(person__full_name__icontains=words) | Q(person__email__icontains=words))
    return found.filter(has_accepted=said == "accepted") if said else found


def latest_of(students: Iterable[Student], kind: str) -> dict[UUID, Acceptance]:
    """The newest acceptance of a text by each of these students' person, withdrawn ones included. One query."""
    people = [student.person_id for student in students]
    found = Acceptance.objects.filter(person_id__in=people, version__kind=kind).select_related("version")
    return {row.person_id: row for row in found.defer("version__text").order_by("version__number", "accepted_at")}


def missing_texts(today: date) -> list[Kind]:
    """The conditions of the programme that no published version states: terms, privacy notice."""
    texts = in_force(today)
    return [kind for kind in Kind if kind not in OPTIONAL and kind not in texts]
