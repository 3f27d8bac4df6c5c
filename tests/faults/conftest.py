"""Break real deployments: processes are killed, lines cut, stores made to refuse; nothing of ours is replaced.

The promises of the design, and the tests that keep them (the desktop's half begins with `test_desktop_`; `soak` keeps
them all at once):

 1. Nothing accepted is lost        test_killed_workers, test_lost_broker, test_shutdown, test_desktop_lost_jobs,
                                    test_desktop_killed, test_desktop_broker, test_desktop_full_disk, test_desktop_parts
 2. A link that is shown works      test_killed_anywhere (step by step), test_coming_and_going, test_half_published
 3. Doing it twice is harmless      test_repeats, test_killed_anywhere, test_desktop_lost_jobs
 4. Failure is explained            test_store_answers, test_limits, test_killed_workers (crashes, poison), test_clock,
                                    test_desktop_store, test_desktop_broker
 5. One bad file stops nobody       test_killed_workers, test_limits, integration/test_worker_messages
 6. The window never freezes        test_desktop_broker, bench/window_pauses
 7. Only the contract's tasks run   integration/test_worker_messages, unit/worker/broker/test_vetting

The twenty faults, and the tests that show each survived:

 1. A child killed in mid-job             test_killed_workers, test_killed_anywhere, test_killed_messengers
 2. A whole worker killed in mid-job      test_killed_workers, test_desktop_lost_jobs ("stalled")
 3. An image that crashes every child     test_killed_workers
 4. A job that kills every worker         test_killed_workers
 5. Bombs, time and memory                test_limits, test_half_published
 6. Broker restarted, or emptied          test_lost_broker, test_desktop_lost_jobs
 7. Broker away while jobs finish         test_lost_broker, unit/worker/broker/test_outages (for a minute)
 8. Broker away or frozen at send         test_desktop_broker
 9. Half-open connection                  test_lost_broker
10. Store busy, failing or slow           test_store_answers
11. Store refuses, object missing         test_store_answers, test_desktop_reasons
12. A message twice, or a day later       test_repeats
13. Malformed messages                    integration/test_worker_messages
14. A result expired or deleted           test_desktop_lost_jobs
15. A clock two hours wrong               test_clock
16. Broker out of memory                  test_lost_broker, test_desktop_broker
17. TERM during a deploy                  test_shutdown
18. The app killed with 5,000 on the way  test_desktop_killed
19. Store away or cut off during the PUT  test_desktop_store, test_desktop_parts
20. Disk full, desktop's or worker's      test_desktop_full_disk, test_full_scratch
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.plugins.app import Apps, Photos, open_apps
from tests.plugins.farm import Farm, mend, open_farm
from tests.plugins.farm_workers import FarmWorker
from tests.plugins.jobs import a_photo


@pytest.fixture(scope="module")
def lasting_farm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Farm]:
    """One deployment for all tests of a module."""
    with open_farm(tmp_path_factory.mktemp("farm")) as farm:
        yield farm


@pytest.fixture(scope="module")
def worker(lasting_farm: Farm) -> FarmWorker:
    """One worker with three children for all tests of a module that ask for it."""
    return lasting_farm.start_worker("-c", "3")


@pytest.fixture
def farm(lasting_farm: Farm) -> Iterator[Farm]:
    """The module's deployment; a test's faults end with it, and so do the workers it started."""
    lasting = tuple(lasting_farm.workers)
    lasting_farm.store.requests.clear()
    lasting_farm.store.carried_out.clear()
    yield lasting_farm
    mend(lasting_farm, leaving=lasting)


@pytest.fixture
def own_farm(tmp_path: Path) -> Iterator[Farm]:
    """A deployment for one test, which may restart its servers."""
    folder = tmp_path / "farm"
    folder.mkdir()
    with open_farm(folder) as one:
        yield one


@pytest.fixture
def apps(farm: Farm, tmp_path: Path, qtbot: QtBot) -> Iterator[Apps]:
    """A function that opens a desktop over the test's home, on the module's deployment."""
    with open_apps(tmp_path / "home", farm.broker_url, qtbot) as make:
        yield make


@pytest.fixture
def own_apps(own_farm: Farm, tmp_path: Path, qtbot: QtBot) -> Iterator[Apps]:
    """The same on the test's own deployment."""
    with open_apps(tmp_path / "home", own_farm.broker_url, qtbot) as make:
        yield make


@pytest.fixture
def photos(tmp_path: Path) -> Photos:
    """A function that makes so many small photos, 000.jpg and so on, no two alike in any test."""

    def make(count: int) -> list[Path]:
        files = [tmp_path / f"{number:03}.jpg" for number in range(count)]
        for number, file in enumerate(files):
            file.write_bytes(a_photo(width=160, height=120, seed=number) + str(file).encode())
        return files

    return make
