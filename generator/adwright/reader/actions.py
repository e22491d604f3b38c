"""Operations bound to a returned object (`x-actions`): `tag.save()`, `tag.duplicate()`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from adwright.document.node import Node
from adwright.document.source import as_object, is_object
from adwright.ir import names
from adwright.ir.model import Action, Field, Model, Operation, Resource
from adwright.ir.text import Identifier
from adwright.problems import Problem


def with_actions(
    models: Iterable[Model],
    active: Mapping[Identifier, Node],
    resources: Iterable[Resource],
    warnings: list[Problem],
) -> tuple[Model, ...]:
    """The models, those with `x-actions` with their methods.

    Args:
        models: all models.
        active: the schemas with `x-actions`, by the name of their class.
        resources: what the actions may call.
        warnings: gets what is doubtful.
    """
    known = {o.id.raw: (resource.name, o) for resource in resources for o in resource.operations}
    result: list[Model] = []
    for model in models:
        node = active.get(model.name)
        actions = _actions(model, node, known, warnings) if node is not None else ()
        result.append(replace(model, actions=actions))
    return tuple(result)


def _actions(
    model: Model,
    node: Node,
    known: Mapping[str, tuple[Identifier, Operation]],
    warnings: list[Problem],
) -> tuple[Action, ...]:
    fields = {field.wire.raw: field for field in model.fields}
    actions: list[Action] = []
    for name, said in node["x-actions"].items():
        resource, operation = known.get(str(said.plain("operation")), (None, None))
        if not is_object(said.value) or resource is None or operation is None:
            warnings.append(said.problem("x-actions: there is no such operation on a resource"))
            continue
        arguments = _arguments(operation, said, fields)
        if arguments is None:
            hint = "arguments: {path parameter: property}"
            warnings.append(
                said.problem("x-actions: not every path parameter has a property", hint)
            )
            continue
        method = names.variable(name, "action")
        taken = {field.name for field in model.fields}
        actions.append(
            Action(
                name=Identifier(method + "_") if method in taken else method,
                resource=resource,
                operation=operation,
                arguments=arguments,
                sends_changes=said.plain("body") == "changed",
            )
        )
    return tuple(actions)


def _arguments(
    operation: Operation, said: Node, fields: Mapping[str, Field]
) -> tuple[tuple[Identifier, Identifier], ...] | None:
    """Path parameter to the field that gives it; None if one has none."""
    given = as_object(said.plain("arguments"))
    pairs: list[tuple[Identifier, Identifier]] = []
    for parameter in operation.parameters:
        field = fields.get(str(given.get(parameter.wire.raw)))
        if parameter.location == "path" and field is None:
            return None
        if field is not None:
            pairs.append((parameter.name, field.name))
    return tuple(pairs)
