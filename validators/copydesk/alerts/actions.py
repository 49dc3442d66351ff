"""The actions of Great Expectations that send our messages, and the checkpoint that runs them.

The table of the checkpoint has a row a source with the number of rules that it breaks, and no scraped text. Actions of
Great Expectations that the settings name run on it, too. This module is imported when there is something to tell, since
Great Expectations takes seconds to import.
"""

import os
from collections.abc import Sequence
from typing import Any, Dict, List, Literal, NamedTuple  # noqa: UP035 - pydantic 1 reads the fields

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")

import great_expectations as gx
import pandas as pd
from great_expectations.checkpoint.actions import ActionContext, ValidationAction
from great_expectations.checkpoint.checkpoint import CheckpointResult

from copydesk.alerts.message import Message, slack, webhook
from copydesk.alerts.settings import AlertSettings, EmailSettings
from copydesk.alerts.transport import mail, post
from copydesk.environment import filled
from copydesk.errors import CopydeskError


class Delivery(NamedTuple):
    """arrived: messages, once for each that they reached. errors: of those that did not arrive, in sentences."""

    arrived: int
    errors: list[str]


class OwnAction(ValidationAction):
    """Sends messages. What goes wrong is kept in `errors`: an action that raised would stop those after it."""

    messages: List[Any]  # noqa: UP006
    arrived: int = 0
    errors: List[str] = []  # noqa: UP006

    def run(self, checkpoint_result: CheckpointResult, action_context: ActionContext | None = None) -> dict[str, Any]:
        try:
            self.send()
        except CopydeskError as error:  # those after it would wait for the same silence
            self.errors = [str(error)]
        return {"arrived": self.arrived, "errors": self.errors}

    def send(self) -> None:
        raise NotImplementedError


class WebhookAction(OwnAction):
    type: Literal["copydesk_webhook"] = "copydesk_webhook"
    address: str

    def send(self) -> None:
        for message in self.messages:
            post(self.address, webhook(message))
            self.arrived += 1


class SlackAction(OwnAction):
    type: Literal["copydesk_slack"] = "copydesk_slack"
    address: str

    def send(self) -> None:
        for message in self.messages:
            post(self.address, slack(message))
            self.arrived += 1


class EmailAction(OwnAction):
    type: Literal["copydesk_email"] = "copydesk_email"
    server: Dict[str, Any]  # noqa: UP006 - EmailSettings as JSON, which Great Expectations makes of a checkpoint

    def send(self) -> None:
        mail(EmailSettings.model_validate(self.server), self.messages)
        self.arrived = len(self.messages)


def send(settings: AlertSettings, messages: Sequence[Message], troubles: Sequence[int]) -> Delivery:
    """Runs every action on the messages. Never raises: what goes wrong is told.

    troubles: of each source of the batch, the number of rules that it breaks.
    """
    checkpoint = _checkpoint(_own_actions(settings, list(messages)))
    ours = [action for action in checkpoint.actions if isinstance(action, OwnAction)]
    errors = []
    for number, action in enumerate(settings.actions, start=1):
        try:
            checkpoint.actions += gx.Checkpoint.validate_actions([_filled(action, number)])
        except Exception as error:  # of pydantic, of its registry, of ours
            errors.append(f"`alerts.actions`, number {number}: {str(error)[:300]}")
    others = len(checkpoint.actions) - len(ours)
    try:
        checkpoint.run(batch_parameters={"dataframe": pd.DataFrame({"troubles": list(troubles)})})
    except Exception as error:  # of the first of the others that failed; ours have run by then
        errors.append(f"an action of `alerts.actions` failed: {type(error).__name__}: {str(error)[:300]}")
        others = 0
    told = [error for action in ours for error in action.errors]
    return Delivery(sum(action.arrived for action in ours) + others, told + errors)


def _own_actions(settings: AlertSettings, messages: list[Message]) -> Sequence[OwnAction]:
    actions: list[OwnAction] = []
    if settings.webhook:
        actions.append(WebhookAction(name="webhook", messages=messages, address=settings.webhook))
    if settings.slack:
        actions.append(SlackAction(name="slack", messages=messages, address=settings.slack))
    if settings.email:
        actions.append(EmailAction(name="email", messages=messages, server=settings.email.model_dump()))
    return actions


def _filled(action: dict[str, Any], number: int) -> dict[str, Any]:
    """An action of the settings with its `${NAME}` filled in, and a name. Raises CopydeskError."""
    values = {key: filled(value) if isinstance(value, str) else value for key, value in action.items()}
    return {"name": f"action {number}", **values}


def _checkpoint(actions: Sequence[OwnAction]) -> gx.Checkpoint:
    """Not stored: a store would write the addresses of its actions out."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]
    kinds: Any = gx.expectations
    breaks_none = kinds.ExpectColumnValuesToBeBetween(column="troubles", max_value=0)
    suite = context.suites.add(gx.ExpectationSuite(name="sources", expectations=[breaks_none]))
    asset = context.data_sources.add_pandas("sources").add_dataframe_asset("sources")
    batch = asset.add_batch_definition_whole_dataframe("sources")
    definition = context.validation_definitions.add(gx.ValidationDefinition(name="sources", data=batch, suite=suite))
    return gx.Checkpoint(name="copydesk", validation_definitions=[definition], actions=list(actions))
