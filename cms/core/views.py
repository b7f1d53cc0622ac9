"""Error pages and doors."""
