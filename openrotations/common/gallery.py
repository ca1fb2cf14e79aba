"""What the gallery of components shows: invented people, places and forms, in every state."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from openrotations.common.bands import Milestone, Span
from openrotations.common.boards import BoardRow

SECTIONS = (
    ("words", _("Words")),
    ("actions", _("Buttons")),
    ("forms", _("Forms")),
    ("lists", _("Lists")),
    ("people", _("People and places")),
    ("tables", _("Tables")),
    ("pictures", _("Pictures")),
)
SPECIALTIES = (("", _("Choose one")), ("im", _("Internal medicine")), ("ped", _("Paediatrics")))
EXPERIENCES = (("hands-on", _("Hands-on: you examine")), ("observation", _("Observation: you watch")))
LANGUAGES = (("en", _("English")), ("es", _("Spanish")), ("ar", _("Arabic")))


class SampleForm(forms.Form):
    """A field of every kind. It is never saved."""

    phone = forms.CharField(label=_("Telephone"), help_text=_("With the code of your country."))
    weeks = forms.IntegerField(label=_("How long"), min_value=2, max_value=12)
    specialty = forms.ChoiceField(label=_("Specialty"), choices=SPECIALTIES)
    why = forms.CharField(label=_("What you hope to learn"), widget=forms.Textarea, required=False)
    experience = forms.ChoiceField(
        label=_("What you may do there"), choices=EXPERIENCES, widget=forms.RadioSelect, initial="hands-on"
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages you speak"), choices=LANGUAGES, widget=forms.CheckboxSelectMultiple, required=False
    )
    passport = forms.FileField(label=_("Passport"), help_text=_("A PDF or a photo, up to 10 MB."))
    starts_on = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    agreed = forms.BooleanField(label=_("I have read what the rotation is, and what it is not"))


class WrongForm(forms.Form):
    """A form as it comes back with mistakes."""

    name = forms.CharField(label=_("Your name"), help_text=_("As in your passport."))
    email = forms.EmailField(label=_("E-mail"))
    status = forms.ChoiceField(
        label=_("You are"), choices=[("student", _("a student")), ("graduate", _("a graduate"))],
        widget=forms.RadioSelect,
    )  # fmt: skip


class FilterForm(forms.Form):
    """Filters above a table."""

    word = forms.CharField(label=_("Name or school"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Any state"))])


def gallery_context(today: date) -> dict[str, object]:
    """Everything that `common/gallery.html` shows, around the day `today`; the view adds nothing."""
    monday = today + timedelta(days=7 - today.weekday())
    first_day, last_day = monday + timedelta(weeks=4), monday + timedelta(weeks=8, days=-1)
    return {
        "today": today,
        "now": datetime.combine(today, time(18, 5), tzinfo=UTC),
        "first_day": first_day,
        "last_day": last_day,
        "crumbs": [{"label": _("Home"), "url": "/"}, {"label": _("Components"), "url": ""}],
        "sections": [{"label": label, "url": f"#{anchor}", "current": anchor == "words"} for anchor, label in SECTIONS],
        "sample_form": SampleForm(prefix="sample"),
        "wrong_form": WrongForm({"wrong-email": "not an address"}, prefix="wrong"),
        "filter_form": FilterForm(prefix="filter"),
        "page": Paginator(range(240), 20).page(5),
        "address_lines": ["1 Example Street", "Harbor City"],
        **_sample_lists(today),
        **_sample_table(),
        **_sample_pictures(monday - timedelta(weeks=8)),
    }


def _sample_lists(today: date) -> Mapping[str, object]:
    now = datetime.combine(today, time(15, 30), tzinfo=UTC)
    return {
        "answers": [
            {"term": _("Your name"), "value": "Noor Example", "change_url": "#forms"},
            {"term": _("Specialty"), "value": _("Internal medicine"), "change_url": "#forms"},
            {"term": _("Weeks"), "value": "4", "change_url": "#forms", "note": _("4 to 8 are allowed.")},
        ],
        "tasks": [
            {"label": _("Your details"), "url": "#lists", "state": "done"},
            {"label": _("Passport"), "url": "#lists", "state": "turn", "due_on": today + timedelta(days=9)},
            {"label": _("Vaccinations"), "url": "#lists", "state": "todo", "hint": _("Three documents")},
            {"label": _("Your school's approval"), "url": "#lists", "state": "waiting"},
            {"label": _("Insurance"), "url": "#lists", "state": "problem", "hint": _("Not readable")},
            {"label": _("Send the application"), "state": "locked", "hint": _("When all else is done")},
        ],
        "events": [
            {"label": _("Application sent"), "at": now - timedelta(days=12), "by": "Noor Example"},
            {"label": _("First host could not take you"), "at": now - timedelta(days=6), "state": "lost"},
            {"label": _("Waiting for the second host"), "on": today, "state": "now"},
            {"label": _("First day"), "on": today + timedelta(days=35), "state": "later"},
        ],
        "posts": [
            {
                "author": "Ida Fernholm",
                "role": _("Programme coordinator"),
                "at": now - timedelta(days=2),
                "body": _("Your dates are free at Harbor Family Practice. Shall I ask them?"),
            },
            {"author": "Noor", "at": now - timedelta(days=1), "body": _("Yes, please."), "mine": True},
        ],
    }


def _sample_table() -> Mapping[str, object]:
    return {
        "head": [
            {"label": _("Student"), "url": "#tables", "sorted": "ascending"},
            _("School"),
            {"label": _("Weeks"), "number": True},
        ],
        "rows": [
            [{"text": "Ana Belmonte", "url": "#tables"}, "Northgate Medical College", 4],
            [{"text": "Noor Example", "url": "#tables"}, "Lakeshore University", 8],
            [{"text": "Tomas Weller", "url": "#tables"}, "Northgate Medical College", 12],
        ],
        "weeks": [f"W{number}" for number in range(1, 25)],
        "enquiries": [3, 4, 4, 6, 5, 8, 9, 8, 11, 14],
    }


def _sample_pictures(monday: date) -> Mapping[str, object]:
    def span(label: object, from_week: int, weeks: int, kind: str = "", detail: object = "") -> Span:
        starts_on = monday + timedelta(weeks=from_week)
        return Span(str(label), starts_on, starts_on + timedelta(weeks=weeks, days=-1), kind, str(detail))

    return {
        "windows": [span(_("Your window"), 2, 15, detail=_("Approved by your school"))],
        "placements": [
            span(_("Internal medicine"), 4, 4, "done", _("Confirmed")),
            span(_("Paediatrics"), 9, 4, "firm", _("Confirmed")),
            span(_("Surgery, Stillwater Hospital"), 13, 3, "soon", _("Offered; held for you")),
        ],
        "milestones": [
            Milestone(str(_("Cleared")), monday + timedelta(weeks=3), "done"),
            Milestone(str(_("Day one")), monday + timedelta(weeks=4), "done"),
            Milestone(str(_("Mid-point")), monday + timedelta(weeks=6), "done"),
            Milestone(str(_("End")), monday + timedelta(weeks=8), "next"),
            Milestone(str(_("Letter")), monday + timedelta(weeks=12), "later"),
        ],
        "board_rows": [
            BoardRow("Ana Belmonte", [span(_("Cardiology"), 0, 4), span(_("Surgery"), 5, 4, "soon")]),
            BoardRow("Noor Example", [span(_("Internal medicine"), 2, 8)], note="Lakeshore University"),
            BoardRow("Tomas Weller", [span(_("Surgery"), 6, 4, "lost"), span(_("Paediatrics"), 8, 6)]),
        ],
    }
