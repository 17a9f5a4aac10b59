"""Measurements, run by hand; they are no tests and assert nothing about time."""
