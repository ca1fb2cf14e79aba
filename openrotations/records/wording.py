"""The codes inside a record as words for people, from the same lists that the catalogue has."""

from datetime import date
from typing import Any

from openrotations.catalogue.models import Offering
from openrotations.common.refusals import Words
from openrotations.common.wording import written_date, written_period
from openrotations.hosts.models import Site
from openrotations.hosts.places import STATES


def pages_of(content: dict[str, Any]) -> dict[str, Any]:
    """The content with its dates and codes as words, ready for a page or a PDF."""
    return {
        **content,
        "issued": written_date(date.fromisoformat(content["issued_on"])),
        "rotations": [rotation_words(rotation) for rotation in content["rotations"]],
        "weeks": sum(rotation["weeks"] for rotation in content["rotations"]),
    }


def rotation_words(rotation: dict[str, Any]) -> dict[str, Any]:
    """One rotation in words. A code that is unknown today is shown as it stands."""
    first, last = date.fromisoformat(rotation["first_on"]), date.fromisoformat(rotation["last_on"])
    site, preceptor = rotation["site"], rotation["preceptor"]
    place = f"{site['city']}, {_word(dict(STATES), site['state'])}"
    return {
        **rotation,
        "dates": written_period(first, last),
        "experience": _word(dict(Offering.ExperienceType.choices), rotation["experience_type"]),
        "participation_words": _word(dict(Offering.Participation.choices), rotation["participation"]),
        "setting_words": _word(dict(Offering.Setting.choices), rotation["setting"]),
        "site_kind": _word(dict(Site.Kind.choices), site["kind"]),
        "place": place,
        "also_signed": ", ".join(rotation.get("also_signed", [])),
        "licence": _word(dict(STATES), preceptor["licence_state"]),
    }


def _word(words: dict[Any, Words], code: str) -> str:
    return str(words.get(code, code))
