"""How Data Docs look; Great Expectations imports it by its name."""

from typing import Any

from great_expectations.render.view.view import DefaultJinjaPageView
from jinja2 import ChoiceLoader, FileSystemLoader

from copydesk.rooms import reports_dir


class OfflineView(DefaultJinjaPageView):
    """Pages made with our templates where there is one, and else with those of Great Expectations."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        own, theirs = FileSystemLoader(reports_dir() / "data_docs"), self.env.loader
        assert theirs is not None
        self.env.loader = ChoiceLoader([own, theirs])
