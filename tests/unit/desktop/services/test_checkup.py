"""The settings' test finds the part that does not answer, and leaves nothing behind."""

from __future__ import annotations

import pytest

from desktop.domain.checkup import Checked, Step
from desktop.services.checkup import Checkup, tiny_image
from desktop.services.deployment import DeploymentError
from desktop.services.memory import MemoryDeployment
from worker.contract import Code, Failure


@pytest.fixture
def deployment() -> MemoryDeployment:
    return MemoryDeployment()


def tried(deployment: MemoryDeployment, *, stop_after: Step | None = None) -> list[Checked]:
    told: list[Checked] = []
    Checkup(
        deployment,
        deployment,
        address=lambda: "redis://x",
        told=told.append,
        is_stopped=lambda: bool(told) and told[-1].step is stop_after,
    ).run()
    return told


def test_an_image_goes_all_the_way_and_is_taken_off_again(deployment: MemoryDeployment) -> None:
    told = tried(deployment)

    assert [one.step for one in told] == list(Step)
    assert [one.failure for one in told] == [None] * len(Step)
    assert deployment.published == {}
    assert deployment.unpublished[0].owner.startswith("trial-")


def test_nobody_is_notified_of_a_trial(deployment: MemoryDeployment) -> None:
    tried(deployment)

    assert [job.notifies for job in deployment.sent] == [False]


@pytest.mark.parametrize("code", [Code.BROKER_UNREACHABLE, Code.BROKER_DENIED])
def test_a_broker_that_does_not_answer_ends_the_test_there(deployment: MemoryDeployment, code: Code) -> None:
    deployment.broker_trouble = Failure(code=code)

    assert tried(deployment) == [Checked(step=Step.BROKER, failure=Failure(code=code))]


def test_a_store_that_refuses_is_named_as_such(deployment: MemoryDeployment) -> None:
    deployment.put_troubles.append(Failure(code=Code.STORAGE_DENIED))

    told = tried(deployment)

    assert told[-1] == Checked(step=Step.SENDING, failure=Failure(code=Code.STORAGE_DENIED))


def test_a_cdn_that_shows_nothing_is_said_and_the_image_is_taken_off_all_the_same(
    deployment: MemoryDeployment,
) -> None:
    deployment.cdn_url = "http://elsewhere.invalid"

    told = tried(deployment)

    assert [(one.step, one.failure.code if one.failure else None) for one in told[-2:]] == [
        (Step.LINK, "cdn:refused"),
        (Step.CLEANING, None),
    ]
    assert deployment.published == {}


def test_servers_that_do_not_start_are_said_at_the_first_step(deployment: MemoryDeployment) -> None:
    def address() -> str:
        reason = "port 9000 is taken"
        raise DeploymentError(reason)

    told: list[Checked] = []
    is_well = Checkup(deployment, deployment, address=address, told=told.append, is_stopped=lambda: False).run()

    assert not is_well
    assert [(one.step, one.failure.code if one.failure else None) for one in told] == [
        (Step.BROKER, Code.DEPLOYMENT_FAILED)
    ]


def test_a_test_that_is_stopped_goes_no_further(deployment: MemoryDeployment) -> None:
    told = tried(deployment, stop_after=Step.WORKER)

    assert [one.step for one in told] == [Step.BROKER, Step.WORKER]
    assert deployment.sent == []


def test_each_test_image_is_new() -> None:
    assert tiny_image() != tiny_image()
