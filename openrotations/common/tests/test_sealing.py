import pytest

from openrotations.common.sealing import Unreadable, new_key, seal, unseal, unwrap_key, wrap_key


def test_what_was_sealed_comes_back_with_the_same_key_and_place() -> None:
    key = new_key()
    assert unseal(seal(b"a letter", key=key, place="letter:1"), key=key, place="letter:1") == b"a letter"


@pytest.mark.parametrize("how", ["place", "key", "byte", "cut"])
def test_anything_else_is_unreadable(how: str) -> None:
    key = new_key()
    sealed = seal(b"a letter", key=key, place="letter:1")
    altered = {"byte": sealed[:-1] + bytes([sealed[-1] ^ 1]), "cut": sealed[:5]}.get(how, sealed)
    with pytest.raises(Unreadable):
        unseal(altered, key=new_key() if how == "key" else key, place="letter:2" if how == "place" else "letter:1")


def test_a_wrapped_key_opens_only_in_its_place() -> None:
    wrapped = wrap_key(b"k" * 32, place="person:1")
    assert unwrap_key(wrapped, place="person:1") == b"k" * 32
    with pytest.raises(Unreadable):
        unwrap_key(wrapped, place="person:2")
