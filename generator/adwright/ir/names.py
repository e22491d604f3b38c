"""The one naming authority: every identifier in generated code is made here.

Rules: snake_case or PascalCase of the wire name; what collides with the language, with pydantic or with a name the
generated module needs gets a trailing underscore (fields, arguments, methods) or a suffix (classes). A name that is
already right keeps it; only its rivals change. Order in the file never matters.
"""

from __future__ import annotations

import builtins
import keyword
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import TypeVar

from adwright.ir.text import Identifier

MAX_LENGTH = 80

_SYMBOLS = {
    "+": " plus ",
    "-": " minus ",
    "<": " less ",
    ">": " greater ",
    "=": " equal ",
    "!": " not ",
    "*": " star ",
}

# What a class body of the models module must not redefine.
_MODEL_ATTRIBUTES: frozenset[str] = frozenset(
    """construct copy dict from_orm json parse_file parse_obj parse_raw schema schema_json
    update_forward_refs validate model_computed_fields model_config model_construct model_copy
    model_dump model_dump_json model_extra model_fields model_fields_set model_json_schema
    model_parametrized_name model_post_init model_rebuild model_validate model_validate_json
    model_validate_strings http_response to_create to_update to_params to_dict to_json
    changes""".split()
)

MODULE_NAMES: frozenset[str] = frozenset(
    """ABSENT APIClient ActiveModel Annotated Any AnyEvent AnyNumber ApiKey AsyncAPIClient AsyncHttpxClient
    AsyncPage AsyncPager AsyncResource AsyncStream Awaitable Basic Bearer Body CallOptions Callable Choose
    Collection Date DateTime Decimal Drift Encoding Envelope EpochMilliseconds EpochSeconds EventBody
    EventParser Field HttpxClient Listed Literal LoginSpec Mapping OAuth2 OneOf Operation OtherInteger OtherText Page
    Pager Pagination Parameter REQUESTS RESPONSES RULES Required Resource ResponseModel ResponseSpec Rule
    SERVICE Schemas Sequence Server Service SignatureError Stream TYPE_CHECKING TypeAlias TypeAliasType
    TypedDict UNSET UUID Unset Upload Variable Violation Waiter""".split()
) | {name for name in dir(builtins) if name[0].isupper()}
"""What stands in generated modules beside the classes: what they import, and what they define themselves."""

CLIENT_METHODS: frozenset[str] = frozenset(
    """call prepare perform with_response with_options request check schema argument_names close aclose
    hooks base_url""".split()
)
"""Public attributes of every client: no resource and no operation on the client takes their place."""

CLIENT_ARGUMENTS: frozenset[str] = frozenset(
    """self base_url environment timeout max_retries deadline max_response_size headers rate_limit http_client strict
    on_drift check_rules""".split()
)
"""The arguments that every client's constructor may have beside its own."""

DEVICES: frozenset[str] = frozenset("con prn aux nul".split()) | {
    f"{device}{number}" for device in ("com", "lpt") for number in range(10)
}
"""Names that Windows keeps for devices: no file there is called so, whatever its ending."""

CLASS_BODY = frozenset({"cached_property", "deprecated", "overload"})
"""What the bodies of generated classes use: a method of that name would hide it from those below."""


@lru_cache(maxsize=10_000)
def words(text: str) -> tuple[str, ...]:
    """The words of a name, in lower case where it matters not: `csvS3Uri` -> csv, S3, Uri."""
    if text.islower() and text.isascii() and text.isidentifier():
        return (*text.replace("_", " ").split(),)
    text = unicodedata.normalize("NFKC", text)
    if text[:1] in _SYMBOLS and text[1:2].isdigit():
        text = _SYMBOLS[text[0]] + text[1:]
    text = _APOSTROPHE.sub("", text).replace("OAuth", "Oauth")
    text = _BETWEEN.sub(" ", text)
    text = _HUMP.sub(" ", text)
    text = _PLURAL.sub(lambda m: m[1].capitalize() + "s", text)
    text = _AFTER_CAPITALS.sub(" ", text)
    return (*text.split(),)


_APOSTROPHE = re.compile("['\u2019]")
_BETWEEN = re.compile(r"[\W_]")
_HUMP = re.compile("(?<=[a-z0-9])(?=[A-Z])")
_PLURAL = re.compile(r"\b([A-Z]{2,})s\b")
_AFTER_CAPITALS = re.compile("(?<=[A-Z])(?=[A-Z][a-z])")


