"""What a student tells beyond the profile, one topic a page. Every answer may be left for later."""

from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from openrotations.applications.backgrounds import CORES, MORE_CORES
from openrotations.applications.models import Background
from openrotations.common.forms import DayField, capitalised
from openrotations.common.wording import written_date
from openrotations.schools.models import Student

LATER = ("", _("I do not know, or tell you later"))
YES_NO_LATER = (("yes", _("Yes")), ("no", _("No")), LATER)
NONE_YET = "none"


def _one_of(label: Any, choices: Any) -> forms.ChoiceField:
    """A question with one answer; the last one is "later"."""
    listed = [*capitalised(choices), LATER]
    return forms.ChoiceField(label=label, choices=listed, required=False, widget=forms.RadioSelect)


class Topic(forms.Form):
    """One page. `lead` says why we ask; `is_for_students` leaves out graduates."""

    title: ClassVar[str | Promise]
    lead: ClassVar[str | Promise] = ""
    is_for_students: ClassVar[bool] = False

    def values(self) -> dict[str, Any]:
        """The fields of the background, by name; None or an empty text is "later"."""
        return dict(self.cleaned_data)

    @classmethod
    def initial_from(cls, told: Background) -> dict[str, Any]:
        """What was told before, for the form's fields."""
        return {name: getattr(told, name) for name in cls.base_fields}

    @classmethod
    def in_words(cls, told: Background) -> str:
        """What was told, in words; empty where nothing was."""
        labels = (getattr(told, f"get_{name}_display", None) for name in cls.base_fields)
        return ", ".join(filter(None, (str(label()) for label in labels if label)))


class StudiesTopic(Topic):
    """Year of study, and whether it is the last."""

    title = _("Where are you in your studies?")
    lead = _("Hosts take students in their final year, or after all core clerkships.")
    is_for_students = True
    study_year = forms.IntegerField(label=_("Year of study"), min_value=1, max_value=10, required=False)
    is_final_year = forms.ChoiceField(
        label=_("Are you in your final year?"), choices=YES_NO_LATER, required=False, widget=forms.RadioSelect
    )

    def values(self) -> dict[str, Any]:
        """The year, and yes, no or None."""
        answer = {"yes": True, "no": False}.get(self.cleaned_data["is_final_year"])
        return {"study_year": self.cleaned_data["study_year"], "is_final_year": answer}

    @classmethod
    def initial_from(cls, told: Background) -> dict[str, Any]:
        """The answers given."""
        answer = {True: "yes", False: "no", None: ""}[told.is_final_year]
        return {"study_year": told.study_year, "is_final_year": answer}

    @classmethod
    def in_words(cls, told: Background) -> str:
        """Such as: year 5, final year."""
        year = _now("year %(number)s") % {"number": told.study_year} if told.study_year else ""
        last = {True: _now("final year"), False: _now("not the final year"), None: ""}[told.is_final_year]
        return ", ".join(filter(None, (year, last)))


class CoresTopic(Topic):
    """Core clerkships done."""

    title = _("Which core clerkships have you done?")
    lead = _("Hosts ask for the first five; some ask for the others as well.")
    is_for_students = True
    cores_done = forms.MultipleChoiceField(
        label=_("Done"),
        choices=[*CORES.items(), *MORE_CORES.items(), (NONE_YET, _("None of them yet"))],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick none to tell us later."),
    )

    def clean_cores_done(self) -> list[str]:
        """Either some of them or none of them."""
        done: list[str] = self.cleaned_data["cores_done"]
        if NONE_YET in done and len(done) > 1:
            raise forms.ValidationError(_("Tick what you have done, or “None of them yet”, not both."))
        return done

    def values(self) -> dict[str, Any]:
        """The keys of those that are done; None for "later"."""
        done = self.cleaned_data["cores_done"]
        return {"cores_done": [key for key in done if key != NONE_YET] if done else None}

    @classmethod
    def initial_from(cls, told: Background) -> dict[str, Any]:
        """What is ticked."""
        return {"cores_done": [NONE_YET] if told.cores_done == [] else told.cores_done or []}

    @classmethod
    def in_words(cls, told: Background) -> str:
        """The names of those that are done."""
        if told.cores_done is None:
            return ""
        named = {**CORES, **MORE_CORES}
        return ", ".join(str(named.get(key, key)) for key in told.cores_done) or _now("none yet")


class StepOneTopic(Topic):
    """USMLE Step 1."""

    title = _("Have you passed USMLE Step 1?")
    lead = _("Step 1 has no score. Some hosts take another examination instead.")
    step1 = _one_of(_("Step 1"), Background.StepOne.choices)


