"""What lists need of assessment years, a row a region; what several columns name; the cards that somebody chose."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from plumbline.records.stores.shape_changes import Together


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
        Together([
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
            migrations.CreateModel(
                name='AgreementSigners',
                fields=[
                    ('id', models.BigAutoField(primary_key=True, serialize=False)),
                    ('key', models.CharField(max_length=200, unique=True)),
                    ('signers', models.CharField(blank=True, max_length=400, null=True)),
                    ('witnesses', models.CharField(blank=True, max_length=400, null=True)),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Agreement',
                fields=[
                    ('id', models.BigAutoField(primary_key=True, serialize=False)),
                    ('withdrawn', models.BooleanField(default=False)),
                    ('salt', models.BinaryField(max_length=32)),
                    ('leaf', models.BinaryField(max_length=32)),
                    ('number', models.CharField(max_length=80)),
                    ('title', models.CharField(max_length=300)),
                    ('type', models.CharField(max_length=40)),
                    ('parties', models.CharField(max_length=400)),
                    ('place', models.CharField(blank=True, max_length=200, null=True)),
                    ('signed_on', models.DateField()),
                    ('valid_to', models.DateField(blank=True, null=True)),
                    ('region', models.CharField(max_length=80)),
                    ('entry', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                    ('superseded', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                ],
                options={
                    'indexes': [models.Index(fields=['region', 'signed_on', 'id'], name='agreement_region_date'), models.Index(fields=['signed_on', 'id'], name='agreement_day'), models.Index(condition=models.Q(('superseded__isnull', False)), fields=['number'], name='agreement_past')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('superseded', None)), fields=('number',), name='agreement_current')],
                },
            ),
            migrations.CreateModel(
                name='Credit',
                fields=[
                    ('id', models.BigAutoField(primary_key=True, serialize=False)),
                    ('withdrawn', models.BooleanField(default=False)),
                    ('salt', models.BinaryField(max_length=32)),
                    ('leaf', models.BinaryField(max_length=32)),
                    ('organisation', models.CharField(max_length=80)),
                    ('credit_class', models.CharField(max_length=40)),
                    ('valid_from', models.DateField()),
                    ('valid_to', models.DateField(blank=True, null=True)),
                    ('basis', models.CharField(blank=True, max_length=300, null=True)),
                    ('region', models.CharField(max_length=80)),
                    ('entry', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                    ('superseded', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                ],
                options={
                    'indexes': [models.Index(fields=['region', 'valid_from', 'id'], name='credit_region_date'), models.Index(fields=['valid_from', 'id'], name='credit_day'), models.Index(fields=['organisation', 'valid_from', 'id'], name='credit_organisation'), models.Index(condition=models.Q(('superseded__isnull', False)), fields=['organisation', 'valid_from'], name='credit_past')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('superseded', None)), fields=('organisation', 'valid_from'), name='credit_current')],
                },
            ),
            migrations.CreateModel(
                name='Laboratory',
                fields=[
                    ('id', models.BigAutoField(primary_key=True, serialize=False)),
                    ('withdrawn', models.BooleanField(default=False)),
                    ('salt', models.BinaryField(max_length=32)),
                    ('leaf', models.BinaryField(max_length=32)),
                    ('code', models.CharField(max_length=80)),
                    ('name', models.CharField(max_length=200)),
                    ('organisation', models.CharField(blank=True, max_length=80, null=True)),
                    ('address', models.CharField(blank=True, max_length=200, null=True)),
                    ('region', models.CharField(max_length=80)),
                    ('entry', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                    ('superseded', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                ],
                options={
                    'indexes': [models.Index(fields=['region', 'id'], name='laboratory_region'), models.Index(fields=['organisation', 'id'], name='laboratory_organisation'), models.Index(condition=models.Q(('superseded__isnull', False)), fields=['code'], name='laboratory_past')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('superseded', None)), fields=('code',), name='laboratory_current')],
                },
            ),
            migrations.CreateModel(
                name='Lot',
                fields=[
                    ('id', models.BigAutoField(primary_key=True, serialize=False)),
                    ('withdrawn', models.BooleanField(default=False)),
                    ('salt', models.BinaryField(max_length=32)),
                    ('leaf', models.BinaryField(max_length=32)),
                    ('code', models.CharField(max_length=160)),
                    ('product', models.CharField(max_length=80)),
                    ('number', models.CharField(max_length=80)),
                    ('made_on', models.DateField(blank=True, null=True)),
                    ('expires_on', models.DateField(blank=True, null=True)),
                    ('maker', models.CharField(blank=True, max_length=80, null=True)),
                    ('region', models.CharField(max_length=80)),
                    ('entry', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                    ('superseded', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                ],
                options={
                    'indexes': [models.Index(fields=['region', 'id'], name='lot_region'), models.Index(fields=['product', 'id'], name='lot_product'), models.Index(condition=models.Q(('superseded__isnull', False)), fields=['code'], name='lot_past')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('superseded', None)), fields=('code',), name='lot_current')],
                },
            ),
            migrations.CreateModel(
                name='Platform',
                fields=[
                    ('id', models.BigAutoField(primary_key=True, serialize=False)),
                    ('withdrawn', models.BooleanField(default=False)),
                    ('salt', models.BinaryField(max_length=32)),
                    ('leaf', models.BinaryField(max_length=32)),
                    ('code', models.CharField(max_length=80)),
                    ('name', models.CharField(max_length=200)),
                    ('organisation', models.CharField(blank=True, max_length=80, null=True)),
                    ('website', models.CharField(blank=True, max_length=200, null=True)),
                    ('region', models.CharField(max_length=80)),
                    ('entry', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                    ('superseded', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                ],
                options={
                    'indexes': [models.Index(fields=['region', 'id'], name='platform_region'), models.Index(fields=['organisation', 'id'], name='platform_organisation'), models.Index(condition=models.Q(('superseded__isnull', False)), fields=['code'], name='platform_past')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('superseded', None)), fields=('code',), name='platform_current')],
                },
            ),
            migrations.CreateModel(
                name='Product',
                fields=[
                    ('id', models.BigAutoField(primary_key=True, serialize=False)),
                    ('withdrawn', models.BooleanField(default=False)),
                    ('salt', models.BinaryField(max_length=32)),
                    ('leaf', models.BinaryField(max_length=32)),
                    ('code', models.CharField(max_length=80)),
                    ('gtin', models.CharField(blank=True, max_length=40, null=True)),
                    ('name', models.CharField(max_length=200)),
                    ('brand', models.CharField(blank=True, max_length=120, null=True)),
                    ('model', models.CharField(blank=True, max_length=120, null=True)),
                    ('product_class', models.CharField(blank=True, max_length=40, null=True)),
                    ('maker', models.CharField(blank=True, max_length=80, null=True)),
                    ('focus', models.CharField(blank=True, max_length=40, null=True)),
                    ('region', models.CharField(max_length=80)),
                    ('entry', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                    ('superseded', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                ],
                options={
                    'indexes': [models.Index(fields=['region', 'id'], name='product_region'), models.Index(fields=['maker', 'id'], name='product_maker'), models.Index(condition=models.Q(('superseded__isnull', False)), fields=['code'], name='product_past')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('superseded', None)), fields=('code',), name='product_current')],
                },
            ),
            migrations.CreateModel(
                name='CardChoice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('region', models.CharField(blank=True, default='', max_length=80)),
                    ('choice', models.JSONField(null=True)),
                    ('before', models.JSONField(null=True)),
                    ('version', models.IntegerField(default=1)),
                    ('changed_at', models.DateTimeField()),
                    ('user', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='card_choice', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('user', None)), fields=('region',), name='card_choice_of_region')],
                },
            ),
            migrations.AddIndex(
                model_name='casesummary',
                index=models.Index(condition=models.Q(('published', True)), fields=['procedure', 'id'], name='case_summary_public'),
            ),
        ]),
        migrations.RunPython(summed_up, migrations.RunPython.noop),
    ]
