"""What follows from records, until when, and what takes long: kept with cases. What is new is told by the entry of the
journal, which is one order over cases and years. Drafts of rules are among the cases: their events, with the leaves and
entries they have, move to that table. The result of an evaluation of a year lies beside its event, a row a region."""

from datetime import date

import django.db.models.deletion
from django.db import migrations, models

from plumbline.records.stores.shape_changes import Together

NEVER, WHOLE, FORM = date.max, "*", "draft-1"
LEADS = {"begin": "draft", "save": "draft", "rebase": "draft", "propose": "proposed", "approve": "approved",
         "enforce": "in-force", "reject": "rejected", "withdraw": "withdrawn"}
BATCH = 200


def moved(apps, schema_editor):
    using = schema_editor.connection.alias
    drafts, old, cases, events, summaries = (apps.get_model("records", name).objects.using(using) for name in (
        "Draft", "DraftEvent", "Case", "CaseEvent", "CaseSummary"))
    made, newest = {}, {}
    for each in drafts.order_by("pk").iterator():
        made[each.pk] = each, cases.create(procedure="draft", number=str(each.pk), region=WHOLE)

    def keep(rows):
        # In the order in which they happened: each event lies after the one before in the journal.
        for row in rows:
            row.save(using=using)
            newest[row.case_id] = row

    rows = []
    for row in old.order_by("pk").iterator(chunk_size=BATCH):
        draft, case = made[row.draft_id]
        said = {"base" if row.act in ("begin", "rebase") else "text": row.text,
                "day": row.day.isoformat() if row.day else "", "reason": row.reason}
        said = {name: text for name, text in said.items() if text or (name == "text" and row.act == "save")}
        if row.act == "begin":
            said = {"what": draft.what, "target": draft.target, "file": draft.file} | said
        rows.append(events.model(case=case, entry_id=row.entry_id, act=row.act, said=said, state=LEADS[row.act],
                                 part="writer", actor=row.actor, at=row.at, salt=row.salt, leaf=row.leaf,
                                 sealed_as=FORM))
        if len(rows) == BATCH:
            keep(rows)
            rows = []
    keep(rows)
    for draft, case in made.values():
        last = newest.get(case.pk)
        if last is not None:
            summaries.create(case=case, procedure="draft", region=WHOLE, state=last.state, since=last.at, event=last.pk,
                             due=None, until=NEVER, title=draft.target[:200],
                             ended=last.state in ("in-force", "withdrawn"))


def by_entry(apps, schema_editor):
    using = schema_editor.connection.alias
    events = apps.get_model("records", "CaseEvent").objects.using(using)
    for name in ("Seen", "Digest"):
        for row in apps.get_model("records", name).objects.using(using).exclude(entry=0):
            row.entry = events.filter(pk=row.entry).values_list("entry__number", flat=True).first() or 0
            row.save(using=using, update_fields=["entry"])


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0023_years_ground_and_cards'),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='CaseEffect',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(default='waiting', max_length=12)),
                    ('done', models.BigIntegerField(default=0)),
                    ('of', models.BigIntegerField(default=0)),
                    ('tries', models.IntegerField(default=0)),
                    ('outcome', models.JSONField(default=dict)),
                    ('error', models.JSONField(null=True)),
                    ('made_at', models.DateTimeField()),
                    ('changed_at', models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name='RecordsFollowed',
                fields=[
                    ('name', models.CharField(max_length=40, primary_key=True, serialize=False)),
                    ('number', models.BigIntegerField()),
                    ('row', models.BigIntegerField(default=0)),
                    ('sweep', models.BigIntegerField(null=True)),
                ],
            ),
            migrations.AddField(
                model_name='caseconsequence',
                name='entry',
                field=models.BigIntegerField(null=True),
            ),
        ]),
        migrations.AddField(
            model_name='caseconsequence',
            name='key',
            field=models.CharField(blank=True, default='', max_length=200),
        ),
        migrations.AddField(
            model_name='caseconsequence',
            name='kind',
            field=models.CharField(blank=True, default='', max_length=40),
        ),
        Together([
            migrations.AddField(
                model_name='casesummary',
                name='contested',
                field=models.BigIntegerField(null=True),
            ),
            migrations.AddField(
                model_name='casesummary',
                name='ends_on',
                field=models.DateField(null=True),
            ),
        ]),
        migrations.AlterField(
            model_name='caseconsequence',
            name='event',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consequences', to='records.caseevent'),
        ),
        Together([
            migrations.AddIndex(
                model_name='caseconsequence',
                index=models.Index(condition=models.Q(('event', None)), fields=['kind', 'key'], name='consequence_record'),
            ),
            migrations.AddIndex(
                model_name='casesummary',
                index=models.Index(condition=models.Q(('ended', False), ('ends_on__isnull', False)), fields=['ends_on', 'id'], name='case_summary_ends'),
            ),
        ]),
        migrations.AddConstraint(
            model_name='caseconsequence',
            constraint=models.UniqueConstraint(condition=models.Q(('event', None)), fields=('name', 'kind', 'key'), name='consequence_record_once'),
        ),
        migrations.AddField(
            model_name='caseeffect',
            name='event',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='effect', to='records.caseevent'),
        ),
        migrations.AddIndex(
            model_name='caseeffect',
            index=models.Index(fields=['state', 'id'], name='case_effect_waiting'),
        ),
        migrations.AddField("CaseEvent", "sealed_as", models.CharField(blank=True, default="", max_length=40)),
        migrations.RenameField("Seen", "event", "entry"),
        migrations.RenameField("Digest", "event", "entry"),
        migrations.RunPython(by_entry, migrations.RunPython.noop),
        migrations.RunPython(moved, migrations.RunPython.noop),
        migrations.DeleteModel("DraftEvent"),
        migrations.DeleteModel("Draft"),
        Together([
            migrations.CreateModel(
                name='Evaluation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('head', models.JSONField()),
                    ('totals', models.JSONField(default=dict)),
                    ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='result', to='records.roundevent')),
                ],
            ),
            migrations.CreateModel(
                name='EvaluatedRegion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('place', models.IntegerField()),
                    ('code', models.CharField(max_length=80)),
                    ('name_en', models.TextField()),
                    ('name_zh', models.TextField()),
                    ('score', models.FloatField(null=True)),
                    ('grade', models.TextField(blank=True, default='')),
                    ('rank', models.IntegerField(null=True)),
                    ('veto', models.TextField(blank=True, default='')),
                    ('withheld', models.JSONField(null=True)),
                    ('content', models.BinaryField()),
                    ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='records.evaluation')),
                ],
                options={
                    'indexes': [models.Index(fields=['evaluation', 'place'], name='evaluated_region_order')],
                    'constraints': [models.UniqueConstraint(fields=('evaluation', 'code'), name='evaluated_region_once')],
                },
            ),
        ]),
    ]
