"""Object storage that speaks S3, for offices that keep no files on a disk of their own."""

from importlib import import_module
from urllib.parse import parse_qs, urlsplit

from django.core.files.storage import Storage

_SCHEME = "s3"


def storage_at(address: str) -> Storage:
    """The storage at `s3://bucket/folder?endpoint=https://host&region=name`; keys come from the usual AWS variables.

    Nothing there is public, no name is ever changed, and no link is given out: the program reads and serves itself.
    Raises ValueError for an address of any other kind.
    """
    parts = urlsplit(address)
    if parts.scheme != _SCHEME or not parts.hostname:
        raise ValueError("OPENROTATIONS_FILES must look like s3://bucket/folder?endpoint=https://host")
    storages = import_module("storages.backends.s3")  # installed with requirements/s3.in only

    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    storage: Storage = storages.S3Storage(
        bucket_name=parts.netloc,
        location=parts.path.strip("/"),
        endpoint_url=asked.get("endpoint"),
        region_name=asked.get("region"),
        default_acl=None,
        file_overwrite=True,
        signature_version="s3v4",
        addressing_style="path" if asked.get("endpoint") else "auto",
    )
    return storage
