from django.db import migrations

_FORWARDS = """
INSERT INTO documents_checkedfile (id, created_at, original_id, state, refused_because, kept_at)
SELECT gen_random_uuid(), created_at, id, 'checking', '', created_at
FROM documents_storedfile WHERE kind IN ('school_evidence', 'preceptor-evidence', 'agreement')
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    """Evidence that offices kept before: the sweep for waiting papers scans and rebuilds it within minutes."""

    dependencies = [
        ("documents", "0004_evidence"),
    ]

    operations = [migrations.RunSQL(_FORWARDS, migrations.RunSQL.noop)]
