"""The names of works, as far as one viewer may see them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from . import names

LIKENESS = 0.6  # Dice coefficient of character pairs below which a name is not taken for a title
MOST_HOLDING = 5  # names that hold another


class NameIndex:
    """Names by their pairs of characters and by their ends, with the access tokens of what is called so."""

    def __init__(self, access: Mapping[str, Collection[str]]) -> None:
        self.access = access
        self.by_ends: dict[str, list[str]] = defaultdict(list)
        self.by_pair: dict[str, set[str]] = defaultdict(set)
        for name in access:
            self.by_ends[name[0] + name[-1]].append(name)
            for pair in names.pairs(name):
                self.by_pair[pair].add(name)


class Known:
    """What a viewer who holds these tokens may know."""

    def __init__(self, index: NameIndex, tokens: Collection[str]) -> None:
        self._index, self._tokens = index, tokens

    def __contains__(self, name: str) -> bool:
        """Whether a work is called this."""
        return any(token in self._tokens for token in self._index.access.get(name, ()))

    def containing(self, name: str) -> list[str]:
        return sorted(self.holding(name), key=lambda n: (not n.endswith(name), len(n), n))[:MOST_HOLDING]

    def holding(self, *parts: str) -> Iterator[str]:
        """Names that hold the parts in their order, and more."""
        pairs = {pair for part in parts for pair in names.pairs(part)}
        by_pair = self._index.by_pair
        candidates = set.intersection(*(by_pair.get(pair, set()) for pair in pairs)) if pairs else set()
        return (n for n in candidates - {"".join(parts)} if names.in_order(parts, n) and n in self)

    def contracted(self, name: str) -> list[str]:
        """刑诉法 → 刑事诉讼法: the same first and last character, the rest in order."""
        alike = names.contracted(name, self._index.by_ends.get(name[0] + name[-1], ()))
        return sorted((n for n in alike if n in self), key=lambda n: (len(n), n))[:1]

    def alike(self, name: str) -> list[str]:
        """The name that is most like it, if any is."""
        pairs = names.pairs(name)
        shared: dict[str, int] = defaultdict(int)
        for pair in pairs:
            for candidate in self._index.by_pair.get(pair, ()):
                shared[candidate] += 1
        shared.pop(name, None)
        # 监察法实施条例 and 预算法实施条例 are alike in all but what they are about, which is said first
        scored = [
            (2 * n / (len(pairs) + len(names.pairs(c))), c)
            for c, n in shared.items()
            if all(char in c for char in name[:2]) and c in self
        ]
        best = max(scored, default=(0.0, ""))
        return [best[1]] if best[0] >= LIKENESS else []
