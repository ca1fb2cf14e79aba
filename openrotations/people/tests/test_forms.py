import pytest
from django.core.exceptions import ValidationError

from openrotations.people.forms import PassportNameField, SettingsForm

SOUND = {"full_name": "Ana", "language": "en", "time_zone": "Europe/Lisbon"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"full_name": ""}, "full_name"),
        ({"full_name": "x" * 201}, "full_name"),
        ({"language": "xx"}, "language"),
        ({"time_zone": "Lisbon"}, "time_zone"),
        ({"time_zone": "../../etc/passwd"}, "time_zone"),
    ],
)
def test_malformed_settings_are_named(change: dict[str, str], field: str) -> None:
    assert list(SettingsForm({**SOUND, **change}).errors) == [field]


def test_a_name_of_one_word_is_a_name() -> None:
    assert SettingsForm(SOUND).is_valid()


@pytest.mark.parametrize("name", ["Xiaoyu Yunzheng", "José D'Ávila-Çelik", "Ðorđe Łącki", ""])
def test_a_name_in_latin_letters_is_kept_with_its_marks(name: str) -> None:
    assert PassportNameField().clean(name) == name


@pytest.mark.parametrize("name", ["云筝小雨", "Алиса", "طارق", "Xiaoyu 云"])
def test_a_name_in_another_script_is_not_what_letters_can_print(name: str) -> None:
    with pytest.raises(ValidationError, match="Latin letters"):
        PassportNameField().clean(name)
