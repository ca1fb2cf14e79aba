"""What somebody looked up on a day: a file never says an older thing over a newer one."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from openrotations.desk.imports.known import school_keys
from openrotations.desk.imports.lines import Line, shown
from openrotations.desk.imports.plans import Item, Sort
from openrotations.desk.spreadsheets.faults import Template
from openrotations.desk.spreadsheets.words import clean

_ADD_SCHOOL: Template = _("Correct the name or the country, or add the school to the schools file.")


def say_checked(line: Line, item: Item, columns: Mapping[str, str], *, until: str = "") -> None:
    """What a row says of something with a source and a day: field -> column. `until` is the column of its last day.

    What is known from a later day stays: where the file says otherwise, the row is at fault. Where it says the same,
    nothing changes, and the later day stays as well.
    """
    checked_on = line["checked_on"]
    if checked_on > line.draft.today:
        line.fault("checked_on", _("This day lies in the future."), _("Write the day on which somebody looked."))
        return
    if until and line[until] and line[until] < checked_on:
        text = _("It cannot end before the day on which somebody checked it.")
        line.fault(until, text, _("Correct one of the two days."))
        return
    known_on = getattr(item.row, "checked_on", None)
    if known_on is None or checked_on >= known_on:
        for name, key in columns.items():
            line.say(item, name, key)
        line.say(item, "source", "source")
        line.say(item, "checked_on", "checked_on")
        return
    for name, key in columns.items():
        if line[key] is not None and not _is_same(item.value(name), line[key]):
            line.fault(
                key,
                _("On %(day)s, later than this row says, somebody found “%(known)s”."),
                _("Look again, and write the day of that look; or write what the programme has."),
                day=shown(known_on),
                known=shown(item.value(name)),
            )


def school_named(line: Line, *, mend: Template = _ADD_SCHOOL) -> Item | None:
    """The school that a row names: one that is known, or stands in the schools file. None after a fault.

    `mend` says what to do where it is not known.
    """
    name, country = str(line["school"]), line["school_country"]
    with_country, alone, _alike = school_keys(name, country or "")
    found = line.known.find(Sort.SCHOOL, *(with_country if country else alone))
    exact = [item for item in found if item.name == name]
    if len(found) == 1 or len(exact) == 1:
        return (exact or found)[0]
    if found and country:
        return found[0]
    if found:
        text = _("Schools in several countries have this name.")
        line.fault("school", text, _("Add the country of the school."))
    elif "schools" in line.draft.incomplete:
        line.is_faulty = True
    else:
        line.fault("school", _("This school is not known."), mend)
    return None


def _is_same(known: Any, said: Any) -> bool:
    return bool(clean(known) == said if isinstance(known, str) else known == said)
