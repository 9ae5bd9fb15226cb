"""Clauses become text. The digits stay what they were, so every leaf made over them holds: a leaf is made over the
text of a number (docs/decisions/0028-kinds-made-general.md)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("records", "0016_several_successors"),
    ]

    operations = [
        migrations.AlterField(
            model_name="finding",
            name="clause",
            field=models.CharField(max_length=40),
        ),
    ]
