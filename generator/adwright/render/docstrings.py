"""Docstrings: what the Api says of a thing, in the order and form a reader of Python expects."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from adwright.ir.model import (
    Action,
    Alias,
    Api,
    Argument,
    Doc,
    Field,
    In,
    Model,
    Operation,
    Origin,
    Params,
    Resource,
    Response,
    Server,
    Variable,
    Wait,
)
from adwright.ir.text import Identifier, Text
from adwright.ir.types import Bounds, ListOf, Nullable, Scalar, Type
from adwright.render.prose import docstring, paragraph, shown

_VIEWS = {
    "create": "What may be sent to create it.",
    "update": "What may be sent to update it. What is left out stays as it is.",
    "both": "What may be sent to create it, and to update it.",
    "params": "What may be sent of it.",
}
_STATUS = {"vendor": "From the vendor, not from the document", "assumed": "Assumed"}
_ERRORS = {
    "400": "BadRequestError", "401": "AuthenticationError", "403": "PermissionDeniedError", "404": "NotFoundError",
    "409": "ConflictError", "422": "UnprocessableEntityError", "429": "RateLimitError",
}  # fmt: skip


def class_doc(item: Model | Params, indent: int = 4) -> str:
    """The docstring of a class."""
    said = [*_words(item.doc, indent)] or [f"{item.name}."]
    view: list[str] = []
    if isinstance(item, Params) and (item.view != "params" or item.model is not None):
        view = [_VIEWS[item.view]]
    comes_back = (
        isinstance(item, Params) and item.model is not None
    )  # whose class says where it is from
    said += [*view, *_deprecated(item.doc)]
    said += _origin(item.doc.origin, indent) if not comes_back else ()
    return docstring(said, indent)


def alias_doc(alias: Alias) -> str | None:
    """The string under an alias, None if nothing is said of it."""
    said = [*_words(alias.doc, 0), *_deprecated(alias.doc), *_origin(alias.doc.origin, 0)]
    return docstring(said, 0) if said else None


def field_doc(
    field: Field, indent: int = 4, *, sent: bool = False, comes_back: bool = False
) -> str | None:
    """The string under a field, or under a key of what is sent; None if nothing is said of it.

    Args:
        field: the field.
        indent: columns before it.
        sent: whether it is a key of what is sent.
        comes_back: whether there is a class of what comes back too, whose fields say where facts are from.
    """
    facts = [*(_bounds(field.type) if sent else ()), *_facts(field.doc)]
    new = _new(facts, [_plain_words(field.doc)])
    said = [
        *_words(field.doc, indent),
        *([paragraph(" ".join(new), indent)] if new else []),
        *_rules(field, indent),
    ]
    said += _origin(field.doc.origin, indent) if not comes_back else ()
    return docstring(said, indent) if said else None


def plain_doc(doc: Doc, indent: int, otherwise: str = "") -> str:
    """The docstring of anything else."""
    said = [*_words(doc, indent), *_origin(doc.origin, indent)]
    return docstring(said or [otherwise], indent)


def resource_doc(resource: Resource, shared: Sequence[Response] | None, indent: int = 4) -> str:
    """The docstring of a resource's class: what it is, and what is true of each of its methods.

    Args:
        resource: the resource.
        shared: what `shared_errors` gives for its operations.
        indent: columns before the docstring.
    """
    said = [*_words(resource.doc, indent)] or [f"{resource.class_name}."]
    if shared is not None:
        words = (
            "Each method takes `options`, settings for that call alone, such as a timeout or extra headers. "
            "What each method may raise:"
        )
        raised = _raises(shared, indent)
        said.append("\n".join([paragraph(words, indent), *raised]))
    return docstring([*said, *_origin(resource.doc.origin, indent)], indent)


def shared_errors(operations: Sequence[Operation]) -> list[Response] | None:
    """The errors that all operations of a resource describe alike; None where there is one operation only."""
    first, *others = operations
    known = [{*map(_error, each.errors)} for each in others]
    alike = [each for each in first.errors if all(_error(each) in errors for errors in known)]
    return alike if others else None


def _error(response: Response) -> tuple[Text, Text | None]:
    return response.status, response.doc.description


def operation_doc(operation: Operation, shared: Sequence[Response] | None, indent: int = 8) -> str:
    """The docstring of a method: what it does, arguments, returns, raises, source.

    Args:
        operation: the operation.
        shared: what `shared_errors` gives; where that is not None the resource tells what is true of every method.
        indent: columns before the docstring.
    """
    said = [*_words(operation.doc, indent)] or [f"{operation.method} {shown(operation.path)}."]
    said += _deprecated(operation.doc)
    arguments = [_argument(a, indent) for a in operation.arguments]
    arguments += [_OPTIONS] if shared is None else []
    said += ["\n".join(["Args:", *arguments])] if arguments else []
    said.append("\n".join(["Returns:", *_returns(operation, indent)]))
    known = [*map(_error, shared or ())]
    own = [each for each in operation.errors if _error(each) not in known]
    raised = [*(_raises(own, indent) if shared is None else _described_errors(own, indent))]
    said += ["\n".join(["Raises:", *raised])] if raised else []
    return docstring([*said, *_origin(operation.doc.origin, indent)], indent)


def wait_doc(wait: Wait, indent: int = 8) -> str:
    """The docstring of a method that waits for a run."""
    done = ", ".join(shown(value) for value in wait.done)
    failed = ", ".join(shown(value) for value in wait.failed)
    required = [a for a in wait.poll.arguments if a.place == "parameter" and a.required]
    said = [
        f"Wait for a run that `{wait.start}` started.",
        paragraph(f"Asks `{wait.poll.name}` again and again until the state is {done}.", indent),
        "\n".join(
            [
                "Args:",
                *(_argument(a, indent) for a in required),
                "    interval: seconds between two questions.",
                "    deadline: seconds after which to give up.",
                "    on_progress: called with each response, also the last.",
                "    options: settings for each question alone, such as a timeout or extra headers.",
            ]
        ),
        "Returns:\n    The response that says that the run is done.",
        "\n".join(
            [
                "Raises:",
                *([f"    RunFailedError: the run ended as {failed}."] if failed else []),
                "    WaitTimeoutError: the run was still going on at the deadline.",
                "    APIError: the state could not be asked for.",
            ]
        ),
    ]
    return docstring(said, indent)


def action_doc(action: Action, indent: int = 8) -> str:
    """The docstring of a method of a returned object."""
    operation = action.operation
    changes = "Sends only what was changed on this object since it was read; nothing at all if nothing was."
    response = "".join(line.strip() for line in _returns(operation, indent))
    if action.sends_changes:
        response += " This object, if there was nothing to send."
    said = [
        *_words(operation.doc, indent),
        *([paragraph(changes, indent)] if action.sends_changes else []),
        f"Args:\n{_OPTIONS}",
        "Returns:\n" + paragraph(response, indent, hang=4, lead="    "),
        "\n".join(["Raises:", *_raises(operation.errors, indent)]),
        *_origin(operation.doc.origin, indent),
    ]
    return docstring(said, indent)


_OPTIONS = "    options: settings for this call alone, such as a timeout or extra headers."


_ONE_PAGE_OR_ALL = (
    "One page, a sequence of its items; with `iterator=True` the items of all pages, fetched while they are "
    "iterated: then the page size asked for is kept, and the page asked for is not."
)


def _argument(argument: Argument, indent: int) -> str:
    parts = [
        _one_line(text) for text in (argument.doc.description or argument.doc.summary,) if text
    ]
    facts = [
        *_new(_bounds(argument.type), parts),
        *_new(_facts(argument.doc), parts),
        *_argument_note(argument.doc.origin),
    ]
    words = " ".join([*(_sentence(p) for p in parts), *facts]) or "see the vendor's documentation."
    return paragraph(words, indent, hang=8, lead=f"    {argument.name}: ")


def _argument_note(origin: Origin) -> Iterator[str]:
    """That a fact is not the document's; the reason stands in the spec and at the models' fields."""
    if origin.status in _BRIEFLY:
        yield _BRIEFLY[origin.status]


_BRIEFLY = {
    "vendor": "(Vendor fact, not in the document.)",
    "assumed": "(Assumed, not in the document.)",
}


def _returns(operation: Operation, indent: int) -> Iterator[str]:
    if operation.result is None:
        yield "    Nothing."
        return
    if operation.streams:
        yield "    What the server sends, piece by piece as it arrives."
        return
    if operation.pagination is not None and operation.pagination.iterator is not None:
        yield paragraph(_ONE_PAGE_OR_ALL, indent, hang=4, lead="    ")
        return
    if operation.pagination is not None:
        yield "    The items of all pages, fetched while they are iterated; `.pages()` gives the pages."
        return
    words = next(
        (r.doc.description for r in operation.responses if r.doc.description is not None), None
    )
    yield paragraph(
        _sentence(_one_line(words)) if words else "The response of the server.",
        indent,
        hang=4,
        lead="    ",
    )


def _raises(errors: Iterable[Response], indent: int) -> Iterator[str]:
    yield "    RequestValidationError: an argument is not as described here; nothing was sent."
    yield from _described_errors(errors, indent)
    yield "    APIError: the service cannot be reached, or refuses the request."


def _described_errors(errors: Iterable[Response], indent: int) -> Iterator[str]:
    for response in errors:
        name = _ERRORS.get(response.status.raw)
        if name is not None and response.doc.description is not None:
            words = _sentence(_one_line(response.doc.description))
            yield paragraph(words, indent, hang=8, lead=f"    {name}: ")


def _words(doc: Doc, indent: int) -> Iterator[str]:
    summary, description = doc.summary, doc.description
    if summary is not None:
        yield _sentence(paragraph(summary, indent))
    if description is not None and (
        summary is None or description.raw.strip() != summary.raw.strip()
    ):
        yield paragraph(description, indent)


def _facts(doc: Doc) -> Iterator[str]:
    if doc.default is not None and not (
        isinstance(doc.default, Text) and not doc.default.raw.strip()
    ):
        yield f"Default: {shown(doc.default)}."
    yield from _deprecated(doc)


def _deprecated(doc: Doc) -> list[str]:
    return ["Deprecated by the vendor."] if doc.deprecated else []


def _new(facts: Iterable[str], said: Iterable[str]) -> list[str]:
    """The facts whose values the words do not mention already."""
    text = re.sub(r"(?<=\d),(?=\d{3})", "", " ".join(said).lower())
    words = {word.rstrip(".") for word in re.findall(r"[\w.-]+", text)}
    words |= {str(number) for number, word in enumerate(_NUMBERS) if word in words}
    values = (
        (fact, set(re.findall(r"[\w.-]+", fact.lower().rstrip("."))) - _FILLERS) for fact in facts
    )
    return [fact for fact, needed in values if not needed or not needed <= words]


_NUMBERS = "zero one two three four five six seven eight nine ten".split()
_FILLERS = frozenset(
    """default from to at least most more less than multiple of character characters item
    items""".split()
)


def _rules(field: Field, indent: int) -> Iterator[str]:
    """The business rules of a field, each with its id; by its id alone where all of it is said above."""
    lines: list[str] = []
    known: list[str] = []
    above = {*_PARTS.findall(_plain_words(field.doc).lower())} | {field.name, *_PLAIN}
    for rule in field.doc.rules:
        name = f"{'only warns: ' if rule.warns else ''}{shown(rule.id)}"
        if {*_PARTS.findall(shown(rule.says).lower())} <= above:
            known.append(name)
        else:
            words = f"{_sentence(shown(rule.says))} ({name})"
            lines.append(paragraph(words, indent, hang=2, lead="- "))
    if lines:
        yield "\n".join(["Rules:", *lines])
    if known:
        yield paragraph(
            ", ".join(known), indent, hang=2, lead="Rules as said: " if lines else "Rules: "
        )


_PARTS = re.compile(r"\w+")
_PLAIN = "a an and be can for if is must not of only or the then to when with".split()


def _plain_words(doc: Doc) -> str:
    return shown(doc.description) if doc.description is not None else ""


def _bounds(type_: Type) -> Iterator[str]:
    """The limits of what is sent, in words."""
    inner = type_.inner if isinstance(type_, Nullable) else type_
    bounds = inner.bounds if isinstance(inner, Scalar | ListOf) else Bounds()
    for low, high, what in (
        (bounds.minimum, bounds.maximum, ""),
        (bounds.min_length, bounds.max_length, " characters"),
        (bounds.min_items, bounds.max_items, " items"),
    ):
        what = what.removesuffix("s") if (high if high is not None else low) == 1 else what
        if low is not None and high is not None:
            yield f"From {low} to {high}{what}."
        elif low is not None or high is not None:
            yield f"At least {low}{what}." if low is not None else f"At most {high}{what}."
    for limit, words in (
        (bounds.exclusive_minimum, "More than"),
        (bounds.exclusive_maximum, "Less than"),
        (bounds.multiple_of, "A multiple of"),
    ):
        if limit is not None:
            yield f"{words} {limit}."


def _origin(origin: Origin, indent: int) -> Iterator[str]:
    if origin.status in _STATUS and origin.note is not None:
        yield paragraph(origin.note, indent, lead=f"{_STATUS[origin.status]}: ")
    if origin.source is not None:
        yield paragraph(origin.source, indent, lead="Source: ")


def _one_line(text: Text) -> str:
    """The first paragraph of a text, on one line."""
    return " ".join(shown(text).strip().split("\n\n")[0].split())


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", ":", "```")) else text + "."


def client_doc(api: Api) -> str:
    """The docstring of a client class: what the API is and what the arguments mean."""
    indent = 4
    said = [
        *_words(Doc(summary=api.doc.summary or api.title, description=api.doc.description), indent)
    ]
    variables = {keyword: variable for scheme in api.schemes for keyword, variable in scheme.env}
    keys = {scheme.keyword: scheme.key for scheme in api.schemes}
    lines = ["Args:"]
    for keyword, variable in variables.items():
        otherwise = (
            f" Left out: the environment variable {shown(variable)}."
            if variable is not None
            else ""
        )
        about = _CREDENTIALS.get(keyword) or _credential_doc(keyword, keys.get(keyword))
        lines.append(paragraph(f"{about}{otherwise}", indent, hang=8, lead=f"    {keyword}: "))
    named = [server for server in api.servers if server.environment is not None]
    other = (
        f", or the environment variable {shown(api.base_url_env)}"
        if api.base_url_env is not None
        else ""
    )
    lines.append(
        paragraph(
            f"where to call instead of the servers of the specification{other}.",
            indent,
            hang=8,
            lead="    base_url: ",
        )
    )
    if named:
        words = "; ".join(_server(server) for server in named)
        lines.append(
            paragraph(f"which server to call: {words}.", indent, hang=8, lead="    environment: ")
        )
    settings: dict[str, str] = {v.keyword: _variable(v) for v in api.variables}
    settings |= _SETTINGS
    lines += [
        paragraph(words, indent, hang=8, lead=f"    {name}: ") for name, words in settings.items()
    ]
    return docstring([*said, "\n".join(lines)], indent)


def _credential_doc(keyword: Identifier, key: tuple[Text, In] | None) -> str:
    """What a credential is that has no usual name: where it goes, if it goes alone."""
    if key is None:
        return f"the credential `{keyword}`."
    place = "query parameter" if key[1] == "query" else key[1]
    return f"what goes into the {place} `{shown(key[0])}`, or a function that gives it."


def _variable(variable: Variable) -> str:
    doc = variable.doc.summary or variable.doc.description
    words = (
        _one_line(doc).rstrip(".")
        if doc is not None
        else f"`{shown(variable.wire)}` in the server's URL"
    )
    default = f"; `{shown(variable.default)}` unless given" if variable.default.raw else ""
    return f"{words}{default}."


_CREDENTIALS = {
    "token": "a bearer token, or a function that gives one.",
    "username": "the user name to log in with.",
    "password": "the password to log in with.",
    "email": "the e-mail address to log in with.",
    "api_key": "the API key, or a function that gives one.",
}
_SETTINGS = {
    "timeout": "seconds that connecting, sending and each read may take; None waits for ever.",
    "max_retries": "how often a failed request is repeated, where repeating is safe.",
    "deadline": "seconds that all attempts of a call may take together.",
    "headers": "headers to send with every request.",
    "http_client": "an httpx client to use; it is never closed here.",
    "strict": "raise `ResponseValidationError` when a response is not as documented, instead of reading it openly.",
    "check_rules": "whether requests are checked against the business rules; or the ids of rules to leave out.",
}


def _server(server: Server) -> str:
    words = (
        _one_line(server.doc.description).rstrip(".") if server.doc.description is not None else ""
    )
    name = shown(server.environment) if server.environment is not None else ""
    return f"`{name}` ({words})" if words and words.lower() != name.lower() else f"`{name}`"
