"""The walk of every address with internal content: see tests/test_sentinel.py."""
