"""One short value for all that is indexed of a work: equal values need no reindexing."""

from __future__ import annotations

from hashlib import blake2b

from .schema import Indexable


def fingerprint(item: Indexable) -> str:
    """32 hexadecimal digits over every field of the work and its passages; the same on every machine."""
    digest = blake2b(repr(item.work).encode("utf-8", "surrogatepass"), digest_size=16)
    for passage in item.passages:
        digest.update(b"\0")
        digest.update(repr(passage).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
