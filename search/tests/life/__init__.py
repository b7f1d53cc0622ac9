"""A site of its own with one shelf of cards, to watch the index live: no cms app is installed."""
