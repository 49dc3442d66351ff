"""Imports that are put off."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from copydesk.late import load_late


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A package with a module that says on loading what it has."""
    name = "invented_package"
    (tmp_path / name).mkdir()
    (tmp_path / name / "__init__.py").touch()
    (tmp_path / name / "numbers.py").write_text("import sys\nsys.invented_loaded = True\nSEVEN = 7\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "invented_loaded", False, raising=False)
    yield name
    for module in (name, f"{name}.numbers"):
        sys.modules.pop(module, None)


def test_a_module_is_loaded_when_something_of_it_is_used(package: str) -> None:
    load_late(package, "numbers")
    from invented_package import numbers  # type: ignore[import-not-found]

    assert not sys.invented_loaded  # type: ignore[attr-defined]
    assert numbers.SEVEN == 7
    assert sys.invented_loaded  # type: ignore[attr-defined]


def test_a_module_that_is_loaded_stays_as_it_is(package: str) -> None:
    from invented_package import numbers

    load_late(package, "numbers")
    from invented_package import numbers as again

    assert again is numbers


def test_a_package_that_is_not_there_is_told(package: str) -> None:
    with pytest.raises(ModuleNotFoundError):
        load_late("no_such_package", "numbers")
