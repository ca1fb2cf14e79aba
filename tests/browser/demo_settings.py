"""The settings of a demo with a language from right to left, whose mail leaves, and that says what broke."""

from openrotations.common.environment import read
from openrotations.common.servers import mailer_settings
from openrotations.settings import *  # noqa: F403

# A demo sends nothing, whatever is configured; the tests read its mail as an SMTP server receives it.
MAILERS = {"default": mailer_settings(read("OPENROTATIONS_SMTP_URL"))}
LANGUAGES = [("en", "English"), ("ar", "العربية")]
MIDDLEWARE = [*MIDDLEWARE, "tests.browser.telling.Telling"]  # noqa: F405
