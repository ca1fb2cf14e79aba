"""Every fact that a shipped rule reads is asked for on some page, or by a column of an import."""

from collections.abc import Callable
from importlib import import_module

import pytest
from django import forms

from openrotations.applications.forms import ElsewhereTopic, SchoolAnswerForm, elsewhere_topic
from openrotations.applications.models import Window
from openrotations.catalogue.forms import EntryConditionsForm
from openrotations.catalogue.models import Offering
from openrotations.common.periods import Period
from openrotations.desk.spreadsheets.columns import table_of
from openrotations.rulebook.counters import counters
from openrotations.rulebook.models import FactWords
from openrotations.rulebook.queries import shipped_book
from tests.addresses import addresses

FACTS = shipped_book().facts


def _a_window() -> Window:
    from datetime import date

    return Window(period=Period(date(2027, 1, 4), date(2027, 1, 31)).stored)


# Forms whose fields depend on what they are asked about.
BUILT: dict[type[forms.BaseForm], Callable[[], forms.BaseForm]] = {
    ElsewhereTopic: lambda: elsewhere_topic(counters())(),
    EntryConditionsForm: lambda: EntryConditionsForm(instance=Offering()),
    SchoolAnswerForm: lambda: SchoolAnswerForm(
        question="?", windows=[_a_window()], asks_standing=True, counts=[("FL", 2027)]
    ),
}


def is_asked(where: str) -> bool:
    """Whether the page's form, or the sheet, has this field or column; `*` stands for the rest of a name."""
    place, _sep, name = where.rpartition(":")
    if "." not in place:
        return name in {column.key for column in table_of(place).columns}
    class_name, _sep, field = name.rpartition(".")
    form: type[forms.BaseForm] = getattr(import_module(f"openrotations.{place}"), class_name)
    fields = BUILT[form]().fields if form in BUILT else form.base_fields  # type: ignore[attr-defined]
    return any(name == field or (field.endswith("*") and name.startswith(field[:-1])) for name in fields)


@pytest.mark.parametrize("fact", FACTS.values(), ids=list(FACTS))
def test_every_fact_is_asked_for_where_it_says(fact: FactWords) -> None:
    assert [where for where in fact.asked if not is_asked(where)] == []


def test_no_fact_is_declared_that_no_rule_reads() -> None:
    assert set(FACTS) == {name for rule in shipped_book().rules for name in rule.facts}


@pytest.mark.parametrize("package", sorted({where.split(".")[0] for fact in FACTS.values() for where in fact.asked
                                             if "." in where.split(":")[0]}))  # fmt: skip
def test_the_forms_that_ask_stand_behind_addresses(package: str) -> None:
    # Days of windows and openings are asked by a form that all packages share.
    assert package == "common" or [address for address in addresses() if address.name.startswith(f"{package}:")]
