"""The program's settings, with a language that is written from right to left."""

from openrotations.settings import *  # noqa: F403

LANGUAGES = [("en", "English"), ("ar", "العربية")]
