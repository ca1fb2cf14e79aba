"""What a student lets the school read stands with the texts from now on: the table stays as it is, rows and all."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("schools", "0002_what_is_known"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel(name="EvaluationRelease")],
            database_operations=[],
        ),
    ]
