"""The details of an entry of the audit trail in Chinese: our own and those of Wagtail's log, which are data for programs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.models import BaseViewRestriction, TaskState, WorkflowState

from cms.core import audit

NAMES = {
    "action": "操作",
    "actor": "账号",
    "collection": "文件集",
    "comment": "意见",
    "contentpath": "位置",
    "created": "写成时间",
    "data": "内容",
    "destination": "移入",
    "file": "文件",
    "filters": "筛选条件",
    "go_live_at": "定时发布",
    "groups": "组",
    "has_live_version": "已有发布的版本",
    "how": "方式",
    "id": "编号",
    "keep_aliases": "保留同步副本",
    "next": "下一环节",
    "now": "现在",
    "page": "页面",
    "reason": "原因",
    "reply": "回复",
    "restriction": "公开级别",
    "revision": "版本",
    "source": "移出",
    "status": "状态",
    "task": "环节",
    "text": "内容",
    "title": "标题",
    "type": "公开级别",
    "user": "账号",
    "what": "内容",
    "workflow": "工作流",
}
ASKED = {
    "address": "来源地址",
    "at_from": "时间从",
    "at_to": "时间到",
    "ordering": "排序",
    "what": "对象",
    "who": "操作人",
}
UNSAID = {
    "export",
    "export_format",
    "locale",
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
    said = ((key, _said(key, value)) for key, value in values.items() if key not in UNSAID)
    return [f"{names.get(key) or NAMES.get(key, key)}：{text}" for key, text in said if text]


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
