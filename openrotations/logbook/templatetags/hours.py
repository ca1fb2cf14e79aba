"""How hours are written."""

from decimal import Decimal

from django import template
from django.utils.formats import number_format

register = template.Library()


@register.filter
def hours(value: Decimal | int) -> str:
    """The number without needless zeros, in the reader's language: 8, 7.5, 7.25."""
    bare = f"{Decimal(value):.2f}".rstrip("0").rstrip(".")
    return number_format(bare, decimal_pos=len(bare.partition(".")[2]))
