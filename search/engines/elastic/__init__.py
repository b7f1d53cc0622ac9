"""The engine of larger sites: Elasticsearch 8, two indices a generation and an alias for each."""

from .engine import Elastic

__all__ = ["Elastic"]
