"""Every template is sound before anybody asks for it."""

import pytest

from app.core.templating import environment


@pytest.mark.parametrize("name", environment.list_templates())
def test_compiles(name: str) -> None:
    environment.get_template(name)
