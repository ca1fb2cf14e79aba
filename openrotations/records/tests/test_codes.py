from itertools import pairwise

from openrotations.records.codes import ALPHABET, check_sign, grouped, new_code, read_code


def test_a_code_has_four_groups_of_four_signs_without_lookalikes() -> None:
    for _ in range(200):
        code = new_code()
        assert [len(group) for group in code.split("-")] == [4, 4, 4, 4]
        assert not set(code) & set("01OILSZ")
        assert read_code(code) == code


def test_capitals_spaces_and_hyphens_do_not_matter() -> None:
    code = new_code()
    assert read_code(f"  {code.lower().replace('-', ' ')} ") == code
    assert read_code(code.replace("5", "s").replace("2", "z")) == code


def test_any_one_wrong_sign_and_any_two_swapped_are_noticed() -> None:
    signs = new_code().replace("-", "")
    for place, sign in enumerate(signs):
        for other in set(ALPHABET) - {sign}:
            assert read_code(signs[:place] + other + signs[place + 1 :]) == ""
    for place, (one, two) in enumerate(pairwise(signs)):
        if one != two:
            assert read_code(signs[:place] + two + one + signs[place + 2 :]) == ""


def test_what_cannot_be_a_code_is_none() -> None:
    for typed in ("", "1", "A" * 15, "A" * 17, "ÄÖÜ", "०१२३", "../../etc", "O" * 16, "'; DROP TABLE"):
        assert read_code(typed) == ""


def test_codes_differ() -> None:
    assert len({new_code() for _ in range(2000)}) == 2000


def test_the_check_sign_is_part_of_the_alphabet() -> None:
    assert grouped("2" * 15 + check_sign("2" * 15)) == "2222-2222-2222-2222"
