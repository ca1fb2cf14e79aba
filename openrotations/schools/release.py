"""What a student agrees to when the school needs their evaluation for credit: the words, and their version.

The stated condition: without it the school may give no credit, and the rotation goes on all the same.
"""

from django.utils.translation import gettext_lazy as _

# Another wording is another version; who agreed to an older one is asked again.
VERSION = "2026-11"
WORDS = (
    _("Your school gives credit for a rotation only when it gets the evaluation back."),
    _("If you agree, the registrars of your school can read the evaluations of your rotations once they are final."),
    _("They also see your dates, sites, signed days and hours. They do not see letters of recommendation."),
    _("You can take this back at any time. What the school has read already stays with the school."),
    _("You may also say no. You can rotate all the same, but your school may then give no credit."),
)
