"""What the first city had and others have not may be absent, and fields that others have."""

import plumbline.records.core.fields
from django.db import migrations, models

from plumbline.records.stores.shape_changes import Together


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0017_codes'),
    ]

    operations = [
        Together([
            migrations.AddField(
                model_name='finding',
                name='description',
                field=models.CharField(blank=True, max_length=500, null=True),
            ),
            migrations.AddField(
                model_name='inspection',
                name='score',
                field=plumbline.records.core.fields.ScaledDecimal(blank=True, null=True, places=2),
            ),
            migrations.AddField(
                model_name='organisation',
                name='lei',
                field=models.CharField(blank=True, max_length=40, null=True),
            ),
            migrations.AddField(
                model_name='sampling',
                name='gtin',
                field=models.CharField(blank=True, max_length=40, null=True),
            ),
        ]),
        migrations.AlterField(
            model_name='establishment',
            name='code',
            field=models.CharField(max_length=160),
        ),
        migrations.AlterField(
            model_name='finding',
            name='inspection',
            field=models.CharField(max_length=160),
        ),
        migrations.AlterField(
            model_name='inspection',
            name='critical_count',
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='inspection',
            name='establishment',
            field=models.CharField(blank=True, max_length=160, null=True),
        ),
        migrations.AlterField(
            model_name='inspection',
            name='number',
            field=models.CharField(max_length=160),
        ),
        migrations.AlterField(
            model_name='inspection',
            name='purpose',
            field=models.CharField(blank=True, max_length=40, null=True),
        ),
        migrations.AlterField(
            model_name='inspection',
            name='result',
            field=models.CharField(blank=True, max_length=40, null=True),
        ),
        migrations.AlterField(
            model_name='region',
            name='name_en',
            field=models.CharField(blank=True, max_length=200, null=True),
        ),
    ]
