import pytest

from openrotations.people.forms import SettingsForm

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
