"""What search keeps in the database: changes not yet indexed, the worker's pulse, the index's generations."""

from __future__ import annotations

from django.db import models


class IndexEvent(models.Model):
    """A work whose content changed; gone once the engine has committed it. "<source>:*": all of a source.

    A log, not a set: a change that arrives while its key is being indexed is a row of its own, and stays.
    """

    key = models.CharField("内容", max_length=200, db_index=True)
    created_at = models.DateTimeField("时间", auto_now_add=True)
    attempts = models.PositiveSmallIntegerField("已尝试次数", default=0)
    retry_at = models.DateTimeField("下次尝试", null=True, blank=True)
    dead = models.BooleanField("已放弃", default=False)
    reason = models.TextField("原因", blank=True)

    class Meta:
        db_table = "search_event"
        verbose_name = "待入库的变更"
        verbose_name_plural = "待入库的变更"
        indexes = [models.Index(fields=["dead", "id"], name="search_event_queue")]

    def __str__(self) -> str:
        return f"{self.id} {self.key}"


class WorkerHeartbeat(models.Model):
    """One row (pk 1): the worker that owns the writer, and how it feels."""

    host = models.CharField("主机", max_length=200)
    pid = models.PositiveIntegerField("进程号")
    started_at = models.DateTimeField("启动时间")
    beat_at = models.DateTimeField("最近一次报到")
    note = models.CharField(
        "正在做", max_length=300, blank=True
    )  # Chinese; what it waits for when something is wrong
    ailing = models.BooleanField("遇到问题", default=False)

    class Meta:
        db_table = "search_worker"
        verbose_name = "后台进程"
        verbose_name_plural = "后台进程"

    def __str__(self) -> str:
        return f"{self.host}:{self.pid}"


class GenerationState(models.TextChoices):
    BUILDING = "building", "正在建立"
    CURRENT = "current", "正在使用"
    PREVIOUS = "previous", "上一代"


class Generation(models.Model):
    """One complete index. The engine's pointer decides which one is read; this is the record beside it."""

    name = models.CharField("名称", max_length=60)
    engine = models.CharField("引擎", max_length=20)
    state = models.CharField("状态", max_length=10, choices=GenerationState)
    started_at = models.DateTimeField("开始时间", auto_now_add=True)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    works = models.PositiveIntegerField("条目数", default=0)
    passages = models.PositiveIntegerField("段落数", default=0)

    class Meta:
        db_table = "search_generation"
        verbose_name = "索引代次"
        verbose_name_plural = "索引代次"
        constraints = [models.UniqueConstraint(fields=["engine", "name"], name="search_generation_name")]

    def __str__(self) -> str:
        return f"{self.engine}:{self.name}"


class CatchUp(models.Model):
    """A key the worker indexed while a generation was being built beside: the builder does it again there."""

    generation = models.ForeignKey(Generation, on_delete=models.CASCADE, related_name="catch_up")
    key = models.CharField(max_length=200)

    class Meta:
        db_table = "search_catch_up"

    def __str__(self) -> str:
        return self.key
