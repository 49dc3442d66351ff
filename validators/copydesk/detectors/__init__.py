"""Detectors: the few shapes that rules take, one module each."""

from copydesk.detectors.detector import BatchDetector, Detector, Hit, LedgerHit, Options, SourceDetector, SourceHit
from copydesk.detectors.registry import detector_for

__all__ = ["BatchDetector", "Detector", "Hit", "LedgerHit", "Options", "SourceDetector", "SourceHit", "detector_for"]
