"""The columns of what a preceptor holds and of what was agreed with a site."""

from django.utils.translation import gettext_lazy as _

from openrotations.desk.spreadsheets.faults import Template
from openrotations.desk.spreadsheets.host_columns import LICENCE_NUMBER, LICENCE_STATE, NAMES_OF_NPI, SITE_PLACE
from openrotations.desk.spreadsheets.kinds import CellKind, Column, Table
from openrotations.desk.spreadsheets.school_columns import CHECKED_ON, SCHOOL_COUNTRY, SOURCE
from openrotations.desk.spreadsheets.words import words


def _until(key: str, label: Template, of: str) -> Column:
    return Column(
        key, label, CellKind.DATE, words(f"{of} valid until; {of} expires; {of} expires on"),
        _("The last day on which it holds."), "2028-06-30",
    )  # fmt: skip


LICENCES = Table(
    kind="licences",
    label=_("Licences, boards and insurance of preceptors"),
    identity=(
        "npi",
        "email",
        "full_name",
        "licence_state",
        "licence_number",
        "board",
        "board_specialty",
        "insurer",
        "policy_number",
    ),
    one_of=(("email", "npi"), ("licence_number", "board", "insurer")),
    together=(("licence_state", "licence_number"), ("board", "board_specialty")),
    in_order=(("licence_issued_on", "licence_expires_on"), ("per_occurrence", "in_total")),
    columns=(
        Column(
            "npi",
            _("NPI"),
            CellKind.NPI,
            NAMES_OF_NPI,
            _("The ten digits of a preceptor who is known, or stands in the preceptors file."),
            "9000000015",
        ),
        Column(
            "email",
            _("E-mail of the preceptor"),
            CellKind.EMAIL,
            words("Preceptor e-mail; preceptor email; physician email; e-mail; email"),
            _("Tells who is meant where the NPI is not known."),
            "robin@practice.example",
            max_length=254,
        ),
        Column(
            "full_name",
            _("Preceptor"),
            CellKind.TEXT,
            words("Preceptor name; preceptor; physician; physician name; full name; name"),
            _("Needed only where several preceptors share an address."),
            "Dr Robin Placeholder",
        ),
        LICENCE_STATE,
        LICENCE_NUMBER,
        Column(
            "licence_issued_on",
            _("Licence issued"),
            CellKind.DATE,
            words("Licence issued on; license issued on; licence issued; license issued"),
            _("The first day on which it holds."),
            "2020-07-01",
        ),
        _until("licence_expires_on", _("Licence valid until"), "Licence"),
        Column(
            "board",
            _("Board"),
            CellKind.TEXT,
            words("Board; board certification; certifying board; board certified by"),
            _("The board that certified the preceptor."),
            "Example Board of Medicine",
        ),
        Column(
            "board_specialty",
            _("Specialty of the certificate"),
            CellKind.TEXT,
            words("Board specialty; certified in; specialty of the certificate"),
            _("In which specialty."),
            "Internal medicine",
            max_length=80,
        ),
        _until("board_expires_on", _("Certificate valid until"), "Board certification"),
        Column(
            "insurer",
            _("Insurer"),
            CellKind.TEXT,
            words("Insurer; insurance; malpractice insurer; malpractice insurance; insurance company"),
            _("Who insures the preceptor against malpractice claims."),
            "Example Mutual",
        ),
        Column(
            "policy_number",
            _("Policy number"),
            CellKind.TEXT,
            words("Policy number; insurance policy number; policy no"),
            _("As it stands on the certificate of insurance."),
            "TEST-POLICY-1",
            max_length=60,
        ),
        Column(
            "per_occurrence",
            _("Insured per occurrence"),
            CellKind.AMOUNT,
            words("Per occurrence; insured per occurrence; limit per occurrence"),
            _("The amount per occurrence."),
            "1000000",
        ),
        Column(
            "in_total",
            _("Insured in total"),
            CellKind.AMOUNT,
            words("In total; insured in total; aggregate; aggregate limit"),
            _("The amount in total."),
            "3000000",
        ),
        _until("insurance_expires_on", _("Insured until"), "Insurance"),
        SOURCE,
        CHECKED_ON,
    ),
)

AGREEMENTS = Table(
    kind="agreements",
    label=_("Agreements with sites"),
    identity=("site", "site_city", "school", "school_country", "title", "reference", "starts_on"),
    in_order=(("starts_on", "ends_on"),),
    columns=(
        Column(
            "title",
            _("Kind of agreement"),
            CellKind.TEXT,
            words("Agreement; kind of agreement; agreement title; type of agreement"),
            _("What it is called. It comes in as a draft: you put it in force with the signed copy."),
            "Affiliation agreement",
            required=True,
            max_length=120,
        ),
        Column(
            "site",
            _("Site"),
            CellKind.TEXT,
            words("Site; site name; hospital; practice; clinic; facility"),
            _("The name of a site that is known, or stands in the sites file."),
            "Placeholder Family Practice",
            required=True,
        ),
        *SITE_PLACE,
        Column(
            "school",
            _("School"),
            CellKind.TEXT,
            words("School; school name; covers students of; medical school; university"),
            _("Whose students it covers. Leave it empty where it covers those of every school."),
            "Fictional University of Medicine",
            max_length=250,
        ),
        SCHOOL_COUNTRY,
        Column(
            "starts_on",
            _("First day"),
            CellKind.DATE,
            words("Agreement from; first day; in force from; effective from; effective on; effective date"),
            _("The first day that it covers."),
            "2026-07-01",
            required=True,
        ),
        Column(
            "ends_on",
            _("Last day"),
            CellKind.DATE,
            words("Agreement to; last day; in force until; expires; expires on; agreement until; ends on"),
            _("The last day that it covers. Leave it empty where it has no end."),
            "2029-06-30",
        ),
        Column(
            "reference",
            _("Reference"),
            CellKind.TEXT,
            words("Reference; reference number; file number; agreement number; our reference"),
            _("Your own number for it, if there is one."),
            "AA-TEST-1",
            max_length=80,
        ),
    ),
)
