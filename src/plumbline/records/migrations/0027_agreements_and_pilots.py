"""Agreements: commitments, bodies founded jointly, reviews. Pilots. The goods that a standard is for."""
import django.db.models.deletion
import plumbline.records.core.fields
from django.db import migrations, models

from plumbline.records.stores.shape_changes import Together


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0026_standards_register'),
    ]

    operations = [Together([
        migrations.AddField(
            model_name='agreement',
            name='ended_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='agreement',
            name='ended_why',
            field=models.CharField(blank=True, max_length=400, null=True),
        ),
        migrations.AddField(
            model_name='agreement',
            name='level',
            field=models.CharField(blank=True, max_length=40, null=True),
        ),
        migrations.AddField(
            model_name='agreement',
            name='renewed_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='standard',
            name='goods',
            field=models.CharField(blank=True, max_length=40, null=True),
        ),
        migrations.AddIndex(
            model_name='standard',
            index=models.Index(condition=models.Q(('sector__isnull', False)), fields=['sector', 'id'], name='standard_sector'),
        ),
        migrations.CreateModel(
            name='AgreementReview',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('withdrawn', models.BooleanField(default=False)),
                ('salt', models.BinaryField(max_length=32)),
                ('leaf', models.BinaryField(max_length=32)),
                ('agreement', models.CharField(max_length=80)),
                ('reviewed_on', models.DateField()),
                ('owed', models.BigIntegerField(blank=True, null=True)),
                ('done', models.BigIntegerField(blank=True, null=True)),
                ('late', models.BigIntegerField(blank=True, null=True)),
                ('conclusion', models.CharField(max_length=40)),
                ('summary', models.CharField(blank=True, max_length=2000, null=True)),
                ('region', models.CharField(max_length=80)),
                ('entry', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                ('superseded', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
            ],
            options={
                'indexes': [models.Index(fields=['region', 'reviewed_on', 'id'], name='agreement_review_region_date'), models.Index(fields=['reviewed_on', 'id'], name='agreement_review_day'), models.Index(condition=models.Q(('superseded__isnull', False)), fields=['agreement', 'reviewed_on'], name='agreement_review_past')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('superseded', None)), fields=('agreement', 'reviewed_on'), name='agreement_review_current')],
            },
        ),
        migrations.CreateModel(
            name='Commitment',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('withdrawn', models.BooleanField(default=False)),
                ('salt', models.BinaryField(max_length=32)),
                ('leaf', models.BinaryField(max_length=32)),
                ('agreement', models.CharField(max_length=80)),
                ('number', models.CharField(max_length=40)),
                ('what', models.CharField(max_length=600)),
                ('party', models.CharField(max_length=80)),
                ('checker', models.CharField(blank=True, max_length=80, null=True)),
                ('result', models.CharField(max_length=400)),
                ('due', models.DateField()),
                ('done_on', models.DateField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, max_length=1000, null=True)),
                ('evidence', models.CharField(blank=True, max_length=400, null=True)),
                ('checked_on', models.DateField(blank=True, null=True)),
                ('released_on', models.DateField(blank=True, null=True)),
                ('released_why', models.CharField(blank=True, max_length=400, null=True)),
                ('region', models.CharField(max_length=80)),
                ('entry', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                ('superseded', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
            ],
            options={
                'indexes': [models.Index(fields=['region', 'due', 'id'], name='commitment_region_date'), models.Index(fields=['due', 'id'], name='commitment_day'), models.Index(fields=['agreement', 'id'], name='commitment_agreement'), models.Index(fields=['party', 'due', 'id'], name='commitment_party'), models.Index(condition=models.Q(('superseded__isnull', False)), fields=['agreement', 'number'], name='commitment_past'), models.Index(fields=['checker', 'due', 'id'], name='commitment_checker')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('superseded', None)), fields=('agreement', 'number'), name='commitment_current')],
            },
        ),
        migrations.CreateModel(
            name='JointBody',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('withdrawn', models.BooleanField(default=False)),
                ('salt', models.BinaryField(max_length=32)),
                ('leaf', models.BinaryField(max_length=32)),
                ('agreement', models.CharField(max_length=80)),
                ('name', models.CharField(max_length=80)),
                ('type', models.CharField(max_length=40)),
                ('organisation', models.CharField(blank=True, max_length=80, null=True)),
                ('place', models.CharField(blank=True, max_length=200, null=True)),
                ('task', models.CharField(blank=True, max_length=600, null=True)),
                ('founded_on', models.DateField()),
                ('dissolved_on', models.DateField(blank=True, null=True)),
                ('region', models.CharField(max_length=80)),
                ('entry', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                ('superseded', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
            ],
            options={
                'indexes': [models.Index(fields=['region', 'founded_on', 'id'], name='joint_body_region_date'), models.Index(fields=['founded_on', 'id'], name='joint_body_day'), models.Index(condition=models.Q(('superseded__isnull', False)), fields=['agreement', 'name'], name='joint_body_past'), models.Index(fields=['organisation', 'founded_on', 'id'], name='joint_body_organisation')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('superseded', None)), fields=('agreement', 'name'), name='joint_body_current')],
            },
        ),
        migrations.CreateModel(
            name='Pilot',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('withdrawn', models.BooleanField(default=False)),
                ('salt', models.BinaryField(max_length=32)),
                ('leaf', models.BinaryField(max_length=32)),
                ('number', models.CharField(max_length=80)),
                ('title', models.CharField(max_length=300)),
                ('content', models.CharField(blank=True, max_length=2000, null=True)),
                ('region', models.CharField(max_length=80)),
                ('runner', models.CharField(max_length=80)),
                ('allowed_by', models.CharField(max_length=300)),
                ('allowed_policy', models.CharField(blank=True, max_length=80, null=True)),
                ('approved_on', models.DateField(blank=True, null=True)),
                ('started_on', models.DateField()),
                ('measure', models.CharField(max_length=300)),
                ('better', models.CharField(max_length=40)),
                ('baseline', plumbline.records.core.fields.ScaledDecimal(blank=True, null=True, places=4)),
                ('baseline_on', models.DateField(blank=True, null=True)),
                ('after', plumbline.records.core.fields.ScaledDecimal(blank=True, null=True, places=4)),
                ('after_on', models.DateField(blank=True, null=True)),
                ('judge', models.CharField(blank=True, max_length=80, null=True)),
                ('verdict', models.CharField(blank=True, max_length=40, null=True)),
                ('verdict_on', models.DateField(blank=True, null=True)),
                ('verdict_why', models.CharField(blank=True, max_length=2000, null=True)),
                ('extended_to', models.CharField(blank=True, max_length=400, null=True)),
                ('extended_on', models.DateField(blank=True, null=True)),
                ('valid_by', models.CharField(blank=True, max_length=300, null=True)),
                ('valid_standard', models.CharField(blank=True, max_length=160, null=True)),
                ('valid_policy', models.CharField(blank=True, max_length=80, null=True)),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('ended_why', models.CharField(blank=True, max_length=400, null=True)),
                ('entry', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                ('superseded', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
            ],
            options={
                'indexes': [models.Index(fields=['region', 'started_on', 'id'], name='pilot_region_date'), models.Index(fields=['started_on', 'id'], name='pilot_day'), models.Index(condition=models.Q(('superseded__isnull', False)), fields=['number'], name='pilot_past'), models.Index(fields=['judge', 'started_on', 'id'], name='pilot_judge'), models.Index(fields=['runner', 'started_on', 'id'], name='pilot_runner')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('superseded', None)), fields=('number',), name='pilot_current')],
            },
        ),
    ])]
