"""Detectors: the few shapes that rules take, one module each."""

from copydesk.detectors.detector import BatchDetector, Detector, Hit, LedgerHit, Options
from copydesk.detectors.registry import detector_for

__all__ = ["BatchDetector", "Detector", "Hit", "LedgerHit", "Options", "detector_for"]
