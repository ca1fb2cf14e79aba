from datetime import date

from openrotations.onboarding.standard import due_before, planned_tasks, standard_tasks

DAY_ONE = date(2027, 1, 4)


def test_the_list_has_a_source_and_the_day_it_was_checked() -> None:
    known = standard_tasks()
    assert known.source and known.checked_on
    assert len({task.key for task in known.tasks}) == len(known.tasks)


def test_a_task_is_due_so_many_days_before_day_one() -> None:
    assert due_before(DAY_ONE, 30, date(2026, 10, 1)) == date(2026, 12, 5)


def test_a_late_confirmation_leaves_two_days() -> None:
    assert due_before(DAY_ONE, 30, date(2026, 12, 30)) == date(2027, 1, 1)


def test_nothing_is_due_after_day_one() -> None:
    assert due_before(DAY_ONE, 30, date(2027, 1, 3)) == DAY_ONE


def test_each_requirement_of_the_host_is_a_task_once() -> None:
    lines = "Flu shot\n\n  Flu shot \nBackground check"
    planned = list(planned_tasks(lines, hands_on=True, first=DAY_ONE, today=date(2026, 10, 1)))
    assert [task.title for task in planned[:2]] == ["Flu shot", "Background check"]
    assert len(planned) == 2 + len(standard_tasks().tasks)


def test_an_observer_has_no_task_that_only_hands_on_students_need() -> None:
    titles = [t.title for t in planned_tasks("", hands_on=False, first=DAY_ONE, today=date(2026, 10, 1))]
    assert not any("bloodborne" in title for title in titles)
    assert any("HIPAA" in title for title in titles)
