"""Accounts, roles and tokens are sealed; sessions and sign-ins that failed have tables of their own.

What is there already is adopted as it is found: an entry for each, over its leaf. An adoption that comes after anything
else was sealed is a fault to the doctor, so this cannot be used to make something put in by hand look sealed.
"""

import secrets
from datetime import timedelta

import django.db.models.deletion
from django.db import migrations, models

from plumbline.records.stores.shape_changes import Together
from django.utils import timezone

AXES = ("axes_accessattempt", "axes_accesslog", "axes_accessfailurelog", "axes_accessattemptexpiration")


def adopt(apps, schema_editor):
    from plumbline.methods.shared.trust.leaf import SALT_BYTES
    from plumbline.records.accounts import account_leaves
    from plumbline.records.core import store
    from plumbline.records.core.journal import Entry

    using = schema_editor.connection.alias
    kept = apps.get_model("records", "Entry").objects.using(using)
    last = kept.filter(number__isnull=False).order_by("-number").first()
    at = timezone.now()
    if last is not None and last.sealed_at is not None and last.sealed_at >= at:
        at = last.sealed_at + timedelta(microseconds=1)
    number, previous = (last.number, last.hash) if last is not None else (0, "")
    for kind in (account_leaves.KINDS[name] for name in (account_leaves.ACCOUNT, account_leaves.ROLE, account_leaves.TOKEN)):
        rows = apps.get_model("records", kind.model._meta.object_name)._base_manager.using(using)
        for row in list(rows.order_by("pk")):
            row.salt = secrets.token_bytes(SALT_BYTES)
            row.save(update_fields=["salt"])
            number += 1
            # Built as the program's own entry, which knows what its hash covers, and kept as this moment's table has it.
            entry = Entry(act=account_leaves.ADOPT, kind=kind.kind, state=Entry.VISIBLE, begun_at=at, sealed_at=at,
                          number=number, previous=previous, detail_salt=secrets.token_hex(SALT_BYTES), **account_leaves.sealed_values(kind, row, row.salt))
            previous = entry.hash = store.entry_hash(entry)
            names = [field.name for field in kept.model._meta.concrete_fields if field.name != "id"]
            kept.create(**{name: getattr(entry, name) for name in names})
            at += timedelta(microseconds=1)


def forget_names(apps, schema_editor):
    """Earlier sign-ins that failed were kept with whatever stood in the field for the name."""
    there = schema_editor.connection.introspection.table_names()
    for table in AXES:
        if table in there:
            schema_editor.execute(f'DELETE FROM "{table}"')


class Migration(migrations.Migration):

    dependencies = [
        ("records", "0014_journal_detail"),
    ]

    operations = [
        migrations.AddField("User", "salt", models.BinaryField(default=b"", max_length=16)),
        migrations.AddField("Role", "salt", models.BinaryField(default=b"", max_length=16)),
        migrations.AddField("Token", "salt", models.BinaryField(default=b"", max_length=16)),
        Together([
            migrations.CreateModel(
                name="Session",
                fields=[
                    ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                    ("content", models.TextField()),
                    ("begun_at", models.DateTimeField()),
                    ("seen_at", models.DateTimeField(db_index=True)),
                    ("user", models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE,
                                               related_name="sessions", to="records.user")),
                ],
            ),
            migrations.CreateModel(
                name="Attempt",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("at", models.DateTimeField(db_index=True)),
                    ("network", models.CharField(max_length=60)),
                    ("name", models.CharField(max_length=64)),
                    ("device", models.CharField(default="", max_length=64)),
                ],
                options={"indexes": [models.Index(fields=["network", "at"], name="attempt_network")]},
            ),
        ]),
        migrations.RunPython(adopt, migrations.RunPython.noop),
        migrations.RunPython(forget_names, migrations.RunPython.noop),
    ]
