"""The details of an entry of the audit trail in Chinese: our own and those of Wagtail's log, which are data for programs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.models import BaseViewRestriction, TaskState, WorkflowState

from cms.core import audit

# In the order in which they are told: the databases keep the keys of JSON each in an order of its own.
NAMES = {
    "title": "标题",
    "old": "原为",
    "new": "改为",
    "id": "编号",
    "type": "公开级别",
    "restriction": "公开级别",
    "how": "方式",
    "what": "内容",
    "groups": "组",
    "user": "账号",
    "actor": "账号",
    "action": "操作",
    "now": "现在",
    "page": "页面",
    "source": "原处",
    "destination": "新处",
    "before": "原来的级别",
    "after": "现在的级别",
    "collection": "文件集",
    "file": "文件",
    "former": "原来的文件",
    "former_digest": "原来的校验值",
    "digest": "现在的校验值",
    "filters": "筛选条件",
    "revision": "版本",
    "created": "写成时间",
    "go_live_at": "定时发布",
    "has_live_version": "已有发布的版本",
    "workflow": "工作流",
    "status": "状态",
    "task": "环节",
    "next": "下一环节",
    "contentpath": "位置",
    "data": "内容",
    "text": "内容",
    "reply": "回复",
    "comment": "意见",
    "reason": "原因",
    "keep_aliases": "保留同步副本",
}
ASKED = {
    "who": "操作人",
    "what": "对象",
    "action": "操作",
    "at_from": "时间从",
    "at_to": "时间到",
    "address": "来源地址",
    "ordering": "排序",
}
UNSAID = {
    "export",
    "export_format",
    "locale",
    "source_locale",
    "keep_live",
    "p",
    "task_state_id",
}  # nothing to a person who reads the trail
WORDS = {
    BaseViewRestriction.NONE: "公开",
    BaseViewRestriction.LOGIN: "内部",
    BaseViewRestriction.GROUPS: "限定",
    BaseViewRestriction.PASSWORD: "密码",
    WorkflowState.STATUS_IN_PROGRESS: "进行中",
    WorkflowState.STATUS_APPROVED: "已通过",
    WorkflowState.STATUS_NEEDS_CHANGES: "需要修改",
    WorkflowState.STATUS_CANCELLED: "已取消",
    TaskState.STATUS_REJECTED: "已退回",
    TaskState.STATUS_SKIPPED: "已跳过",
}
CODED = {"restriction", "status", "type"}  # whose values are WORDS


def told(detail: Mapping[str, Any]) -> str:
    """ "公开级别：限定；组：甲组、乙组". What is empty is left out."""
    return "；".join(_parts(detail, NAMES))


def _parts(values: Mapping[str, Any], names: Mapping[str, str]) -> list[str]:
    labels = {**NAMES, **names}
    order = list({**names, **labels})
    keys = sorted(
        values.keys() - UNSAID, key=lambda key: (order.index(key) if key in order else len(order), key)
    )
    said = ((key, _said(key, values[key])) for key in keys)
    return [f"{labels.get(key, key)}：{text}" for key, text in said if text]


def _said(key: str, value: Any) -> str:
    if isinstance(value, Mapping):
        return _thing(key, value)
    if isinstance(value, list | tuple):
        return "、".join(text for item in value if (text := _said(key, item)))
    if isinstance(value, bool):
        return "是" if value else "否"
    text = "" if value is None else str(value)
    if key in CODED:
        return WORDS.get(text, text)
    if key == "action":
        return audit.LABELS.get(text, text)
    if key in ("created", "go_live_at"):
        return _time(text)
    return text


def _thing(key: str, value: Mapping[str, Any]) -> str:
    """A page, a task and the like by its title and number, with what else is known of it."""
    if key == "restriction":
        return _said("type", value.get("type"))
    rest = {name: each for name, each in value.items() if name not in ("id", "title")}
    title, number = value.get("title"), value.get("id")
    name = f"{title}（编号 {number}）" if title and number else str(title or "")
    first = [name] if name else [f"编号 {number}"] if number else []
    return "，".join([*first, *_parts(rest, ASKED if key == "filters" else NAMES)])


def _time(text: str) -> str:
    try:
        found: datetime | None = parse_datetime(text)
    except ValueError:
        return text
    if found is None:
        return text
    return timezone.localtime(found).strftime("%Y-%m-%d %H:%M") if timezone.is_aware(found) else text
