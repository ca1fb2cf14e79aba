"""The tags that pages are made of. What each takes is written at the top of its template."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import Any

import lucide
from django import template
from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_bidi, gettext
from django.utils.translation import gettext_lazy as _

from openrotations.common.bands import Milestone, Span, band_of_weeks
from openrotations.common.boards import BoardRow, board_of_weeks
from openrotations.common.controls import described_by, first_control, is_choices, is_tick, page_numbers
from openrotations.common.meters import interval_on, sparkline_points
from openrotations.common.mirroring import mirrored, mirrored_board, mirrored_interval
from openrotations.common.tables import body_rows, head_cells
from openrotations.common.wording import (
    as_zone,
    initials,
    written_date,
    written_moment,
    written_money,
    written_period,
)

register = template.Library()
for question in (first_control, is_choices, is_tick, page_numbers):
    register.filter(question)
type Words = str | Promise

NOTICE_ICONS = {
    "info": "info",
    "success": "circle-check",
    "warning": "triangle-alert",
    "error": "circle-x",
    "your-turn": "hand",
}
TAG_ICONS = {"done": "check", "turn": "hand", "soon": "clock", "lost": "x"}
TASK_STATES: dict[str, tuple[str, Words]] = {
    "done": ("done", _("Done")),
    "todo": ("neutral", _("To do")),
    "turn": ("turn", _("Your turn")),
    "waiting": ("soon", _("Waiting")),
    "locked": ("neutral", _("Cannot start yet")),
    "problem": ("lost", _("There is a problem")),
}
EVENT_ICONS = {"done": "circle-check", "now": "circle-dot", "later": "circle-dashed", "lost": "circle-x"}
MILESTONE_WORDS: dict[str, Words] = {
    "done": _("Done"),
    "next": _("Next"),
    "later": _("Later"),
    "missed": _("Missed"),
}
ICONS_THAT_POINT = ("arrow-", "chevron-", "send", "log-out", "undo", "redo")


def read(thing: object, name: str) -> Any:
    """The value of that name in a mapping or an object, as templates look things up; None when absent."""
    return thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)


def part(name: str, **values: object) -> SafeString:
    """The component's template, rendered with these values and nothing else."""
    return render_to_string(f"common/components/{name}.html", values)


@lru_cache(maxsize=512)
def drawn_icon(name: str, label: str) -> SafeString:
    """The icon as inline SVG; read aloud only when it has a label."""
    classes = "icon bidi-flip" if name.startswith(ICONS_THAT_POINT) else "icon"
    spoken = {"role": "img", "aria-label": label} if label else {"aria-hidden": "true"}
    attributes = {"class": classes, "focusable": "false", **spoken}
    return mark_safe(lucide._render_icon(name, 24, **attributes))  # noqa: S308  (our own drawing, no input)


@register.simple_tag
def icon(name: str, label: Words = "") -> SafeString:
    """A lucide icon. Raises IconDoesNotExist for a name that lucide does not have."""
    # Adding "" turns the SafeString of a template literal back into str, which the XML writer wants.
    return drawn_icon(str(name) + "", str(label) + "")


@register.simple_tag
def tag(state: str, label: Words, kind: str = "neutral") -> SafeString:
    """A state in its colour and sign: kind is neutral, done, turn, soon or lost."""
    sign = icon(TAG_ICONS[kind]) if kind in TAG_ICONS else ""
    return format_html('<span class="tag tag--{}" data-state="{}">{}<span>{}</span></span>', kind, state, sign, label)


@register.simple_tag(name="short_date")
def short_date_tag(on: date | None) -> SafeString | str:
    """The day as a <time>, "4 Jan 2027"; nothing without a day."""
    if not on:
        return ""
    return format_html('<time datetime="{}">{}</time>', on.strftime("%Y-%m-%d"), written_date(on))


@register.filter
def short_date(on: date | None) -> str:
    """The day as words, for sentences."""
    return written_date(on)


@register.simple_tag(name="period")
def period_tag(starts_on: date | None, ends_on: date | None) -> SafeString:
    """First and last day: "4 – 31 Jan 2027"."""
    return format_html('<bdi class="dates">{}</bdi>', written_period(starts_on, ends_on))


@register.filter
def period(starts_on: date | None, ends_on: date | None) -> str:
    """First and last day as words, for sentences."""
    return written_period(starts_on, ends_on)


@register.simple_tag
def moment(at: datetime | None, zone: str | tzinfo | None = None) -> SafeString | str:
    """The moment as a <time> in that zone, which is named; nothing without a moment."""
    if not at:
        return ""
    machine = at.astimezone(as_zone(zone)).isoformat(timespec="minutes")
    return format_html('<time class="moment" datetime="{}">{}</time>', machine, written_moment(at, zone))


@register.simple_tag
def person(name: object) -> SafeString:
    """A person's name, kept whole beside words that run the other way."""
    return format_html("<bdi>{}</bdi>", name)


@register.filter(name="initials")
def initials_of(name: object) -> str:
    """First letters of a name."""
    return initials(name)


