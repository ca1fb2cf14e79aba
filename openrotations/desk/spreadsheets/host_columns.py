"""The columns of sites and preceptors, alone and inside a sheet of offerings."""

from django.utils.translation import gettext_lazy as _

from openrotations.desk.spreadsheets.choices import SITE_KINDS
from openrotations.desk.spreadsheets.kinds import CellKind, Column, Table
from openrotations.desk.spreadsheets.words import words

NAMES_OF_NPI = ("NPI", "NPI number", "preceptor NPI", "physician NPI", "national provider identifier")


def _place_columns(inline: bool) -> tuple[Column, ...]:
    """Where a site is and who coordinates there. Inline, each key and heading begins with “site”."""
    key = "site_" if inline else ""

    def named(heading: str, *others: str) -> tuple[str, ...]:
        own = f"Site {heading}" if inline else heading.capitalize()
        return (own, f"site {heading}", heading, *others)

    kinds = ("kind of site", "site type", "type of site", "facility type")
    return (
        Column(
            f"{key}kind",
            _("Kind of site"),
            CellKind.CHOICE,
            named("kind", *kinds, *(() if inline else ("type", "tipo", "Art"))),
            _("A hospital, a private practice, or a clinic."),
            "private_practice",
            required=not inline,
            choices=SITE_KINDS,
        ),
        Column(
            f"{key}street",
            _("Street"),
            CellKind.TEXT,
            named("street", "address", "street address", "calle", "dirección", "rue", "Straße", "العنوان"),
            _("Street and number."),
            "1 Nowhere Road",
        ),
        Column(
            f"{key}city",
            _("City"),
            CellKind.TEXT,
            named("city", "town", "ciudad", "ville", "Stadt", "Ort", "المدينة", "城市"),
            _("The city or town."),
            "Sampleton",
            required=not inline,
        ),
        Column(
            f"{key}state",
            _("State"),
            CellKind.STATE,
            named("state", "us state", "state code", "estado", "état", "Bundesstaat"),
            _("The two-letter postal code of the state, or its name."),
            "IL",
            required=not inline,
        ),
        Column(
            f"{key}postcode",
            _("ZIP code"),
            CellKind.POSTCODE,
            named("postcode", "zip", "zip code", "postal code", "código postal", "code postal", "PLZ"),
            _("Five digits, or nine with a hyphen."),
            "00120",
        ),
        Column(
            f"{key}time_zone",
            _("Time zone"),
            CellKind.TIME_ZONE,
            named("time zone", "timezone", "tz", "zona horaria", "fuseau horaire", "Zeitzone"),
            _("The name in the time zone database, or the US name, such as Central."),
            "America/Chicago",
        ),
        Column(
            f"{key}coordinator_name",
            _("Coordinator"),
            CellKind.TEXT,
            named("coordinator name", "coordinator", "host coordinator", "office manager", "coordinador"),
            _("Who answers for the site."),
            "Sam Placeholder",
        ),
        Column(
            f"{key}coordinator_email",
            _("E-mail of the coordinator"),
            CellKind.EMAIL,
            named("coordinator e-mail", "coordinator email", "host coordinator email"),
            _("Where the site is asked to confirm students."),
            "desk@site.example",
            max_length=254,
        ),
    )


SITE_IN_OFFERING = _place_columns(inline=True)

SITES = Table(
    kind="sites",
    label=_("Sites"),
    identity=("name", "city", "state"),
    columns=(
        Column(
            "name",
            _("Site"),
            CellKind.TEXT,
            words(
                "Site name; site; name; hospital; practice; clinic; facility; hospital name; "
                "practice name; nombre; nom; centro; Praxis; Klinik; المستشفى; 医院"
            ),
            _("The name of the hospital or practice."),
            "Placeholder Family Practice",
            required=True,
        ),
        *_place_columns(inline=False),
    ),
)

PRECEPTORS = Table(
    kind="preceptors",
    label=_("Preceptors"),
    identity=("npi", "email", "full_name"),
    one_of=(("email", "npi"),),
    together=(("licence_state", "licence_number"),),
    columns=(
        Column(
            "full_name",
            _("Full name"),
            CellKind.TEXT,
            words(
                "Full name; name; preceptor; preceptor name; physician; physician name; doctor; nombre; "
                "médico; nom; médecin; nome; Arzt; doktor; الطبيب; 医生"
            ),
            _("The physician's name, with or without titles."),
            "Dr Robin Placeholder",
            required=True,
        ),
        Column(
            "email",
            _("E-mail"),
            CellKind.EMAIL,
            words("E-mail; email; email address; preceptor email; physician email; mail; correo; courriel"),
            _("The physician's address. Staff confirm it before a link is sent to it."),
            "robin@practice.example",
            max_length=254,
        ),
        Column(
            "npi",
            _("NPI"),
            CellKind.NPI,
            NAMES_OF_NPI,
            _("The ten-digit National Provider Identifier. Its last digit is checked."),
            "9000000015",
        ),
        Column(
            "licence_state",
            _("State of the licence"),
            CellKind.STATE,
            words("Licence state; license state; state of licence; state of license; licensed in; state"),
            _("The state that gave the licence."),
            "IL",
        ),
        Column(
            "licence_number",
            _("Licence number"),
            CellKind.TEXT,
            words("Licence number; license number; licence no; license no; licence; license; medical license"),
            _("The number as the state board writes it."),
            "TEST-000-001",
            max_length=40,
        ),
        Column(
            "specialty",
            _("Specialty"),
            CellKind.TEXT,
            words(
                "Specialty; speciality; field; department; especialidad; spécialité; especialidade; "
                "Fachrichtung; Fach; التخصص; 专科"
            ),
            _("The physician's specialty in plain words."),
            "Internal medicine",
        ),
        Column(
            "site",
            _("Site"),
            CellKind.TEXT,
            words("Site; site name; hospital; practice; clinic; facility; works at; centro; Praxis"),
            _("The name of the site, the same as in the sites file."),
            "Placeholder Family Practice",
        ),
    ),
)
