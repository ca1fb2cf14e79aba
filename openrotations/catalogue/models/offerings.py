"""What a preceptor at a site offers."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from openrotations.common.models import Row
from openrotations.hosts.models import Preceptor, Site


class EnglishTest(models.TextChoices):
    """Tests of English for which hosts name a score."""

    TOEFL_IBT = "toefl_ibt", _("TOEFL iBT")
    IELTS = "ielts", _("IELTS")
    OET_MEDICINE = "oet_medicine", _("OET Medicine")


class Offering(Row):
    """What a preceptor at a site offers."""

    class ExperienceType(models.TextChoices):
        ELECTIVE_CLERKSHIP = "elective_clerkship", _("elective clerkship")
        SUB_INTERNSHIP = "sub_internship", _("sub-internship")
        CORE_CLERKSHIP = "core_clerkship", _("core clerkship")
        EXTERNSHIP = "externship", _("externship")
        OBSERVERSHIP = "observership", _("observership")
        RESEARCH = "research", _("research")
        TELE_ROTATION = "tele_rotation", _("tele-rotation")

    class Participation(models.TextChoices):
        HANDS_ON = "hands_on", _("hands-on, supervised")
        OBSERVATION = "observation", _("observation only")

    class Setting(models.TextChoices):
        INPATIENT = "inpatient", _("inpatient")
        OUTPATIENT = "outpatient", _("outpatient")
        BOTH = "both", _("inpatient and outpatient")

    title = models.CharField(_("title"), max_length=200)
    preceptor = models.ForeignKey(Preceptor, on_delete=models.PROTECT, related_name="offerings")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="offerings")
    specialty = models.CharField(_("specialty"), max_length=80)
    experience_type = models.CharField(_("experience type"), max_length=30, choices=ExperienceType)
    participation = models.CharField(_("hands-on or observation"), max_length=20, choices=Participation)
    setting = models.CharField(_("setting"), max_length=20, choices=Setting)
    description = models.TextField(_("description"), blank=True)
    requirements = models.TextField(_("requirements"), blank=True, help_text=_("A line each."))
    min_weeks = models.PositiveSmallIntegerField(_("fewest weeks"), validators=[MinValueValidator(1)])
    max_weeks = models.PositiveSmallIntegerField(_("most weeks"), validators=[MaxValueValidator(52)])
    price_per_week = models.DecimalField(_("price per week (USD)"), max_digits=8, decimal_places=2)
    is_published = models.BooleanField(_("published"), default=True)
    # Entry conditions: what a student must have before applying. Those who give seats away make rules of them.
    needs_final_year = models.BooleanField(_("only in the final year"), default=False, db_default=False)
    needs_cores = models.BooleanField(_("only after all core clerkships"), default=False, db_default=False)
    needs_step1 = models.BooleanField(
        _("only with Step 1"),
        default=False,
        db_default=False,
        help_text=_("Passed, or what the host takes instead, such as IFOM Basic Science."),
    )
    least_step2_ck = models.PositiveSmallIntegerField(
        _("lowest Step 2 CK score"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(300)],
        help_text=_("Step 1 has no score, only passed or failed."),
    )
    # Test -> lowest overall score; any one of these tests will do. Empty: English is not asked for.
    needs_english = models.JSONField(_("English"), default=dict, db_default={}, blank=True)
    lead_weeks = models.PositiveSmallIntegerField(
        _("weeks between the host's yes and day one"), null=True, blank=True, validators=[MaxValueValidator(52)]
    )

    class Meta:
        ordering = ["specialty", "title"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(min_weeks__gte=1) & models.Q(min_weeks__lte=models.F("max_weeks")),
                name="catalogue_weeks_in_order",
            ),
            models.CheckConstraint(condition=models.Q(price_per_week__gte=0), name="catalogue_price_not_negative"),
            models.CheckConstraint(
                condition=~models.Q(experience_type="observership") | models.Q(participation="observation"),
                name="catalogue_observership_observes",
            ),
            models.UniqueConstraint(fields=["preceptor", "site", "title"], name="catalogue_one_row_an_offering"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def hands_on(self) -> bool:
        """Whether students take part in care under supervision."""
        return self.participation == self.Participation.HANDS_ON

    @property
    def has_entry_conditions(self) -> bool:
        """Whether a student must have something before applying."""
        needs = (self.needs_final_year, self.needs_cores, self.needs_step1, self.needs_english)
        return any(needs) or self.least_step2_ck is not None or self.lead_weeks is not None
