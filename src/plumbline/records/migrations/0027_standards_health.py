"""Decisions on standards that overlap, and declared uses of standards."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0026_standards_register'),
    ]

    operations = [
        migrations.CreateModel(
            name='StandardOverlap',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('withdrawn', models.BooleanField(default=False)),
                ('salt', models.BinaryField(max_length=32)),
                ('leaf', models.BinaryField(max_length=32)),
                ('number', models.CharField(max_length=160)),
                ('first', models.CharField(max_length=160)),
                ('second', models.CharField(max_length=160)),
                ('others', models.CharField(blank=True, max_length=1000, null=True)),
                ('sort', models.CharField(max_length=40)),
                ('decision', models.CharField(max_length=40)),
                ('remains', models.CharField(blank=True, max_length=160, null=True)),
                ('differences', models.CharField(blank=True, max_length=2000, null=True)),
                ('decided_on', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('region', models.CharField(max_length=80)),
                ('entry', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                ('superseded', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
            ],
            options={
                'indexes': [models.Index(fields=['region', 'decided_on', 'id'], name='standard_overlap_region_date'), models.Index(fields=['decided_on', 'id'], name='standard_overlap_day'), models.Index(condition=models.Q(('superseded__isnull', False)), fields=['number'], name='standard_overlap_past'), models.Index(fields=['first', 'id'], name='standard_overlap_first'), models.Index(fields=['second', 'id'], name='standard_overlap_second')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('superseded', None)), fields=('number',), name='standard_overlap_current')],
            },
        ),
        migrations.CreateModel(
            name='StandardUse',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('withdrawn', models.BooleanField(default=False)),
                ('salt', models.BinaryField(max_length=32)),
                ('leaf', models.BinaryField(max_length=32)),
                ('standard', models.CharField(max_length=160)),
                ('organisation', models.CharField(max_length=80)),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('clause', models.CharField(blank=True, max_length=400, null=True)),
                ('product', models.CharField(blank=True, max_length=80, null=True)),
                ('purpose', models.CharField(blank=True, max_length=400, null=True)),
                ('region', models.CharField(max_length=80)),
                ('entry', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                ('superseded', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
            ],
            options={
                'indexes': [models.Index(fields=['region', 'since', 'id'], name='standard_use_region_date'), models.Index(fields=['since', 'id'], name='standard_use_day'), models.Index(condition=models.Q(('superseded__isnull', False)), fields=['standard', 'organisation', 'since'], name='standard_use_past'), models.Index(fields=['organisation', 'since', 'id'], name='standard_use_organisation')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('superseded', None)), fields=('standard', 'organisation', 'since'), name='standard_use_current')],
            },
        ),
    ]
