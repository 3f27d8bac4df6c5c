"""Start every part, say when they answer, keep them running, and end them in order."""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Callable, Mapping

from worker.contract import Code, Description, LocalState, settings_mark
from worker.errors import PermanentError
from worker.local import leftovers
from worker.local.broker_config import broker_config
from worker.local.child import FAILS_REPEATEDLY, Child
from worker.local.home import Home, write_private
from worker.local.jobs import Jobs
from worker.local.kept import Kept, load_or_choose, require_free
from worker.local.logs import cap
from worker.local.part import BROKER, CDN, STORE, Part, broker_part, cdn_part, store_part
from worker.local.programs import find_broker, find_rclone
from worker.local.workers import has_own_bucket, worker_parts

log = logging.getLogger("pixferry.local")

START_SECONDS = 60.0
WORKERS_GRACE = 20.0
SERVERS_GRACE = 5.0
_CAP_SECONDS = 60.0
_LOOK_SECONDS = 0.02


class Supervisor:
    """Own all parts; every method runs on the main thread (see `leash`)."""

    def __init__(self, home: Home, environment: Mapping[str, str], *, pause: Callable[[float], None]) -> None:
        """Take the home whose lock is held, the settings, and how to wait some seconds without missing a signal."""
        self._home = home
        self._environment = environment
        self._pause = pause
        self._mark = settings_mark(environment)
        self._children: dict[str, Child] = {}
        self._state: LocalState | None = None
        self._capped_at = 0.0
        self._kept: Kept = load_or_choose(home.kept)
        self.jobs = Jobs(self._kept.worker_url)

    def start(self, *, wants_end: Callable[[], bool]) -> LocalState | None:
        """Start everything and return where it answers; None if the end is wanted first.

        Ready means: the broker answers PING, store and CDN answer HTTP, and the control worker has answered
        `describe` through the queue. The image worker may need a moment more; its jobs wait in the queue.
        """
        own_bucket = has_own_bucket(self._environment)
        self._prepare(servers := self._servers_wanted(own_bucket=own_bucket))
        deadline = time.monotonic() + START_SECONDS
        self._launch(self._servers(servers))
        if not self._wait_for(self._children[BROKER].part.answers, deadline, wants_end, "the broker"):
            return None
        self.jobs.give_back()
        self._launch(worker_parts(self._environment, self._kept))
        asked = self.jobs.ask_description()
        described: list[Description] = []

        def all_answer() -> bool:
            if not described and (answer := self.jobs.read_description(asked)):
                described.append(answer)
            return bool(described) and all(child.part.answers() for child in self._children.values())

        if not self._wait_for(all_answer, deadline, wants_end, "the control worker"):
            return None
        self._state = self._described_state(described[0], own_bucket=own_bucket)
        return self._state

    def _servers_wanted(self, *, own_bucket: bool) -> list[str]:
        """Links made before the user named a bucket answer as long as this computer has what is behind them."""
        if not own_bucket:
            return [BROKER, STORE, CDN]
        if not any(path.is_file() for path in self._home.published.rglob("*")):
            return [BROKER]
        try:
            find_rclone(self._environment)
            require_free(self._kept, self._home.kept, [CDN])
        except PermanentError as error:
            log.warning("Links made before there was a bucket do not answer: %s", error.detail)
            return [BROKER]
        return [BROKER, CDN]

    def publish_state(self) -> None:
        """Write the state file: from now on clients find us."""
        if self._state is not None:
            pids = {name: child.pid for name, child in self._children.items() if child.pid}
            failing = {c.part.name: c.last_words for c in self._children.values() if c.failures >= FAILS_REPEATEDLY}
            fields = self._state.to_wire() | {"children": pids, "failing": failing}
            self._state = LocalState.from_wire(fields)
            write_private(self._home.state, json.dumps(self._state.to_wire()))

    def withdraw_state(self) -> None:
        """Remove the state file: new clients wait for our end and start anew."""
        self._home.state.unlink(missing_ok=True)

    def tend(self) -> None:
        """Start again what died, say what fails repeatedly, keep the logs small."""
        changed = False
        for child in self._children.values():
            failures = child.failures
            if child.tend():
                changed = True
                if child.part.name not in (BROKER, STORE, CDN):
                    self.jobs.give_back()
            if child.failures > failures:
                changed = True
                level = logging.ERROR if child.failures >= FAILS_REPEATEDLY else logging.WARNING
                log.log(level, "%s Starting it again (%d).", child.last_words, child.failures)
        if changed:
            self._note_change()
        if time.monotonic() - self._capped_at > _CAP_SECONDS:
            self._capped_at = time.monotonic()
            for child in self._children.values():
                cap(child.log)

    def end(self) -> None:
        """End the workers, who finish what they are doing, then the servers, and forget them."""
        self.withdraw_state()
        servers = [child for name, child in self._children.items() if name in (BROKER, STORE, CDN)]
        workers = [child for child in self._children.values() if child not in servers]
        for child in workers:
            child.ask_to_end()
        # An idle worker looks up only once a second; it may as well be killed, for what it held would be given back.
        deadline = time.monotonic() + WORKERS_GRACE
        while time.monotonic() < deadline and any(child.is_running for child in workers) and self.jobs.are_held():
            self._pause(_LOOK_SECONDS)
        for child in workers:
            child.end(deadline=time.monotonic())
        for child in servers:
            child.ask_to_end()
        deadline = time.monotonic() + SERVERS_GRACE
        for child in servers:
            child.end(deadline=deadline)
        self.jobs.close()
        self._home.children.unlink(missing_ok=True)

    def _note_change(self) -> None:
        try:
            leftovers.note(self._home.children, self._children.values())
            self.publish_state()
        except PermanentError as error:  # a full disk: the parts matter more than the note about them
            log.error("%s", error.detail)  # noqa: TRY400  the line says all, a traceback adds nothing

    def _prepare(self, servers: list[str]) -> None:
        """Clear away what a killed supervisor left, see that the ports are free, and configure the broker."""
        self.withdraw_state()
        if ended := leftovers.end_leftovers(self._home.children):
            log.warning("ended %d processes a killed supervisor had left", len(ended))
        require_free(self._kept, self._home.kept, servers)
        if STORE in servers and (removed := leftovers.remove_unfinished(self._home.originals)):
            log.info("removed the parts of %d uploads nobody finished", removed)
        write_private(self._home.broker / "broker.conf", broker_config(self._kept, self._home.broker))

    def _servers(self, names: list[str]) -> list[Part]:
        parts = [broker_part(find_broker(self._environment), self._home, self._kept)]
        makers = {STORE: store_part, CDN: cdn_part}
        parts += [makers[name](find_rclone(self._environment), self._home, self._kept) for name in names[1:]]
        return parts

    def _launch(self, parts: list[Part]) -> None:
        for part in parts:
            child = Child(part, log=self._home.logs / f"{part.name}.log", folder=self._home.root)
            self._children[part.name] = child
            child.start()
            leftovers.note(self._home.children, self._children.values())

    def _wait_for(self, holds: Callable[[], bool], deadline: float, wants_end: Callable[[], bool], what: str) -> bool:
        while not holds():
            if wants_end():
                return False
            for child in self._children.values():
                if not child.is_running:
                    raise PermanentError(Code.DEPLOYMENT_FAILED, child.exit_report())
            if time.monotonic() > deadline:
                msg = f"After {START_SECONDS:.0f} seconds {what} still does not answer. See {self._home.logs}."
                raise PermanentError(Code.DEPLOYMENT_FAILED, msg)
            self._pause(_LOOK_SECONDS)
        return True

    def _described_state(self, description: Description, *, own_bucket: bool) -> LocalState:
        endpoint = self._environment.get("PIXFERRY_S3_ENDPOINT", "") if own_bucket else self._kept.store_url
        return LocalState(
            pid=os.getpid(),
            started_at=time.time(),
            broker_url=self._kept.desktop_url,
            operator_url=self._kept.worker_url,
            cdn_url=description.cdn_url,
            s3_endpoint=endpoint,
            home=str(self._home.root),
            logs=str(self._home.logs),
            own_bucket=own_bucket,
            settings_mark=self._mark,
        )
