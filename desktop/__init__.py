"""The desktop: drop images on a window, get links back. PySide6 and a Celery client; never Pillow or boto3.

The path of one image:

 1. `widgets` turn a drop, paste, pick or folder into paths; `pixferry send` takes them from the command line.
 2. `controllers/drops.py` keeps the drop in the ledger, then `domain/intake.py` looks at every path on a lane of its
    own: accepted or refused with a reason, each row is on disk before anything else happens to it.
 3. `controllers/preparing.py` has the file read once (`services/hashing.py`) and asks the workers for tickets, just
    in time and at most 100 at once: a ticket, the link of what is published already, or a refusal comes back.
 4. `controllers/sending.py` puts the bytes straight into the store (`services/transfer.py`), several at once.
 5. `controllers/handing_over.py` writes a new attempt id ahead and sends the task under it (`services/queue.py`);
    `controllers/following.py` reads all pending results in one round trip four times a second. What the broker forgot
    goes out again under the same id.
 6. `controllers/sealing.py` tells the workers how big the drop is and what of it ended here, for its one notification.
 7. `controllers/roll.py` replaces the item, writes it to the ledger, and tells the window at most ten times a second.

Two processes share one ledger: a drop belongs to the process whose claim it carries (a lock the system releases with
the process). A window takes over what an ended process left, at its start and every few seconds; `pixferry send`
drives its own drop alone. Threads live in `services/background.py` and nowhere else.
"""
