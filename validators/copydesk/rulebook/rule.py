"""A rule as its YAML file declares it."""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    PrivateAttr,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    field_validator,
    model_validator,
)

from copydesk.errors import RuleError
from copydesk.reading.articles import ARTICLE_FIELDS
from copydesk.result.model import RuleInfo, Severity
from copydesk.rulebook.source import Location, explain, load_yaml, nearest, place

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
    "encoding", "walls", "placeholders", "rights", "rails", "bylines", "duplicates", "page", "prose", "record", "batch"
]
PHASES: tuple[Phase, ...] = (
    "encoding",
    "walls",
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

CODE = r"^[A-Z]{2,4}[0-9]{2}$"
NAME = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"

FURNITURE: frozenset[Phase] = frozenset({"walls", "placeholders", "rights", "rails"})
"""The phases whose rules find what belongs to the page and not to its article."""

FixEdit = Literal[
    "delete-line", "delete-span", "delete-record", "set-null", "replace-span", "replace-value", "move-names"
]


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Fix(Model):
    """An edit that removes the defect."""

    edit: FixEdit = Field(
        description="`replace-span` and `replace-value` put the `replace` of each hit in place of what it marks; a hit "
        "without one has no fix. `set-null` empties the field, or takes the element out of a list. `move-names` "
        "deletes the line where the names that the finding suggests stand in the authors, or can be added to them"
    )
    safe: bool = Field(description="Whether nothing of the article can be lost by it")


class GateLimit(Model):
    """What the gate asks of a rule. A limit that is not set fails no batch."""

    max_rate: float | None = Field(
        None, ge=0, le=1, description="Largest share of the judged articles, 0 to 1, that may have it"
    )
    max_source_rate: float | None = Field(
        None, ge=0, le=1, description="The same for every single source of which 20 articles or more could be judged"
    )
    required: bool = Field(False, description="The batch fails where the rule could judge no article at all")


class SourceLimit(Model):
    """What the gate asks of a rule for the articles of one source, in place of what it asks of the batch."""

    max_rate: float | None = Field(
        None, ge=0, le=1, description="Largest share of its judged articles, 0 to 1, that may have it"
    )
    required: bool = Field(False, description="The batch fails where the rule could judge no article of the source")


def canonical(name: str) -> str:
    """The name of a canonical field. Raises ValueError with the nearest one."""
    if name not in ARTICLE_FIELDS:
        raise ValueError(f"there is no field `{name}`{nearest(name, ARTICLE_FIELDS)}")
    return name


Canonical = Annotated[str, AfterValidator(canonical)]


def _expectation(value: object, handler: ValidatorFunctionWrapHandler) -> Any:
    try:
        return handler(value)
    except ValidationError:
        told = (
            "[] for no finding, the numbers of body lines as in [1, 3], or true or false; of a batch, a list of these"
        )
        raise ValueError(f"expected {told}") from None


Expectation = Annotated[list[int] | bool | list[list[int] | bool], WrapValidator(_expectation)]


Fixed = str | dict[str, JsonValue]
"""What a fix leaves of an article: its body, or some of its fields."""


class CaseRun(Model):
    """One batch of a source as numbers, or several alike, a day apart."""

    times: int = Field(1, ge=1, description="How many such batches there are in a row")
    articles: int = Field(ge=0, description="Articles of the source")
    filled: dict[Canonical, int] = Field({}, description="By field, the articles that have it")
    top: dict[Canonical, int] = Field({}, description="By field, the articles that share its commonest value")
    rules: dict[str, int] = Field({}, description="By code, the articles that the rule failed")
    words: float | None = Field(None, description="The median of the words of the bodies")
    age_hours: float | None = Field(None, description="Hours from the newest article to the crawl")


class CaseUsual(Model):
    """What the past batches of a case's sources say of them."""

    words: float | None = Field(None, description="The median of the words of their bodies")
    long_words: float | None = Field(None, description="The 95th percentile of them")
    authors: float | None = Field(None, description="The share of articles with authors, 0 to 1")


class Case(Model):
    """An example that is test and documentation at once: one article, or a batch of them, and what is expected."""

    label: str = Field(description="What the example shows")
    kind: Literal["wild", "synthetic", "negative"] = Field(
        description="Seen on a page and retold, made up, or something that looks alike and is not found"
    )
    lang: str | None = Field(None, description="Language code; without it the language is found")
    body: str | None = Field(None, description="The body of its one article")
    article: dict[Canonical, JsonValue] = Field({}, description="Further fields of the article, under canonical names")
    batch: list[dict[Canonical, JsonValue]] = Field([], description="Articles, where the rule looks at a whole batch")
    before: list[dict[Canonical, JsonValue]] = Field([], description="Articles of an earlier batch, for a history")
    usual: CaseUsual | None = Field(None, description="What is usual in the sources of the case, for a history")
    runs: list[CaseRun] = Field(
        [], description="Batches of one source, where the rule looks at its past; the last one is judged"
    )
    expect: Expectation = Field(
        description="The numbers of the body lines, from 1, that are found, `[]` for none; or true or false for a "
        "finding of any place. For a `batch`, a list with one of these an article"
    )
    quote: str | None = Field(None, description="The exact quote of the first finding")
    suggest: list[str] | None = Field(None, description="What the first finding suggests, where a rule does")
    fixed: Fixed | list[Fixed | None] | None = Field(
        None,
        description="What the rule's fix, safe or not, leaves: the body, or fields; for a `batch`, a list with one of "
        "these an article, null for one that is left out",
    )

    @model_validator(mode="after")
    def _is_about_an_article(self) -> "Case":
        if self.body is None and not self.article and not self.batch and not self.runs:
            raise ValueError("the case has no article: give it a `body`, an `article`, a `batch` or `runs`")
        if self.batch and (self.body is not None or self.article):
            raise ValueError("the case has a `batch`, and its `body` and `article` would not be read")
        return self


class Rule(Model):
    """One rule: what it catches, how, and what it says. Its file is called `CODE-name.yaml`."""

    code: str = Field(pattern=CODE, description="Two to four capitals, the family, and two digits; it never changes")
    name: str = Field(pattern=NAME, description="Names the defect, in small letters with hyphens")
    aliases: list[str] = Field([], description="Names that it had before")
    severity: Severity = Field(description="An `info` finding fails no article; see also `gate`")
    stage: Literal["preview", "stable"] = Field("stable", description="In preview it runs only where it is named")
    since: str = Field(description="The version that it came with")
    dimension: Literal["accuracy", "validity", "completeness", "consistency", "timeliness", "uniqueness"] = Field(
        description="The side of data quality that it is about"
    )
    titles: tuple[str, str] = Field(description="What is true of a good article, and of a bad one")
    message: str = Field(
        description="What a finding says: with `{line}`, `{quote}`, `{field}`, `{source}`, `{record}`, "
        "and what the detector adds"
    )
    advice: str = Field(description="What to change in the scraper, of `{source}`")
    catches: str = Field(description="What it finds, and where that comes from")
    why: str = Field(description="What goes wrong if it stays")
    false_positives: str = Field(description="What looks alike and is none")
    fix_safety: str | None = Field(None, description="Why the fix is safe, or what it may lose")
    references: list[str] = Field([], description="Where more is said")
    detect: str = Field(description="The detector that finds it")
    phase: Phase = Field(description="When it runs: a line that a rule of an earlier phase claimed is not found again")
    options: dict[str, JsonValue] = Field({}, description="Options of the detector")
    fix: Fix | None = Field(None, description="The edit that removes it, if there is one")
    gate: GateLimit = Field(GateLimit(), description="When it fails a batch; without limits it never does")
    cases: list[Case] = Field([], description="Its tests, which are its examples, too")
    _file: Path | None = PrivateAttr(None)

    @classmethod
    def load(cls, path: Path) -> "Rule":
        """The rule of a file. Raises RuleError with file and line."""
        rule = load_yaml(path, cls)
        rule._file = path
        if path.name != f"{rule.code}-{rule.name}.yaml":
            raise rule.mistake(f"the file must be called {rule.code}-{rule.name}.yaml", "code")
        return rule

    @property
    def file(self) -> Path | None:
        """Where it was read; None for a rule made in memory."""
        return self._file

    def mistake(self, message: str, *location: int | str, word: str | None = None) -> RuleError:
        """An error about the rule that says where in its file: at these keys, or at the value `word` under them."""
        where = place(self._file, location, word) if self._file else f"rule {self.code}"
        return RuleError(f"{where}: {message}")

    def misfit(self, options: type[BaseModel], error: ValidationError) -> RuleError:
        """The error for options that are not those of the rule's detector, one sentence a mistake."""

        def where(location: Location) -> str:
            return place(self._file, location) if self._file else f"rule {self.code}"

        return RuleError("\n".join(explain(options, error, where, prefix=("options",))))

    @field_validator("since", mode="before")
    @classmethod
    def _since_is_text(cls, value: object) -> object:
        return str(value) if isinstance(value, float) else value  # YAML reads 0.1 as a number

    @property
    def unit(self) -> Literal["article", "source", "file"]:
        """What a rule judges."""
        match self.detect:
            case "trend":
                return "source"
            case "reading":
                return "file"
            case _:
                return "article"

    @property
    def family(self) -> str:
        return self.code.rstrip("0123456789")

    def info(self) -> RuleInfo:
        """The rule as reports explain it."""
        words = self.model_dump(include=set(RuleInfo.model_fields) - {"family", "unit"})
        return RuleInfo(family=FAMILIES.get(self.family, self.family), unit=self.unit, **words)
