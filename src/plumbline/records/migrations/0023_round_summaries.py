"""What lists need of assessment years: a row a region beside the events; an act reads those of its region by an index."""

import django.db.models.deletion
from django.db import migrations, models


def summed_up(apps, schema_editor):
    from plumbline.methods.assessment.flows.flow import BEFORE_EVALUATION
    from plumbline.records.assessment import round_marks

    using = schema_editor.connection.alias
    rounds, events, kept = (apps.get_model("records", name).objects.using(using)
                            for name in ("Round", "RoundEvent", "RoundSummary"))
    for number in list(rounds.order_by("pk").values_list("pk", flat=True)):
        rows = events.filter(round=number, act="state", stage__in=BEFORE_EVALUATION).order_by("region", "pk")
        found = round_marks.grouped(rows.values_list(*round_marks.READ).iterator(chunk_size=5000))
        kept.bulk_create((kept.model(round_id=number, region=region, marks=marks) for region, marks in found),
                         batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ("records", "0022_parties_and_notices"),
    ]

    operations = [
        migrations.RemoveIndex("RoundEvent", "round_event_act"),
        migrations.AddIndex("RoundEvent", models.Index(fields=["round", "act", "stage"],
                                                       name="round_event_act_stage")),
        migrations.AddIndex("RoundEvent", models.Index(fields=["round", "region", "act"], name="round_event_region")),
        migrations.CreateModel(
            name="RoundSummary",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("region", models.CharField(max_length=80)),
                ("marks", models.TextField()),
                ("round", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="summaries",
                                            to="records.round")),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("round", "region"),
                                                             name="round_summary_once")]},
        ),
        migrations.RunPython(summed_up, migrations.RunPython.noop),
    ]
