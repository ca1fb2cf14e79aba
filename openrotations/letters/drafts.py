"""A letter while it is written: sealed with a key of its own, bound to its row."""

import json
from dataclasses import asdict, dataclass

from openrotations.common.sealing import seal, unseal, unwrap_key
from openrotations.letters.models import Letter


@dataclass(frozen=True)
class Draft:
    """What the writer typed: the text, and what stands on the letterhead and under the signature."""

    body: str = ""
    title: str = ""
    telephone: str = ""
    email: str = ""


def place_of(letter: Letter) -> str:
    """What the draft and its key are bound to."""
    return f"letter:{letter.pk}"


def sealed_draft(letter: Letter, draft: Draft) -> bytes:
    """The draft, sealed for this letter's row."""
    place = place_of(letter)
    return seal(json.dumps(asdict(draft)).encode(), key=unwrap_key(letter.sealed_key, place=place), place=place)


def opened_draft(letter: Letter | None) -> Draft | None:
    """The draft kept for this letter; None while there is none. Raises Unreadable when it was altered."""
    if letter is None or not letter.sealed_draft:
        return None
    place = place_of(letter)
    plain = unseal(bytes(letter.sealed_draft), key=unwrap_key(letter.sealed_key, place=place), place=place)
    return Draft(**json.loads(plain))
