"""Say what a desktop may do at the broker: put jobs on our queues, read results, and nothing else."""

from __future__ import annotations

from urllib.parse import quote, urlsplit, urlunsplit

from worker.contract import QueueName

# Without `client|setinfo`, which Redis 7.0 does not know and refuses to start with; clients take its refusal calmly.
# `auth` and `select` are what a client of an address with a user and a database number says first.
_COMMANDS = "-@all +hello +ping +auth +select +client|setname +client|id +lpush +llen +get +mget +exists"


def desktop_account(name: str, password: str) -> str:
    """Return the account's rules as a broker's configuration file has them; `ACL SETUSER` takes them without `user`."""
    keys = " ".join([*(f"%W~{queue}" for queue in QueueName), "%R~celery-task-meta-*"])
    return f"user {name} on >{password} resetkeys resetchannels {_COMMANDS} {keys}"


def desktop_address(workers: str, name: str, password: str) -> str:
    """Return the broker address of the workers with the account a desktop has instead of theirs."""
    parts = urlsplit(workers)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{quote(name, safe='')}:{quote(password, safe='')}@{host}"))