@register.simple_tag
def money(amount: Decimal | int | float | str, currency: str, exact: bool = False) -> SafeString:
    """An amount with its currency, "1,499 USD"."""
    return format_html(
        '<data class="money" dir="ltr" value="{}">{}</data>', str(amount), written_money(amount, currency, exact=exact)
    )


@register.filter
def notice_icon(kind: str) -> str:
    """The sign of a kind of notice."""
    return NOTICE_ICONS.get(kind, "info")


@register.simple_tag
def control(field: BoundField, hint: Words = "") -> SafeString:
    """The field's widget, described by its hint and by its error."""
    return field.as_widget(attrs=described_by(field, hint))


@register.simple_tag
def task_tag(task: object) -> SafeString:
    """The state of a task of a task list; its own words, else the usual ones."""
    state = str(read(task, "state") or "todo")
    kind, usual = TASK_STATES.get(state, TASK_STATES["todo"])
    return tag(state, read(task, "state_label") or usual, kind)


@register.filter
def event_icon(state: str) -> str:
    """The sign of an event of a timeline."""
    return EVENT_ICONS.get(state or "done", "circle-check")


@register.filter
def milestone_word(state: str) -> Words:
    """The state of a milestone in words."""
    return MILESTONE_WORDS.get(state, state)


@register.simple_block_tag
def notice(content: SafeString, kind: str = "info", title: Words = "") -> SafeString:
    """A message that stands out."""
    return part("notice", body=content, kind=kind, title=title)


@register.simple_block_tag
def page_head(content: SafeString, title: Words, lead: Words = "", overline: Words = "") -> SafeString:
    """The page's heading, with what belongs beside it."""
    return part("page_head", body=SafeString(content.strip()), title=title, lead=lead, overline=overline)


@register.simple_block_tag
def card(content: SafeString, title: Words, href: str = "", meta: Words = "", level: int = 3) -> SafeString:
    """A thing that can be picked up."""
    return part("card", body=content, title=title, href=href, meta=meta, level=level)


@register.simple_block_tag
def fact(content: SafeString, term: Words, note: Words = "", seen_by: Words = "") -> SafeString:
    """One fact of a list of facts, when its value is more than words."""
    return part("fact", item={"term": term, "value": content, "note": note, "seen_by": seen_by})


@register.simple_block_tag
def table(content: SafeString, caption: Words, **choices: Any) -> SafeString:
    """A table around its own head and rows."""
    return part("table", body=content, caption=caption, **choices)


@register.simple_tag
def simple_table(
    caption: Words, head: Sequence[object], rows: Sequence[Sequence[object]], **choices: Any
) -> SafeString:
    """A table from plain lists."""
    cells = head_cells(head)
    body = part("table_rows", head=cells, rows=body_rows(cells, rows))
    return part("table", body=body, caption=caption, **choices)


@register.simple_block_tag
def filter_bar(content: SafeString, **choices: Any) -> SafeString:
    """A form of filters whose answer is an address that can be shared."""
    return part("filter_bar", body=content, **choices)


@register.simple_block_tag
def dialog(content: SafeString, id: str, title: Words, opener: Words, href: str, **choices: Any) -> SafeString:
    """A dialog with the link that opens it."""
    return part("dialog", body=content, id=id, title=title, opener=opener, href=href, **choices)


@register.simple_tag
def interval_bar(
    label: Words,
    value: float | None,
    low: float | None = None,
    high: float | None = None,
    minimum: float = 0,
    maximum: float = 1,
    text: Words = "",
) -> SafeString:
    """An estimate with its interval; without a value only the words."""
    drawn = None
    if value is not None:
        low, high = value if low is None else low, value if high is None else high
        drawn = interval_on(value, low, high, minimum=minimum, maximum=maximum)
        drawn = mirrored_interval(drawn) if get_language_bidi() else drawn
    return part("interval_bar", label=label, interval=drawn, text=text)


@register.simple_tag
def sparkline(values: Sequence[float], label: Words) -> SafeString:
    """A small line of values in the order of time."""
    return part("sparkline", points=sparkline_points(values), values=values, label=label)


@register.simple_tag
def week_band(
    label: Words,
    windows: Sequence[Span] = (),
    placements: Sequence[Span] = (),
    milestones: Sequence[Milestone] = (),
    today: date | None = None,
) -> SafeString:
    """The window as a band of weeks with the plan inside it, and the same as a table."""
    band = band_of_weeks(windows, placements, milestones, today=today, today_label=gettext("Today"))
    if band is not None and get_language_bidi():
        band = mirrored(band)
    return part("week_band", label=label, band=band, windows=windows, placements=placements, milestones=milestones)


@register.simple_tag
def board(label: Words, rows: Sequence[BoardRow], today: date | None = None) -> SafeString:
    """Weeks × rows, and the same as a table."""
    drawn = board_of_weeks(rows, today=today)
    if drawn is not None and get_language_bidi():
        drawn = mirrored_board(drawn)
    return part("board", label=label, board=drawn, rows=rows)
