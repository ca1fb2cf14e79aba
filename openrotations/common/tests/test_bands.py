"""The geometry of bands and boards."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openrotations.common.bands import (
    Milestone,
    Scale,
    Span,
    band_of_weeks,
    bars_in_lanes,
    flags_in_lanes,
    letters_width,
    month_ticks,
    plain_bar,
    shortened,
    week_ticks,
    whole_weeks,
)
from openrotations.common.boards import BoardRow, board_of_weeks
from openrotations.common.meters import interval_on, share_between, sparkline_points
from openrotations.common.mirroring import mirrored, mirrored_board, mirrored_interval

MONDAY = date(2027, 1, 4)
TEN_WEEKS = Scale(MONDAY, MONDAY + timedelta(weeks=10, days=-1))


def weeks(label: str, first: int, count: int) -> Span:
    starts_on = MONDAY + timedelta(weeks=first)
    return Span(label, starts_on, starts_on + timedelta(weeks=count, days=-1))


def test_a_line_is_widened_to_whole_weeks() -> None:
    assert whole_weeks([date(2027, 1, 6), date(2027, 1, 8)]) == (date(2027, 1, 4), date(2027, 1, 10))


def test_one_week_of_ten_takes_a_tenth_of_the_width() -> None:
    bar = plain_bar(weeks("Surgery", 2, 1), TEN_WEEKS)
    assert bar is not None
    assert (bar.x, bar.width) == (20.0, 10.0)


def test_the_last_day_belongs_to_the_bar() -> None:
    bar = plain_bar(Span("One day", MONDAY, MONDAY), TEN_WEEKS)
    assert bar is not None
    assert bar.width == pytest.approx(100 / 70, abs=0.01)


def test_what_lies_outside_the_line_is_cut_or_left_out() -> None:
    cut = plain_bar(weeks("Long", -3, 5), TEN_WEEKS)
    assert cut is not None
    assert (cut.x, cut.width) == (0.0, 20.0)
    assert plain_bar(weeks("Before", -3, 2), TEN_WEEKS) is None


def test_placements_one_after_the_other_share_a_lane_when_their_words_fit() -> None:
    bars = bars_in_lanes([weeks("Surgery", 0, 4), weeks("Heart", 5, 4)], TEN_WEEKS)
    assert [bar.lane for bar in bars] == [0, 0]


def test_long_words_push_the_next_placement_to_a_lane_of_its_own() -> None:
    bars = bars_in_lanes([weeks("Internal medicine, Harbor", 0, 2), weeks("Surgery", 2, 2)], TEN_WEEKS)
    assert [bar.lane for bar in bars] == [0, 1]


def test_words_near_the_end_hang_to_the_left() -> None:
    (bar,) = bars_in_lanes([weeks("Family medicine", 9, 1)], TEN_WEEKS)
    assert bar.anchor == "right"
    assert bar.text_x == 100.0


def test_a_label_too_long_for_a_telephone_is_cut() -> None:
    assert shortened("Short") == "Short"
    assert len(shortened("A" * 60)) == 32
    assert shortened("A" * 60).endswith("…")


def test_an_earlier_flag_hangs_lower_so_that_its_stem_crosses_no_words() -> None:
    flags = flags_in_lanes([Milestone("Cleared", MONDAY), Milestone("Day one", MONDAY + timedelta(7))], TEN_WEEKS)
    assert [(flag.milestone.label, flag.lane) for flag in flags] == [("Cleared", 1), ("Day one", 0)]


@given(st.lists(st.tuples(st.integers(0, 69), st.integers(1, 20)), max_size=8))
def test_no_two_flags_of_a_lane_overlap(drawn: list[tuple[int, int]]) -> None:
    flags = flags_in_lanes([Milestone("x" * n, MONDAY + timedelta(day)) for day, n in drawn], TEN_WEEKS)
    taken: dict[int, list[tuple[float, float]]] = {}
    for flag in flags:
        room = letters_width(flag.milestone.label) + 6
        edges = (flag.x - room, flag.x) if flag.anchor == "right" else (flag.x, flag.x + room)
        for start, end in taken.setdefault(flag.lane, []):
            assert edges[1] <= start + 3.01 or end <= edges[0] + 3.01
        taken[flag.lane].append(edges)
    assert len(flags) == len(drawn)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 5)), max_size=6))
def test_no_two_bars_of_a_lane_overlap(drawn: list[tuple[int, int]]) -> None:
    bars = bars_in_lanes([weeks("Ward", first, count) for first, count in drawn], TEN_WEEKS)
    for index, bar in enumerate(bars):
        for other in bars[index + 1 :]:
            if bar.lane == other.lane:
                assert bar.x + bar.width <= other.x + 0.01


def test_ten_weeks_have_nine_lines_between_them() -> None:
    ticks = week_ticks(TEN_WEEKS)
    assert [tick.x for tick in ticks] == [10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0]


def test_months_name_themselves_and_january_its_year() -> None:
    ticks = month_ticks(TEN_WEEKS)
    assert [tick.month_on for tick in ticks] == [MONDAY, date(2027, 2, 1), date(2027, 3, 1)]
    assert [tick.year_shown for tick in ticks] == [True, False, False]


def test_a_month_with_hardly_any_room_stays_silent() -> None:
    ticks = month_ticks(Scale(date(2026, 12, 28), date(2027, 3, 7)))
    assert [tick.label_shown for tick in ticks] == [False, True, True, True]


def test_nothing_to_draw_is_no_band() -> None:
    assert band_of_weeks([], [], []) is None
    assert board_of_weeks([BoardRow("Nobody yet")]) is None


def test_a_band_marks_today_only_when_it_lies_on_the_line() -> None:
    window = [weeks("Window", 0, 10)]
    inside = band_of_weeks(window, [], [], today=MONDAY + timedelta(weeks=5))
    outside = band_of_weeks(window, [], [], today=MONDAY - timedelta(days=1))
    assert inside is not None
    assert outside is not None
    assert inside.today_x == 50.0
    assert [flag.milestone.label for flag in inside.flags] == ["Today"]
    assert outside.today_x is None
    assert outside.flags == []


def test_a_band_grows_with_its_lanes() -> None:
    one = band_of_weeks([], [weeks("A", 0, 4)], [])
    two = band_of_weeks([], [weeks("A", 0, 4), weeks("B", 1, 4)], [])
    assert one is not None
    assert two is not None
    assert two.height > one.height


def test_mirroring_twice_gives_the_same_band() -> None:
    band = band_of_weeks(
        [weeks("Window", 0, 10)], [weeks("A", 1, 4)], [Milestone("End", MONDAY + timedelta(28))], today=MONDAY
    )
    assert band is not None
    once = mirrored(band)
    assert once.windows[0].x == 0.0
    assert once.placements[0].x == 50.0
    assert once.placements[0].anchor == "right"
    twice = mirrored(once)
    assert [bar.x for bar in twice.placements] == [bar.x for bar in band.placements]
    assert [flag.anchor for flag in twice.flags] == [flag.anchor for flag in band.flags]


def test_bars_of_a_row_that_share_a_day_stand_below_each_other() -> None:
    board = board_of_weeks([BoardRow("Ana", [weeks("A", 0, 4), weeks("B", 3, 4), weeks("C", 7, 3)])])
    assert board is not None
    assert [bar.lane for bar in board.lines[0].bars] == [0, 1, 0]
    assert board.lines[0].height == 80
    assert mirrored_board(board).lines[0].bars[0].x == 60.0


def test_a_bar_too_short_for_its_words_is_drawn_without_them() -> None:
    board = board_of_weeks([BoardRow("Ana", [weeks("Internal medicine", 0, 1), weeks("Surgery", 2, 8)])])
    assert board is not None
    assert [bar.text for bar in board.lines[0].bars] == ["", "Surgery"]


def test_an_estimate_stands_where_its_scale_says() -> None:
    interval = interval_on(3, 2, 9, minimum=1, maximum=5)
    assert (interval.low_x, interval.value_x, interval.high_x) == (25.0, 50.0, 100.0)
    assert mirrored_interval(interval).low_x == 75.0


def test_a_scale_without_length_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot run"):
        share_between(1, 5, 5)


def test_a_line_of_values_runs_from_bottom_to_top() -> None:
    assert sparkline_points([1, 3, 2]) == "0,24 50,0 100,12"
    assert sparkline_points([4, 4]) == "0,24 100,24"
    assert sparkline_points([4]) == ""
