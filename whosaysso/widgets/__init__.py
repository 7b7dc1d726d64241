"""The exercise widgets: one Python class and one ES module a kind."""

from .mark import Mark

__all__ = ["Mark"]
