"""The register of standards: what a standard says of itself, relations, committees and their secretariats."""

import django.db.models.deletion
from django.db import migrations, models

from plumbline.records.stores.shape_changes import Together


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0025_surveillance'),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='Committee',
                fields=[
                    ('id', models.BigAutoField(primary_key=True, serialize=False)),
                    ('withdrawn', models.BooleanField(default=False)),
                    ('salt', models.BinaryField(max_length=32)),
                    ('leaf', models.BinaryField(max_length=32)),
                    ('code', models.CharField(max_length=160)),
                    ('title_en', models.CharField(blank=True, max_length=400, null=True)),
                    ('title_zh', models.CharField(blank=True, max_length=400, null=True)),
                    ('parent', models.CharField(blank=True, max_length=160, null=True)),
                    ('status', models.CharField(blank=True, max_length=40, null=True)),
                    ('scope', models.CharField(blank=True, max_length=8000, null=True)),
                    ('created_on', models.DateField(blank=True, null=True)),
                    ('region', models.CharField(blank=True, max_length=80, null=True)),
                    ('entry', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                    ('superseded', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                ],
                options={
                    'indexes': [models.Index(fields=['region', 'id'], name='committee_region'), models.Index(condition=models.Q(('superseded__isnull', False)), fields=['code'], name='committee_past'), models.Index(fields=['parent', 'id'], name='committee_parent')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('superseded', None)), fields=('code',), name='committee_current')],
                },
            ),
            migrations.CreateModel(
                name='Relation',
                fields=[
                    ('id', models.BigAutoField(primary_key=True, serialize=False)),
                    ('withdrawn', models.BooleanField(default=False)),
                    ('salt', models.BinaryField(max_length=32)),
                    ('leaf', models.BinaryField(max_length=32)),
                    ('standard', models.CharField(max_length=160)),
                    ('type', models.CharField(max_length=40)),
                    ('target', models.CharField(max_length=200)),
                    ('target_standard', models.CharField(blank=True, max_length=160, null=True)),
                    ('degree', models.CharField(blank=True, max_length=40, null=True)),
                    ('evidence', models.CharField(blank=True, max_length=1000, null=True)),
                    ('confirmed_by', models.CharField(blank=True, max_length=80, null=True)),
                    ('confirmed_on', models.DateField(blank=True, null=True)),
                    ('said', models.CharField(blank=True, max_length=80, null=True)),
                    ('region', models.CharField(blank=True, max_length=80, null=True)),
                    ('entry', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                    ('superseded', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                ],
                options={
                    'indexes': [models.Index(fields=['region', 'id'], name='relation_region'), models.Index(condition=models.Q(('superseded__isnull', False)), fields=['standard', 'type', 'target'], name='relation_past'), models.Index(fields=['target_standard', 'id'], name='relation_target_standard'), models.Index(fields=['target', 'id'], name='relation_target')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('superseded', None)), fields=('standard', 'type', 'target'), name='relation_current')],
                },
            ),
            migrations.CreateModel(
                name='Secretariat',
                fields=[
                    ('id', models.BigAutoField(primary_key=True, serialize=False)),
                    ('withdrawn', models.BooleanField(default=False)),
                    ('salt', models.BinaryField(max_length=32)),
                    ('leaf', models.BinaryField(max_length=32)),
                    ('committee', models.CharField(max_length=160)),
                    ('organisation', models.CharField(max_length=80)),
                    ('region', models.CharField(max_length=80)),
                    ('valid_from', models.DateField()),
                    ('valid_to', models.DateField(blank=True, null=True)),
                    ('entry', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                    ('superseded', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                ],
                options={
                    'indexes': [models.Index(fields=['region', 'valid_from', 'id'], name='secretariat_region_date'), models.Index(fields=['valid_from', 'id'], name='secretariat_day'), models.Index(fields=['organisation', 'valid_from', 'id'], name='secretariat_organisation'), models.Index(condition=models.Q(('superseded__isnull', False)), fields=['committee', 'organisation', 'valid_from'], name='secretariat_past')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('superseded', None)), fields=('committee', 'organisation', 'valid_from'), name='secretariat_current')],
                },
            ),
            migrations.AddField(
                model_name='standard',
                name='aliases',
                field=models.CharField(blank=True, max_length=2000, null=True),
            ),
            migrations.AddField(
                model_name='standard',
                name='catalogue',
                field=models.CharField(blank=True, max_length=40, null=True),
            ),
            migrations.AddField(
                model_name='standard',
                name='ccs',
                field=models.CharField(blank=True, max_length=80, null=True),
            ),
            migrations.AddField(
                model_name='standard',
                name='committee',
                field=models.CharField(blank=True, max_length=1000, null=True),
            ),
            migrations.AddField(
                model_name='standard',
                name='confirmed_on',
                field=models.DateField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='standard',
                name='doctype',
                field=models.CharField(blank=True, max_length=80, null=True),
            ),
            migrations.AddField(
                model_name='standard',
                name='document',
                field=models.CharField(blank=True, max_length=160, null=True),
            ),
            migrations.AddField(
                model_name='standard',
                name='edition',
                field=models.CharField(blank=True, max_length=40, null=True),
            ),
            migrations.AddField(
                model_name='standard',
                name='effective_on',
                field=models.DateField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='standard',
                name='ics',
                field=models.CharField(blank=True, max_length=200, null=True),
            ),
            migrations.AddField(
                model_name='standard',
                name='languages',
                field=models.CharField(blank=True, max_length=200, null=True),
            ),
            migrations.AddField(
                model_name='standard',
                name='particulars',
                field=models.CharField(blank=True, max_length=8000, null=True),
            ),
            migrations.AddField(
                model_name='standard',
                name='scope',
                field=models.CharField(blank=True, max_length=4000, null=True),
            ),
            migrations.AddField(
                model_name='standard',
                name='stage',
                field=models.CharField(blank=True, max_length=40, null=True),
            ),
            migrations.AddField(
                model_name='standard',
                name='supplement',
                field=models.CharField(blank=True, max_length=120, null=True),
            ),
            migrations.AddField(
                model_name='standard',
                name='titles',
                field=models.CharField(blank=True, max_length=4000, null=True),
            ),
            migrations.AddField(
                model_name='standard',
                name='withdrawn_on',
                field=models.DateField(blank=True, null=True),
            ),
        ]),
        migrations.AlterField(
            model_name='participation',
            name='standard',
            field=models.CharField(max_length=160),
        ),
        migrations.AlterField(
            model_name='standard',
            name='code',
            field=models.CharField(max_length=160),
        ),
        migrations.AlterField(
            model_name='standard',
            name='designation',
            field=models.CharField(max_length=160),
        ),
        migrations.AlterField(
            model_name='standard',
            name='title_en',
            field=models.CharField(blank=True, max_length=1000, null=True),
        ),
        migrations.AlterField(
            model_name='standard',
            name='title_zh',
            field=models.CharField(blank=True, max_length=1000, null=True),
        ),
        migrations.AddIndex(
            model_name='standard',
            index=models.Index(fields=['document', 'id'], name='standard_document'),
        ),
    ]
