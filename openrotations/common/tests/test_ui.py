"""The tags and components that pages are made of, and the style sheet and script beside them."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from lucide import IconDoesNotExist

from openrotations.common.bands import Milestone, Span
from openrotations.common.boards import BoardRow
from openrotations.common.gallery import gallery_context
from openrotations.common.stylesheet import FOLDER, JOINED, joined_parts
from openrotations.common.wording import initials, isolated, written_money, written_period

PACKAGE = Path(__file__).parent.parent
TEMPLATES = PACKAGE / "templates" / "common"


def shown(source: str, **context: object) -> str:
    """The words and tags of a template source, with runs of space made one."""
    html = engines["django"].from_string("{% load ui i18n %}" + source).render(context)
    return re.sub(r"\s+", " ", html).strip()


class Sample(forms.Form):
    name = forms.CharField(label="Your name", help_text="As in your passport.")
    status = forms.ChoiceField(
        label="You are", choices=[("s", "a student"), ("g", "a graduate")], widget=forms.RadioSelect
    )
    note = forms.CharField(label="Note", required=False)
    agreed = forms.BooleanField(label="I agree")


def test_a_date_is_written_without_leading_noughts() -> None:
    html = shown("{% short_date d %}", d=date(2027, 1, 4))
    assert html == '<time datetime="2027-01-04">4 Jan 2027</time>'
    assert shown("{% short_date d %}", d=None) == ""


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2027, 1, 4), date(2027, 1, 31), "4 – 31 Jan 2027"),
        (date(2027, 1, 4), date(2027, 2, 14), "4 Jan – 14 Feb 2027"),
        (date(2026, 12, 21), date(2027, 1, 17), "21 Dec 2026 – 17 Jan 2027"),
        (date(2027, 1, 4), date(2027, 1, 4), "4 Jan 2027"),
        (None, date(2027, 1, 4), "4 Jan 2027"),
        (None, None, ""),
    ],
)
def test_a_period_says_nothing_twice(first: date | None, last: date | None, words: str) -> None:
    assert written_period(first, last) == words


def test_a_moment_names_its_zone() -> None:
    at = datetime(2027, 1, 4, 19, 5, tzinfo=UTC)
    html = shown("{% moment at 'America/New_York' %}", at=at)
    assert "4 Jan 2027, 14:05 (New York time)" in html
    assert 'datetime="2027-01-04T14:05-05:00"' in html
    assert "(UTC)" in shown("{% moment at 'UTC' %}", at=at)


def test_money_shows_cents_only_when_there_are_some() -> None:
    assert written_money(1499, "USD") == "1,499 USD"
    assert written_money("1499.50", "USD") == "1,499.50 USD"
    assert written_money(1499, "USD", exact=True) == "1,499.00 USD"


@pytest.mark.parametrize(
    ("name", "letters"), [("Ana Belmonte", "A\u200cB"), ("Plato", "P"), ("", ""), ("Ana de la Cruz", "A\u200cC")]
)
def test_initials_come_from_names_of_any_shape(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_a_name_in_a_sentence_leaves_the_words_around_it_in_order() -> None:
    assert isolated("ليلى") == "\u2068ليلى\u2069"


def test_a_name_is_escaped_and_kept_whole() -> None:
    assert shown("{% person name %}", name="<b>Ana</b>") == "<bdi>&lt;b&gt;Ana&lt;/b&gt;</bdi>"


def test_an_icon_is_silent_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in shown('{% icon "check" %}')
    assert 'role="img"' in shown('{% icon "check" label="Done" %}')
    assert 'aria-label="Done"' in shown('{% icon "check" label="Done" %}')


def test_an_icon_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(IconDoesNotExist):
        shown('{% icon "no-such-icon" %}')


def test_a_state_is_told_by_words_and_sign_not_by_colour_alone() -> None:
    html = shown('{% tag "held" "Held for you" "soon" %}')
    assert "Held for you" in html
    assert "<svg" in html
    assert 'class="tag tag--soon"' in html


def test_a_field_is_tied_to_its_hint_and_its_error() -> None:
    html = shown('{% include "common/components/field.html" with field=form.name only %}', form=Sample({}))
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert '<label for="id_name">' in html


def test_a_hint_of_the_page_is_tied_to_the_field_too() -> None:
    source = '{% include "common/components/field.html" with field=form.note hint="Short." only %}'
    html = shown(source, form=Sample())
    assert 'aria-describedby="id_note_helptext"' in html
    assert "Short." in html
    assert "(optional)" in html


def test_a_group_of_choices_has_a_legend_and_labels() -> None:
    html = shown('{% include "common/components/field.html" with field=form.status only %}', form=Sample())
    assert "<fieldset" in html
    assert "<legend>You are</legend>" in html
    assert '<label for="id_status_0">a student</label>' in html


def test_the_error_summary_leads_to_every_wrong_field() -> None:
    html = shown('{% include "common/components/error_summary.html" with form=form only %}', form=Sample({}))
    assert 'href="#id_name"' in html
    assert 'href="#id_status_0"' in html
    assert 'href="#id_agreed"' in html
    assert 'href="#id_note"' not in html
    assert 'tabindex="-1"' in html


def test_a_form_without_mistakes_has_no_error_summary() -> None:
    source = '{% include "common/components/error_summary.html" with form=form only %}'
    assert shown(source, form=Sample()) == ""


def test_the_pages_of_a_list_keep_the_filters_of_the_address() -> None:
    request = RequestFactory().get("/students", {"state": "placed", "page": "2"})
    source = '{% include "common/components/pagination.html" with page=page request=request only %}'
    html = shown(source, page=Paginator(range(60), 20).page(2), request=request)
    assert "state=placed&amp;page=3" in html
    assert 'aria-current="page">2<' in html


def test_a_band_of_weeks_has_a_table_that_says_the_same() -> None:
    placements = [Span("Surgery", date(2027, 1, 4), date(2027, 1, 31), detail="Confirmed", url="/p/1")]
    milestones = [Milestone("Day one", date(2027, 1, 4), "next")]
    html = shown("{% week_band label='Plan' placements=p milestones=m %}", p=placements, m=milestones)
    assert 'role="img"' in html
    assert '<th scope="row"><a href="/p/1">Surgery</a></th>' in html
    assert "4 – 31 Jan 2027" in html
    assert "<table" in html


def test_numbers_in_a_drawing_keep_their_point_in_every_language() -> None:
    placements = [
        Span("Surgery", date(2027, 1, 5), date(2027, 1, 12)),
        Span("Heart", date(2027, 1, 20), date(2027, 1, 22)),
    ]
    with translation.override("es"):
        html = shown("{% week_band label='Plan' placements=p %}", p=placements)
    assert re.search(r'x="\d+\.\d+%"', html)
    assert not re.search(r'(x|width)="\d+,\d+%"', html)


def test_a_board_says_each_row_aloud() -> None:
    rows = [BoardRow("Ana", [Span("Surgery", date(2027, 1, 4), date(2027, 1, 31))])]
    html = shown("{% board label='Who comes when' rows=rows %}", rows=rows)
    assert 'aria-label="Ana: Surgery, 4 – 31 Jan 2027"' in html


def test_a_simple_table_names_the_column_beside_each_cell() -> None:
    head = ["Student", {"label": "Weeks", "number": True}]
    html = shown("{% simple_table caption='All' head=head rows=rows %}", head=head, rows=[["Ana", 4]])
    assert '<th scope="row">Ana</th><td data-label="Weeks" class="number">4</td>' in html


def test_words_of_people_are_escaped_inside_components() -> None:
    evil = "<script>alert(1)</script>"
    posts = [{"author": evil, "body": evil, "role": evil, "at": datetime(2027, 1, 4, tzinfo=UTC)}]
    html = shown('{% include "common/components/thread.html" with posts=posts only %}', posts=posts)
    html += shown("{% simple_table caption=c head=head rows=rows %}", c=evil, head=[evil], rows=[[evil]])
    html += shown("{% notice title=c %}{{ c }}{% endnotice %}", c=evil)
    assert "<script" not in html


@pytest.mark.django_db
def test_the_gallery_shows_every_component() -> None:
    request = RequestFactory().get("/desk/components")
    html = render_to_string("common/gallery.html", gallery_context(date(2026, 11, 22)), request)
    for name in ("turn--mine", "task", "timeline", "thread", "facts", "week-band", "board", "dialog", "sparkline"):
        assert f'{name}"' in html or f"{name} " in html, name
    assert html.count("<h1>") == 1


def test_the_title_says_error_first_when_a_form_is_wrong() -> None:
    for form, start in ((Sample({}), "<title>Error:"), (Sample(), "<title>Welcome")):
        html = render_to_string("common/base.html", {"form": form})
        assert start in html


def test_a_page_follows_the_direction_of_its_language() -> None:
    with translation.override("ar"):
        assert '<html lang="ar" dir="rtl">' in render_to_string("common/base.html", {})
    with translation.override("en"):
        assert '<html lang="en" dir="ltr">' in render_to_string("common/base.html", {})


def test_a_signed_page_loads_no_htmx_and_no_navigation() -> None:
    html = render_to_string("common/plain.html", {"navigation": [{"label": "Today", "url": "/"}]})
    assert "htmx-2" not in html
    assert "Today" not in html


@pytest.mark.parametrize("name", ["403", "404", "500"])
def test_a_page_for_failure_needs_nothing(name: str) -> None:
    assert "<h1>" in render_to_string(f"common/errors/{name}.html", {})


def test_a_mail_in_plain_text_escapes_nothing() -> None:
    source = '{% extends "common/mail/base.txt" %}{% block body %}Dear {{ name }},{% endblock %}'
    context = {"name": "O'Neil", "action_url": "https://example.org/?a&b", "action_label": "Open"}
    words = engines["django"].from_string(source).render(context)
    assert "Dear O'Neil," in words
    assert "https://example.org/?a&b" in words


def test_no_page_carries_inline_style_or_script() -> None:
    for path in TEMPLATES.rglob("*.html"):
        source = path.read_text(encoding="utf-8")
        if "mail" not in path.parts:
            assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", source), path.name
            assert not re.search(r"<script(?![^>]*\ssrc=)", source), path.name


def test_no_template_is_longer_than_a_screen_or_three() -> None:
    for path in TEMPLATES.rglob("*.html"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 150, path.name


def test_every_component_says_what_it_takes() -> None:
    for path in (TEMPLATES / "components").glob("*.html"):
        assert path.read_text(encoding="utf-8").startswith("{# " + path.stem), path.name


def test_the_joined_style_sheet_is_its_parts_and_light() -> None:
    assert JOINED.read_text(encoding="utf-8") == joined_parts(), "run python -m openrotations.common.stylesheet"
    assert len(joined_parts().encode()) <= 32_000
    assert (PACKAGE / "static" / "common" / "js" / "app.js").stat().st_size <= 6_000


def test_the_style_sheet_knows_no_left_and_no_right() -> None:
    for path in FOLDER.glob("*.css"):
        sheet = path.read_text(encoding="utf-8")
        found = re.findall(r"[\s;{](?:(?:margin|padding|border)-(?:left|right|top|bottom)|left|right)\s*:", sheet)
        assert not found, (path.name, found)


def test_context_of_a_block_tag_reaches_its_body() -> None:
    template = engines["django"].from_string("{% card title='A' %}{{ word }}{% endcard %}")
    assert "inside" in template.render({"word": "inside"})
