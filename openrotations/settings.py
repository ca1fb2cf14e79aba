"""Django's settings, read from the environment (see `common/environment.py` for the list)."""

from pathlib import Path
from urllib.parse import urlsplit

import django_stubs_ext
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from openrotations.common.environment import read, read_folder, read_list, read_yes
from openrotations.common.logs import logging_settings
from openrotations.common.secrets import secret_from
from openrotations.common.servers import database_settings, mailer_settings

# Lets `ModelForm[Site]` be written at run time as the types have it.
django_stubs_ext.monkeypatch()

ROOT = Path(__file__).resolve().parent.parent
DATA = read_folder("OPENROTATIONS_DATA", base=Path.cwd())
MODE = read("OPENROTATIONS_MODE")
if MODE not in ("office", "demo", "test"):
    raise ImproperlyConfigured(f"OPENROTATIONS_MODE is {MODE!r}. It must be office, demo or test.")
DEMO = MODE == "demo"
DEBUG = read_yes("OPENROTATIONS_DEBUG")
PUBLIC_URL = read("OPENROTATIONS_PUBLIC_URL") or "http://127.0.0.1:8000"
SECRET_KEY = read("OPENROTATIONS_SECRET_KEY") or secret_from(DATA / "keys" / "secret-key")
SEALING_KEY_FILE = DATA / "keys" / "sealing-key"
FILES_FOLDER = DATA / "files"
FILES = read("OPENROTATIONS_FILES")
# The demo and the tests have no scanner, and say so.
SCANNER = read("OPENROTATIONS_SCANNER") or ("" if MODE == "office" else "none")
ALLOWED_HOSTS = [urlsplit(PUBLIC_URL).hostname or "127.0.0.1", *read_list("OPENROTATIONS_HOSTS")]
if MODE != "office":
    ALLOWED_HOSTS += ["127.0.0.1", "localhost", "testserver"]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

PACKAGES = [
    "openrotations.website",
    "openrotations.desk",
    "openrotations.records",
    "openrotations.letters",
    "openrotations.evaluations",
    "openrotations.logbook",
    "openrotations.onboarding",
    "openrotations.placements",
    "openrotations.applications",
    "openrotations.catalogue",
    "openrotations.consents",
    "openrotations.hosts",
    "openrotations.schools",
    "openrotations.rulebook",
    "openrotations.documents",
    "openrotations.notifications",
    "openrotations.people",
    "openrotations.office",
    "openrotations.audit",
    "openrotations.common",
]
INSTALLED_APPS = [
    *PACKAGES,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "lucide",
    "pgtrigger",
    "procrastinate.contrib.django",
]
MIDDLEWARE = [
    "openrotations.common.middleware.RequestLog",
    "openrotations.common.middleware.SizeLimit",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "openrotations.people.middleware.OfficeSetUp",
    "openrotations.people.middleware.NoPasswords",
    "openrotations.people.middleware.StaffSecondFactor",
    "openrotations.common.middleware.Refusals",
]
ROOT_URLCONF = "openrotations.urls"
WSGI_APPLICATION = "openrotations.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "openrotations.desk.navigation.page_frame",
            ],
            "builtins": ["openrotations.common.templatetags.ui", "django.templatetags.i18n"],
        },
    },
]

DATABASES = {"default": database_settings()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "common_cache",
        # It counts tries: with the usual 300 rows a stranger could push the counters out.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
ACCOUNT_ADAPTER = "openrotations.people.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_PREVENT_ENUMERATION = True
# Whoever gets another address or factor added without having asked for it reads of it.
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "OpenRotations"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = MODE != "office"

LANGUAGE_CODE = "en"
# Only languages whose pages are translated are offered; the tests also turn the layout around with Arabic.
LANGUAGES = [("en", "English"), *([("ar", "العربية")] if MODE == "test" else [])]
LOCALE_PATHS = [ROOT / "openrotations" / "common" / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

# The people of the demo are made up, and so are their addresses: nothing leaves it, whatever is configured.
MAILERS = {"default": mailer_settings("" if DEMO else read("OPENROTATIONS_SMTP_URL"))}
DEFAULT_FROM_EMAIL = read("OPENROTATIONS_MAIL_FROM") or "OpenRotations <office@openrotations.example>"
LOGGING = logging_settings(read("OPENROTATIONS_LOG_FORMAT"), read("OPENROTATIONS_LOG_LEVEL"))

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
_HTTPS = PUBLIC_URL.startswith("https://")
# Behind https stands one server that adds the visitor's address; tries are counted by it, not by that server's.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if _HTTPS else 0
SECURE_SSL_REDIRECT = _HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _HTTPS
SECURE_HSTS_PRELOAD = _HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_NAME = "openrotations-session"
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
# More than the largest request: no file that somebody uploads is ever written to a disk in the clear.
FILE_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024 * 1024
