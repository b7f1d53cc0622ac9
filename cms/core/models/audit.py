"""The audit trail: who did what, when, from where. Rows are added, never changed or removed (等保)."""

from __future__ import annotations

from typing import Any, NoReturn

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone


class AppendOnlyError(RuntimeError):
    """Somebody tried to change or remove an entry of the audit trail."""


def _refuse(*args: Any, **kwargs: Any) -> NoReturn:
    raise AppendOnlyError("审计记录只能增加，不能修改或删除。")


class AuditQuerySet(models.QuerySet):
    update = _refuse
    delete = _refuse
    bulk_update = _refuse
    update_or_create = _refuse


class AuditEvent(models.Model):
    """Names are copied, not referred to: the trail outlives the people and things it speaks of."""

    at = models.DateTimeField("时间", default=timezone.now, db_index=True, editable=False)
    action = models.CharField("操作", max_length=80, db_index=True, editable=False)
    label = models.CharField("操作名称", max_length=120, editable=False)
    actor_id = models.BigIntegerField("操作人编号", null=True, db_index=True, editable=False)
    actor_name = models.CharField("操作人", max_length=200, blank=True, editable=False)
    object_type = models.CharField("对象类型", max_length=80, blank=True, editable=False)
    object_id = models.CharField("对象编号", max_length=64, blank=True, editable=False)
    object_title = models.CharField("对象", max_length=300, blank=True, editable=False)
    address = models.GenericIPAddressField("来源地址", null=True, editable=False)
    detail = models.JSONField("详情", default=dict, encoder=DjangoJSONEncoder, editable=False)

    objects = AuditQuerySet.as_manager()

    class Meta:
        db_table = "core_auditevent"
        verbose_name = "审计记录"
        verbose_name_plural = "审计记录"
        ordering = ["-at", "-pk"]
        base_manager_name = "objects"  # Django's own would change rows
        # Whether this person was given this thing today: asked for every picture and page that is restricted.
        indexes = [models.Index(fields=["actor_id", "action", "object_id", "at"], name="core_audit_read")]
        default_permissions = ()
        permissions = [("view_audit", "可以查看和导出审计记录")]

    def __str__(self) -> str:
        return f"{self.when} {self.actor_name} {self.label}"

    @property
    def when(self) -> str:
        """To the second, in the site's own time."""
        return timezone.localtime(self.at).strftime("%Y-%m-%d %H:%M:%S")

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            _refuse()
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        _refuse()
