"""Arguments that a method takes, made of the schemas of what may be sent."""

from __future__ import annotations

from typing import Any

from ..data import is_dict
from ..methods import arguments_schema
from ..schemas.store import Schemas
from ..schemas.validate import Validator
from ..spec.operation import Operation
from .samples import sample


def sample_arguments(operation: Operation[Any], requests: Schemas) -> dict[str, Any]:
    """Samples of the arguments of a method, of no more than must be given if that will do.

    Args:
        operation: What the method calls.
        requests: The schemas of what may be sent.
    """
    schema = arguments_schema(operation, requests)
    needed = {name: schema["properties"].get(name, True) for name in schema["required"]}
    made: Any = None
    for each in ({**schema, "properties": needed}, schema):
        made = sample(each)
        if is_dict(made) and not Validator(each).errors(made)[0]:
            break
    return made if is_dict(made) else {}
