"""What the office writes about a form that is signed by hand."""

from django import forms
from django.utils.translation import gettext_lazy as _

from openrotations.desk.models import BlankForm


class BlankFormForm(forms.ModelForm[BlankForm]):
    """Whose form it is, what it asks for, and who signs it."""

    class Meta:
        model = BlankForm
        fields = ("site", "school", "title", "intro", "lines", "student_signs", "host_signs", "school_signs")
        labels = {"site": _("Site"), "school": _("School")}
        help_texts = {
            "school": _("A form is a site's or a school's."),
            "lines": _("A line each. Name, school, dates, site and preceptor are printed by themselves."),
        }
        widgets = {"intro": forms.Textarea(attrs={"rows": 3}), "lines": forms.Textarea(attrs={"rows": 8})}

    def validate_constraints(self) -> None:
        """Left to the action, which says what to do."""
