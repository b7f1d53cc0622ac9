"""One short value for all that is indexed of a work: equal values need no reindexing."""

from __future__ import annotations

import json
from dataclasses import fields
from hashlib import blake2b
from operator import attrgetter

from .schema import Indexable, PassageDocument, WorkDocument

_of_work = attrgetter(*[field.name for field in fields(WorkDocument)])
_of_passage = attrgetter(*[field.name for field in fields(PassageDocument)])


def fingerprint(item: Indexable) -> str:
    """32 hexadecimal digits over every field of the work and its passages; the same on every machine."""
    values = (_of_work(item.work), [_of_passage(passage) for passage in item.passages])
    text = json.dumps(values, ensure_ascii=False, default=str)
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
