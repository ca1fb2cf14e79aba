"""The columns of students and their schools."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from openrotations.desk.spreadsheets.choices import ACCREDITATION, GOALS, STATUSES
from openrotations.desk.spreadsheets.kinds import CellKind, Column, Table
from openrotations.desk.spreadsheets.words import words


def _window(number: int) -> tuple[Column, Column]:
    """The two columns of a window in which the school lets the student be away."""
    n = str(number)
    first = ("window from", "from", "start date", "available from", "start", "desde", "du", "von", "de")
    last = words("window to; to; end date; available to; available until; until; end; hasta; au; bis; até")
    bare = number == 1
    return (
        Column(
            f"window_{n}_from",
            format_lazy(_("Window {number} from"), number=n),
            CellKind.DATE,
            (f"Window {n} from", *(f"{name} {n}" for name in first), *(first if bare else ())),
            _("The first day on which the school's curriculum lets the student be away."),
            "2027-01-04",
        ),
        Column(
            f"window_{n}_to",
            format_lazy(_("Window {number} to"), number=n),
            CellKind.DATE,
            (f"Window {n} to", *(f"{name} {n}" for name in last), *(last if bare else ())),
            _("The last day of that window. It is not before the first day."),
            "2027-02-28",
        ),
    )


STUDENTS = Table(
    kind="students",
    label=_("Students and graduates"),
    identity=("email", "window_1_from"),
    together=(
        ("window_1_from", "window_1_to"),
        ("window_2_from", "window_2_to"),
        ("window_3_from", "window_3_to"),
    ),
    in_order=(
        ("window_1_from", "window_1_to"),
        ("window_2_from", "window_2_to"),
        ("window_3_from", "window_3_to"),
    ),
    columns=(
        Column(
            "email",
            _("E-mail"),
            CellKind.EMAIL,
            words(
                "E-mail; email; email address; student email; mail; correo; correo electrónico; "
                "courriel; adresse e-mail; E-Mail-Adresse; e-posta; البريد الإلكتروني; 电子邮件; 邮箱"
            ),
            _("The student's own address. It tells one student from another, so each stands once."),
            "amara.testperson@example.org",
            required=True,
            max_length=254,
        ),
        Column(
            "full_name",
            _("Full name"),
            CellKind.TEXT,
            words(
                "Full name; name; student; student name; applicant; nombre; nombre completo; nom; "
                "nom complet; nome; nome completo; Name des Studierenden; ad soyad; الاسم; "
                "الاسم الكامل; 姓名"
            ),
            _("The name as the student writes it, in any script. One word is enough."),
            "Amara Testperson",
            required=True,
        ),
        Column(
            "school",
            _("School"),
            CellKind.TEXT,
            words(
                "School; medical school; home school; school name; university; faculty; institution; "
                "universidad; facultad; escuela; université; faculté; école; universidade; faculdade; "
                "Universität; Hochschule; üniversite; الجامعة; كلية; 学校; 大学"
            ),
            _("The name of the home school, the same as in the schools file."),
            "Fictional University of Medicine",
            required=True,
            max_length=250,
        ),
        Column(
            "school_country",
            _("Country of the school"),
            CellKind.COUNTRY,
            words(
                "School country; country of school; country of medical school; country; país; pays; "
                "Land; país de la universidad; ülke; البلد; 国家"
            ),
            _("The name in English or the two-letter code of the country where the school is."),
            "Kenya",
        ),
        Column(
            "status",
            _("Status"),
            CellKind.CHOICE,
            words(
                "Status; student or graduate; student status; enrolment status; estado; statut; "
                "situação; Stand; durum; الحالة; 状态"
            ),
            _("Whether the person is still enrolled or has graduated."),
            "student",
            required=True,
            choices=STATUSES,
        ),
        Column(
            "citizenship",
            _("Citizenship"),
            CellKind.COUNTRY,
            words(
                "Citizenship; nationality; citizen of; passport country; nacionalidad; ciudadanía; "
                "nationalité; nacionalidade; Staatsangehörigkeit; uyruk; الجنسية; 国籍"
            ),
            _("The country of the passport: its name in English or its two-letter code."),
            "KE",
        ),
        Column(
            "graduation_on",
            _("Graduation"),
            CellKind.MONTH_END,
            words(
                "Graduation; expected graduation; expected graduation on; graduated on; "
                "graduation date; date of graduation; expected graduation date; fecha de graduación; "
                "graduación; date de diplôme; data de formatura; Abschluss; mezuniyet; تاريخ التخرج; "
                "毕业日期"
            ),
            _("The expected day for a student, the day itself for a graduate. A month means its last day."),
            "2028-06-30",
        ),
        Column(
            "goal",
            _("Goal"),
            CellKind.CHOICE,
            ("Goal", "career goal", "plans after", "objetivo", "objectif", "Ziel", "hedef", "الهدف", "目标"),
            _("Where the person wants to practise: residency in the US, at home, or not decided."),
            "us_residency",
            choices=GOALS,
        ),
        *_window(1),
        *_window(2),
        *_window(3),
        Column(
            "weeks_wanted",
            _("Weeks wanted"),
            CellKind.WEEKS,
            words(
                "Weeks wanted; weeks; number of weeks; weeks requested; duration; duration in weeks; "
                "semanas; semaines; Wochen; hafta; عدد الأسابيع; 周数"
            ),
            _("How many weeks of rotations in all."),
            "8",
        ),
    ),
)

SCHOOLS = Table(
    kind="schools",
    label=_("Schools"),
    identity=("name", "country", "registrar_email"),
    together=(("registrar_name", "registrar_email"),),
    columns=(
        Column(
            "name",
            _("School"),
            CellKind.TEXT,
            words(
                "School name; school; name; medical school; university; institution; universidad; "
                "facultad; université; faculté; universidade; Universität; üniversite; الجامعة; 大学; 学校"
            ),
            _("The name of the school in full."),
            "Fictional University of Medicine",
            required=True,
            max_length=250,
        ),
        Column(
            "country",
            _("Country"),
            CellKind.COUNTRY,
            ("Country", "school country", "país", "pays", "Land", "ülke", "البلد", "国家"),
            _("The name in English or the two-letter code."),
            "Kenya",
            required=True,
        ),
        Column(
            "city",
            _("City"),
            CellKind.TEXT,
            ("City", "town", "ciudad", "ville", "cidade", "Stadt", "Ort", "şehir", "المدينة", "城市"),
            _("The city of the main campus."),
            "Examplestadt",
            max_length=120,
        ),
        Column(
            "registrar_name",
            _("Registrar"),
            CellKind.TEXT,
            words(
                "Registrar name; registrar; contact; contact person; dean; dean's office; secretaría; "
                "contacto; scolarité; Studiendekanat; أمين التسجيل"
            ),
            _("The person or office that confirms enrolment and windows."),
            "Office of the Registrar",
        ),
        Column(
            "registrar_email",
            _("E-mail of the registrar"),
            CellKind.EMAIL,
            words("Registrar e-mail; registrar email; contact email; email; school email; correo; courriel"),
            _("The office's address. Staff confirm it from an independent source before it is written to."),
            "registrar@fictional.example",
            max_length=254,
        ),
        Column(
            "accreditation",
            _("Accreditation"),
            CellKind.CHOICE,
            words(
                "Accreditation; accredited; accreditation status; recognised; acreditación; accréditation; "
                "credenciamento; Akkreditierung; الاعتماد"
            ),
            _("Whether the school is accredited in its own country. It counts only with source and date."),
            "accredited",
            choices=ACCREDITATION,
        ),
        Column(
            "accreditation_source",
            _("Source of the accreditation"),
            CellKind.LINK,
            ("Accreditation source", "source", "where checked", "fuente", "Quelle"),
            _("Where you read it: a web address, or the name of the list."),
            "https://directory.example/schools/1",
            max_length=300,
        ),
        Column(
            "accreditation_checked_on",
            _("Accreditation checked"),
            CellKind.DATE,
            words(
                "Accreditation checked on; checked on; date checked; last checked; verified on; "
                "fecha de verificación; geprüft am"
            ),
            _("The day on which somebody looked."),
            "2026-09-01",
        ),
        Column(
            "accreditation_until",
            _("Accredited until"),
            CellKind.DATE,
            words(
                "Accreditation until; accredited until; valid until; accreditation expires; válido hasta; gültig bis"
            ),
            _("The last day of the accreditation. After it the accreditation counts as not known."),
            "2031-08-31",
        ),
        Column(
            "world_directory_id",
            _("World Directory identifier"),
            CellKind.TEXT,
            words("World Directory ID; WDOMS ID; directory id; world directory"),
            _("As it stands on the school's page in the World Directory. Leave it empty if nobody has seen it."),
            "EXAMPLE-1",
            max_length=40,
        ),
    ),
)
