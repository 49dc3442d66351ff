"""What settings leave to the environment: addresses and passwords, which they name as `${NAME}`."""

import os
import re

from copydesk.errors import CopydeskError

VARIABLE = r"\$\{(\w+)\}"


def filled(text: str) -> str:
    """The text with `${NAME}` replaced. Raises CopydeskError where the environment does not have it."""

    def value(match: re.Match[str]) -> str:
        if match[1] not in os.environ:
            raise CopydeskError(f"the settings name ${{{match[1]}}}, which the environment does not have")
        return os.environ[match[1]]

    return re.sub(VARIABLE, value, text)
