"""The beginning of an article's text, for lists: told of every article there is."""

from typing import Any

from django.db import migrations, models

from cms.portal.opening import first_words


def tell(apps: Any, schema_editor: Any) -> None:
    articles = apps.get_model("portal", "ArticlePage").objects
    for article in articles.only("body").iterator(chunk_size=200):
        words = first_words(block for block in article.body.raw_data if block)
        articles.filter(pk=article.pk).update(opening=words)


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="articlepage",
            name="opening",
            field=models.CharField(blank=True, editable=False, max_length=80, verbose_name="正文开头"),
        ),
        migrations.RunPython(tell, migrations.RunPython.noop, elidable=True),
    ]
