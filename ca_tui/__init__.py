"""Explore and watch what Cloud Assistant commands really did on servers."""

__version__ = "0.1.0"
