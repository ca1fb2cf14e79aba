"""The words that stand for a choice, in several languages. The first of each is what an export writes."""

from openrotations.desk.spreadsheets.words import words
from openrotations.hosts import places

STATUSES: dict[str, tuple[str, ...]] = {
    "student": words(
        "student; enrolled; current student; undergraduate; estudiante; étudiant; étudiante; estudante; "
        "studierend; öğrenci; طالب; طالبة; 学生; 在读"
    ),
    "graduate": words(
        "graduate; graduated; img; doctor; alumni; graduado; graduada; egresado; egresada; diplômé; "
        "diplômée; formado; absolvent; absolventin; mezun; خريج; خريجة; 毕业生; 毕业"
    ),
}
GOALS: dict[str, tuple[str, ...]] = {
    "us_residency": words(
        "us_residency; us residency; residency in the us; residency in the usa; residency; usa; us; "
        "residencia en eeuu; residencia; résidanat aux états-unis"
    ),
    "home": words("home; practice at home; home country; at home; return home; mi país; mon pays; heimat"),
    "undecided": words(
        "undecided; not decided; not sure; unsure; don't know; no decidido; indécis; unentschieden; kararsız"
    ),
}
SITE_KINDS: dict[str, tuple[str, ...]] = {
    "hospital": words(
        "hospital; medical center; medical centre; teaching hospital; community hospital; krankenhaus; "
        "hôpital; hastane; مستشفى; 医院"
    ),
    "private_practice": words(
        "private_practice; private practice; practice; physician office; doctor's office; office; "
        "consultorio; cabinet; praxis"
    ),
    "clinic": words("clinic; outpatient clinic; health center; health centre; clínica; clinique; klinik"),
}
EXPERIENCE_TYPES: dict[str, tuple[str, ...]] = {
    "elective_clerkship": words("elective_clerkship; elective clerkship; elective; clinical elective; electivo"),
    "sub_internship": words("sub_internship; sub-internship; subinternship; sub-i; subi; acting internship"),
    "core_clerkship": ("core_clerkship", "core clerkship", "core", "core rotation", "clerkship"),
    "externship": ("externship", "extern", "hands-on externship", "externado"),
    "observership": ("observership", "observer", "observation", "shadowing", "observador", "observación"),
    "research": words("research; clinical research; research rotation; investigación; recherche; forschung"),
    "tele_rotation": words("tele_rotation; tele-rotation; telerotation; telehealth rotation; virtual; online"),
}
PARTICIPATION: dict[str, tuple[str, ...]] = {
    "hands_on": words("hands_on; hands-on; hands on; active; direct patient care; práctica; pratique; praktisch"),
    "observation": words(
        "observation; observe; observer; observing; observation only; no patient contact; observación; beobachtung"
    ),
}
SETTINGS: dict[str, tuple[str, ...]] = {
    "inpatient": words("inpatient; in-patient; ward; wards; hospital ward; stationär; hospitalización"),
    "outpatient": ("outpatient", "out-patient", "ambulatory", "office", "clinic", "ambulant", "ambulatorio"),
    "both": words("both; mixed; inpatient and outpatient; in- and outpatient; inpatient/outpatient; mixto"),
}
ACCREDITATION: dict[str, tuple[str, ...]] = {
    "accredited": words("accredited; recognised; recognized; yes; accredited or recognised; acreditada; accréditée"),
    "not_accredited": words("not_accredited; not accredited; not recognised; not recognized; no; no acreditada"),
}
EVALUATION_BACK: dict[str, tuple[str, ...]] = {
    "none": words("no evaluation; not needed; no; none"),
    "ours": words("ours; our evaluation; our form; programme's evaluation"),
    "own_form": words("own_form; own form; its own form; school form; school's form"),
}
SPONSOR_NOTES: dict[str, tuple[str, ...]] = {
    "present": words("present; yes; there is a note; has a note"),
    "absent": words("absent; no; there is no note; no note"),
}
_RESULTS: dict[str, tuple[str, ...]] = {
    "passed": words("passed; pass; yes; bestanden; aprobado; réussi"),
    "failed": words("failed; fail; not passed"),
    "not_taken": words("not_taken; not taken; not taken yet; not yet; no"),
}
STEP_TWO = _RESULTS
STEP_ONE: dict[str, tuple[str, ...]] = {
    **_RESULTS,
    "equivalent": words("equivalent; another examination; ifom; ifom basic science"),
}
ENGLISH_TESTS: dict[str, tuple[str, ...]] = {
    "toefl_ibt": words("toefl_ibt; toefl ibt; toefl"),
    "toefl_ibt_bands": words("toefl_ibt_bands; toefl ibt bands; toefl bands"),
    "ielts": words("ielts; ielts academic"),
    "oet_medicine": words("oet_medicine; oet medicine; oet"),
    "other": words("other; another test; another"),
    "none": words("no test; not taken; no; none"),
}
RESIDENCES: dict[str, tuple[str, ...]] = {
    "citizen": words("citizen; us citizen; citizen of the united states"),
    "resident": words("resident; permanent resident; green card"),
    "neither": words("neither; neither of the two; no; foreign"),
}
ENTRIES: dict[str, tuple[str, ...]] = {
    "b1": words("b1; b-1; b-1 visa; b1 visa; business"),
    "b2": words("b2; b-2; b-2 visa; b2 visa; tourism; tourist"),
    "waiver": words("waiver; visa waiver; esta; visa waiver program"),
    "j1": words("j1; j-1; j-1 visa; j1 visa"),
    "other": words("other; another visa; another"),
    "none": words("no visa yet; no visa; not yet; none"),
}
YES = words("yes; y; true; 1; x; ✓; ✔; si; sí; oui; o; sim; ja; j; evet; да; نعم; 是; ano")
NO = ("no", "n", "false", "0", "✗", "✘", "non", "não", "nao", "nein", "hayır", "нет", "لا", "否", "ne")

