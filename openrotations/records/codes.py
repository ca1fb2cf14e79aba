"""Verification codes: four groups of four signs that cannot be mistaken for one another, the last a check sign."""

import secrets

# 29 signs, a prime number: no 0 O, 1 I L, and S and Z are read as 5 and 2.
ALPHABET = "23456789ABCDEFGHJKMNPQRTUVWXY"
_READ_AS = str.maketrans({"S": "5", "Z": "2"})
_LENGTH, _GROUP = 16, 4


def new_code() -> str:
    """A fresh code, such as "7K3M-Q2XA-…": 72 random bits and the check sign."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(_LENGTH - 1))
    return grouped(signs + check_sign(signs))


def check_sign(signs: str) -> str:
    """The sign that makes the weighted sum 0 modulo 29: finds any one wrong sign and any two swapped."""
    total = sum((place + 1) * ALPHABET.index(sign) for place, sign in enumerate(signs))
    # The check sign stands at place 16, and 16 · 20 = 1 modulo 29.
    return ALPHABET[(-total * 20) % len(ALPHABET)]


def grouped(signs: str) -> str:
    """The signs in groups of four, joined by hyphens."""
    return "-".join(signs[at : at + _GROUP] for at in range(0, len(signs), _GROUP))


def read_code(typed: str) -> str:
    """The code that somebody typed, whatever its capitals, spaces and hyphens; empty when it cannot be one."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum()).translate(_READ_AS)
    if len(signs) != _LENGTH or set(signs) - set(ALPHABET) or check_sign(signs[:-1]) != signs[-1]:
        return ""
    return grouped(signs)
