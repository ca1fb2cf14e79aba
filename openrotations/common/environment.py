"""Settings come from the environment; this is the one list of them.

`docs/deploy.md` prints this table, and a test holds the two together.
"""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Setting:
    """One environment variable: its name, default and what it does, in words an operator understands."""

    name: str
    default: str
    meaning: str


SETTINGS = (
    Setting("DATABASE_URL", "", "PostgreSQL for the application's own role, which owns no table. Empty: embedded."),
    Setting("DATABASE_OWNER_URL", "", "PostgreSQL role that owns the tables; used only to migrate."),
    Setting("OPENROTATIONS_DATA", "var/office", "Folder for the embedded database, files and keys."),
    Setting(
        "OPENROTATIONS_MODE", "office", "office, demo or test. The demo has fictional people and one-click sign-in."
    ),
    Setting("OPENROTATIONS_SECRET_KEY", "", "Signs sessions and links. Empty: made once, kept in the data folder."),
    Setting("OPENROTATIONS_PUBLIC_URL", "", "Address people use, such as https://rotations.example.org."),
    Setting("OPENROTATIONS_HOSTS", "", "Further host names the program answers to, separated by commas."),
    Setting("OPENROTATIONS_DEBUG", "no", "yes shows errors in full. Never in production."),
    Setting("OPENROTATIONS_SMTP_URL", "", "smtp://user:password@host:587?tls=start. Empty, or demo: mail stays here."),
    Setting("OPENROTATIONS_MAIL_FROM", "", "Sender of every message, such as Office <office@example.org>."),
    Setting(
        "OPENROTATIONS_SCANNER",
        "",
        "Socket of ClamAV's daemon. Empty: looked for, and papers wait. none: no scan.",
    ),
    Setting("OPENROTATIONS_FILES", "", "s3://bucket?endpoint=https://host keeps files there. Empty: the data folder."),
    Setting("OPENROTATIONS_LOG_FORMAT", "text", "text for people, json for machines."),
    Setting("OPENROTATIONS_LOG_LEVEL", "info", "info has a line for each request; warning only what went wrong."),
)
_DEFAULTS = {setting.name: setting.default for setting in SETTINGS}


def read(name: str) -> str:
    """The value of a listed setting, or its default. Raises KeyError for a name that is not in the list."""
    return os.environ.get(name, "").strip() or _DEFAULTS[name]


def read_yes(name: str) -> bool:
    """Whether a listed setting says yes."""
    return read(name).lower() in {"yes", "true", "1", "on"}


def read_list(name: str) -> list[str]:
    """The comma-separated values of a listed setting, without empty ones."""
    return [part.strip() for part in read(name).split(",") if part.strip()]


def read_folder(name: str, *, base: Path) -> Path:
    """The folder a listed setting names, taken relative to `base`."""
    return (base / read(name)).resolve()
