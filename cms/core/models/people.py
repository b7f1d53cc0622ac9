"""Who works here: organisations as a tree, users with a real name and a duty."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from wagtail.search import index


class Organisation(index.Indexed, models.Model):
    """A node of the tree of organs: committee, branch, department."""

    name = models.CharField("名称", max_length=100)
    short_name = models.CharField("简称", max_length=40, blank=True)
    parent = models.ForeignKey(
        "self",
        verbose_name="上级组织",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    sort_order = models.PositiveIntegerField("排序", default=0, help_text="同级之中小的在前")

    search_fields = [
        index.SearchField("name"),
        index.SearchField("short_name"),
        index.AutocompleteField("name"),
        index.AutocompleteField("short_name"),
    ]

    class Meta:
        db_table = "core_organisation"
        verbose_name = "组织"
        verbose_name_plural = "组织"
        ordering = ["sort_order", "pk"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.pk and any(above.pk == self.pk for above in self._upwards()):
            raise ValidationError({"parent": "上级组织不能是本组织自己或它的下级，请另选一个。"})

    def _upwards(self) -> Iterator[Organisation]:
        """As they stand now: the one that was chosen was read before others, who may have moved it, had their turn."""
        seen: set[int] = set()
        node = Organisation.objects.filter(pk=self.parent_id or 0).first()
        while node is not None and node.pk not in seen:
            seen.add(node.pk)
            yield node
            node = node.parent


def organisation_tree() -> list[tuple[int, Organisation]]:
    """Every organisation with its depth, parents before children, in one query. A circle comes last."""
    children: dict[int | None, list[Organisation]] = {}
    for node in Organisation.objects.all():
        children.setdefault(node.parent_id, []).append(node)
    ordered: list[tuple[int, Organisation]] = []

    def walk(parent: int | None, depth: int) -> None:
        for node in children.pop(parent, ()):
            ordered.append((depth, node))
            walk(node.pk, depth + 1)

    walk(None, 0)
    for rest in list(children.values()):
        ordered.extend((0, node) for node in rest)
    return ordered


class User(AbstractUser):  # type: ignore[django-manager-missing]
    real_name = models.CharField("姓名", max_length=40, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name="所属组织",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="users",
    )
    duty = models.CharField("职务", max_length=60, blank=True)

    class Meta(AbstractUser.Meta):  # type: ignore[name-defined]
        db_table = "core_user"
        swappable = "AUTH_USER_MODEL"
        verbose_name = "用户"
        verbose_name_plural = "用户"

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        return self.real_name or self.username

    def get_short_name(self) -> str:
        return self.get_full_name()

    def save(self, *args: Any, **kwargs: Any) -> None:
        # Wagtail prints and orders by these two; the real name is the one truth.
        self.first_name, self.last_name = self.real_name, ""
        if (fields := kwargs.get("update_fields")) is not None and "real_name" in fields:
            kwargs["update_fields"] = {*fields, "first_name", "last_name"}
        super().save(*args, **kwargs)
