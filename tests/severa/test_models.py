"""The models and the description that they come from."""

import json
from pathlib import Path

import pytest

from severa_desktop.severa.forms import SCOPES
from severa_desktop.severa.lists import PATHS
from severa_desktop.severa.values import CATEGORIES
from tools.severa_models import DESCRIPTION, WRITTEN, models

TEXT = DESCRIPTION.read_text(encoding="utf-8")
KNOWN = json.loads(TEXT)


def test_the_models_are_those_of_the_description() -> None:
    assert WRITTEN.read_text(encoding="utf-8") == models(TEXT), "run `python -m tools.severa_models`"


def test_a_field_that_goes_from_the_description_is_missed() -> None:
    with pytest.raises(KeyError, match="rootPhase"):
        models(TEXT.replace('"rootPhase"', '"rootStage"'))


def test_all_categories_of_the_description_are_known() -> None:
    assert set(CATEGORIES) == set(KNOWN["components"]["schemas"]["ActivityCategory"]["enum"])
    assert len(set(CATEGORIES.values())) == len(CATEGORIES)


def test_all_scopes_that_are_asked_for_are_in_the_description() -> None:
    flow = KNOWN["components"]["securitySchemes"]["OAuth2"]["flows"]["clientCredentials"]
    assert {scope.name for scope in SCOPES} <= set(flow["scopes"])


@pytest.mark.parametrize(("path", "scope"), PATHS.values())
def test_lists_are_read_with_the_scope_that_the_description_names(path: str, scope: str) -> None:
    (needed,) = {name for one in KNOWN["paths"][path]["get"]["security"] for name in one["OAuth2"]}
    assert scope == needed


def test_where_the_description_comes_from_stands_beside_it() -> None:
    said = (Path(__file__).parent / "README.md").read_text(encoding="utf-8")
    assert "MIT" in said
    assert "it was not run against Severa" in said
