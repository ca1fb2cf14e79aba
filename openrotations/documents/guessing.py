"""Which kind a file may be, from its name: so that it is filed quickly, never so that it is accepted."""

import re

from openrotations.documents.kinds import paper_kinds

# Words in file names, most telling first.
_WORDS = {
    "identity": ("passport", "pasaporte", "passeport"),
    "deans_letter": ("dean", "good standing", "lgs"),
    "transcript": ("transcript", "grades", "marksheet"),
    "cv": ("cv", "resume", "curriculum"),
    "usmle_step1": ("step 1", "step1"),
    "usmle_step2_ck": ("step 2", "step2"),
    "english_test": ("toefl", "ielts", "oet"),
    "mmr": ("mmr", "measles", "rubella", "mumps"),
    "varicella": ("varicella", "chickenpox"),
    "hepatitis_b": ("hepatitis", "hepb", "hbs"),
    "tdap": ("tdap", "tetanus"),
    "influenza": ("influenza", "flu shot", "flu"),
    "covid19": ("covid", "sars"),
    "tb_test": ("tb", "tuberculosis", "quantiferon", "igra", "ppd", "mantoux"),
    "malpractice_insurance": ("malpractice", "liability"),
    "health_insurance": ("health insurance", "insurance"),
    "background_check": ("background", "police"),
    "drug_screen": ("drug",),
    "bls": ("bls", "basic life"),
    "acls": ("acls", "advanced life"),
    "hipaa_training": ("hipaa",),
    "bloodborne_training": ("bloodborne", "bbp", "osha"),
    "n95_fit": ("n95", "fit test"),
    "visa": ("visa",),
    "personal_statement": ("personal statement", "statement"),
    "immunisation_form": ("immunization", "immunisation", "vaccine"),
    "photo": ("photo", "portrait", "headshot"),
}


def guess_kind(name: str) -> str:
    """The key of the kind that a file's name speaks of; empty when it says nothing."""
    said = f" {re.sub(r'[^a-z0-9]+', ' ', name.lower())} "
    for key, words in _WORDS.items():
        if key in paper_kinds() and any(f" {word} " in said for word in words):
            return key
    return ""
