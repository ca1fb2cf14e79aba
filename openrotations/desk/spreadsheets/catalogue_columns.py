"""The columns of offerings and openings."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from openrotations.desk.spreadsheets.choices import EXPERIENCE_TYPES, PARTICIPATION, SETTINGS
from openrotations.desk.spreadsheets.host_columns import NAMES_OF_NPI, SITE_IN_OFFERING, SITE_PLACE
from openrotations.desk.spreadsheets.kinds import CellKind, Column, Table
from openrotations.desk.spreadsheets.words import words

_TITLES = words("offering title; offering; rotation; rotation title; rotation name; title; título; titre; Titel")
_SITES = words(
    "Site; site name; hospital; practice; clinic; facility; location; hospital or practice; centro; "
    "Praxis; Klinik; 医院"
)
_PRECEPTOR_EMAILS = words(
    "Preceptor e-mail; preceptor email; physician email; doctor email; email; e-mail; correo del médico"
)
_OPENING = (
    Column(
        "opening_from",
        _("Opening from"),
        CellKind.DATE,
        words("Opening from; from; start; start date; open from; begins; first day; desde; du; von"),
        _("The first day of the opening."),
        "2027-01-04",
    ),
    Column(
        "opening_to",
        _("Opening to"),
        CellKind.DATE,
        words("Opening to; to; end; end date; open to; open until; until; ends; last day; hasta; au; bis"),
        _("The last day of the opening. It is not before the first day."),
        "2027-03-28",
    ),
    Column(
        "seats",
        _("Seats"),
        CellKind.INTEGER,
        words("Seats; number of seats; places; spots; slots; capacity; plazas; cupos; Plätze; المقاعد; 名额"),
        _("How many students at the same time."),
        "2",
        most=50,
    ),
)

OFFERINGS = Table(
    kind="offerings",
    label=_("Offerings"),
    identity=("title", "site", "site_city", "preceptor_npi", "preceptor_email", "opening_from"),
    one_of=(("preceptor_npi", "preceptor_email"), ("participation", "hands_on")),
    together=(
        ("opening_from", "opening_to", "seats"),
        ("site_coordinator_name", "site_coordinator_email"),
    ),
    in_order=(("opening_from", "opening_to"), ("min_weeks", "max_weeks")),
    columns=(
        Column(
            "title",
            _("Title"),
            CellKind.TEXT,
            ("Title", *_TITLES),
            _("What it is called in the catalogue. Rows with the same title, site and preceptor are one."),
            "Internal medicine in private practice",
            required=True,
        ),
        Column(
            "preceptor_name",
            _("Preceptor"),
            CellKind.TEXT,
            words("Preceptor name; preceptor; physician; physician name; doctor; médico; médecin; Arzt; الطبيب"),
            _("The physician's name. Needed only for a preceptor who is not yet known."),
            "Dr Robin Placeholder",
        ),
        Column(
            "preceptor_npi",
            _("NPI of the preceptor"),
            CellKind.NPI,
            ("Preceptor NPI", *NAMES_OF_NPI),
            _("The ten-digit number. Give this or the e-mail."),
            "9000000015",
        ),
        Column(
            "preceptor_email",
            _("E-mail of the preceptor"),
            CellKind.EMAIL,
            _PRECEPTOR_EMAILS,
            _("The physician's address. Give this or the NPI."),
            "robin@practice.example",
            max_length=254,
        ),
        Column(
            "preceptor_licence_state",
            _("State of the preceptor's licence"),
            CellKind.STATE,
            words("Preceptor licence state; preceptor license state; licence state; license state; licensed in"),
            _("The state that gave the licence."),
            "IL",
        ),
        Column(
            "preceptor_licence_number",
            _("Licence number of the preceptor"),
            CellKind.TEXT,
            words(
                "Preceptor licence number; preceptor license number; licence number; license number; "
                "licence no; license no"
            ),
            _("The number as the state board writes it."),
            "TEST-000-001",
            max_length=40,
        ),
        Column(
            "site",
            _("Site"),
            CellKind.TEXT,
            _SITES,
            _("The name of the hospital or practice."),
            "Placeholder Family Practice",
            required=True,
        ),
        *SITE_IN_OFFERING,
        Column(
            "specialty",
            _("Specialty"),
            CellKind.TEXT,
            words("Specialty; speciality; field; department; especialidad; spécialité; Fachrichtung; التخصص; 专科"),
            _("The specialty in plain words."),
            "Internal medicine",
            required=True,
            max_length=80,
        ),
        Column(
            "experience_type",
            _("Experience type"),
            CellKind.CHOICE,
            words(
                "Experience type; type of experience; type of rotation; rotation type; "
                "kind of rotation; tipo de rotación; type de stage"
            ),
            _("What kind of experience it is."),
            "elective_clerkship",
            required=True,
            choices=EXPERIENCE_TYPES,
        ),
        Column(
            "participation",
            _("Participation"),
            CellKind.CHOICE,
            ("Participation", "hands-on or observation", "student role", "participación", "role"),
            _("Whether the student takes part or observes. Give this or “Hands-on”."),
            "hands_on",
            choices=PARTICIPATION,
        ),
        Column(
            "hands_on",
            _("Hands-on"),
            CellKind.YES_NO,
            ("Hands-on", "hands on?", "hands-on (yes/no)", "práctico"),
            _("Yes or no, in place of “Participation”: no means that the student observes."),
            "yes",
        ),
        Column(
            "setting",
            _("Setting"),
            CellKind.CHOICE,
            ("Setting", "care setting", "inpatient or outpatient", "ámbito", "cadre"),
            _("Where patients are seen."),
            "outpatient",
            choices=SETTINGS,
        ),
        Column(
            "min_weeks",
            _("Fewest weeks"),
            CellKind.WEEKS,
            words("Min weeks; minimum weeks; min. weeks; weeks min; weeks from; shortest; mínimo de semanas"),
            _("The shortest rotation."),
            "4",
            required=True,
        ),
        Column(
            "max_weeks",
            _("Most weeks"),
            CellKind.WEEKS,
            words("Max weeks; maximum weeks; max. weeks; weeks max; weeks to; longest; máximo de semanas"),
            _("The longest rotation. It is not less than the shortest."),
            "12",
            required=True,
        ),
        Column(
            "price_per_week",
            _("Price per week"),
            CellKind.MONEY,
            words(
                "Price per week; price; fee; fee per week; weekly fee; cost per week; price/week; "
                "USD per week; precio; precio por semana; prix par semaine; Preis pro Woche"
            ),
            _("In US dollars. 0 or “free” means that nothing is charged."),
            "450.00",
        ),
        Column(
            "requirements",
            _("Requirements"),
            CellKind.LINES,
            ("Requirements", "prerequisites", "requirement", "required documents", "requisitos", "exigences"),
            _("What the host asks for, separated by semicolons."),
            "Immunisations; background check",
            max_length=5000,
        ),
        Column(
            "description",
            _("Description"),
            CellKind.LINES,
            ("Description", "descripción", "Beschreibung"),
            _("What students read about it."),
            "Clinic on weekdays, with a student of your own year.",
            max_length=5000,
        ),
        Column(
            "is_published",
            _("Published"),
            CellKind.YES_NO,
            ("Published", "in the catalogue", "publicado", "publié"),
            _("Whether it stands in the catalogue. A new offering does, unless you say no."),
            "yes",
        ),
        *_OPENING,
    ),
)

OPENINGS = Table(
    kind="openings",
    label=_("Openings"),
    identity=("offering", "site", "site_city", "preceptor_email", "preceptor_npi", "opening_from"),
    in_order=(("opening_from", "opening_to"),),
    columns=(
        Column(
            "offering",
            _("Offering"),
            CellKind.TEXT,
            ("Offering", *_TITLES),
            _("The title of the offering, the same as in the offerings file."),
            "Internal medicine in private practice",
            required=True,
        ),
        Column(
            "site",
            _("Site"),
            CellKind.TEXT,
            _SITES,
            _("The name of the hospital or practice."),
            "Placeholder Family Practice",
            required=True,
        ),
        Column(
            "preceptor_email",
            _("E-mail of the preceptor"),
            CellKind.EMAIL,
            _PRECEPTOR_EMAILS,
            _("Needed where a site has the same title with two preceptors."),
            "robin@practice.example",
            max_length=254,
        ),
        *SITE_PLACE,
        Column(
            "preceptor_npi",
            _("NPI of the preceptor"),
            CellKind.NPI,
            ("Preceptor NPI", *NAMES_OF_NPI),
            _("Needed where the preceptor has no e-mail and the title stands twice at the site."),
            "9000000015",
        ),
        *(replace(column, required=True) for column in _OPENING),
        Column(
            "closed",
            _("Closed"),
            CellKind.YES_NO,
            ("Closed", "is closed", "cerrado", "fermé", "geschlossen"),
            _("Yes means that nobody new is placed in it."),
            "no",
        ),
    ),
)