def snake(text: str) -> str:
    """snake_case of a name, perhaps empty, not yet safe."""
    return "_".join(words(text)).lower()


def pascal(text: str) -> str:
    """PascalCase of a name, perhaps empty, not yet safe. What is written in capitals inside stays so."""
    return "".join(word[:1].upper() + word[1:] for word in words(text))


def variable(text: str, fallback: str) -> Identifier:
    """A safe name for an argument, a method, an attribute or a module."""
    return _safe(snake(text), fallback + "_", fallback)


def is_device(name: str) -> bool:
    """Whether a name is that of a device to Windows."""
    return name.lower() in DEVICES


def module_name(name: Identifier) -> Identifier:
    """The name of the module, and so of the file, of what is called so."""
    return Identifier(f"{name}_") if is_device(name) else name


def field_name(wire: str) -> Identifier:
    """A safe name for a field of a class."""
    name = variable(wire, "field")
    return Identifier(name + "_") if name in _MODEL_ATTRIBUTES else name


def client_keyword(text: str, taken: Collection[str]) -> Identifier:
    """A safe name for an argument of a client's constructor that chooses a part of a server's URL."""
    name = variable(text, "server")
    return Identifier(f"server_{name}") if name in CLIENT_ARGUMENTS or name in taken else name


def class_name(text: str, suffix: str = "Model") -> Identifier:
    """A safe name for a class or an alias; one that generated modules use themselves gets the suffix."""
    name = _safe(pascal(text), "Schema", "Schema")
    while name in MODULE_NAMES:  # not even with the suffix may it be one of them
        name = Identifier(name + suffix)
    return name


def constant(name: Identifier) -> Identifier:
    """The name of a module-level constant."""
    upper = name.upper().strip("_") or "OPERATION"
    return Identifier(upper + "_" if upper in MODULE_NAMES else upper)


def _safe(name: str, prefix: str, fallback: str) -> Identifier:
    if not f"a{name}".isidentifier():
        name = "".join(c for c in name if f"a{c}".isidentifier())
    name = _shorten(name)
    if not name:
        name = fallback
    if not name[0].isidentifier():
        name = prefix + name
    if keyword.iskeyword(name) or name.startswith("__") or name == "builtins":
        name = name.strip("_") + "_"
    return Identifier(name)


def _shorten(name: str) -> str:
    """A long name cut, with a mark of what was cut off, so that two long names stay two."""
    if len(name.encode()) <= MAX_LENGTH:
        return name
    import hashlib

    mark = hashlib.sha256(name.encode()).hexdigest()[:8]
    cut = name.encode()[: MAX_LENGTH - 9].decode(errors="ignore")
    return f"{cut}_{mark}"


_Key = TypeVar("_Key", str, tuple[str, ...])


def distinct(
    wanted: Mapping[_Key, str],
    taken: Iterable[str] = (),
    *,
    exact: Collection[_Key] | None = None,
    given: Collection[_Key] | None = None,
    ignore_case: bool = False,
    separator: str = "_",
) -> dict[_Key, Identifier]:
    """Give each key a name of its own.

    Args:
        wanted: key (unique) to the name it asks for.
        taken: names nobody may have.
        exact: keys whose own name in the document already is the one they ask for; left out, the keys
            that equal it.
        given: keys that come next: of what has a name in the document at all.
        ignore_case: whether names that differ by case alone collide, as file names do.
        separator: what stands before a number.

    Returns:
        Key to final name. Of those asking for the same name an exact one keeps it (or else the first in
        alphabetical order), the others are numbered in alphabetical order.
    """
    fold = str.lower if ignore_case else str
    first = {key for key in wanted if key == wanted[key]} if exact is None else exact
    used = {fold(name) for name in taken}
    result: dict[_Key, Identifier] = {}
    numbers: dict[str, int] = {}  # the last number that was given to a name
    for key in sorted(wanted, key=lambda k: (k not in first, k not in (given or ()), k)):
        name = wish = wanted[key]
        number = numbers.get(wish, 1)
        while fold(name) in used:
            number += 1
            name = f"{wish.rstrip('_')}{separator}{number}"
        numbers[wish] = number
        used.add(fold(name))
        result[key] = Identifier(name)
    return {key: result[key] for key in wanted}
