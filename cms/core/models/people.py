"""Who works here: organisations as a tree, users with a real name and a duty."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class Organisation(models.Model):
    """A node of the tree of organs: committee, branch, department."""

    name = models.CharField("名称", max_length=100)
    short_name = models.CharField("简称", max_length=40, blank=True)
    parent = models.ForeignKey(
        "self", verbose_name="上级组织", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    sort_order = models.PositiveIntegerField("排序", default=0)

    class Meta:
        db_table = "core_organisation"
        verbose_name = "组织"
        verbose_name_plural = "组织"
        ordering = ["sort_order", "pk"]

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    real_name = models.CharField("姓名", max_length=40, blank=True)
    organisation = models.ForeignKey(
        Organisation, verbose_name="所属组织", null=True, blank=True, on_delete=models.PROTECT, related_name="users"
    )
    duty = models.CharField("职务", max_length=60, blank=True)

    class Meta(AbstractUser.Meta):
        db_table = "core_user"
        swappable = "AUTH_USER_MODEL"

    def get_full_name(self) -> str:
        return self.real_name or self.username

    def get_short_name(self) -> str:
        return self.get_full_name()

    def __str__(self) -> str:
        return self.get_full_name()
