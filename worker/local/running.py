"""Let an operator's command look at this computer's running deployment when nothing else is configured."""

from __future__ import annotations

from collections.abc import Mapping

import psutil

from worker.contract import read_local_state
from worker.local.home import Home, find_home
from worker.local.kept import load_or_choose
from worker.local.part import own_store_environment


def environment_of_running(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that mean the running local deployment, or none if no deployment runs.

    With a bucket of the user's own only the broker is known: the keys are with whoever started the deployment.
    """
    home = Home(find_home(environment))
    state = read_local_state(home.root)
    if state is None or not psutil.pid_exists(state.pid):
        return {}
    store = {} if state.own_bucket else own_store_environment(load_or_choose(home.kept))
    return {**store, "PIXFERRY_BROKER_URL": state.operator_url}
