"""What a thing needs before it can be saved, and what may not stand together. Pure functions over items."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from openrotations.desk.imports.plans import Item, Sort
from openrotations.desk.spreadsheets.faults import Template

type Shortcoming = tuple[str, Template, Template]

_FILL = _("Fill this cell, or add the column.")
_NEEDED: dict[Sort, dict[str, Template]] = {
    Sort.SITE: {"kind": _("A new site needs its kind."), "time_zone": _("A new site needs its time zone.")},
    Sort.PRECEPTOR: {"specialty": _("A new preceptor needs a specialty.")},
    Sort.OFFERING: {
        "participation": _("A new offering says whether students take part or observe."),
        "setting": _("A new offering needs its setting."),
        "price_per_week": _("A new offering needs a price; 0 is one too."),
    },
    Sort.STUDENT: {
        "citizenship": _("A new student needs a citizenship."),
        "graduation_on": _("A new student needs a day of graduation, expected or done."),
    },
}


def what_is_missing(item: Item) -> Iterator[Shortcoming]:
    """Field, what is wrong and what to do, for everything a new item lacks."""
    for name, message in _NEEDED.get(item.sort, {}).items():
        if item.value(name) in (None, ""):
            yield name, message, _FILL
    if item.sort is Sort.PRECEPTOR and not item.joined:
        yield "site", _("A new preceptor needs a site."), _FILL


def what_does_not_fit(item: Item) -> Iterator[Shortcoming]:
    """Field, what is wrong and what to do, for values that cannot stand together."""
    if item.sort is not Sort.OFFERING:
        return
    observes = item.value("participation") == "observation"
    if item.value("experience_type") == "observership" and not observes:
        yield "participation", _("An observership is observation only."), _("Change one of the two.")
    if (item.value("min_weeks") or 1) > (item.value("max_weeks") or 52):
        yield "max_weeks", _("The fewest weeks are more than the most."), _("Change one of the two.")
