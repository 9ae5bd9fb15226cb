"""What was added between the first kinds and the years of assessment, in one step: a home of version 0.1 has had it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from plumbline.records.stores.shape_changes import Together

from plumbline.records.migrations import REPLACED


class Migration(migrations.Migration):

    replaces = [("records", name) for name in REPLACED]

    dependencies = [
        ('records', '0002_programmes_standards_conformity'),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='Token',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('label', models.CharField(max_length=80)),
                    ('sha256', models.CharField(max_length=64, unique=True)),
                    ('hint', models.CharField(max_length=16)),
                    ('write', models.BooleanField(default=False)),
                    ('region', models.CharField(default='', max_length=80)),
                    ('made_at', models.DateTimeField()),
                    ('expires_at', models.DateTimeField()),
                    ('revoked_at', models.DateTimeField(null=True)),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to=settings.AUTH_USER_MODEL)),
                ],
            ),
            migrations.AddIndex(
                model_name='acceptance',
                index=models.Index(condition=models.Q(('superseded__isnull', False)), fields=['number'], name='acceptance_past'),
            ),
            migrations.AddIndex(
                model_name='authorisation',
                index=models.Index(condition=models.Q(('superseded__isnull', False)), fields=['mark', 'organisation', 'authorised_on'], name='authorisation_past'),
            ),
            migrations.AddIndex(
                model_name='award',
                index=models.Index(condition=models.Q(('superseded__isnull', False)), fields=['award', 'edition', 'organisation'], name='award_past'),
            ),
            migrations.AddIndex(
                model_name='certificate',
                index=models.Index(condition=models.Q(('superseded__isnull', False)), fields=['number'], name='certificate_past'),
            ),
            migrations.AddIndex(
                model_name='determination',
                index=models.Index(condition=models.Q(('superseded__isnull', False)), fields=['scheme', 'year', 'region', 'item'], name='determination_past'),
            ),
            migrations.AddIndex(
                model_name='establishment',
                index=models.Index(condition=models.Q(('superseded__isnull', False)), fields=['code'], name='establishment_past'),
            ),
            migrations.AddIndex(
                model_name='finding',
                index=models.Index(condition=models.Q(('superseded__isnull', False)), fields=['inspection', 'clause'], name='finding_past'),
            ),
            migrations.AddIndex(
                model_name='inspection',
                index=models.Index(condition=models.Q(('superseded__isnull', False)), fields=['number'], name='inspection_past'),
            ),
            migrations.AddIndex(
                model_name='organisation',
                index=models.Index(condition=models.Q(('superseded__isnull', False)), fields=['code'], name='organisation_past'),
            ),
            migrations.AddIndex(
                model_name='participation',
                index=models.Index(condition=models.Q(('superseded__isnull', False)), fields=['standard', 'organisation'], name='participation_past'),
            ),
            migrations.AddIndex(
                model_name='patent',
                index=models.Index(condition=models.Q(('superseded__isnull', False)), fields=['number'], name='patent_past'),
            ),
            migrations.AddIndex(
                model_name='policy',
                index=models.Index(condition=models.Q(('superseded__isnull', False)), fields=['number'], name='policy_past'),
            ),
            migrations.AddIndex(
                model_name='region',
                index=models.Index(condition=models.Q(('superseded__isnull', False)), fields=['code', 'valid_from'], name='region_past'),
            ),
            migrations.AddIndex(
                model_name='sampling',
                index=models.Index(condition=models.Q(('superseded__isnull', False)), fields=['number'], name='sampling_past'),
            ),
            migrations.AddIndex(
                model_name='standard',
                index=models.Index(condition=models.Q(('superseded__isnull', False)), fields=['code'], name='standard_past'),
            ),
            migrations.AddIndex(
                model_name='statement',
                index=models.Index(condition=models.Q(('superseded__isnull', False)), fields=['organisation', 'series', 'period'], name='statement_past'),
            ),
            migrations.AddIndex(
                model_name='statistic',
                index=models.Index(condition=models.Q(('superseded__isnull', False)), fields=['series', 'region', 'period'], name='statistic_past'),
            ),
            migrations.AddIndex(
                model_name='acceptance',
                index=models.Index(fields=['examined_on', 'id'], name='acceptance_day'),
            ),
            migrations.AddIndex(
                model_name='acceptance',
                index=models.Index(fields=['organisation', 'examined_on', 'id'], name='acceptance_organisation'),
            ),
            migrations.AddIndex(
                model_name='authorisation',
                index=models.Index(fields=['authorised_on', 'id'], name='authorisation_day'),
            ),
            migrations.AddIndex(
                model_name='authorisation',
                index=models.Index(fields=['organisation', 'authorised_on', 'id'], name='authorisation_organisation'),
            ),
            migrations.AddIndex(
                model_name='award',
                index=models.Index(fields=['announced_on', 'id'], name='award_day'),
            ),
            migrations.AddIndex(
                model_name='award',
                index=models.Index(fields=['organisation', 'announced_on', 'id'], name='award_organisation'),
            ),
            migrations.AddIndex(
                model_name='certificate',
                index=models.Index(fields=['valid_from', 'id'], name='certificate_day'),
            ),
            migrations.AddIndex(
                model_name='certificate',
                index=models.Index(fields=['organisation', 'valid_from', 'id'], name='certificate_organisation'),
            ),
            migrations.AddIndex(
                model_name='determination',
                index=models.Index(fields=['region', 'decided_on', 'id'], name='determination_region_date'),
            ),
            migrations.AddIndex(
                model_name='determination',
                index=models.Index(fields=['decided_on', 'id'], name='determination_day'),
            ),
            migrations.AddIndex(
                model_name='establishment',
                index=models.Index(fields=['organisation', 'id'], name='establishment_organisation'),
            ),
            migrations.AddIndex(
                model_name='finding',
                index=models.Index(fields=['found_on', 'id'], name='finding_day'),
            ),
            migrations.AddIndex(
                model_name='inspection',
                index=models.Index(fields=['inspected_on', 'id'], name='inspection_day'),
            ),
            migrations.AddIndex(
                model_name='inspection',
                index=models.Index(fields=['result', 'inspected_on', 'id'], name='inspection_result'),
            ),
            migrations.AddIndex(
                model_name='inspection',
                index=models.Index(fields=['establishment', 'inspected_on', 'id'], name='inspection_establishment'),
            ),
            migrations.AddIndex(
                model_name='participation',
                index=models.Index(fields=['published_on', 'id'], name='participation_day'),
            ),
            migrations.AddIndex(
                model_name='participation',
                index=models.Index(fields=['organisation', 'published_on', 'id'], name='participation_organisation'),
            ),
            migrations.AddIndex(
                model_name='patent',
                index=models.Index(fields=['granted_on', 'id'], name='patent_day'),
            ),
            migrations.AddIndex(
                model_name='patent',
                index=models.Index(fields=['organisation', 'granted_on', 'id'], name='patent_organisation'),
            ),
            migrations.AddIndex(
                model_name='policy',
                index=models.Index(fields=['issued_on', 'id'], name='policy_day'),
            ),
            migrations.AddIndex(
                model_name='sampling',
                index=models.Index(fields=['sampled_on', 'id'], name='sampling_day'),
            ),
            migrations.AddIndex(
                model_name='sampling',
                index=models.Index(fields=['organisation', 'sampled_on', 'id'], name='sampling_organisation'),
            ),
            migrations.AddIndex(
                model_name='statement',
                index=models.Index(fields=['ends_on', 'id'], name='statement_day'),
            ),
            migrations.AddIndex(
                model_name='statistic',
                index=models.Index(fields=['ends_on', 'id'], name='statistic_day'),
            ),
            migrations.CreateModel(
                name='Evidence',
                fields=[
                    ('id', models.BigAutoField(primary_key=True, serialize=False)),
                    ('withdrawn', models.BooleanField(default=False)),
                    ('salt', models.BinaryField(max_length=32)),
                    ('leaf', models.BinaryField(max_length=32)),
                    ('number', models.CharField(max_length=32)),
                    ('about', models.CharField(max_length=40)),
                    ('key', models.CharField(max_length=400)),
                    ('region', models.CharField(max_length=80)),
                    ('public', models.BooleanField(default=False)),
                    ('name', models.CharField(max_length=160)),
                    ('media_type', models.CharField(max_length=100)),
                    ('size', models.BigIntegerField()),
                    ('sha256', models.CharField(max_length=64)),
                    ('pages', models.IntegerField(default=0)),
                    ('pictures', models.IntegerField(default=0)),
                    ('note', models.CharField(blank=True, default='', max_length=500)),
                    ('reason', models.CharField(blank=True, default='', max_length=500)),
                    ('attached_by', models.BigIntegerField(null=True)),
                    ('attached_at', models.DateTimeField()),
                    ('entry', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                    ('superseded', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('superseded__isnull', False)), fields=['number'], name='evidence_past'), models.Index(fields=['about', 'key', 'id'], name='evidence_subject'), models.Index(fields=['sha256'], name='evidence_sha256')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('superseded', None)), fields=('number',), name='evidence_current')],
                },
            ),
            migrations.CreateModel(
                name='SavedList',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(max_length=40)),
                    ('name', models.CharField(max_length=80)),
                    ('query', models.CharField(blank=True, max_length=2000)),
                    ('shared', models.CharField(blank=True, default='', max_length=80)),
                    ('made_at', models.DateTimeField()),
                    ('deleted_at', models.DateTimeField(null=True)),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_lists', to=settings.AUTH_USER_MODEL)),
                ],
            ),
        ]),
        migrations.RemoveIndex(
            model_name='inspection',
            name='inspection_result',
        ),
        migrations.RemoveIndex(
            model_name='inspection',
            name='inspection_establishment',
        ),
        Together([
            migrations.AddField(
                model_name='sampling',
                name='layer',
                field=models.CharField(blank=True, max_length=80, null=True),
            ),
            migrations.AddField(
                model_name='statistic',
                name='layer',
                field=models.CharField(blank=True, max_length=80, null=True),
            ),
        ]),
    ]
