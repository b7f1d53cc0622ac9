from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Value
from django.db.models.functions import Replace


def rename_rights(apps: Any, schema_editor: Any) -> None:
    """Their Chinese names were made from the model's (cms/core/admin/wording.py)."""
    rights = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="library")
    rights.filter(name__endswith="著作").update(name=Replace("name", Value("著作"), Value("文献")))


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("library", "0002_work_read_sha256"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="work",
            options={"verbose_name": "文献", "verbose_name_plural": "文献"},
        ),
        migrations.AlterField(
            model_name="fileversion",
            name="work",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="former_files",
                to="library.work",
                verbose_name="文献",
            ),
        ),
        migrations.AlterField(
            model_name="mention",
            name="work",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="mentions",
                to="library.work",
                verbose_name="文献",
            ),
        ),
        migrations.AlterField(
            model_name="passage",
            name="work",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="passages",
                to="library.work",
                verbose_name="文献",
            ),
        ),
        migrations.AlterField(
            model_name="work",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                help_text="卷、册属于一部图书，期属于一种报刊",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="volumes",
                to="library.work",
                verbose_name="所属图书或报刊",
            ),
        ),
        migrations.RunPython(rename_rights, migrations.RunPython.noop),
    ]
