"""Take a large file in parts, so that a cut line costs one part: sign what is missing, join what is there.

Nothing is remembered but in the store: an upload is found again by its key, so a desktop that was restarted, another
worker or another desktop with the same file goes on with it. One that nobody finishes is left to the bucket's
lifecycle rule (AbortIncompleteMultipartUpload).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from worker.contract import Part, SourceFile

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@dataclass(frozen=True, kw_only=True)
class _Stored:
    size: int
    etag: str


@dataclass(frozen=True, kw_only=True)
class Uploads:
    """Know the unfinished uploads of one object; `key` is the whole key. Raises what boto3 raises."""

    client: S3Client
    bucket: str
    key: str

    def sign_missing(self, source: SourceFile, *, part_size: int, lifetime: float) -> tuple[Part, ...]:
        """Sign a PUT of exactly its size for every part that the furthest upload, or a new one, does not hold."""
        plan = parts_of(source.size, part_size)
        upload_id, missing = "", tuple(plan)
        for begun in self._begun():
            stored = self._stored(begun)
            left = tuple(number for number in plan if number not in stored or stored[number].size != plan[number][1])
            if stored.keys() <= plan.keys() and len(left) < len(missing):
                upload_id, missing = begun, left
        if not upload_id:
            made = self.client.create_multipart_upload(
                Bucket=self.bucket, Key=self.key, ContentType=source.content_type
            )
            upload_id = made["UploadId"]
        return tuple(self._signed(upload_id, number, plan[number], lifetime) for number in missing)

    def join(self, *, size: int) -> bool:
        """Make the object of an upload whose parts are `size` bytes in all; False if there is none."""
        for upload_id in self._begun():
            stored = self._stored(upload_id)
            if sum(part.size for part in stored.values()) == size and sorted(stored) == [*range(1, len(stored) + 1)]:
                self.client.complete_multipart_upload(
                    Bucket=self.bucket,
                    Key=self.key,
                    UploadId=upload_id,
                    MultipartUpload={
                        "Parts": [{"PartNumber": number, "ETag": stored[number].etag} for number in sorted(stored)]
                    },
                )
                return True
        return False

    def _begun(self) -> list[str]:
        try:
            answer = self.client.list_multipart_uploads(Bucket=self.bucket, Prefix=self.key)
        except self.client.exceptions.NoSuchUpload:  # rclone's word for an empty list
            return []
        return [upload["UploadId"] for upload in answer.get("Uploads", ()) if upload["Key"] == self.key]

    def _stored(self, upload_id: str) -> Mapping[int, _Stored]:
        pages = self.client.get_paginator("list_parts").paginate(Bucket=self.bucket, Key=self.key, UploadId=upload_id)
        return {
            part["PartNumber"]: _Stored(size=part["Size"], etag=part["ETag"])
            for page in pages
            for part in page.get("Parts", ())
        }

    def _signed(self, upload_id: str, number: int, place: tuple[int, int], lifetime: float) -> Part:
        offset, size = place
        url = self.client.generate_presigned_url(
            "upload_part",
            Params={
                "Bucket": self.bucket,
                "Key": self.key,
                "UploadId": upload_id,
                "PartNumber": number,
                "ContentLength": size,
            },
            ExpiresIn=max(1, int(lifetime)),
        )
        return Part(offset=offset, size=size, url=url)


def parts_of(size: int, part_size: int) -> dict[int, tuple[int, int]]:
    """Return offset and size of each part by its number, which counts from 1."""
    starts = range(0, size, part_size)
    return {number: (start, min(part_size, size - start)) for number, start in enumerate(starts, start=1)}
