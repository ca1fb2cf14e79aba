"""What a student tells beyond the profile, one topic a page. Every answer may be left for later."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from openrotations.applications.backgrounds import CORES, MORE_CORES, is_on_scale
from openrotations.applications.forms.elsewhere import ElsewhereTopic, elsewhere_topic
from openrotations.applications.forms.topics import Topic
from openrotations.applications.models import Background
from openrotations.common.forms import DayField, capitalised
from openrotations.common.wording import written_date
from openrotations.rulebook.counters import Counter
from openrotations.schools.models import Student

LATER = ("", _("I do not know, or tell you later"))
YES_NO_LATER = (("yes", _("Yes")), ("no", _("No")), LATER)
NONE_YET = "none"
_OFF_SCALE = {
    Background.TestTaken.TOEFL_IBT: _("Give the total, at most 120. Where it is from 1 to 6, choose that scale above."),
    Background.TestTaken.TOEFL_IBT_BANDS: _("Give the overall band: 1 to 6, in halves. A total is the other scale."),
    Background.TestTaken.IELTS: _("Give the overall band: 0 to 9, in halves."),
    Background.TestTaken.OET: _("Give the lowest of your four scores: 0 to 500, by tens."),
}


def _one_of(label: Any, choices: Any) -> forms.ChoiceField:
    """A question with one answer; the last one is "later"."""
    listed = [*capitalised(choices), LATER]
    return forms.ChoiceField(label=label, choices=listed, required=False, widget=forms.RadioSelect)


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
    english_test = _one_of(_("Test"), Background.TestTaken.choices)
    english_score = forms.DecimalField(
        label=_("Score"),
        min_value=0,
        max_digits=5,
        decimal_places=1,
        required=False,
        help_text=_(
            "The overall one. OET has none: give the lowest of its four. A new TOEFL report shows both scales."
        ),
    )

    def clean(self) -> dict[str, Any]:
        """A score is on the scale of its test."""
        values = super().clean() or self.cleaned_data
        test, score = values.get("english_test", ""), values.get("english_score")
        if not is_on_scale(test, score):
            self.add_error("english_score", _OFF_SCALE[test])
        if test == Background.TestTaken.NONE and score is not None:
            self.add_error("english_score", _("Without a test there is no score. Choose the test, or leave it empty."))
        return values

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


# The questions that a student may be asked; what is asked about states hangs on what they count (`elsewhere_topic`).
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


def topics_for(student: Student, counters: Iterable[Counter]) -> dict[str, type[Topic]]:
    """The topics that this student is asked about, where states count this; none about states that count nothing."""
    elsewhere = elsewhere_topic(counters)
    left_out = {name for name, form in TOPICS.items() if form.is_for_students} if _is_graduate(student) else set()
    left_out |= set() if elsewhere.asked else {"elsewhere"}
    return {name: form for name, form in {**TOPICS, "elsewhere": elsewhere}.items() if name not in left_out}


def _is_graduate(student: Student) -> bool:
    return student.status == Student.Status.GRADUATE
