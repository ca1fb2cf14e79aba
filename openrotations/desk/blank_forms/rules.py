"""May a form that is signed by hand be kept, and what does it ask for? Pure functions."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from openrotations.common.refusals import Reason

MOST_LINES, LONGEST_LINE = 40, 120


def lines_of(text: str) -> list[str]:
    """What a form asks for: its lines, without empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def size_of_words(words: str, *, width: float, height: float) -> float:
    """The size in points at which words fit into a field, as far as they can be read: from 5 to 11."""
    by_width = width / (0.5 * max(len(words), 1))
    return round(max(5.0, min(11.0, 0.7 * height, by_width)), 1)


def why_not_keep(*, lines: list[str], signers: int, has_one_side: bool) -> Iterator[Reason]:
    """A form belongs to a site or a school, somebody signs it, and it fits on paper."""
    if not has_one_side:
        yield Reason("whose", _("Choose a site or a school: one of them."))
    if not signers:
        yield Reason("nobody-signs", _("Say who signs it. Without a signature it need not be on paper."))
    if len(lines) > MOST_LINES:
        yield Reason(
            "many-lines", _("These are more than %(most)s lines. Make two forms of it.") % {"most": MOST_LINES}
        )
    if any(len(line) > LONGEST_LINE for line in lines):
        text = _("A line is longer than %(most)s signs. Shorten it, or part it in two.")
        yield Reason("long-line", text % {"most": LONGEST_LINE})
