"""Tests of the measures that benchmarks judge by."""
