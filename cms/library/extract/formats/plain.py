"""Text files of any encoding."""

from __future__ import annotations

from ..job import Job
from ..result import Extraction, Refusal, Silence
from ..text import decode, sanitise
from .markup import extract_text


def extract(job: Job) -> Extraction:
    too_much = f"文字过多：超过 {job.limits.characters // 10_000} 万字。请分册上传。"
    if job.path.stat().st_size > 4 * job.limits.characters:
        raise Refusal(too_much)
    text = decode(job.path.read_bytes())
    if len(text) > job.limits.characters:  # looked at before any work goes into it
        raise Refusal(too_much)
    if not sanitise(text).strip():
        raise Silence("空文件：里面没有文字。")
    return extract_text(text, job.name, job.format)
