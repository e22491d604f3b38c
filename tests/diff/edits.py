"""The table: edits of base.yaml, and what each of them means for who calls the client."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

BASE = Path(__file__).parent / "base.yaml"


@dataclass(frozen=True)
class Edit:
    """One edit: a snippet of the spec, what stands in its place, and the changes that must be found.

    A change is written `kind symbol` and, where that tells more, `: part of the message`.
    """

    name: str
    old: str
    new: str
    found: tuple[str, ...]

    def apply(self) -> str:
        """The edited spec."""
        text = BASE.read_text("utf-8")
        assert text.count(self.old) == 1, (
            f"{self.old!r} stands {text.count(self.old)} times in the spec"
        )
        return text.replace(self.old, self.new)


def edit(name: str, old: str, new: str, *found: str) -> Edit:
    """A row of the table."""
    return Edit(name, old, new, found)


EDITS = [
    # -- methods -----------------------------------------------------------------------------------
    edit(
        "a method is removed",
        """    delete:
      operationId: orders.cancel
      tags: [orders]
      summary: Cancel an order
      responses:
        '204': {description: It is cancelled.}
""",
        "",
        "breaking Shop.orders.cancel: removed",
    ),
    edit(
        "a method is added",
        "  /health:\n",
        "  /orders/{id}/audit:\n    get: {operationId: orders.audit, tags: [orders], parameters: [{name: id, in: path, "
        "required: true, schema: {type: integer}}], responses: {'204': {description: Done.}}}\n  /health:\n",
        "compatible Shop.orders.audit: added",
    ),
    edit(
        "a resource is added",
        "  /health:\n",
        "  /users:\n    get: {operationId: users.list, tags: [users], responses: {'204': {description: Done.}}}\n"
        "  /health:\n",
        "compatible Shop.users: added, with list",
    ),
    edit(
        "a resource is removed",
        """  /search:
    post:
      operationId: search.run
      tags: [search]
      summary: Search
      requestBody:
        content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Term'}}}}
      responses:
        '200':
          description: Items.
          content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Item'}}}}
