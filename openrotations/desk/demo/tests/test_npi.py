"""Demo identifiers of physicians."""

import pytest

from openrotations.desk.demo.npi import demo_npi, has_valid_check_digit


def test_the_check_digit_is_the_one_cms_prescribes() -> None:
    assert all(has_valid_check_digit(npi) for npi in ("1234567893", "1558598797", "1245319599"))
    assert not any(has_valid_check_digit(npi) for npi in ("1234567890", "123456789", "12345678930", "123456789x", ""))
    assert all(has_valid_check_digit(demo_npi(serial)) for serial in (0, 1, 42, 99_999_999))
    with pytest.raises(ValueError, match="at most eight digits"):
        demo_npi(100_000_000)