class StepTwoTopic(Topic):
    """USMLE Step 2 CK, with its score."""

    title = _("Have you passed USMLE Step 2 CK?")
    lead = _("Florida asks for it before an elective, and some hosts ask for a least score.")
    step2_ck = _one_of(_("Step 2 CK"), Background.Result.choices)
    step2_ck_score = forms.IntegerField(
        label=_("Three-digit score"), min_value=1, max_value=300, required=False, help_text=_("If you have passed.")
    )

    def clean(self) -> dict[str, Any]:
        """A score is told of a pass."""
        values = super().clean() or self.cleaned_data
        if values.get("step2_ck_score") and values.get("step2_ck") != Background.Result.PASSED:
            self.add_error("step2_ck_score", _("Only a pass has a score here. Say that you passed, or leave it empty."))
        return values

    @classmethod
    def in_words(cls, told: Background) -> str:
        """Such as: passed, 240."""
        result = str(told.get_step2_ck_display()) if told.step2_ck else ""
        return ", ".join(filter(None, (result, str(told.step2_ck_score or ""))))


class EnglishTopic(Topic):
    """An English test and its score."""

    title = _("Which English test do you have?")
    lead = _("Hosts that ask for one say which, and from which score on.")
    english_test = _one_of(_("Test"), Background.EnglishTest.choices)
    english_score = forms.DecimalField(
        label=_("Overall score"), min_value=0, max_digits=5, decimal_places=1, required=False
    )

    @classmethod
    def in_words(cls, told: Background) -> str:
        """Such as: TOEFL iBT, 104."""
        test = str(told.get_english_test_display()) if told.english_test else ""
        return ", ".join(filter(None, (test, f"{told.english_score:g}" if told.english_score is not None else "")))


class ResidenceTopic(Topic):
    """Citizenship or permanent residence in the United States."""

    title = _("Are you a citizen or permanent resident of the United States?")
    lead = _("Then you need no visa.")
    residence = _one_of(_("You are"), Background.Residence.choices)


class EntryTopic(Topic):
    """The visa."""

    title = _("How do you enter the United States?")
    lead = _("What you may do, and for how long, depends on it. This is no legal advice.")
    entry = _one_of(_("You enter with"), Background.Entry.choices)


class TravelTopic(Topic):
    """Arrival and departure."""

    title = _("When do you arrive, and when do you leave?")
    lead = _("The Visa Waiver Program allows 90 days from arrival to departure.")
    arrives_on = DayField(label=_("Arrival"), required=False)
    departs_on = DayField(label=_("Departure"), required=False)

    def clean(self) -> dict[str, Any]:
        """Departure is not before arrival."""
        values = super().clean() or self.cleaned_data
        arrival, departure = values.get("arrives_on"), values.get("departs_on")
        if arrival and departure and departure < arrival:
            self.add_error("departs_on", _("Departure is before arrival. Change one of them."))
        return values

    @classmethod
    def in_words(cls, told: Background) -> str:
        """Both days, as far as they are told."""
        return " – ".join(written_date(day) for day in (told.arrives_on, told.departs_on) if day)


class ElsewhereTopic(Topic):
    """What a state counts, done or planned without us."""

    title = _("What do you do in these states without us?")
    lead = _(
        "New York counts weeks of clerkships, and Florida electives, wherever you booked them. 0 if there are none."
    )
    is_for_students = True
    weeks_ny = forms.IntegerField(
        label=_("Weeks of clerkships in New York"), min_value=0, max_value=200, required=False
    )
    electives_fl = forms.IntegerField(label=_("Electives in Florida"), min_value=0, max_value=50, required=False)

    def values(self) -> dict[str, Any]:
        """Numbers by state; None for "later"."""
        weeks, electives = self.cleaned_data["weeks_ny"], self.cleaned_data["electives_fl"]
        return {
            "weeks_in_state": None if weeks is None else {"NY": weeks},
            "electives_in_state": None if electives is None else {"FL": electives},
        }

    @classmethod
    def initial_from(cls, told: Background) -> dict[str, Any]:
        """The numbers given."""
        return {
            "weeks_ny": (told.weeks_in_state or {}).get("NY"),
            "electives_fl": (told.electives_in_state or {}).get("FL"),
        }

    @classmethod
    def in_words(cls, told: Background) -> str:
        """Both numbers, as far as they are told."""
        given = cls.initial_from(told)
        weeks = _now("New York: %(n)s weeks") % {"n": given["weeks_ny"]} if given["weeks_ny"] is not None else ""
        electives = _now("Florida: %(n)s electives") % {"n": given["electives_fl"]}
        return ", ".join(filter(None, (weeks, electives if given["electives_fl"] is not None else "")))


TOPICS: dict[str, type[Topic]] = {
    "studies": StudiesTopic,
    "cores": CoresTopic,
    "step-1": StepOneTopic,
    "step-2": StepTwoTopic,
    "english": EnglishTopic,
    "residence": ResidenceTopic,
    "entry": EntryTopic,
    "travel": TravelTopic,
    "elsewhere": ElsewhereTopic,
}


def topics_for(student: Student) -> dict[str, type[Topic]]:
    """The topics that this student is asked about."""
    is_graduate = student.status == Student.Status.GRADUATE
    return {name: form for name, form in TOPICS.items() if not (is_graduate and form.is_for_students)}