""",
        "",
        "breaking Shop.search: removed, with run",
        # Nothing sends the class any longer: it stays as one that is read.
        "breaking TermParams: removed",
        "compatible Term: added, a class",
    ),
    edit(
        "a method is called otherwise",
        "operationId: orders.cancel",
        "operationId: orders.revoke",
        "breaking Shop.orders.cancel: renamed to Shop.orders.revoke",
    ),
    edit(
        "a method moves to another resource",
        "operationId: items.price\n      tags: [items]",
        "operationId: orders.price\n      tags: [orders]",
        "breaking Shop.items.price: renamed to Shop.orders.price",
    ),
    edit(
        "a path changes",
        "  /items/{sku}/price:",
        "  /items/{sku}/prices:",
        "compatible Shop.items.price: sends PUT /items/{sku}/prices, was PUT /items/{sku}/price",
    ),
    edit(
        "a verb changes",
        "    put:\n      operationId: items.price",
        "    patch:\n      operationId: items.price",
        "compatible Shop.items.price: sends PATCH /items/{sku}/price, was PUT",
        "compatible Shop.items.price: no longer sent again",
    ),
    edit(
        "a method is deprecated",
        "      summary: Cancel an order",
        "      summary: Cancel an order\n      deprecated: true",
        "compatible Shop.orders.cancel: deprecated",
    ),
    edit(
        "a method is described in other words",
        "summary: Cancel an order",
        "summary: Call an order off",
        "docs Shop.orders.cancel: described in other words",
    ),
    edit(
        "a method may be sent again",
        "operationId: orders.move",
        "operationId: orders.move\n      x-retry-safe: true",
        "compatible Shop.orders.move: sent again",
    ),
    edit(
        "the method of the client is removed",
        "  /health:\n    get:\n      operationId: health\n",
        "  /health:\n    get:\n      operationId: condition\n",
        "breaking Shop.health: renamed to Shop.condition",
    ),
    # -- arguments ---------------------------------------------------------------------------------
    edit(
        "an optional argument is added",
        "        - {name: X-Trace,",
        "        - {name: colour, in: query, schema: {type: string}}\n        - {name: X-Trace,",
        "compatible Shop.orders.list(colour=): added",
    ),
    edit(
        "a required argument is added",
        "        - {name: X-Trace,",
        "        - {name: region, in: query, required: true, schema: {type: string}}\n        - {name: X-Trace,",
        "breaking Shop.orders.list(region=): added, required",
    ),
    edit(
        "an argument is removed",
        "        - {name: X-Trace, in: header, schema: {type: string}}\n",
        "",
        "breaking Shop.orders.list(x_trace=): removed",
    ),
    edit(
        "an argument becomes required",
        "{name: since, in: query,",
        "{name: since, in: query, required: true,",
        "breaking Shop.orders.list(since=): required now",
    ),
    edit(
        "an argument becomes optional, and so is passed by name only",
        "{name: shop, in: query, required: true,",
        "{name: shop, in: query,",
        "breaking Shop.orders.move(shop=): may be left out now, and is passed by name only",
        "breaking Shop.orders.move(shelf=): 2nd by position now, was 3rd",
    ),
    edit(
        "arguments change places",
        "        - {name: shop, in: query, required: true, schema: {type: string, maxLength: 8}}\n"
        "        - {name: shelf, in: query, required: true, schema: {type: [string, 'null']}}\n",
        "        - {name: shelf, in: query, required: true, schema: {type: [string, 'null']}}\n"
        "        - {name: shop, in: query, required: true, schema: {type: string, maxLength: 8}}\n",
        "breaking Shop.orders.move(shelf=): 2nd by position now, was 3rd",
        "breaking Shop.orders.move(shop=): 3rd by position now, was 2nd",
    ),
    edit(
        "an argument is called otherwise on the wire alone",
        "{name: X-Trace, in: header,",
        "{name: X_TRACE, in: header,",
        "compatible Shop.orders.list(x_trace=): sent as header parameter 'X_TRACE'",
    ),
    edit(
        "an argument travels in another place",
        "{name: X-Trace, in: header,",
        "{name: X-Trace, in: query,",
        "compatible Shop.orders.list(x_trace=): sent as query parameter 'X-Trace'",
    ),
    edit(
        "an argument takes one more value",
        "enum: [open, closed]",
        "enum: [open, closed, lost]",
        "compatible Shop.orders.list(status=): 'lost' is one of the values",
    ),
    edit(
        "an argument takes one value less",
        "enum: [open, closed]",
        "enum: [open]",
        "breaking Shop.orders.list(status=): 'closed' is no longer one of the values",
    ),
    edit(
        "an argument takes any text, no longer a list of values",
        "{name: status, in: query, schema: {type: string, enum: [open, closed]}}",
        "{name: status, in: query, schema: {type: string}}",
        "compatible Shop.orders.list(status=): any text is possible",
    ),
    edit(
        "an argument that took any text takes a list of values",
        "{name: X-Trace, in: header, schema: {type: string}}",
        "{name: X-Trace, in: header, schema: {type: string, enum: ['on', 'off']}}",
        "breaking Shop.orders.list(x_trace=): only 'on', 'off' are possible",
    ),
    edit(
        "an argument has a tighter bound",
        "maximum: 100",
        "maximum: 50",
        "breaking Shop.orders.list(per_page=): at most 50, was at most 100",
    ),
    edit(
        "an argument has a wider bound",
        "maximum: 100",
        "maximum: 500",
        "compatible Shop.orders.list(per_page=): at most 500, was at most 100",
    ),
    edit(
        "an argument has a bound",
        "{name: page, in: query, schema: {type: integer}}",
        "{name: page, in: query, schema: {type: integer, minimum: 1}}",
        "breaking Shop.orders.list(page=): at least 1",
    ),
    edit(
        "an argument has no bound",
        "schema: {type: string, maxLength: 8}",
        "schema: {type: string}",
        "compatible Shop.orders.move(shop=): no limit, was at most 8 characters",
    ),
    edit(
        "an argument is an integer, was any text",
        "schema: {type: string, maxLength: 8}",
        "schema: {type: integer}",
        "breaking Shop.orders.move(shop=): integer instead of text",
    ),
    edit(
        "an argument is any number, was an integer",
        "{name: page, in: query, schema: {type: integer}}",
        "{name: page, in: query, schema: {type: number}}",
        "compatible Shop.orders.list(page=): any number is possible",
    ),
    edit(
        "an argument is a time, was any text",
        "{name: X-Trace, in: header, schema: {type: string}}",
        "{name: X-Trace, in: header, schema: {type: string, format: date-time}}",
        "breaking Shop.orders.list(x_trace=): time instead of text",
    ),
    edit(
        "an argument is no longer null",
        "{name: shelf, in: query, required: true, schema: {type: [string, 'null']}}",
        "{name: shelf, in: query, required: true, schema: {type: string}}",
        "breaking Shop.orders.move(shelf=): null is no longer possible",
    ),
    edit(
        "an argument has another default, which only the server knows of",
        "default: 20",
        "default: 50",
        "docs Shop.orders.list(per_page=): default 50, was 20",
    ),
    edit(
        "an argument is described in other words",
        "description: Orders a page.",
        "description: How many orders a page has.",
        "docs Shop.orders.list(per_page=): described in other words",
    ),
    edit(
        "a body may no longer be left out",
        "      requestBody:\n        content: {application/json: {schema: {type: array, items: {$ref",
        "      requestBody:\n        required: true\n"
        "        content: {application/json: {schema: {type: array, items: {$ref",
        "breaking Shop.search.run(body=): required now",
    ),
    edit(
        "a body is sent in another form",
        "content: {application/json: {schema: {$ref: '#/components/schemas/Price'}}}",
        "content: {application/x-www-form-urlencoded: {schema: {$ref: '#/components/schemas/Price'}}}",
        "compatible Shop.items.price: sends application/x-www-form-urlencoded, was application/json",
    ),
    edit(
        "a body is one thing, no longer a list",
        "content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Term'}}}}",
        "content: {application/json: {schema: {$ref: '#/components/schemas/Term'}}}",
        "breaking Shop.search.run(body=): removed",
        "compatible Shop.search.run(word=): added",
        "compatible Shop.search.run(weight=): added",
    ),
    # -- fields that are sent ----------------------------------------------------------------------
    edit(
        "a field that is sent is added",
        "        until: {type: string, format: date}\n",
        "        until: {type: string, format: date}\n        tax: {type: number}\n",
        "compatible PriceParams.tax: added",
        "compatible Shop.items.price(tax=): added",
    ),
    edit(
        "a field that must be sent is added",
        "      required: [amount]\n      properties:\n",
        "      required: [amount, tax]\n      properties:\n        tax: {type: number}\n",
        "breaking PriceParams.tax: added, required",
        "breaking Shop.items.price(tax=): added, required",
        "breaking Shop.items.price(amount=): 3rd by position now, was 2nd",
    ),
    edit(
        "a field that is sent is removed",
        "        until: {type: string, format: date}\n",
        "",
        "breaking PriceParams.until: removed",
        "breaking Shop.items.price(until=): removed",
    ),
    edit(
        "a field must be sent",
        "      required: [amount]\n",
        "      required: [amount, currency]\n",
        "breaking PriceParams.currency: required now",
        "breaking Shop.items.price(currency=): required now",
    ),
    edit(
        "a field need not be sent",
        "      required: [word]\n",
        "      required: []\n",
        "compatible TermParams.word: may be left out now",
    ),
    edit(
        "a field that is sent takes one more value",
        "currency: {type: string, enum: [EUR, USD]}",
        "currency: {type: string, enum: [EUR, USD, CHF]}",
        "compatible PriceCurrency: 'CHF' is one of the values",
    ),
    edit(
        "a field that is sent takes one value less",
        "currency: {type: string, enum: [EUR, USD]}",
        "currency: {type: string, enum: [EUR]}",
        "breaking PriceCurrency: 'USD' is no longer one of the values",
    ),
    edit(
        "a field that is sent is of another type",
        "        amount: {type: integer}\n        currency",
        "        amount: {type: string}\n        currency",
        "breaking PriceParams.amount: text instead of integer",
        "breaking Shop.items.price(amount=): text instead of integer",
    ),
    edit(
        "a field that is sent has a looser step",
        "weight: {type: number, multipleOf: 2}",
        "weight: {type: number, multipleOf: 1}",
        "compatible TermParams.weight: a multiple of 1, was a multiple of 2",
    ),
    edit(
        "a field that is sent has a tighter step",
        "weight: {type: number, multipleOf: 2}",
        "weight: {type: number, multipleOf: 4}",
        "breaking TermParams.weight: a multiple of 4, was a multiple of 2",
    ),
    edit(
        "a field may be created no longer",
        "channel: {$ref: '#/components/schemas/Channel', x-access: {create: optional, update: optional}}",
        "channel: {$ref: '#/components/schemas/Channel', x-access: {create: never, update: optional}}",
        "breaking OrderCreate.channel: removed",
        "breaking Shop.orders.create(channel=): removed",
    ),
    edit(
        "a field may be created too",
        "id: {type: integer, readOnly: true, x-access: {create: never, update: never}}",
        "id: {type: integer, x-access: {create: optional, update: never}}",
        "compatible OrderCreate.id: added",
        "compatible Shop.orders.create(id=): added",
    ),
    edit(
        "a field must be given to create",
        "amount: {type: integer, minimum: 1, maximum: 10, x-access: {create: optional, update: optional}}",
        "amount: {type: integer, minimum: 1, maximum: 10, x-access: {create: required, update: optional}}",
        "breaking OrderCreate.amount: required now",
        "breaking Shop.orders.create(amount=): required now",
    ),
    edit(
        "a list that is sent may be shorter only",
        "labels: {type: array, maxItems: 5,",
        "labels: {type: array, maxItems: 4,",
        "breaking ParcelCreate.labels: at most 4 items, was at most 5 items",
        "compatible Parcel.labels: at most 4 items, was at most 5 items",
    ),
    edit(
        "items of a list that is sent are of another type",
        "items: {type: string}, x-access",
        "items: {type: integer}, x-access",
        "breaking ParcelCreate.labels: items: integer instead of text",
        "breaking Parcel.labels: items: integer instead of text",
    ),
    # -- fields that come back ---------------------------------------------------------------------
    edit(
        "a field that comes back is added",
        "        stock: {type: integer}\n",
        "        stock: {type: integer}\n        price: {type: number}\n",
        "compatible Item.price: added",
    ),
    edit(
        "a field that comes back is removed",
        "        stock: {type: integer}\n",
        "",
        "breaking Item.stock: removed",
    ),
    edit(
        "a field that comes back is called otherwise",
        "        stock: {type: integer}\n",
        "        inStock: {type: integer}\n",
        "breaking Item.stock: removed",
        "compatible Item.in_stock: added",
    ),
    edit(
        "a field is called otherwise in JSON alone",
        "        stock: {type: integer}\n",
        "        STOCK: {type: integer}\n",
        "compatible Item.stock: 'STOCK' in JSON, was 'stock'",
    ),
    edit(
        "a field always comes back",
        "      required: [sku, title]\n",
        "      required: [sku, title, stock]\n",
        "compatible Item.stock: never None now",
    ),
    edit(
        "a field does not always come back",
        "      required: [sku, title]\n",
        "      required: [sku]\n",
        "breaking Item.title: may be None now",
    ),
    edit(
        "a field that comes back may be null",
        "        sku: {type: string}\n        title",
        "        sku: {type: [string, 'null']}\n        title",
        "breaking Item.sku: may be None now",
    ),
    edit(
        "a field that might be left out may be null too",
        "        stock: {type: integer}\n",
        "        stock: {type: [integer, 'null']}\n",
    ),
    edit(
        "a field that might be null always comes back, null or not",
        "      required: [sku, title]\n",
        "      required: [sku, title, size]\n",
        "compatible Item.size: always returned now",
    ),
    edit(
        "a field that comes back has one more value",
        "colour: {type: string, enum: [red, green]}",
        "colour: {type: string, enum: [red, green, blue]}",
        "compatible ItemColour: 'blue' is one of the values",
    ),
    edit(
        "a field that comes back has one value less",
        "colour: {type: string, enum: [red, green]}",
        "colour: {type: string, enum: [red]}",
        "compatible ItemColour: 'green' is no longer one of the values",
    ),
    edit(
        "an enum that is sent and comes back has one value less",
        "Channel: {type: string, enum: [web, store]}",
        "Channel: {type: string, enum: [web]}",
        "breaking Channel: 'store' is no longer one of the values",
    ),
    edit(
        "an enum that is sent and comes back has one more value",
        "Channel: {type: string, enum: [web, store]}",
        "Channel: {type: string, enum: [web, store, phone]}",
        "compatible Channel: 'phone' is one of the values",
    ),
    edit(
        "a field that comes back is any number, was an integer",
        "        stock: {type: integer}\n",
        "        stock: {type: number}\n",
        "breaking Item.stock: any number is possible",
    ),
    edit(
        "a field that comes back is an integer, was any number",
        "        weight: {type: number, x-access",
        "        weight: {type: integer, x-access",
        "compatible Parcel.weight: only integers are possible",
        "breaking ParcelCreate.weight: only integers are possible",
    ),
    edit(
        "a field that comes back has another pattern, to which responses are not held",
        "pattern: '^[A-Z]{2}$'",
        "pattern: '^[A-Z]{3}$'",
        "compatible Maker.country: pattern '^[A-Z]{3}$'",
    ),
    edit(
        "a field that comes back may be of one of two types",
        "        maker: {$ref: '#/components/schemas/Maker'}\n",
        "        maker: {oneOf: [{$ref: '#/components/schemas/Maker'}, {type: string}]}\n",
        "breaking Item.maker: text is possible too",
        "compatible ItemMaker: added, an alias",
    ),
    edit(
        "a field that comes back is another class",
        "        maker: {$ref: '#/components/schemas/Maker'}\n",
        "        maker: {$ref: '#/components/schemas/Fault'}\n",
        "breaking Item.maker: Fault instead of Maker",
    ),
    edit(
        "a field is described in other words",
        "name: {type: string, description: Its name.,",
        "name: {type: string, description: What it is called.,",
        "docs Order.name: described in other words",
        "docs OrderCreate.name: described in other words",
        "docs Shop.orders.create(name=): described in other words",
    ),
    edit(
        "a field is deprecated",
        "        stock: {type: integer}\n",
        "        stock: {type: integer, deprecated: true}\n",
        "compatible Item.stock: deprecated",
    ),
    edit(
        "where a fact comes from is told",
        "    Channel: {type: string,",
        "    Channel: {x-status: assumed, x-note: Seen in a sample., x-source: 'shop#Orders', type: string,",
        "docs Channel: assumed, was documented; source shop#Orders; another note",
    ),
    edit(
        "a field comes back no longer",
        "        stock: {type: integer}\n",
        "        stock: {type: integer, writeOnly: true}\n",
        "breaking Item.stock: removed",
    ),
    # -- classes -----------------------------------------------------------------------------------
    edit(
        "a class that nothing uses is added",
        "    Fault:\n",
        "    Receipt: {type: object, properties: {total: {type: number}}}\n    Fault:\n",
        "compatible Receipt: added, a class",
    ),
    edit(
        "a class is called otherwise",
        "        maker: {$ref: '#/components/schemas/Maker'}\n    Maker:\n",
        "        maker: {$ref: '#/components/schemas/Vendor'}\n    Vendor:\n",
        "breaking Maker: renamed to Vendor",
    ),
    edit(
        "a class is removed",
        """        maker: {$ref: '#/components/schemas/Maker'}
    Maker:
      type: object
      properties:
        name: {type: string}
        country: {type: string, pattern: '^[A-Z]{2}$'}
