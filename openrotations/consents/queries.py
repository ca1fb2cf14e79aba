"""Which version of each text is in force, who accepted it, and who has not."""

from collections.abc import Callable, Collection, Iterable
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
from openrotations.notifications.models import Message
from openrotations.people.models import Person
from openrotations.schools.models import Policy, Student

type OpenWork = Callable[[Collection[UUID]], set[UUID]]
_open_work: list[OpenWork] = []


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

    @property
    def can_be_accepted(self) -> bool:
        """Whether a yes to it would say something."""
        return self.mine is None and (self.is_owed or self.version.is_optional)


@dataclass(frozen=True)
class Ahead:
    """A published version that holds from a later day, and what somebody said to it already: None for nothing."""

    version: Version
    mine: Acceptance | None

    @property
    def can_be_accepted(self) -> bool:
        """Whether a yes to it would say something, before its day."""
        return self.version.needs_acceptance and self.mine is None


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
        if version.kind == text.version.kind and counts(version.number or 0, text):
            return acceptance
    return None


def counts(number: int, text: InForce) -> bool:
    """Whether a yes to the version with this number is one to the text as it holds."""
    return (text.least or 1) <= number <= (text.version.number or 0)


def agreement_of(person_id: UUID, kind: str, today: date) -> Agreement | None:
    """One of them; None where no such text is in force."""
    return next((each for each in agreements_of(person_id, today) if each.version.kind == kind), None)


def owed_by(person_id: UUID, today: date) -> list[Version]:
    """What this student must still read and accept; hosts, registrars and staff owe nothing, so nobody asks."""
    return [agreement.version for agreement in agreements_of(person_id, today) if agreement.is_owed]


def why_not_without_acceptance(person_id: UUID, today: date) -> list[Reason]:
    """Why a student cannot take a step that needs the texts in force: one reason for each that is not accepted."""
    owed = owed_by(person_id, today)
    return list(
        rules.why_not_without_acceptance(
            (version.kind, version.title, version.number or 0, version.holds_from) for version in owed
        )
    )


def ahead_of(person_id: UUID, today: date) -> list[Ahead]:
    """Every version that is published and holds later, the earliest first, with what this person said to it."""
    rows = Version.objects.filter(state=VersionState.PUBLISHED, holds_from__gt=today).defer("text")
    coming = list(rows.order_by("holds_from", "kind", "number"))
    given = Acceptance.objects.filter(person_id=person_id, version__in=coming, withdrawn_at=None) if coming else []
    by_version = {row.version_id: row for row in given}
    return [Ahead(version, by_version.get(version.pk)) for version in coming]


def answer_of(person_id: UUID, version: Version, today: date) -> Agreement | Ahead | None:
    """What somebody said to a version in force or ahead; None for one that is neither."""
    if version.holds_from > today:
        return next((each for each in ahead_of(person_id, today) if each.version == version), None)
    return agreement_of(person_id, version.kind, today)


def register_open_work(finder: OpenWork) -> None:
    """Let a package above say who is concerned: `finder(people)` gives those of them who have something open."""
    _open_work.append(finder)


def who_hears_of(version: Version) -> list[Person]:
    """Who accepted an earlier version, has not answered to this one, and has something open; in a fixed order.

    A version that nobody is asked to accept anew concerns nobody.
    """
    if not version.needs_acceptance:
        return []
    standing = Acceptance.objects.filter(person=OuterRef("pk"), withdrawn_at=None, version__kind=version.kind)
    earlier, this = standing.filter(version__number__lt=version.number), standing.filter(version=version)
    found = Person.objects.filter(Exists(earlier), ~Exists(this), is_active=True).order_by("pk")
    ids = list(found.values_list("pk", flat=True))
    concerned = _open_work[-1](ids) if ids and _open_work else set[UUID]()
    return list(found.filter(pk__in=concerned))


def was_told_of(person: Person, version: Version, template: str) -> bool:
    """Whether this mail about the version went to the person before."""
    return Message.objects.filter(to_person=person, template=template, subject_id=version.pk).exists()


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


def needing_schools() -> QuerySet[Policy]:
    """Policies of the schools that must get an evaluation back for credit."""
    return Policy.objects.exclude(evaluation_back__in=["", Policy.EvaluationBack.NONE])


def missing_texts(today: date) -> list[Kind]:
    """What no published version states: terms, privacy notice, and the release where a school needs it for credit."""
    texts = in_force(today)
    wanted = [kind for kind in Kind if kind not in texts and (kind not in OPTIONAL or kind == Kind.RELEASE)]
    return [kind for kind in wanted if kind != Kind.RELEASE or needing_schools().exists()]
