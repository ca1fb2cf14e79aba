"""Which number a seat gets, so that nobody shares one on a day. Pure functions."""

from collections.abc import Sequence

from openrotations.common.periods import Period


def first_free_seat(seats: int, taken: Sequence[int] | set[int]) -> int | None:
    """The lowest seat number from 1 to `seats` that is not taken; None when all are."""
    return next((number for number in range(1, seats + 1) if number not in taken), None)


def has_room(seats: int, taken: Sequence[Period], wanted: Period) -> bool:
    """Whether fewer than `seats` are taken on each day of the wanted period, whatever their numbers are now."""
    within = [each for each in taken if each.overlaps(wanted)]
    days = {wanted.first} | {each.first for each in within if each.first > wanted.first}
    return all(sum(each.first <= day <= each.last for each in within) < seats for day in days)


def seats_in_order(
    seats: int, held: Sequence[tuple[Period, int | None]], wanted: Period
) -> tuple[int, list[int]] | None:
    """Seat numbers for `wanted` and for all that are held, so that nobody shares a seat on a day; None: too full.

    A held period with a number keeps it. Taken in the order of their first days, each gets the lowest seat
    that is free on that day; that never fails where no day is too full.
    """
    numbers: dict[int, int] = {at: number for at, (_, number) in enumerate(held) if number is not None}
    periods = [period for period, _ in held] + [wanted]
    for at in sorted(range(len(periods)), key=lambda at: (periods[at].first, at)):
        if at in numbers:
            continue
        taken = {seat for other, seat in numbers.items() if periods[other].overlaps(periods[at])}
        number = first_free_seat(seats, taken)
        if number is None:
            return None
        numbers[at] = number
    return numbers[len(held)], [numbers[at] for at in range(len(held))]
