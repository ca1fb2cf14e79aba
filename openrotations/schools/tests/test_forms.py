import pytest

from openrotations.schools.forms import RegistrarForm, SchoolForm, SourceForm
from openrotations.schools.tests.factories import make_school

SOUND = {"name": "A school", "country": "PT", "accreditation": "unknown"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 251}, "name"),
        ({"name": "nul\x00"}, "name"),
        ({"country": "ZZ"}, "country"),
        ({"accreditation": "perhaps"}, "accreditation"),
        ({"accreditation_checked_on": "31.12.2026"}, "accreditation_checked_on"),
        ({"accreditation_checked_on": "0001-01-01"}, "accreditation_checked_on"),
    ],
)
def test_malformed_input_is_named(change: dict[str, str], field: str) -> None:
    form = SchoolForm({**SOUND, **change})
    assert list(form.errors) == [field]


def test_names_of_any_shape_are_accepted() -> None:
    for name in ("Null", "O'Brien", "王", "محمد بن عبد الله", "=cmd()", "🎓"):
        assert SchoolForm({**SOUND, "name": name}).is_valid()
        assert RegistrarForm({"full_name": name, "email": "a@school.example"}).is_valid()


@pytest.mark.django_db
def test_the_form_starts_from_what_is_known() -> None:
    school = make_school()
    assert SchoolForm.initial_of(school)["name"] == school.name


def test_a_source_is_needed() -> None:
    assert not SourceForm({"source": ""}).is_valid()
