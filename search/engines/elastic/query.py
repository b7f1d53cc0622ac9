"""Query nodes as Elasticsearch queries."""

from __future__ import annotations

from typing import Any

from ...nodes import All, And, Bag, Days, Keyword, Near, Node, Not, Nothing, Or, Scored, Text, normal
from .. import leaves

Query = dict[str, Any]
ALL: Query = {"match_all": {"boost": 0.0}}
NOTHING: Query = {"match_none": {}}


def compiled(node: Node) -> Query:
    return _query(normal(node))


def silent(query: Query) -> Query:
    """The same documents with score 0."""
    return {"constant_score": {"filter": query, "boost": 0.0}}


def _query(node: Node) -> Query:
    """Of a node in normal form."""
    match node:
        case All():
            return ALL
        case Nothing():
            return NOTHING
        case Text():
            return _phrase(leaves.phrase(node))
        case Near():
            return _near(node)
        case Bag():
            return _bag(node)
        case Keyword(field, values):
            return silent({"terms": {field: list(values)}})
        case Days(first, last):
            return silent(_days(first, last))
        case And(nodes):
            return _conjunction(nodes)
        case Or(nodes):
            return {"bool": {"should": [_query(each) for each in nodes], "minimum_should_match": 1}}
        case Not():
            return _conjunction((node,))
        case Scored(hits, by):
            return {"bool": {"must": [silent(_query(hits))], "should": [_query(by)]}}


def _conjunction(nodes: tuple[Node, ...]) -> Query:
    return {
        "bool": {
            "must": [_query(each) for each in nodes if not isinstance(each, Not)] or [ALL],
            "must_not": [_query(each.node) for each in nodes if isinstance(each, Not)],
        }
    }


def _phrase(phrase: leaves.Phrase | None) -> Query:
    if phrase is None:
        return NOTHING
    if len(phrase.tokens) == 1:
        return {"term": {phrase.field: {"value": phrase.tokens[0]}}}
    return {"match_phrase": {phrase.field: {"query": " ".join(phrase.tokens)}}}


def _near(node: Near) -> Query:
    found = leaves.near(node)
    if found is None:
        return NOTHING
    phrases, gaps = found
    close = {"bool": {"should": [_gap(gap) for gap in gaps], "minimum_should_match": 1}}
    return {"bool": {"must": [*map(_phrase, phrases), silent(close)]}}


def _gap(gap: leaves.Gap) -> Query:
    clauses = [_span(gap.field, gap.first), _span(gap.field, gap.second)]
    return {"span_near": {"clauses": clauses, "slop": gap.slop, "in_order": True}}


def _span(field: str, tokens: tuple[str, ...]) -> Query:
    terms: list[Query] = [{"span_term": {field: token}} for token in tokens]
    return terms[0] if len(terms) == 1 else {"span_near": {"clauses": terms, "slop": 0, "in_order": True}}


def _bag(node: Bag) -> Query:
    found = leaves.bag(node)
    if found is None:
        return NOTHING
    terms, least = found
    clauses = [{"term": {f"all_{term.field}": {"value": term.token, "boost": term.weight}}} for term in terms]
    return {"bool": {"should": clauses, "minimum_should_match": least}}


def _days(first: int | None, last: int | None) -> Query:
    bounds = {"gte": max(first or 1, 1)} | ({} if last is None else {"lte": last})
    return {"range": {"day": bounds}}
