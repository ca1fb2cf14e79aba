"""The program's settings, with a language that is written from right to left, and a demo whose mail leaves."""

from openrotations.common.environment import read
from openrotations.common.servers import mailer_settings
from openrotations.settings import *  # noqa: F403

# A demo sends nothing, whatever is configured; the tests read its mail as an SMTP server receives it.
MAILERS = {"default": mailer_settings(read("OPENROTATIONS_SMTP_URL"))}
LANGUAGES = [("en", "English"), ("ar", "العربية")]
