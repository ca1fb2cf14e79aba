"""Who brought each paper, and when it was first accepted.

Of papers from before it is not known who brought them: they count as the student's own.
"""

from django.db import migrations, models

# What was accepted and then looked at again has lost the days of its looks; the audit trail still has them.
_LOOKED_AT_AGAIN = """
UPDATE documents_document SET accepted_at = trail.at
FROM (
    SELECT subject_id, min(at) AS at FROM audit_entry
    WHERE subject_kind = 'documents.document' AND action IN ('accept_document', 'reopen_document')
    GROUP BY subject_id
) AS trail
WHERE trail.subject_id = documents_document.id::text
"""
_WITH_A_DAY = """
UPDATE documents_document SET accepted_at = COALESCE(second_at, reviewed_at, uploaded_at)
WHERE accepted_at IS NULL AND state IN ('accepted', 'expired')
"""


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_chain"),
        ("documents", "0005_evidence_kept_before"),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="brought_by",
            field=models.CharField(
                choices=[
                    ("student", "the student"),
                    ("registrar", "the registrar"),
                    ("office", "the office"),
                    ("host", "the host"),
                ],
                db_default="student",
                default="student",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="brought_by_id",
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="document",
            name="brought_by_name",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.AddField(
            model_name="document",
            name="accepted_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunSQL([_LOOKED_AT_AGAIN, _WITH_A_DAY], migrations.RunSQL.noop),
    ]
