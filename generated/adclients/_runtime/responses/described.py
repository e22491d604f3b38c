"""A response beside its description: which one fits it, and how its body differs from it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from ..http.calls import PreparedCall
from ..schemas.check import differences
from ..spec.media import best_fit, is_json, is_stream, kind_of
from ..spec.operation import ResponseSpec

if TYPE_CHECKING:
    import httpx
    from jsonschema_rs import ValidationError


class Described:
    """The response of one call beside its description.

    Attributes:
        response: The httpx response.
        spec: The description that fits its status and media type best; None if there is none.
    """

    def __init__(self, call: PreparedCall[Any], response: httpx.Response) -> None:
        self.response = response
        self._call = call
        self._settings = call.settings
        self._operation = call.operation
        # What says nothing of itself is taken for what was asked for.
        self._named: str = response.headers.get("content-type", "")
        self._came = self._named or call.options.accept or ""
        self._specs = self.described(self._operation.responses)
        self.spec = best(self._specs, self._came)

    @property
    def media(self) -> str:
        """The media type that the response names; empty if it names none."""
        return kind_of(self._named)

    def described(
        self, specs: Mapping[str, ResponseSpec | tuple[ResponseSpec, ...]]
    ) -> tuple[ResponseSpec, ...]:
        """The descriptions for its status, one for each media type."""
        status = str(self.response.status_code)
        found = specs.get(status) or specs.get(f"{status[0]}XX") or specs.get("default")
        if found is None and specs and status[0] == "2":
            # An undescribed success: like the described one, if that has a body at all.
            found = next((each for each in specs.values() if getattr(each, "given", each)), None)
        return found if isinstance(found, tuple) else (found,) if found is not None else ()

    @property
    def streams(self) -> bool:
        """Whether it is described as something that can be read piece by piece."""
        return any(is_stream(each.media) for each in self._specs)

    @property
    def address(self) -> str | None:
        """Where a redirect leads whose address is what the call gives."""
        if self.spec is None or not self.spec.address:
            return None
        location = self.response.headers.get("location")
        if location is None:
            return None
        return str(self.response.request.url.join(location))

    @property
    def schema_key(self) -> str:
        """The schema of the body, among those of what comes back."""
        operation, schemas = self._operation, self._settings.service.responses
        for status, each in operation.responses.items():
            specs = each if isinstance(each, tuple) else (each,)
            if any(spec is self.spec for spec in specs):
                media = self.spec.media if self.spec and len(specs) > 1 else ""
                return operation.key(media, status, known=schemas)
        return ""

    def differences(self, value: Any) -> tuple[str, ...]:
        """Each difference of a JSON value from the description of the body, as a sentence."""
        return differences(self._settings.service.responses, self.schema_key, value)

    def refused(self, value: Any) -> list[ValidationError]:
        """What the schema of the body says of a JSON value; nothing if there is none, or no judging so deep a value."""
        schemas, key = self._settings.service.responses, self.schema_key
        with suppress(ValueError):
            return schemas.validator(key).errors(value)[0] if key in schemas else []
        return []


def best(specs: tuple[ResponseSpec, ...], came: str) -> ResponseSpec | None:
    """The description for the media type that came; of JSON of another kind the first one of JSON."""
    if len(specs) < 2:
        return specs[0] if specs else None
    index = best_fit(came, [each.media for each in specs])
    if index is None and is_json(came):
        index = next((i for i, each in enumerate(specs) if is_json(each.media)), None)
    return specs[index or 0]
