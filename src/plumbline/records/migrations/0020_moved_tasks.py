"""What waits in the queue is named by the module that does it, and those modules have moved."""

from django.db import migrations

MOVED = {"plumbline.interfaces.web.jobs.take_in": "plumbline.interfaces.shared.import_jobs.take_in"}


def moved(apps, schema_editor):
    queue = apps.get_model("django_tasks_database", "DBTaskResult").objects.using(schema_editor.connection.alias)
    for old, new in MOVED.items():
        queue.filter(task_path=old).update(task_path=new)


class Migration(migrations.Migration):

    dependencies = [
        ("records", "0019_service_platforms"),
        ("django_tasks_database", "0018_rename_succeeded_status"),
    ]

    operations = [migrations.RunPython(moved, migrations.RunPython.noop)]
