from openrotations.letters.wordings import current_waiver, waivers, writing_prompts


def test_every_version_has_its_own_id_both_choices_and_a_source() -> None:
    for waiver in waivers().values():
        assert waiver.waived != waiver.kept and waiver.printed_waived != waiver.printed_kept
        assert waiver.source and waiver.checked_on
    assert current_waiver() == list(waivers().values())[-1]


def test_prompts_ask_and_never_dictate() -> None:
    prompts = writing_prompts().prompts
    assert len(prompts) >= 6
    assert all("?" in prompt.text for prompt in prompts)
    assert all(prompt.source for prompt in prompts)
