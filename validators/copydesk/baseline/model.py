"""`copydesk-baseline.json`: what is accepted, by source and rule. Sorted, one fingerprint a line, so that it diffs."""

from collections.abc import Mapping
from pathlib import Path
from typing import Self

import polars as pl
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from copydesk.errors import CopydeskError
from copydesk.staging import staged_files

FILE_NAME = "copydesk-baseline.json"
VERSION = 1
MAX_FINGERPRINTS = 10_000
"""Of one rule in one source, 22 bytes each. What is beyond is known by its rate."""

NO_SOURCE = ""
"""The key of articles that name no source; a source is never called so."""


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Accepted(Model):
    """What is known of one rule in one source.

    A text that several articles show is known by its content. Where each article shows its own, such as a missing
    byline or a link with its own headline, what is known is how often: `once` of `judged` is the share of articles in
    which something is to be expected that was never seen before (Good and Turing).
    """

    judged: int = Field(ge=1, description="Articles that the rule could judge")
    failed: int = Field(ge=1, description="Those that it failed: their share may only fall")
    once: int = Field(ge=0, description="Those that it failed for something that no other article has")
    findings: dict[str, int] = Field(description="Fingerprint to the number of articles that have it")

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if not self.once <= self.failed <= self.judged:
            raise ValueError("`once` is at most `failed`, and `failed` at most `judged`")
        return self


class Baseline(Model):
    version: int = Field(VERSION, ge=1, le=VERSION)
    sources: dict[str, dict[str, Accepted]] = Field({}, description="By source and rule code")

    @classmethod
    def of(cls, accepted: Mapping[tuple[str | None, str], Accepted]) -> Self:
        """By source and code, in the order of their names."""
        sources: dict[str, dict[str, Accepted]] = {}
        for source, code in sorted(accepted, key=lambda key: (key[0] or NO_SOURCE, key[1])):
            sources.setdefault(source or NO_SOURCE, {})[code] = accepted[source, code]
        return cls(sources=sources)

    @property
    def accepted(self) -> dict[tuple[str | None, str], Accepted]:
        """By source and code."""
        return {
            (source or None, code): accepted for source, own in self.sources.items() for code, accepted in own.items()
        }

    def pairs(self) -> pl.DataFrame:
        """One row a source and rule: `source`, `code`, and what is accepted as `judged0`, `failed0`, `once0`."""
        rows = [(*key, one.judged, one.failed, one.once) for key, one in self.accepted.items()]
        return pl.DataFrame(rows, schema=PAIRS, orient="row")

    def fingerprints(self) -> pl.DataFrame:
        """One row a source, rule and fingerprint: `source`, `code`, `fingerprint`."""
        rows = [(*key, int(print_, 16)) for key, one in self.accepted.items() for print_ in one.findings]
        return pl.DataFrame(rows, schema=FINGERPRINTS, orient="row")

    def save(self, path: Path) -> None:
        """Replaces the file, whole or not at all. Raises CopydeskError where it cannot be written."""
        text = self.model_dump_json(indent=1)
        with staged_files() as stage:
            stage.file(path).write_text(f"{text}\n", encoding="utf-8")
            stage.commit()


PAIRS = {"source": pl.String(), "code": pl.String(), "judged0": pl.Int64(), "failed0": pl.Int64(), "once0": pl.Int64()}
FINGERPRINTS = {"source": pl.String(), "code": pl.String(), "fingerprint": pl.UInt64()}


def load_baseline(path: Path) -> Baseline:
    """Raises CopydeskError that says what is wrong with the file."""
    try:
        return Baseline.model_validate_json(path.read_bytes())
    except OSError as error:
        told = f"{path}: the baseline cannot be read: {error.strerror or error}; `copydesk baseline` writes one"
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        told = f"{path}: this is no baseline that this version can read: {where and f'`{where}`: '}{first['msg']}"
    raise CopydeskError(told)
