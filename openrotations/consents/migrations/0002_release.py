"""The words of a release are a text of the programme; answers given before keep the name of the wording they were to."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("consents", "0001_terms_and_consents"),
        ("schools", "0003_release_moves_to_consents"),
    ]

    operations = [
        migrations.AlterField(
            model_name="version",
            name="kind",
            field=models.CharField(
                choices=[
                    ("terms", "terms of the programme"),
                    ("privacy", "privacy notice"),
                    ("papers", "your CV and your site"),
                    ("release", "your evaluations and your school"),
                ],
                max_length=20,
            ),
        ),
        # The table, its rows and its grants are those that schools 0002 made.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="EvaluationRelease",
                    fields=[
                        (
                            "id",
                            models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                        ),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("text_version", models.CharField(max_length=40)),
                        ("is_accepted", models.BooleanField()),
                        ("answered_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "school",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="releases",
                                to="schools.school",
                            ),
                        ),
                        (
                            "student",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="releases",
                                to="schools.student",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "schools_evaluationrelease",
                        "ordering": ["-answered_at"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)),
                                fields=("student",),
                                name="schools_one_release_a_student",
                            )
                        ],
                    },
                ),
            ],
            database_operations=[],
        ),
        migrations.AddField(
            model_name="evaluationrelease",
            name="version",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="releases",
                to="consents.version",
            ),
        ),
        migrations.AlterField(
            model_name="evaluationrelease",
            name="text_version",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
        migrations.RemoveConstraint(model_name="evaluationrelease", name="schools_one_release_a_student"),
        migrations.AddConstraint(
            model_name="evaluationrelease",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("student", "version"),
                name="consents_one_release_a_wording",
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluationrelease",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("text_version", ""), ("version__isnull", False)),
                    models.Q(models.Q(("text_version", ""), _negated=True), ("version", None)),
                    _connector="OR",
                ),
                name="consents_released_to_a_wording",
            ),
        ),
    ]
