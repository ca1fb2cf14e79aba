"""The columns of sites and preceptors, alone and inside a sheet of offerings."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from openrotations.desk.spreadsheets.choices import SITE_KINDS
from openrotations.desk.spreadsheets.kinds import CellKind, Column, Table
from openrotations.desk.spreadsheets.words import words

NAMES_OF_NPI = ("NPI", "NPI number", "preceptor NPI", "physician NPI", "national provider identifier")

_BARE_KINDS = ("type", "tipo", "Art")
_PLACE = (
    Column(
        "kind",
        _("Kind of site"),
        CellKind.CHOICE,
        ("Kind", "site kind", "kind of site", "site type", "type of site", "facility type", *_BARE_KINDS),
        _("A hospital, a private practice, or a clinic."),
        "private_practice",
        required=True,
        choices=SITE_KINDS,
    ),
    Column(
        "street",
        _("Street"),
        CellKind.TEXT,
        ("Street", "site street", "address", "street address", "calle", "dirección", "rue", "Straße", "العنوان"),
        _("Street and number."),
        "1 Nowhere Road",
    ),
    Column(
        "city",
        _("City"),
        CellKind.TEXT,
        ("City", "site city", "town", "ciudad", "ville", "Stadt", "Ort", "المدينة", "城市"),
        _("The city or town."),
        "Sampleton",
        max_length=120,
        required=True,
    ),
    Column(
        "state",
        _("State"),
        CellKind.STATE,
        ("State", "site state", "us state", "state code", "estado", "état", "Bundesstaat"),
        _("The two-letter postal code of the state, or its name."),
        "IL",
        required=True,
    ),
    Column(
        "postcode",
        _("ZIP code"),
        CellKind.POSTCODE,
        ("Postcode", "site postcode", "zip", "zip code", "postal code", "código postal", "code postal", "PLZ"),
        _("Five digits, or nine with a hyphen."),
        "00120",
    ),
    Column(
        "time_zone",
        _("Time zone"),
        CellKind.TIME_ZONE,
        ("Time zone", "site time zone", "timezone", "tz", "zona horaria", "fuseau horaire", "Zeitzone"),
        _("The name in the time zone database, or the US name, such as Central."),
        "America/Chicago",
    ),
    Column(
        "teaching_affiliation",
        _("Teaching affiliation"),
        CellKind.TEXT,
        ("Teaching affiliation", "site teaching affiliation", "affiliation", "affiliated with"),
        _("The US medical school it teaches for, if there is one."),
        "Fictional School of Medicine",
    ),
    Column(
        "coordinator_name",
        _("Coordinator"),
        CellKind.TEXT,
        (
            "Coordinator name",
            "site coordinator name",
            "coordinator",
            "host coordinator",
            "office manager",
            "coordinador",
        ),
        _("Who answers for the site."),
        "Sam Placeholder",
    ),
    Column(
        "coordinator_email",
        _("E-mail of the coordinator"),
        CellKind.EMAIL,
        ("Coordinator e-mail", "site coordinator e-mail", "coordinator email", "host coordinator email"),
        _("Where the site is asked to confirm students."),
        "desk@site.example",
        max_length=254,
    ),
)


LICENCE_STATE = Column(
    "licence_state",
    _("State of the licence"),
    CellKind.STATE,
    words("Licence state; license state; state of licence; state of license; licensed in"),
    _("The state that gave the licence."),
    "IL",
)
LICENCE_NUMBER = Column(
    "licence_number",
    _("Licence number"),
    CellKind.TEXT,
    words("Licence number; license number; licence no; license no"),
    _("The number as the state board writes it."),
    "TEST-000-001",
    max_length=40,
)


def _named_also(column: Column, names: str) -> Column:
    """The same column where it can have these names as well, since no other claims them there."""
    return replace(column, synonyms=(*column.synonyms, *words(names)))


def _in_offering(column: Column) -> Column:
    """A column of a site as it stands in a row of an offering. There a bare “type” is the type of rotation."""
    names = tuple(name for name in column.synonyms if name not in _BARE_KINDS)
    heading = f"Site {names[0].lower()}"
    return replace(column, key=f"site_{column.key}", synonyms=(heading, *names), required=False)


SITE_IN_OFFERING = tuple(_in_offering(column) for column in _PLACE)

# Needed only where two sites have the same name.
SITE_PLACE = tuple(column for column in SITE_IN_OFFERING if column.key in ("site_city", "site_state"))

SITES = Table(
    kind="sites",
    label=_("Sites"),
    identity=("name", "city", "state", "coordinator_email"),
    together=(("coordinator_name", "coordinator_email"),),
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
        *_PLACE,
    ),
)

PRECEPTORS = Table(
    kind="preceptors",
    label=_("Preceptors"),
    identity=("npi", "email", "full_name", "site", "site_city"),
    one_of=(("email", "npi"),),
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
        _named_also(LICENCE_STATE, "state"),
        _named_also(LICENCE_NUMBER, "licence; license; medical license"),
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
            max_length=80,
        ),
        Column(
            "title",
            _("Professional title"),
            CellKind.TEXT,
            words("Professional title; degree; credentials; MD or DO; Titel; título profesional"),
            _("Such as MD or DO. A new preceptor without one is an MD."),
            "MD",
            max_length=80,
        ),
        Column(
            "site",
            _("Site"),
            CellKind.TEXT,
            words("Site; site name; hospital; practice; clinic; facility; works at; centro; Praxis"),
            _("The name of the site, the same as in the sites file. One row for each site."),
            "Placeholder Family Practice",
        ),
        *SITE_PLACE,
    ),
)
