from typing import Any

from django.db import migrations, models
from django.db.models import F


def files_read(apps: Any, schema_editor: Any) -> None:
    works = apps.get_model("library", "Work").objects.filter(state__in=["ready", "no_text"])
    works.update(read_sha256=F("sha256"))


class Migration(migrations.Migration):
    dependencies = [("library", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="work",
            name="read_sha256",
            field=models.CharField(
                blank=True, editable=False, max_length=64, verbose_name="已读文件的 SHA-256"
            ),
        ),
        migrations.RunPython(files_read, migrations.RunPython.noop),
    ]
