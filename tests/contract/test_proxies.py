"""A proxy of the environment is kept out of this computer's own affairs, and of nothing else."""

from __future__ import annotations

import pytest

from worker.contract import past_proxies


@pytest.mark.parametrize(
    ("environment", "direct"),
    [
        ({"HTTPS_PROXY": "http://proxy:3128"}, "127.0.0.1,localhost"),
        ({"http_proxy": "http://proxy:3128", "NO_PROXY": "intranet, localhost"}, "intranet,localhost,127.0.0.1"),
        ({"ALL_PROXY": "socks5://proxy", "no_proxy": "a", "NO_PROXY": "b"}, "a,127.0.0.1,localhost"),
    ],
)
def test_this_computer_joins_the_hosts_that_are_reached_directly(environment: dict[str, str], direct: str) -> None:
    assert past_proxies(environment) == {"NO_PROXY": direct, "no_proxy": direct}


@pytest.mark.parametrize("environment", [{}, {"NO_PROXY": "a"}, {"HTTP_PROXY": "http://proxy", "no_proxy": "*"}])
def test_without_a_proxy_or_where_none_is_wanted_nothing_changes(environment: dict[str, str]) -> None:
    assert past_proxies(environment) == {}
