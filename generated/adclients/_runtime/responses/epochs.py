"""Moments that are numbers: seconds or milliseconds since 1970."""

from __future__ import annotations

import datetime
import decimal
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from ..schemas.values import EPOCH


class _Epoch:
    """Lets a value be given as a number of units since 1970, which is also how it is written."""

    def __init__(self, unit: datetime.timedelta) -> None:
        self._unit = unit

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        number = core_schema.union_schema(
            [core_schema.int_schema(strict=True), core_schema.float_schema(strict=True)]
        )
        moment = core_schema.no_info_after_validator_function(self._moment, number)
        exact = core_schema.no_info_after_validator_function(
            self._moment, core_schema.is_instance_schema(decimal.Decimal)
        )
        return core_schema.json_or_python_schema(
            json_schema=moment,
            python_schema=core_schema.union_schema(
                [core_schema.datetime_schema(strict=True), moment, exact], mode="left_to_right"
            ),
            serialization=core_schema.plain_serializer_function_ser_schema(
                self._number, when_used="json-unless-none"
            ),
        )

    def _moment(self, number: float | decimal.Decimal) -> datetime.datetime:
        number = number if isinstance(number, int) else float(number)
        try:
            return EPOCH + number * self._unit
        except OverflowError:
            raise ValueError("no moment between the years 1 and 9999") from None

    def _number(self, moment: object) -> object:
        if not isinstance(moment, datetime.datetime):
            return moment  # as it was sent
        passed = moment.astimezone(datetime.UTC) - EPOCH
        return passed / self._unit if passed % self._unit else passed // self._unit


EpochSeconds = Annotated[datetime.datetime, _Epoch(datetime.timedelta(seconds=1))]
"""A moment that is sent as seconds since 1970."""

EpochMilliseconds = Annotated[datetime.datetime, _Epoch(datetime.timedelta(milliseconds=1))]
"""A moment that is sent as milliseconds since 1970."""
