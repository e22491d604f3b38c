"""The arguments of a call as JSON, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, cast
from uuid import UUID

from ..data import is_dict, is_mapping, is_sequence
from ..errors import RuleWarning, Violation, warn
from ..options import UNSET
from ..schemas.check import Judgement, half_characters
from ..schemas.keywords import LeftOut
from ..schemas.layout import Layout
from ..schemas.paths import PathNames, Step, as_given, joined
from ..schemas.store import Schemas
from ..schemas.values import Serializer, dump_json, without_null
from ..spec.media import is_form, is_json, is_lines, is_multipart, is_raw
from ..spec.operation import Body, Operation
from .choice import chosen, sent_as
from .files import is_file
from .parameters import UnsendableError, header_text
from .paths import with_paths
from .styles import members_with_value, scalar


class Whole(dict[str, Any]):
    """A body that was given as a whole, and goes out also where it is empty."""


class Arguments(PathNames):
    """What a call sends.

    Attributes:
        parameters: The parameters as JSON values, by their names in the schema of the arguments.
        body: The body as a JSON value, or as it was given where it is no such thing; `UNSET` if there is none.
        described: What the operation says of the body, in the media type that it is sent as; None if it takes none.
        files: Members of a body of several parts that are files, by name in JSON.
        encoded: The body as JSON text, where it was written already.
    """

    def __init__(
        self,
        operation: Operation[Any],
        schemas: Schemas,
        params: Mapping[str, object],
        body: object,
        content_type: str | None = None,
    ) -> None:
        """Write the arguments as JSON; for what they are see `build`."""
        self._operation = operation
        self._schemas = schemas
        self._wrong: list[Violation] = []
        self._is_undecided = False  # in which media type the body is sent
        self._key = operation.key()
        body = self._with_paths(body)
        self.described = self._chosen(body, content_type)
        layout = schemas.layout(self._key) if self._key in schemas else _ANYTHING
        super().__init__(layout, {"parameters": params, "body": body})
        self._serializer = Serializer()
        self.files: dict[str, Any] = {}
        self.encoded: bytes | None = None
        self._judgement: Judgement | None = None
        self.parameters = self._write_parameters(params)
        self.body = self._write_body(self.described, body)

    def _chosen(self, value: object, content_type: str | None) -> Body | None:
        """The description of the body in the media type that it is sent as; that also says how it is judged."""
        bodies, schemas = self._operation.bodies, self._schemas

        def key(body: Body) -> str:
            return self._operation.key(body.media if len(bodies) > 1 else "", known=schemas)

        def layout(body: Body) -> Layout:
            return schemas.layout(key(body)).member("body") if key(body) in schemas else _ANYTHING

        try:
            body = chosen(bodies, value, content_type, layout)
            media = sent_as(body.media, value, content_type) if body else ""
            if body and media != body.media:
                header_text(media)  # which a caller may have made up
        except UnsendableError as error:
            text = f"content_type {error}"
            self._wrong.append(Violation(error.rule, "content_type", text))
            self._is_undecided = True
            return None
        if body is None:
            return None
        self._key = key(body)
        return body if media == body.media else replace(body, media=media)

    def _write_parameters(self, params: Mapping[str, object]) -> dict[str, Any]:
        layout = self._layout.member("parameters")
        found: dict[str, Any] = {}
        for key, parameter in self._operation.keys:
            value = params.get(parameter.name, UNSET)
            if value is UNSET or value is None:  # only JSON has a way to say null
                continue
            if value.__class__ not in (str, int, bool):
                value = self._serializer.serialize(value, layout.member(key), ("parameters", key))
                is_exact = parameter.media is not None and is_json(parameter.media)
                value = value if is_exact else without_null(value)
            found[key] = value
        return found

    def _write_body(self, body: Body | None, value: object) -> Any:
        if body is None or value is UNSET:
            return UNSET
        layout = self._layout.member("body")
        if body.fields and is_mapping(value):
            is_given = isinstance(value, Whole)
            value = {name: each for name, each in value.items() if each is not UNSET}
            if not (value or body.required or is_given):
                return UNSET
        if is_lines(body.media):
            value = self._lines(value)
            if isinstance(value, (str, bytes)):
                return value
        elif is_form(body.media):
            if is_multipart(body.media) and is_mapping(value):
                value = self._split_files(value, layout)
            written = self._serializer.serialize(value, layout, ("body",))
            return members_with_value(written, body.encoding) if is_dict(written) else written
        elif is_raw(body.media):
            return self._raw(value, layout)
        elif self._is_fine(value):
            return value
        return self._serializer.serialize(value, layout, ("body",))

    def _with_paths(self, value: object) -> object:
        """A body, or the members of one, with files in place of paths."""
        if not is_mapping(value):
            return self._opened("body", value)
        members = {name: self._opened(str(name), each) for name, each in value.items()}
        return Whole(members) if isinstance(value, Whole) else members

    def _opened(self, name: str, value: object) -> object:
        try:
            return with_paths(value)
        except OSError as error:
            text = f"{name} is a file that cannot be read: {error}"
            self._wrong.append(Violation("type", name, text))
            return b""

    def _raw(self, value: object, layout: Layout) -> object:
        """What is sent as it is given; bytes that are described as text, and values that have a text, are written."""
        if _has_text(value, layout):
            return scalar(self._serializer.serialize(value, layout, ("body",)))
        return value

    def _is_fine(self, value: object) -> bool:
        """Whether a body is JSON as it was given, with nothing wrong: then it need not be written anew."""
        plain = value.__class__ in (dict, list) and self._layout is not _ANYTHING
        if not plain or self._schemas.validator(self._key).renames:
            return False
        try:
            self.encoded = dump_json(value)
        except (ValueError, TypeError, RecursionError):
            return False
        if self._schemas.validator(self._key).is_fine(
            {"parameters": self.parameters, "body": value}
        ):
            return True
        self.encoded = None
        return False

    def _lines(self, value: object) -> object:
        """Values that go one a line; text and bytes are lines already."""
        if isinstance(value, (str, bytes)) or is_mapping(value):
            return value
        return [*cast("Iterable[object]", value)] if isinstance(value, Iterable) else value

    def _split_files(self, value: Mapping[str, Any], layout: Layout) -> dict[str, Any]:
        """The members of a body of several parts, with empty text in place of each file."""
        layout = layout.chosen(value)
        members: dict[str, Any] = {}
        for key, each in value.items():
            name = layout.json_name(key)
            member = layout.member(name)
            is_many = is_sequence(each) and not is_file(each) and any(map(is_file, each))
            takes = member.item(0) if is_many else member
            if not (is_many or is_file(each)):
                self._refuse_path(name, each, member)
                members[key] = each
            elif "binary" in takes.formats or not takes.types:
                self.files[name] = [*each] if is_many else each
                members[key] = ["" for _ in each] if is_many else ""
            else:
                members[key] = each
        return members

    def _refuse_path(self, name: str, value: object, member: Layout) -> None:
        """Text is no file: it could be meant as content or as the path of one."""
        if isinstance(value, str) and "binary" in member.formats:
            path = ("body", name)
            text = f"{self.text(path)} must be bytes, an open binary file, or (name, content), not text"
            self._wrong.append(self.violation("type", path, text))

    @property
    def body_layout(self) -> Layout:
        """What the schema of the body says."""
        return self._layout.member("body")

    # Judging -----------------------------------------------------------------------------------

    @property
    def _whole(self) -> dict[str, Any]:
        """All arguments as one JSON value. A body that is no JSON is not judged."""
        whole: dict[str, Any] = {"parameters": self.parameters}
        if self.body is not UNSET and self._layout.knows("body") and _is_judged(self.body):
            whole["body"] = self.body
        return whole

    def unsendable(self) -> list[Violation]:
        """What cannot be sent whatever the schemas say."""
        missing = [
            self.violation("required", ("parameters", key), f"{parameter.name} is required")
            for key, parameter in self._operation.keys
            if parameter.location == "path" and key not in self.parameters
        ]
        return [*missing, *self._wrong, *self._serializer.violations(self)]

    def half_characters(self) -> list[Violation]:
        """Text that cannot be encoded."""
        return [*half_characters({"parameters": self.parameters, "body": self.body}, self)]

    def violations(self, left_out: LeftOut) -> list[Violation]:
        """All that is wrong.

        Args:
            left_out: Which rules to leave out.
        """
        body = self.described
        known = self.unsendable()
        if self._is_undecided:
            return known
        is_judged = self._layout.knows("body") and not (body and is_raw(body.media))
        if body and body.required and self.body is UNSET and not is_judged:
            known.append(self.violation("required", ("body",), "the body is required"))
        if self._layout is _ANYTHING or (self.encoded is not None and not known):
            return known
        validator = self._schemas.validator(self._key)
        self._judgement = Judgement(validator, self._whole, self, left_out, known)
        return self._judgement.violations

    def warn(self) -> None:
        """Give the warnings for what was judged."""
        for each in self._judgement.warnings if self._judgement else ():
            warn(f"{each.message} [{each.rule}]", RuleWarning)

    # Names of paths ----------------------------------------------------------------------------

    def text(self, path: Sequence[Step]) -> str:
        """A path as the caller wrote it: an argument, or something inside of one."""
        if path[:1] == ("parameters",) and len(path) > 1:
            key = path[1]
            parameter = next((each for name, each in self._operation.keys if name == key), None)
            name = parameter.name if parameter else str(key)
            given = self._given["parameters"].get(name)
            inner = self._layout.member("parameters").member(str(key))
            return joined([name, *as_given(path[2:], inner, given)])
        steps = as_given(path[1:], self._layout.member("body"), self._given["body"])
        body = self.described
        if body and body.fields and steps:
            steps[0] = body.names.get(str(steps[0]), steps[0])
        return joined(steps)

    def label(self, path: Sequence[Step]) -> str:
        """The same, and what the body as a whole is called."""
        return self.text(path) or ("body" if path == ("body",) else "")

    def name(self, path: Sequence[Step]) -> str:
        """What a sentence calls what stands at a path."""
        return self.text(path) or f"the {path[0] if path else 'call'}"

    def pointer(self, path: Sequence[Step]) -> str:
        """A path within the body or among the parameters, as a JSON pointer."""
        return super().pointer(path[1:])


_ANYTHING = Layout([], lambda _: True)
_BYTES = (bytes, bytearray, memoryview)
_IN_TEXT = frozenset(("byte", "base64", "base64url"))
_SINGLE = (Enum, int, float, Decimal, date, time, timedelta, UUID)


def _has_text(value: object, layout: Layout) -> bool:
    """Whether a value that is no text is written as one: a date, a number, bytes that are described as text."""
    is_text = isinstance(value, _BYTES) and not layout.formats.isdisjoint(_IN_TEXT)
    return is_text or isinstance(value, _SINGLE)


def _is_judged(body: object) -> bool:
    """Whether a body is a JSON value, or text: bytes, files and streams are sent as they are."""
    return isinstance(body, (dict, list, str, int, float, type(None)))