STATES: dict[str, str] = dict(places.STATES)
STATE_NICKNAMES: dict[str, str] = {
    "washington dc": "DC",
    "d c": "DC",
    "new york state": "NY",
}

TIME_ZONES: dict[str, tuple[str, ...]] = {
    "America/New_York": ("eastern", "et", "est", "edt", "eastern time", "us eastern"),
    "America/Chicago": ("central", "ct", "cst", "cdt", "central time", "us central"),
    "America/Denver": ("mountain", "mt", "mst", "mdt", "mountain time", "us mountain"),
    "America/Phoenix": ("arizona", "arizona time", "us arizona"),
    "America/Los_Angeles": ("pacific", "pt", "pst", "pdt", "pacific time", "us pacific"),
    "America/Anchorage": ("alaska", "akst", "akdt", "alaska time", "us alaska"),
    "Pacific/Honolulu": ("hawaii", "hst", "hawaii time", "us hawaii"),
    "America/Puerto_Rico": ("atlantic", "ast", "atlantic time", "puerto rico"),
}

# Names in daily use that ISO 3166 writes otherwise.
COUNTRY_NICKNAMES: dict[str, str] = {
    "usa": "US",
    "united states": "US",
    "u s a": "US",
    "u s": "US",
    "eeuu": "US",
    "uk": "GB",
    "u k": "GB",
    "united kingdom": "GB",
    "great britain": "GB",
    "britain": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "northern ireland": "GB",
    "uae": "AE",
    "emirates": "AE",
    "south korea": "KR",
    "korea": "KR",
    "republic of korea": "KR",
    "north korea": "KP",
    "russia": "RU",
    "russian federation": "RU",
    "iran": "IR",
    "syria": "SY",
    "turkey": "TR",
    "turkiye": "TR",
    "czech republic": "CZ",
    "czechia": "CZ",
    "vietnam": "VN",
    "viet nam": "VN",
    "laos": "LA",
    "ivory coast": "CI",
    "cote d ivoire": "CI",
    "drc": "CD",
    "dr congo": "CD",
    "congo kinshasa": "CD",
    "congo brazzaville": "CG",
    "tanzania": "TZ",
    "bolivia": "BO",
    "venezuela": "VE",
    "moldova": "MD",
    "taiwan": "TW",
    "palestine": "PS",
    "brunei": "BN",
    "macedonia": "MK",
    "north macedonia": "MK",
    "burma": "MM",
    "myanmar": "MM",
    "cape verde": "CV",
    "swaziland": "SZ",
    "eswatini": "SZ",
    "holland": "NL",
    "the netherlands": "NL",
    "hong kong": "HK",
    "macau": "MO",
    "st kitts": "KN",
    "saint kitts": "KN",
    "st lucia": "LC",
    "the gambia": "GM",
    "the bahamas": "BS",
    "prc": "CN",
    "p r china": "CN",
    "mainland china": "CN",
    "deutschland": "DE",
    "espana": "ES",
    "brasil": "BR",
    "italia": "IT",
    "polska": "PL",
    "republica dominicana": "DO",
    "egipto": "EG",
    "中国": "CN",
    "مصر": "EG",
    "العراق": "IQ",
    "الاردن": "JO",
    "سوريا": "SY",
    "السودان": "SD",
    "россия": "RU",
    "украина": "UA",
}
