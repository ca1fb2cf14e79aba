"""Extensions that every other table needs, and the table of the cache."""

from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations

LATER = (
    "audit", "office", "people", "notifications", "documents", "schools", "hosts", "catalogue",
    "applications", "placements", "onboarding", "logbook", "evaluations", "letters", "records",
)  # fmt: skip


class Migration(migrations.Migration):
    initial = True
    run_before = [(package, "0001_initial") for package in LATER]
    operations = [
        BtreeGistExtension(),
        migrations.RunSQL(
            """
            CREATE TABLE common_cache (
                cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL
            );
            CREATE INDEX common_cache_expires ON common_cache (expires);
            """,
            "DROP TABLE common_cache;",
        ),
    ]
