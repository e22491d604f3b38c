"""Extensions on anything: where a fact comes from, and how sure it is."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from adwright.extensions.extension import Extension
from adwright.extensions.shape import Also, Words
from adwright.ir.text import Text

Status: TypeAlias = Literal["documented", "vendor", "assumed", "observed"]

SOURCE = Extension[Text](
    "x-source",
    (),
    Annotated[Text, Also(pattern=r"^\S[^#]*#\S")],
    "Where the fact comes from: document#Heading as printed.",
    "pet_manual#Pets",
)
STATUS = Extension[Status](
    "x-status",
    (),
    Status,
    "How sure the fact is: documented (the default, never written), vendor, assumed, or observed in what the service "
    "sends. All but the first need x-note.",
    "assumed",
)
NOTE = Extension[Text](
    "x-note",
    (),
    Words,
    "Why the fact is taken as it is: the reason for x-status.",
    "The document prints no verb.",
)