""",
        "        maker: {type: string}\n",
        "breaking Maker: removed",
        "breaking Item.maker: text instead of Maker",
    ),
    edit(
        "an enum has no name any longer",
        "channel: {$ref: '#/components/schemas/Channel', x-access: {create: optional, update: optional}}",
        "channel: {type: string, enum: [web, store], x-access: {create: optional, update: optional}}",
        "compatible OrderChannel: added, an enum",
    ),
    # -- responses -----------------------------------------------------------------------------------
    edit(
        "a method returns another class",
        "'200': {description: The item., content: {application/json: {schema: {$ref: '#/components/schemas/Item'}}}}",
        "'200': {description: The item., content: {application/json: {schema: {$ref: '#/components/schemas/Maker'}}}}",
        "breaking Shop.items.get: returns: Maker instead of Item",
    ),
    edit(
        "a method returns nothing",
        "'200': {description: Where it is., content: {application/json: {schema: {type: string}}}}",
        "'204': {description: Where it is.}",
        "breaking Shop.orders.move: returns nothing, was str",
        "compatible Shop.orders.move: responses are read in another way: 204",
    ),
    edit(
        "a method returns something",
        "'204': {description: It is priced.}",
        "'200': {description: It is priced., content: {application/json: {schema: {$ref: "
        "'#/components/schemas/Item'}}}}",
        "compatible Shop.items.price: returns Item, was nothing",
        "compatible Shop.items.price: responses are read in another way: 200 application/json",
    ),
    edit(
        "a method may return nothing",
        "'200': {description: Where it is., content",
        "'202': {description: Later.}\n        '200': {description: Where it is., content",
        "breaking Shop.orders.move: returns: null is possible",
        "compatible Shop.orders.move: responses are read in another way",
    ),
    edit(
        "a method answers piece by piece",
        "'200': {description: Where it is., content: {application/json: {schema: {type: string}}}}",
        "'200': {description: Where it is., content: {text/event-stream: {schema: {type: string}}}}",
        "breaking Shop.orders.move: returns a stream of",
        "compatible Shop.orders.move: responses are read in another way: 200 text/event-stream",
    ),
    edit(
        "a list is no longer walked page by page",
        "      x-pagination: {style: page, page: page, size: per_page, items: orders}\n",
        "",
        "breaking Shop.orders.list: returns OrderPage, was a pager of Order",
    ),
    edit(
        "pages are asked for in another way",
        "x-pagination: {style: page, page: page, size: per_page, items: orders}",
        "x-pagination: {style: page, page: page, size: per_page, items: orders, total: total}",
        "compatible Shop.orders.list: pages are asked for in another way",
    ),
    edit(
        "an error is described",
        "'204': {description: It is cancelled.}",
        "'204': {description: It is cancelled.}\n        '404': {description: Unknown., content: {application/json: "
        "{schema: {$ref: '#/components/schemas/Fault'}}}}",
        "compatible Shop.orders.cancel: error 404: the body is Fault, was plain data",
    ),
    edit(
        "an error is no longer described",
        "        '409': {description: There already., content: {application/json: {schema: {$ref: "
        "'#/components/schemas/Fault'}}}}\n",
        "",
        "breaking Shop.orders.create: error 409: the body is plain data, was Fault",
    ),
    edit(
        "an error is of another class",
        "There already., content: {application/json: {schema: {$ref: '#/components/schemas/Fault'}}}",
        "There already., content: {application/json: {schema: {$ref: '#/components/schemas/Maker'}}}",
        "breaking Shop.orders.create: error 409: Maker instead of Fault",
    ),
    edit(
        "an error that was described by its number is described by the rest",
        "'409': {description: There already.",
        "default: {description: There already.",
        "compatible Shop.orders.create: error default: the body is Fault, was plain data",
    ),
    # -- rules -------------------------------------------------------------------------------------
    edit(
        "a rule is added",
        "      allOf:\n        - x-rule: {id: gift-needs-parcel",
        "      allOf:\n        - x-rule: {id: web-is-small, says: The web takes small orders.}\n"
        "          if: {required: [channel], properties: {channel: {const: web}}}\n"
        "          then: {properties: {amount: {maximum: 5}}}\n"
        "        - x-rule: {id: gift-needs-parcel",
        "breaking OrderCreate: rule web-is-small added: The web takes small orders.",
    ),
    edit(
        "a rule is removed",
        """      allOf:
        - x-rule: {id: gift-needs-parcel, says: A gift needs a parcel.}
          if: {required: [gift], properties: {gift: {const: true}}}
          then: {required: [parcel]}
