"""Every template is sound before anybody asks for it."""

import pytest

from app.core.templating import environment, size

FILTERED = """{% from 'components/filters.html' import filters %}
{% call filters('/', shown, total, 'authority', many='authorities') %}{% endcall %}"""


@pytest.mark.parametrize("name", environment.list_templates())
def test_compiles(name: str) -> None:
    environment.get_template(name)


@pytest.mark.parametrize(("shown", "total", "told"), [
    (1, 1, ">1 authority<"), (1, 2, ">1 of 2 authorities<"), (0, 1, ">0 of 1 authority<"), (0, 0, ">0 authorities<"),
])
def test_a_filtered_list_counts_one_as_one(shown: int, total: int, told: str) -> None:
    assert told in environment.from_string(FILTERED).render(shown=shown, total=total)


@pytest.mark.parametrize(("number", "told"), [(1, "1 byte"), (692, "692 bytes"), (1_200_000, "1.2 MB")])
def test_sizes_are_told_in_plain_words(number: int, told: str) -> None:
    assert size(number) == told
