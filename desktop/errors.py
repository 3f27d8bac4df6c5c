"""Say in plain words what a contract error code means and what to do next; the wire carries codes alone."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from worker.contract import Code, Failure


@dataclass(frozen=True, kw_only=True)
class Advice:
    """Hold what the user reads: what happened, what to do, and whether trying again can help."""

    sentence: str
    next_step: str
    retry_helps: bool

    @property
    def text(self) -> str:
        """Sentence and next step in one line."""
        return f"{self.sentence} {self.next_step}".strip()


def _advice(sentence: str, next_step: str, *, retry: bool) -> Advice:
    return Advice(sentence=sentence, next_step=next_step, retry_helps=retry)


_KNOWN: dict[str, Advice] = {
    Code.FILE_MISSING: _advice("The file is not there any more.", "Put it back and retry.", retry=True),
    Code.FILE_UNREADABLE: _advice("The file cannot be read.", "Check its permissions and retry.", retry=True),
    Code.FILE_CHANGED: _advice("The file keeps changing while it is sent.", "Save it, then retry.", retry=True),
    Code.FOLDER_EMPTY: _advice("There are no images in this folder.", "Choose another folder.", retry=False),
    Code.IMAGE_EMPTY: _advice("The file is empty (0 bytes).", "Export the image again.", retry=False),
    Code.IMAGE_NOT_AN_IMAGE: _advice("This is not an image, whatever its name says.", "Choose an image.", retry=False),
    Code.IMAGE_UNSUPPORTED: _advice(
        "This kind of image is not supported.", "Save it as JPEG, PNG, WebP or GIF and add that.", retry=False
    ),
    Code.IMAGE_DAMAGED: _advice("The image is damaged or cut short.", "Export or copy it again.", retry=False),
    Code.IMAGE_TOO_LARGE: _advice("The file is over the size limit.", "Save it smaller and add that.", retry=False),
    Code.IMAGE_TOO_MANY_PIXELS: _advice("The image has too many pixels.", "Scale it down and add that.", retry=False),
    Code.IMAGE_TOO_MANY_FRAMES: _advice("The animation has too many frames.", "Shorten it and add that.", retry=False),
    Code.IMAGE_TOO_MANY_SCANS: _advice(
        "The JPEG has too many progressive scans.", "Save it again as an ordinary JPEG.", retry=False
    ),
    Code.SOURCE_MISSING: _advice("The uploaded original is not in the store.", "Retry to send it again.", retry=True),
    Code.SOURCE_CHANGED: _advice("What arrived in the store differs from the file.", "Retry to resend.", retry=True),
    Code.STORAGE_DENIED: _advice(
        "The store refuses access.", "Check the bucket's keys and policy with `pixferry-worker check`.", retry=True
    ),
    Code.STORAGE_NO_BUCKET: _advice("The bucket does not exist.", "Check its name in the settings.", retry=True),
    Code.STORAGE_SLOW_DOWN: _advice("The store is asking everyone to slow down.", "Retry in a minute.", retry=True),
    Code.STORAGE_UNAVAILABLE: _advice("The store has a fault of its own.", "Retry in a minute.", retry=True),
    Code.STORAGE_UNREACHABLE: _advice("The store cannot be reached.", "Check the network.", retry=True),
    Code.STORAGE_TIMEOUT: _advice("The store did not answer in time.", "Retry in a minute.", retry=True),
    Code.STORAGE_FULL: _advice("The store is full.", "Make room there, then retry.", retry=True),
    Code.TICKET_EXPIRED: _advice("The permission to upload ran out.", "Retry: a new one is asked for.", retry=True),
    Code.REQUEST_INVALID: _advice(
        "The worker does not understand this request.", "Update this app or the worker.", retry=False
    ),
    Code.REQUEST_UNKNOWN_PRESET: _advice("The worker does not know this preset.", "Choose another one.", retry=False),
    Code.WORKER_OUT_OF_MEMORY: _advice("The image needs more memory than allowed.", "Scale it down.", retry=False),
    Code.WORKER_TIME_LIMIT: _advice("The image took too long.", "Retry, or scale it down.", retry=True),
    Code.WORKER_CRASHED: _advice("The worker crashed on this image.", "Retry once; then report it.", retry=True),
    Code.WORKER_POISON: _advice(
        "This image brought workers down again and again.", "Save it anew from its editor.", retry=False
    ),
    Code.WORKER_DISK_FULL: _advice("The worker's disk is full.", "Make room there, then retry.", retry=True),
    Code.WORKER_BUG: _advice("The worker met a fault of its own.", "Retry; if it stays, report it.", retry=True),
    Code.BROKER_UNREACHABLE: _advice(
        "The broker cannot be reached.", "Check its address and the network; sending goes on by itself.", retry=True
    ),
    Code.BROKER_DENIED: _advice(
        "The broker refuses the password.", "Check the broker's address and password in the settings.", retry=True
    ),
    Code.BROKER_FULL: _advice(
        "The broker's memory is full.", "Nothing is lost; sending goes on when there is room.", retry=True
    ),
    Code.NO_WORKER: _advice(
        "No worker answers.", "Start one with `pixferry-worker run`; sending goes on by itself.", retry=True
    ),
    Code.DEPLOYMENT_FAILED: _advice(
        "The servers on this computer did not start.", "Look at their logs, mend the cause and retry.", retry=True
    ),
    "ledger:damaged": _advice(
        "The list of your images was damaged and has been restored as far as possible.",
        "Check that nothing of the last day is missing.",
        retry=False,
    ),
    "ledger:disk-full": _advice(
        "This computer's disk is full.", "Make room: everything waits until then and nothing is lost.", retry=True
    ),
    "ledger:locked": _advice("Another Pixferry is writing the list of images.", "Wait a moment.", retry=True),
    "ledger:newer": _advice(
        "The list of your images was written by a newer Pixferry.", "Update this app.", retry=False
    ),
    "ledger:not-migrated": _advice(
        "The list of your images could not be brought to this version.",
        "It is as it was; go back to the older app and report this.",
        retry=False,
    ),
    Code.CANCELLED: _advice("Cancelled.", "Retry to start it again.", retry=True),
}

_KNOWN["cdn:unreachable"] = _advice(
    "The link does not answer.", "Check the CDN's address and that it is on the internet.", retry=True
)
_KNOWN["cdn:refused"] = _advice(
    "The link does not show the image.",
    "Let everyone read the folder images/ of the bucket, and let the CDN's address point at the bucket.",
    retry=True,
)

_KNOWN["download:no-image"] = _advice(
    "There is no image at this address.", "Copy the address of the image itself.", retry=False
)
_KNOWN["download:failed"] = _advice(
    "The image could not be fetched from its address.",
    "Check the address and the network, then paste it again.",
    retry=True,
)

_BY_PREFIX: dict[str, Advice] = {
    "file": _advice("The file cannot be used.", "Check it and retry.", retry=True),
    "folder": _advice("The folder cannot be used.", "Choose another folder.", retry=False),
    "image": _advice("The image cannot be used.", "Save it anew and add that.", retry=False),
    "source": _advice("The original did not arrive as sent.", "Retry to send it again.", retry=True),
    "storage": _advice("The store refused.", "Retry; if it stays, ask whoever runs the store.", retry=True),
    "ticket": _advice("The permission to upload does not hold.", "Retry: a new one is asked for.", retry=True),
    "request": _advice("The worker does not accept this request.", "Update this app or the worker.", retry=False),
    "worker": _advice("The worker could not do it.", "Retry; if it stays, report it.", retry=True),
    "broker": _advice("The broker does not accept work.", "Sending goes on by itself when it does.", retry=True),
    "deployment": _advice("The servers on this computer have a fault.", "Look at their logs.", retry=True),
    "ledger": _advice("The list of your images cannot be written.", "Make room on this disk.", retry=True),
    "settings": _advice("The settings cannot be used.", "Check them in the settings dialog.", retry=False),
}

_UNKNOWN = _advice("Something went wrong.", "Retry; if it stays, report it.", retry=True)


def explain(failure: Failure) -> Advice:
    """Return the words for a failure; a code nobody knows yet is explained by its prefix and shown as it came."""
    known = _KNOWN.get(failure.code)
    if known is not None:
        return _spoken(known)
    family = _spoken(_BY_PREFIX.get(failure.code.partition(":")[0], _UNKNOWN))
    return Advice(
        sentence=f"{family.sentence[:-1]} ({failure.code}).",
        next_step=family.next_step,
        retry_helps=failure.transient or family.retry_helps,
    )


def _spoken(advice: Advice) -> Advice:
    """Return advice in the user's language; `resources/deployment/translate.py` collects these tables."""
    sentence, next_step = (QCoreApplication.translate("Errors", text) for text in (advice.sentence, advice.next_step))
    return Advice(sentence=sentence, next_step=next_step, retry_helps=advice.retry_helps)


def message(failure: Failure) -> str:
    """Return one line for a list or a terminal: the sentence, its detail where there is one, and the next step."""
    advice = explain(failure)
    detail = f" ({' '.join(failure.detail.split())[:200]})" if failure.detail else ""
    return f"{advice.sentence}{detail} {advice.next_step}"