""",
        "",
        "compatible OrderCreate: rule gift-needs-parcel removed",
    ),
    edit(
        "a rule only warns",
        "      allOf:\n        - x-rule: {id: gift-needs-parcel",
        "      x-warn:\n        - x-rule: {id: gift-needs-parcel",
        "compatible OrderCreate: rule gift-needs-parcel only warns now",
    ),
    edit(
        "a rule has another condition",
        "          then: {required: [parcel]}",
        "          then: {required: [parcel, channel]}",
        "breaking OrderCreate: rule gift-needs-parcel has another condition",
    ),
    edit(
        "a rule has another name",
        "x-rule: {id: gift-needs-parcel,",
        "x-rule: {id: gift-parcel,",
        "breaking OrderCreate: rule gift-needs-parcel renamed to gift-parcel",
    ),
    edit(
        "a rule is said in other words",
        "says: A gift needs a parcel.",
        "says: Gifts are wrapped.",
        "docs OrderCreate: rule gift-needs-parcel is said in other words",
    ),
    # -- the client --------------------------------------------------------------------------------
    edit(
        "an environment is removed",
        "  - {url: https://staging.shop.example, x-environment: staging}\n",
        "",
        "breaking Shop(environment=): 'staging' is no longer one of the environments",
    ),
    edit(
        "an environment is added",
        "security:\n  - login: []",
        "  - {url: https://test.shop.example, x-environment: test}\nsecurity:\n  - login: []",
        "compatible Shop(environment=): 'test' is one of the environments",
    ),
    edit(
        "an environment is elsewhere",
        "url: https://staging.shop.example",
        "url: https://stage.shop.example",
        "compatible Shop(environment=): 'staging' calls https://stage.shop.example",
    ),
    edit(
        "the usual server is elsewhere",
        "url: https://api.shop.example",
        "url: https://shop.example/api",
        "compatible Shop(base_url=): by default calls https://shop.example/api",
        "compatible Shop(environment=): 'production' calls https://shop.example/api",
    ),
    edit(
        "a server's URL gets a variable",
        "url: https://api.shop.example, ",
        "url: 'https://{area}.shop.example', variables: {area: {default: api}}, ",
        "compatible Shop(area=): added",
        "compatible Shop(base_url=): by default calls https://{area}.shop.example",
        "compatible Shop(environment=): 'production' calls https://{area}.shop.example",
    ),
    edit(
        "a server's URL loses its variable",
        "url: 'https://{zone}.shop.example'",
        "url: 'https://zone.shop.example'",
        "breaking Shop(zone=): removed",
        "compatible Shop(environment=): 'zoned' calls https://zone.shop.example",
    ),
    edit(
        "a server's variable has another value less",
        "zone: {default: a, enum: [a, b]}",
        "zone: {default: a, enum: [a]}",
        "breaking Shop(zone=): may be one of 'a'",
    ),
    edit(
        "a server's variable has another value more, and another default",
        "zone: {default: a, enum: [a, b]}",
        "zone: {default: c, enum: [a, b, c]}",
        "compatible Shop(zone=): may be one of 'a', 'b', 'c'",
        "compatible Shop(zone=): by default 'c', was 'a'",
    ),
    edit(
        "a server's variable may be anything",
        "zone: {default: a, enum: [a, b]}",
        "zone: {default: a}",
        "compatible Shop(zone=): may be any text",
    ),
    edit(
        "calls need another credential",
        "security:\n  - login: []",
        "security:\n  - {login: [], key: []}",
        "breaking Shop: needs key with login, was login",
    ),
    edit(
        "calls may be let in by another credential",
        "security:\n  - login: []",
        "security:\n  - login: []\n  - key: []",
        "compatible Shop: needs login or key",
    ),
    edit(
        "a method needs another credential",
        "      operationId: orders.get\n",
        "      operationId: orders.get\n      security: [{key: []}]\n",
        "breaking Shop.orders.get: needs key, was login",
    ),
    edit(
        "a credential is given no longer",
        "    key: {type: apiKey, in: header, name: X-Key, x-credentials: {env: {api_key: SHOP_KEY}}}\n",
        "",
        "breaking Shop(api_key=): removed",
    ),
    edit(
        "a credential is read from another environment variable",
        "SHOP_TOKEN",
        "SHOP_LOGIN",
        "breaking Shop(token=): read from SHOP_LOGIN, was SHOP_TOKEN",
    ),
    edit(
        "a credential travels in another header",
        "name: X-Key,",
        "name: X-Api-Key,",
        "compatible Shop(api_key=): api_key: sent in another form",
    ),
    edit(
        "the version of the API is told",
        "version: '1'",
        "version: '2'",
        "docs Shop: version 2 of the API, was 1",
    ),
    edit(
        "keys stand in another order",
        "  - {name: orders, description: What was bought.}\n  - {name: items, description: What can be bought.}\n",
        "  - {name: items, description: What can be bought.}\n  - {name: orders, description: What was bought.}\n",
    ),
]  # fmt: skip
