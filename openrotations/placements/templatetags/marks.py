"""The bars of the board. Thousands stand on one page, so each is written at once and not piece by piece."""

from html import escape

from django import template
from django.utils.safestring import SafeString

from openrotations.placements.queries.board.drawing import Mark

register = template.Library()


@register.simple_tag
def board_bar(mark: Mark) -> SafeString:
    """A bar with its words for wide and narrow screens; a link where it leads somewhere."""
    spoken, url = escape(mark.spoken), escape(mark.url)
    role = "" if url else ' role="img"'
    bar = (
        f'<svg x="{mark.x}%" y="{mark.y}" width="{mark.width}%" height="{mark.height}"{role}><title>{spoken}</title>'
        f'<rect class="span--{mark.kind}" x="1" width="100%" height="100%" rx="4"/>'
        f"{_words('wide', 6, mark.wide, mark)}{_words('narrow', 4, mark.narrow, mark)}</svg>"
    )
    return SafeString(f'<a href="{url}" aria-label="{spoken}">{bar}</a>' if url else bar)


def _words(kind: str, x: int, words: str, mark: Mark) -> str:
    if not words:
        return ""
    return f'<text class="{kind}-words {mark.ink}" x="{x}" y="{mark.baseline}">{escape(words)}</text>'
