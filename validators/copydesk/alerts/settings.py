"""`[alerts]`: who is told. A secret stands in the environment, and here as `${NAME}`."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class EmailSettings(Model):
    """A mail server, and who hears from it."""

    to: list[str] = Field(min_length=1, description="Addresses")
    sender: str = Field(description="The address that it comes from")
    host: str = Field(description="The server")
    port: int = Field(25, ge=1, le=65535, description="Usually 25, 587 with `starttls`, 465 with `tls`")
    security: Literal["none", "starttls", "tls"] = Field("none", description="How the connection is encrypted")
    user: str | None = Field(None, description="Where the server asks for one")
    password: str | None = Field(None, description="Write it as `${NAME}`, a variable of the environment")


class AlertSettings(Model):
    """Who is told that a source fails or has recovered. It needs a history, which knows what was told before."""

    report: str | None = Field(
        None, description="Address of the report, with `{batch}` for the batch's name; else the path that it has"
    )
    webhook: str | None = Field(None, description="Address that gets each message as JSON; `${NAME}` is replaced")
    slack: str | None = Field(None, description="Incoming webhook of Slack or Mattermost; `${NAME}` is replaced")
    email: EmailSettings | None = Field(None, description="Mail server and addresses")
    actions: list[dict[str, Any]] = Field(
        [], description="Actions of Great Expectations, each by its `type` and fields, run when a message is due"
    )
