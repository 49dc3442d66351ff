"""Imports put off: what a library imports on its own and copydesk never uses."""

import sys
from importlib.util import LazyLoader, find_spec, module_from_spec


def load_late(package: str, name: str) -> None:
    """Lets `from package import name` give a module that is loaded when something of it is used, and no sooner.

    Nothing happens where it is loaded already. Raises ModuleNotFoundError if there is no such package.
    """
    spec = None if f"{package}.{name}" in sys.modules else find_spec(f"{package}.{name}")
    if spec is None or spec.loader is None:
        return
    spec.loader = LazyLoader(spec.loader)
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    setattr(sys.modules[package], name, module)
