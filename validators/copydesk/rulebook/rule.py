"""A rule as its YAML file declares it."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, field_validator

from copydesk.result.model import RuleInfo, Severity

FAMILIES = {
    "IN": "Input",
    "UI": "UI residue",
    "BP": "Boilerplate, navigation",
    "DU": "Duplication",
    "BY": "Byline",
    "TI": "Headline",
    "DA": "Dates",
    "BO": "Body completeness",
    "PG": "Wrong page",
    "EN": "Encoding, markup",
    "LA": "Language",
    "UR": "URL, source",
    "RE": "Record shape",
    "BA": "Batch, history",
    "PR": "Rights, privacy",
}

Phase = Literal[
    "encoding", "placeholders", "rights", "rails", "bylines", "duplicates", "page", "prose", "record", "batch"
]
PHASES: tuple[Phase, ...] = (
    "encoding",
    "placeholders",
    "rights",
    "rails",
    "bylines",
    "duplicates",
    "page",
    "prose",
    "record",
    "batch",
)
"""The order in which rules may claim a line; a line that an earlier phase claimed is no finding of a later one.

What a rule of `page` calls no article is no matter for its other rules, nor for those of `record`.
"""

FixEdit = Literal["delete-line", "delete-span", "delete-record", "set-null", "replace-span", "replace-value"]


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Fix(Model):
    """An edit that removes the defect. Safe: nothing of the article can be lost by it.

    `replace-span` and `replace-value` put the `replace` of each hit in place of what it marks; a hit without one has no
    fix. `set-null` empties the field, or takes the element out of a list.
    """

    edit: FixEdit
    safe: bool


class GateLimit(Model):
    """What the gate asks of a rule.

    max_rate: largest share of judged records, 0 to 1, that may fail it; None: the rule never fails a batch.
    max_source_rate: the same for each single source of which at least 20 records could be judged.
    required: the batch fails where the rule could judge no record at all.
    """

    max_rate: float | None = Field(None, ge=0, le=1)
    max_source_rate: float | None = Field(None, ge=0, le=1)
    required: bool = False


class Case(Model):
    """An example that is test and documentation at once: one article, or a batch of them, and what is expected.

    expect: for one article, the body lines (from 1) with a finding of this rule, or true/false for a finding of
    any place. For a batch, a list with one such value per article.
    """

    label: str
    kind: Literal["wild", "synthetic", "negative"]
    lang: str | None = None
    body: str | None = None
    article: dict[str, JsonValue] = Field({}, description="Further fields of the article, under canonical names")
    batch: list[dict[str, JsonValue]] = Field([], description="Articles, where the rule looks at a whole batch")
    expect: list[int] | bool | list[list[int] | bool]
    quote: str | None = Field(None, description="The exact quote of the first finding")
    suggest: list[str] | None = None


class Rule(Model):
    """One rule: what it catches, how, and what it says. Its file is called `CODE-name.yaml`."""

    code: str = Field(pattern=r"^[A-Z]{2,4}[0-9]{2}$")
    name: str = Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")
    aliases: list[str] = []
    severity: Severity
    stage: Literal["preview", "stable"] = "stable"
    since: str
    dimension: Literal["accuracy", "validity", "completeness", "consistency", "timeliness", "uniqueness"]
    titles: tuple[str, str]
    message: str
    advice: str
    catches: str
    why: str
    false_positives: str
    fix_safety: str | None = None
    references: list[str] = []
    detect: str
    phase: Phase
    options: dict[str, JsonValue] = {}
    fix: Fix | None = None
    gate: GateLimit = GateLimit()
    cases: list[Case] = []

    @field_validator("since", mode="before")
    @classmethod
    def _since_is_text(cls, value: object) -> object:
        return str(value) if isinstance(value, float) else value  # YAML reads 0.1 as a number

    @property
    def family(self) -> str:
        return self.code.rstrip("0123456789")

    def info(self) -> RuleInfo:
        """The rule as reports explain it."""
        words = self.model_dump(include=set(RuleInfo.model_fields) - {"family"})
        return RuleInfo(family=FAMILIES.get(self.family, self.family), **words)
