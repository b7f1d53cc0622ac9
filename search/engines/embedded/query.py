"""Query nodes as tantivy queries."""

from __future__ import annotations

from typing import Any

import tantivy

from ...nodes import All, And, Bag, Days, Keyword, Near, Node, Not, Nothing, Or, Scored, Text, normal
from .. import leaves

Query = tantivy.Query
MUST, SHOULD, NEVER = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot


def compiled(node: Node, schema: Any) -> Any:
    return _Compiler(schema).query(normal(node))


def silent(query: Any) -> Any:
    """The same documents with score 0."""
    return Query.const_score_query(query, 0.0)


def all_of(*queries: Any) -> Any:
    return Query.boolean_query([(MUST, query) for query in queries])


class _Compiler:
    def __init__(self, schema: Any) -> None:
        self.schema = schema

    def query(self, node: Node) -> Any:
        """Of a node in normal form."""
        match node:
            case All():
                return silent(Query.all_query())
            case Nothing():
                return Query.empty_query()
            case Text():
                return self.phrase(leaves.phrase(node))
            case Near():
                return self.near(node)
            case Bag():
                return self.bag(node)
            case Keyword(field, values):
                return silent(Query.term_set_query(self.schema, field, list(values)))
            case Days(first, last):
                return silent(self.days(first, last))
            case And(nodes):
                return self.conjunction(nodes)
            case Or(nodes):
                return Query.boolean_query([(SHOULD, self.query(each)) for each in nodes])
            case Not():
                return self.conjunction((node,))
            case Scored(hits, by):
                return Query.boolean_query([(MUST, silent(self.query(hits))), (SHOULD, self.query(by))])

    def conjunction(self, nodes: tuple[Node, ...]) -> Any:
        clauses = [(MUST, self.query(each)) for each in nodes if not isinstance(each, Not)]
        clauses = clauses or [(MUST, silent(Query.all_query()))]
        clauses += [(NEVER, self.query(each.node)) for each in nodes if isinstance(each, Not)]
        return Query.boolean_query(clauses)

    def phrase(self, phrase: leaves.Phrase | None) -> Any:
        if phrase is None:
            return Query.empty_query()
        if len(phrase.tokens) == 1:  # a phrase of one token makes tantivy panic
            return Query.term_query(self.schema, phrase.field, phrase.tokens[0])
        return Query.phrase_query(self.schema, phrase.field, list(phrase.tokens))

    def near(self, node: Near) -> Any:
        found = leaves.near(node)
        if found is None:
            return Query.empty_query()
        phrases, gaps = found
        close = Query.boolean_query([(SHOULD, each) for gap in dict.fromkeys(gaps) for each in self.gap(gap)])
        return all_of(*map(self.phrase, phrases), silent(close))

    def gap(self, gap: leaves.Gap) -> list[Any]:
        """One query a distance: sloppy phrases of three and more tokens, or of one twice, are not what they seem.

        One of two other tokens also finds them turned round, no further apart than the other gap does.
        """
        if len(gap.first) == len(gap.second) == 1 and gap.first != gap.second:
            return [Query.phrase_query(self.schema, gap.field, [*gap.first, *gap.second], slop=gap.slop)]
        first = list(enumerate(gap.first))
        return [
            Query.phrase_query(self.schema, gap.field, [*first, *enumerate(gap.second, gap.start + further)])
            for further in range(gap.slop + 1)
        ]

    def bag(self, node: Bag) -> Any:
        found = leaves.bag(node)
        if found is None:
            return Query.empty_query()
        terms, least = found
        clauses = []
        for term in terms:
            query = Query.term_query(self.schema, f"all_{term.field}", term.token)
            clauses.append((SHOULD, query if term.weight == 1.0 else Query.boost_query(query, term.weight)))
        return Query.boolean_query(clauses, least) if least > 1 else Query.boolean_query(clauses)

    def days(self, first: int | None, last: int | None) -> Any:
        return Query.range_query(
            self.schema,
            "day",
            tantivy.FieldType.Unsigned,
            max(first or 1, 1),
            max(last, 0) if last is not None else None,
        )
