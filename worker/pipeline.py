"""Make and publish one image: the list of steps, read aloud, and what stands around it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from worker.contract import Outcome, ProcessRequest, Role, Stage, StageTime, Variant
from worker.drafts import Draft, Drafts
from worker.imaging.faults import imaging_faults, resource_faults
from worker.imaging.limits import Limits
from worker.imaging.presets import preset_named
from worker.keys import ImageKeys, slug_of
from worker.manifests import write_manifest
from worker.reuse import published_already
from worker.scratch import has_room, scratch_folder
from worker.settings import WorkerSettings
from worker.steps.context import Context
from worker.steps.decode import decode
from worker.steps.fetch import fetch
from worker.steps.optimise import optimise
from worker.steps.publish import publish
from worker.steps.thumbnails import thumbnails
from worker.storage.base import ObjectStore

__all__ = ["STEPS", "Context", "Report", "Step", "process"]

Report = Callable[[Stage, float], None]


@dataclass(frozen=True, kw_only=True)
class Step:
    """Give a step its stage and its share of the whole job (0–1), as measured on photos of 12 MP."""

    run: Callable[[Context], None]
    stage: Stage
    share: float
    is_imaging: bool = False


STEPS = (
    Step(run=fetch, stage=Stage.FETCHING, share=0.15),
    Step(run=decode, stage=Stage.OPTIMISING, share=0.2, is_imaging=True),
    Step(run=optimise, stage=Stage.OPTIMISING, share=0.35, is_imaging=True),
    Step(run=thumbnails, stage=Stage.THUMBNAILS, share=0.1, is_imaging=True),
    Step(run=publish, stage=Stage.PUBLISHING, share=0.2),
)


def process(  # noqa: PLR0913  one call with everything a job needs, all by keyword
    request: ProcessRequest,
    *,
    store: ObjectStore,
    drafts: Drafts,
    settings: WorkerSettings,
    report: Report,
    worker: str = "",
    let_pass: tuple[type[Exception], ...] = (),
) -> Outcome:
    """Publish the image and return what is published; an image published before is not made again.

    Nor is any file of it that an earlier try stored, as far as `drafts` knows: where that is all of them, the manifest
    alone is written. `report` is called at each stage and as it goes on, with the fraction (0–1) of the whole job; what
    it raises ends the job, at 1.0 at the latest: then all is stored and nothing published.
    Exceptions in `let_pass` (a soft time limit) come through unchanged wherever they strike; everything else a file
    provokes is a `PermanentError`, everything the store or the disk provokes ours as well. The scratch folder is gone
    afterwards.
    """
    preset = preset_named(request.source.preset)
    report(Stage.FETCHING, 0.0)
    published = published_already(request.source, fingerprint=preset.fingerprint, store=store)
    if published is not None:
        return published
    with resource_faults(), scratch_folder(settings.scratch) as scratch:
        context = _context(request, store, drafts, settings, scratch)
        times = _run(context, report, let_pass)
        outcome = _outcome(request, context.draft(), times, worker)
        write_manifest(store, context.keys, outcome, owner=request.source.owner)
    drafts.forget(context.keys)
    return outcome


def _context(
    request: ProcessRequest, store: ObjectStore, drafts: Drafts, settings: WorkerSettings, scratch: Path
) -> Context:
    source, preset = request.source, preset_named(request.source.preset)
    keys = ImageKeys(sha256=source.sha256, fingerprint=preset.fingerprint, slug=slug_of(source.name))
    earlier = drafts.read(keys)
    return Context(
        request=request,
        preset=preset,
        keys=keys,
        store=store,
        drafts=drafts,
        limits=Limits(
            max_bytes=settings.max_bytes,
            max_pixels_jpeg=settings.max_pixels_jpeg,
            max_pixels_lossless=settings.max_pixels_lossless,
            max_pixels_webp=settings.max_pixels_webp,
            max_frames=settings.max_frames,
        ),
        scratch=scratch,
        tick=lambda _: None,
        earlier=earlier,
        stored=earlier.stored_among(store.list_objects(keys.folder)) if earlier is not None else (),
    )


def _run(context: Context, report: Report, let_pass: tuple[type[Exception], ...]) -> dict[Stage, float]:
    """Run the steps, if there is anything left for them; return the seconds each stage took."""
    times: dict[Stage, float] = {}
    if context.is_all_stored:
        report(Stage.PUBLISHING, 1.0)
        return times
    before = 0.0
    for step in STEPS:
        context.tick = _ticker(step, before, report)
        context.tick(0.0)
        started = time.monotonic()
        if step.is_imaging:
            with imaging_faults(let_pass=let_pass, has_room=lambda: has_room(context.scratch)):
                step.run(context)
        else:
            step.run(context)
        times[step.stage] = times.get(step.stage, 0.0) + time.monotonic() - started
        before += step.share
    return times


def _ticker(step: Step, before: float, report: Report) -> Callable[[float], None]:
    return lambda fraction: report(step.stage, round(min(1.0, before + step.share * fraction), 3))


def _outcome(request: ProcessRequest, made: Draft, times: dict[Stage, float], worker: str) -> Outcome:
    source = request.source
    files: dict[Role, list[Variant]] = {role: [] for role in Role}
    for file in made.files:
        files[file.role].append(file)
    return Outcome(
        job_id=source.job_id,
        sha256=source.sha256,
        preset=source.preset,
        fingerprint=preset_named(source.preset).fingerprint,
        slug=slug_of(source.name),
        width=made.width,
        height=made.height,
        bytes_in=source.size,
        main=files[Role.MAIN][0],
        thumbnail=files[Role.THUMBNAIL][0],
        variants=tuple(files[Role.VARIANT]),
        published_at=time.time(),
        kept_original=made.kept_original,
        worker=worker,
        stages=tuple(StageTime(stage=stage, seconds=round(seconds, 3)) for stage, seconds in times.items()),
    )
