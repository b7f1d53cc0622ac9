"""What is changed in turns (cms.core.turns)."""

NAMES = "cms.library.names"  # which of several versions is current, how often a work is cited: rows of other works
