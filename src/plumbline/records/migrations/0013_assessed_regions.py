"""Each assessed region by itself: a page on one of 3,000 read a document of all of them."""

import django.db.models.deletion
from django.db import migrations, models

from plumbline.records.stores.shape_changes import Together


def split(apps, schema_editor):
    from plumbline.records.assessment import packing, results

    using = schema_editor.connection.alias
    kept = apps.get_model("records", "Assessment").objects.using(using)
    lines = apps.get_model("records", "AssessedRegion").objects.using(using)
    for number in list(kept.order_by("pk").values_list("pk", flat=True)):
        one = kept.get(pk=number)
        regions = one.head.pop(packing.REGIONS)
        one.totals = results.totals(regions)
        one.save(update_fields=["head", "totals"])
        lines.bulk_create((lines.model(assessment=one, **row) for row in results.rows(regions)),
                          batch_size=results.AT_ONCE)


def join(apps, schema_editor):
    from plumbline.records.assessment import packing

    using = schema_editor.connection.alias
    kept = apps.get_model("records", "Assessment").objects.using(using)
    lines = apps.get_model("records", "AssessedRegion").objects.using(using)
    for number in list(kept.order_by("pk").values_list("pk", flat=True)):
        one = kept.get(pk=number)
        own = lines.filter(assessment=number).order_by("place").values_list("content", flat=True)
        one.head[packing.REGIONS] = [packing.unpacked(bytes(content)) for content in own.iterator()]
        one.save(update_fields=["head"])
    lines.all().delete()


class Migration(migrations.Migration):

    dependencies = [
        ("records", "0012_drafts"),
    ]

    operations = [
        migrations.RenameField("Assessment", "document", "head"),
        migrations.AddField("Assessment", "totals", models.JSONField(default=dict)),
        Together([
            migrations.CreateModel(
                name="AssessedRegion",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("place", models.IntegerField()),
                    ("code", models.CharField(max_length=80)),
                    ("name_en", models.TextField()),
                    ("name_zh", models.TextField()),
                    ("score", models.FloatField(null=True)),
                    ("grade", models.TextField(blank=True, default="")),
                    ("rank", models.IntegerField(null=True)),
                    ("veto", models.TextField(blank=True, default="")),
                    ("withheld", models.JSONField(null=True)),
                    ("content", models.BinaryField()),
                    ("assessment", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="lines",
                                                     to="records.assessment")),
                ],
                options={
                    "indexes": [models.Index(fields=["assessment", "place"], name="assessed_region_order")],
                    "constraints": [models.UniqueConstraint(fields=("assessment", "code"), name="assessed_region_once")],
                },
            ),
            migrations.AddIndex("RoundEvent", models.Index(fields=["round", "act"], name="round_event_act")),
        ]),
        migrations.RunPython(split, join),
    ]
