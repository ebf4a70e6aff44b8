"""Détente reads news and codes who did what to whom, when, where and on whose word."""

__version__ = "0.1.0"
