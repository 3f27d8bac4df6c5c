"""Sign the one PUT a ticket allows."""

from __future__ import annotations

import base64
import time
from typing import TYPE_CHECKING

from worker.contract import SourceFile, Ticket

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def signed_put(client: S3Client, source: SourceFile, *, bucket: str, key: str, lifetime: float) -> Ticket:
    """Sign a PUT of exactly this size, content type and SHA-256 for the whole `key`; raises what boto3 raises."""
    checksum = base64.b64encode(bytes.fromhex(source.sha256)).decode()
    url = client.generate_presigned_url(
        "put_object",
        Params={
            "Bucket": bucket,
            "Key": key,
            "ContentType": source.content_type,
            "ContentLength": source.size,
            "ChecksumSHA256": checksum,
        },
        ExpiresIn=max(1, int(lifetime)),
    )
    headers = {
        "Content-Length": str(source.size),
        "Content-Type": source.content_type,
        "x-amz-checksum-sha256": checksum,
    }
    return Ticket(url=url, headers=headers, expires_at=time.time() + lifetime, lifetime=lifetime)
