"""Measurements of the whole program beside mu and notmuch. Never part of the tests.

Each bench_*.py is run as `python -m benchmarks.bench_…` by its `make bench-…` target, prints figures and
ratios, and leaves nothing behind but the cached mail sets.
"""
