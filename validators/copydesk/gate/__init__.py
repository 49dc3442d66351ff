"""Gate: whether a batch passes, asked of Great Expectations and said in sentences."""

from copydesk.gate.verdict import judge

__all__ = ["judge"]
