"""Make and publish one image: the list of steps, read aloud, and what stands around it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from worker.contract import Outcome, ProcessRequest, Role, Stage, StageTime, Variant
from worker.imaging.faults import imaging_faults, resource_faults
from worker.imaging.limits import Limits
from worker.imaging.presets import Preset, preset_named
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
    settings: WorkerSettings,
    report: Report,
    worker: str = "",
    let_pass: tuple[type[Exception], ...] = (),
) -> Outcome:
    """Publish the image and return what is published; an image published before is not made again.

    `report` is called at each stage and as it goes on, with the fraction (0–1) of the whole job. Exceptions in
    `let_pass` (a soft time limit) come through unchanged wherever they strike; everything else a file provokes is a
    `PermanentError`, everything the store or the disk provokes ours as well. The scratch folder is gone afterwards.
    """
    preset = preset_named(request.source.preset)
    report(Stage.FETCHING, 0.0)
    earlier = published_already(request.source, fingerprint=preset.fingerprint, store=store)
    if earlier is not None:
        return earlier
    with resource_faults(), scratch_folder(settings.scratch) as scratch:
        context = _context(request, preset, store, settings, scratch)
        times = _run(context, report, let_pass)
        outcome = _outcome(context, times, worker)
        write_manifest(store, context.keys, outcome, owner=request.source.owner)
    return outcome


def _context(
    request: ProcessRequest, preset: Preset, store: ObjectStore, settings: WorkerSettings, scratch: Path
) -> Context:
    source = request.source
    return Context(
        request=request,
        preset=preset,
        keys=ImageKeys(sha256=source.sha256, fingerprint=preset.fingerprint, slug=slug_of(source.name)),
        store=store,
        limits=Limits(
            max_bytes=settings.max_bytes,
            max_pixels_jpeg=settings.max_pixels_jpeg,
            max_pixels_lossless=settings.max_pixels_lossless,
            max_pixels_webp=settings.max_pixels_webp,
            max_frames=settings.max_frames,
        ),
        scratch=scratch,
        tick=lambda _: None,
    )


def _run(context: Context, report: Report, let_pass: tuple[type[Exception], ...]) -> dict[Stage, float]:
    """Run the steps; return the seconds each stage took."""
    times: dict[Stage, float] = {}
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


def _outcome(context: Context, times: dict[Stage, float], worker: str) -> Outcome:
    source = context.request.source
    files: dict[Role, list[Variant]] = {role: [] for role in Role}
    for item in context.derivatives:
        files[item.role].append(item.described())
    main = context.derivatives[0].file
    return Outcome(
        job_id=source.job_id,
        sha256=source.sha256,
        preset=source.preset,
        fingerprint=context.preset.fingerprint,
        slug=context.keys.slug,
        width=context.picture.image.width,
        height=context.picture.image.height,
        bytes_in=source.size,
        main=files[Role.MAIN][0],
        thumbnail=files[Role.THUMBNAIL][0],
        variants=tuple(files[Role.VARIANT]),
        published_at=time.time(),
        kept_original=main.kept_original,
        worker=worker,
        stages=tuple(StageTime(stage=stage, seconds=round(seconds, 3)) for stage, seconds in times.items()),
    )
