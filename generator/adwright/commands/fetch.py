"""A document from the web, kept as a file beside the project: it is what was generated from."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from adwright.lock import digest, file_hash
from adwright.problems import UsageError

MOST_BYTES = 100_000_000
"""The largest document that is fetched; the largest known ones have a tenth of it."""
_SECONDS = 60.0


def is_url(spec: str) -> bool:
    """Whether a spec is named by its address on the web."""
    return spec.startswith(("http://", "https://"))


def fetch(url: str, folder: Path) -> Path:
    """Fetch a document, and nothing that it refers to.

    Args:
        url: where it is.
        folder: the folder that gets the file, made if it is not there.

    Returns:
        The file. One that is there already is left alone if it is the same but for the ends of lines.

    Raises:
        UsageError: it cannot be fetched, is too large, or another file is in its place.
    """
    data = _download(url)
    path = folder / _name(url, data)
    if path.exists():
        if path.is_file() and file_hash(path) == digest(data):
            return path
        raise UsageError(
            f"{path} is there and is not what {url} has; compare with `adwright diff`, or move it away"
        )
    folder.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def _download(url: str) -> bytes:
    import httpx

    data = bytearray()
    try:
        with httpx.stream("GET", url, timeout=_SECONDS, follow_redirects=True) as response:
            if not response.is_success:
                raise UsageError(f"{url}: the server answers {response.status_code}")
            for chunk in response.iter_bytes():
                data += chunk
                if len(data) > MOST_BYTES:
                    raise UsageError(f"{url}: larger than {MOST_BYTES:,} bytes")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise UsageError(f"{url}: {str(error) or type(error).__name__}") from None
    return bytes(data)


def _name(url: str, data: bytes) -> str:
    """What a document is called: as in its address, with an ending that says what it is."""
    name = PurePosixPath(unquote(urlsplit(url).path)).name.replace("\\", "_").lstrip(".")
    stem, dot, ending = name.rpartition(".")
    if dot and ending.lower() in ("json", "yaml", "yml"):
        return name
    kind = "json" if data.lstrip()[:1] == b"{" else "yaml"
    return f"{stem or name or 'openapi'}.{kind}"
