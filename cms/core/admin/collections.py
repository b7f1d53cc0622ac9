"""Moving a collection in the tree changes levels, and Wagtail's view announces it to nobody."""

from __future__ import annotations

from wagtail.admin.views.collections import Edit
from wagtail.log_actions import log
from wagtail.models import Collection


class EditCollection(Edit):
    def save_instance(self) -> Collection:
        instance = super().save_instance()
        fresh = Collection.objects.get(pk=instance.pk)  # its path, after a move
        fresh.save()  # post_save tells levels, renditions and the index
        log(fresh, "wagtail.edit", user=self.request.user)
        return fresh
