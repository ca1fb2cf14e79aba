from openrotations.hosts import rules


def test_a_sound_row_has_no_reason_against_it() -> None:
    assert not list(rules.why_not_save_site(is_listed=False))
    assert not list(rules.why_not_save_preceptor(npi_fault="", npi_is_taken=False, site_count=1))
    assert not list(rules.why_not_save_coordinator(is_listed=False))


def test_every_reason_is_given_at_once() -> None:
    reasons = rules.why_not_save_preceptor(npi_fault="Too short.", npi_is_taken=True, site_count=0)
    assert [reason.code for reason in reasons] == ["npi-fault", "npi-taken", "no-site"]
    assert [reason.code for reason in rules.why_not_save_site(is_listed=True)] == ["site-listed"]
    assert [reason.code for reason in rules.why_not_save_coordinator(is_listed=True)] == ["coordinator-listed"]
