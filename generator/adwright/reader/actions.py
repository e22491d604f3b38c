"""Operations bound to a returned object (`x-actions`): `tag.save()`, `tag.duplicate()`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from adwright.document.node import Node
from adwright.extensions.schemas import ACTIONS
from adwright.extensions.schemas import Action as Said
from adwright.ir import names
from adwright.ir.classes import Model
from adwright.ir.facts import Field
from adwright.ir.operations import Action, Operation, Resource
from adwright.ir.text import Identifier, Text
from adwright.problems import Id, Problem
from adwright.reader.mentions import missing, nearest


@dataclass(frozen=True, slots=True)
class ActionReader:
    """Reads the methods of returned objects.

    Attributes:
        known: the operations that they may call, by `operationId`, each with its resource.
        warnings: gets what is doubtful.
        astray: gets what leads nowhere.
    """

    known: Mapping[str, tuple[Identifier, Operation]]
    warnings: list[Problem]
    astray: list[Problem]

    def with_actions(
        self, models: Iterable[Model], active: Mapping[Identifier, Node]
    ) -> tuple[Model, ...]:
        """The models, those with `x-actions` with their methods.

        Args:
            models: all models.
            active: the schemas with `x-actions`, by the name of their class.
        """
        found = {model.name: model for model in models}
        for name in active.keys() - found.keys():
            if ACTIONS.read(active[name], self.warnings) is not None:
                words = f"{ACTIONS.name} stands on what is no object"
                self.astray.append(active[name][ACTIONS.name].problem(Id.EXTENSION_TARGET, words))
        return tuple(
            replace(model, actions=self._actions(model, active[name])) if name in active else model
            for name, model in found.items()
        )

    def _actions(self, model: Model, node: Node) -> tuple[Action, ...]:
        fields = {field.wire: field for field in model.fields}
        taken = {field.name for field in model.fields}
        actions: list[Action] = []
        for name, said in (ACTIONS.read(node, self.warnings) or {}).items():
            resource, operation = self.known.get(said.operation.raw, (None, None))
            if resource is None or operation is None:
                where = " on a resource"
                self.astray.append(missing(said.operation, "operation", self.known, where))
                continue
            method = names.variable(name.raw, "action")
            actions.append(
                Action(
                    name=Identifier(method + "_") if method in taken else method,
                    resource=resource,
                    operation=operation,
                    arguments=self._arguments(said, operation, fields),
                    sends_changes=said.body is not None,
                )
            )
        return tuple(actions)

    def _arguments(
        self, said: Said, operation: Operation, fields: Mapping[Text, Field]
    ) -> tuple[tuple[Identifier, Identifier], ...]:
        """Parameter to the field that gives it."""
        parameters = {parameter.wire: parameter for parameter in operation.parameters}
        for name, source in said.arguments.items():
            if name not in parameters:
                message = f"{said.operation.raw} has no parameter {name.raw!r}"
                hint = nearest(name.raw, [each.raw for each in parameters])
                self.astray.append(source.problem(message, hint))
            elif source.text not in fields:
                self.astray.append(missing(source, "property", [each.raw for each in fields]))
        for wire, parameter in parameters.items():
            if parameter.required and wire not in said.arguments:
                message = f"{said.operation.raw} needs the parameter {wire.raw!r}"
                hint = f"arguments: {{{wire.raw}: a property}}"
                self.astray.append(said.operation.problem(message, hint))
        given = (
            (p, fields.get(said.arguments[w].text))
            for w, p in parameters.items()
            if w in said.arguments
        )
        return tuple((p.name, field.name) for p, field in given if field is not None)


def operations_on(resources: Iterable[Resource]) -> dict[str, tuple[Identifier, Operation]]:
    """The operations of resources by `operationId`, each with its resource."""
    return {o.id.raw: (resource.name, o) for resource in resources for o in resource.operations}
