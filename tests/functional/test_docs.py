"""Docstrings: what the document says of a thing stands where an editor shows it."""

from __future__ import annotations

import inspect
import re
import textwrap

import pytest
from support import Generate, Package

DOCUMENTED = """
info:
  title: Book shop
  version: '3'
  description: |
    Sells books.

    - first point
    - second point
servers: [{url: 'https://api.example.com', x-environment: production, description: The shop itself.}]
tags: [{name: books, description: Books and where they stand.}]
security: [{token: []}]
paths:
  /books/{id}:
    put:
      operationId: books.update
      tags: [books]
      summary: Change a book
      description: Changes what is given. The rest stays.
      x-source: shop_manual#Changing books
      deprecated: true
      parameters:
        - {name: id, in: path, required: true, description: Number of the book, schema: {type: integer}}
        - name: pages
          in: query
          description: How many pages to show.
          schema: {type: integer, minimum: 1, maximum: 50, default: 20}
        - {name: lang, in: query, x-status: vendor, x-note: Support said so., schema: {type: string, default: en}}
        - {name: old, in: query, deprecated: true, description: Not used., schema: {type: string, maxLength: 5}}
        - {name: draft, in: query, schema: {type: boolean, default: false}}
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}
      responses:
        '200': {description: The book as it now is, content: {application/json: {schema:
            {$ref: '#/components/schemas/Book'}}}}
        '404': {description: There is no such book}
        '429': {description: Too many calls.}
    get:
      operationId: books.get
      tags: [books]
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses: {'204': {description: Nothing.}}
components:
  schemas:
    Book:
      type: object
      description: A book of the shop.
      x-source: shop_manual#Books
      properties:
        title: {type: string, description: What is printed on it.}
        price:
          type: number
          description: In cents.
          default: 5
          x-status: assumed
          x-note: The manual is silent.
          x-source: shop_manual#Prices
        state: {$ref: '#/components/schemas/State'}
        bare: {type: string}
    State: {type: string, enum: [new, used], description: How it looks.}
  securitySchemes:
    token: {type: http, scheme: bearer, x-credentials: {env: {token: SHOP_TOKEN}}}
"""


@pytest.fixture
def shop(generate: Generate) -> Package:
    return generate(DOCUMENTED)


def test_a_method_says_what_it_does_takes_gives_and_raises(shop: Package) -> None:
    doc = inspect.getdoc(shop.method("books.update"))
    assert (
        doc
        == textwrap.dedent("""\
        Change a book.

        Changes what is given. The rest stays.

        The body: A book of the shop.

        Deprecated by the vendor.

        Args:
            id: Number of the book.
            pages: How many pages to show. From 1 to 50. Default: 20.
            lang: Default: en. (Vendor fact, not in the document.)
            old: Not used. At most 5 characters. Deprecated by the vendor.
            draft: Default: false.
            title: What is printed on it.
            price: In cents. Default: 5. (Assumed, not in the document.)
            state: How it looks.
            bare: see the vendor's documentation.

        Returns:
            The book as it now is.

        Raises:
            NotFoundError: There is no such book.
            RateLimitError: Too many calls.

        Source: shop_manual#Changing books
        """).rstrip()
    )


def test_both_halves_say_the_same(shop: Package) -> None:
    for name in ("books.update", "books.get"):
        sync = shop.method(name).__doc__
        assert shop.method(name, shop.async_client()).__doc__ == sync


def test_a_method_without_words_has_a_docstring_all_the_same(shop: Package) -> None:
    doc = inspect.getdoc(shop.method("books.get"))
    assert doc is not None
    assert doc.startswith("GET ")
    assert "Returns:\n    Nothing." in doc


def test_models_fields_and_enums_are_documented(shop: Package) -> None:
    assert inspect.getdoc(shop.models.Book) == "A book of the shop.\n\nSource: shop_manual#Books"
    text = shop.text("models.py")
    assert '    """What is printed on it."""' in text
    price = text[text.index("    price:") :]
    said = price[price.index('"""') + 3 :]
    said = said[: said.index('"""')]
    assert inspect.cleandoc(said) == inspect.cleandoc("""
        In cents.

        Default: 5.

        Assumed: The manual is silent.

        Source: shop_manual#Prices
        """)
    assert '"""How it looks."""' in text


def test_resources_client_and_package_are_documented(shop: Package) -> None:
    client = shop.client()
    words = " ".join((inspect.getdoc(type(client.books)) or "").split())
    assert words == (
        "Books and where they stand. Each method takes `options`, settings for that call alone, such as a timeout or "
        "extra headers. What each method may raise: RequestValidationError: an argument is not as described here; "
        "nothing was sent. APIError: the service cannot be reached, or refuses the request."
    )
    assert inspect.getdoc(type(client).books) == "Books and where they stand."
    doc = inspect.getdoc(type(client))
    assert doc is not None
    assert doc == "Book shop.\n\nSells books.\n\n- first point\n- second point"
    doc = inspect.getdoc(type(client).__init__)
    assert doc is not None
    for argument in inspect.signature(type(client)).parameters:
        assert f"\n    {argument}: " in doc
    assert "SHOP_TOKEN" in doc
    assert "`production` (The shop itself)" in doc
    assert shop.module().__doc__.startswith("Book shop.")


@pytest.mark.filterwarnings("ignore:The vendor advises")
def test_the_signature_does_not_send_what_is_only_a_documented_default(shop: Package) -> None:
    assert (
        inspect.signature(shop.method("books.update")).parameters["pages"].default
        is shop.module().UNSET
    )
    assert shop.send("books.update", 1, settings={"token": "t"}).query == ()


def test_who_calls_a_deprecated_operation_is_warned(shop: Package) -> None:
    client = shop.client()
    assert "advises against" in client.books.update.__deprecated__
    with pytest.warns(DeprecationWarning, match="advises against"):
        client.check(client.books.update, 1)


def test_lines_of_generated_code_are_short(shop: Package) -> None:
    code = {
        p: t
        for p, t in shop.built.files.items()
        if p.endswith(".py") and ("/schemas/" not in p or "__init__" in p)
    }
    for path, text in code.items():
        long = [line for line in text.splitlines() if len(line) > 100]
        assert not long, f"{path}: {long}"


@pytest.mark.parametrize(
    "words",
    [
        'He said """stop""".',
        'ends with a quote"',
        "back\\slash \\n \\N{BULLET} \\u0041",
        "{{ 7*7 }} {% raw %} {# no #}",
        "tab\there",
        "a\x07bell",
        "right\u202eto left",
        "# not a comment",
        "'''",
        "line\u2028separator",
        "\\",
    ],
)
def test_words_that_look_like_code_stay_words(generate: Generate, words: str) -> None:
    sample = generate(
        {
            "paths": {
                "/x": {
                    "get": {
                        "operationId": "get_x",
                        "summary": words,
                        "description": words,
                        "responses": {"204": {"description": words}},
                    }
                }
            },
        }
    )
    doc = sample.method("get_x").__doc__
    visible = "".join(
        c if c.isprintable() else " " for c in words.replace("\x07", "").replace("\u202e", "")
    )
    assert " ".join(visible.split()) in " ".join(doc.split())


LIMITED = """
paths:
  /books:
    post:
      operationId: books.add
      tags: [books]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}}
      responses: {'200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}}}
components:
  schemas:
    Book:
      type: object
      properties:
        title: {type: string, maxLength: 20, description: What is printed on it.}
        pages: {type: [integer, 'null'], minimum: 1, maximum: 10, default: 2, deprecated: true}
        code: {type: string, minLength: 4, description: A code of 4 or more letters.}
        price: {type: number, exclusiveMinimum: 0, multipleOf: 0.01, description: In euro.}
        tags: {type: array, items: {type: string}, maxItems: 3, description: Tags.}
        sets: {type: array, items: {type: string}, minItems: 1, maxItems: 2, description: One or two.}
        kind: {type: string, maxLength: 1}
"""


def test_keys_and_arguments_say_their_limits_unless_words_do(generate: Generate) -> None:
    shop = generate(LIMITED)
    said = {
        "title": "What is printed on it. At most 20 characters.",
        "pages": "From 1 to 10. Default: 2. Deprecated by the vendor.",
        "code": "A code of 4 or more letters.",
        "price": "In euro. More than 0. A multiple of 0.01.",
        "tags": "Tags. At most 3 items.",
        "sets": "One or two.",
        "kind": "At most 1 character.",
    }
    text = shop.text("params.py")
    keys = dict(re.findall(r'^    (\w+): [^\n]+\n    """(.+?)"""', text, re.MULTILINE | re.DOTALL))
    assert {key: " ".join(doc.split()) for key, doc in keys.items()} == said
    arguments = inspect.getdoc(shop.method("books.add")) or ""
    for key, words in said.items():
        assert f"    {key}: {words}\n" in arguments
    assert "At most" not in shop.text("models.py"), "what comes back is taken as it is"


def noted(path: str, tag: str, status: str = "", note: str = "") -> str:
    said = f"x-status: {status}\n      x-note: {note}\n      " if note else ""
    return f"""
  /{path}:
    get:
      operationId: {path}
      tags: [{tag}]
      {said}responses: {{'204': {{description: It.}}}}"""


def test_what_is_noted_of_most_methods_is_said_once(generate: Generate) -> None:
    path, verb = "Nobody printed the path.", "Nobody printed the verb."
    sample = generate(
        "paths:"
        + noted("a", "shop", "vendor", path)
        + noted("b", "shop", "vendor", path)
        + noted("c", "shop", "assumed", verb)
        + noted("d", "bare", "vendor", path)
        + noted("e", "bare")
    )
    client = sample.client()
    shop, bare = type(client.shop), type(client.bare)
    said = "From the vendor, not from the document"
    assert f"{said}, unless a method says otherwise: {path}" in " ".join(shop.__doc__.split())
    assert "printed" not in shop.a.__doc__ + shop.b.__doc__
    assert f"Assumed: {verb}" in shop.c.__doc__
    # Of methods of which nothing is noted it would be wrong.
    assert "printed" not in bare.__doc__
    assert f"{said}: {path}" in " ".join(bare.d.__doc__.split())


def test_a_body_is_described_by_its_schema_where_nothing_else_is_said(generate: Generate) -> None:
    sample = generate("""
paths:
  /a:
    post:
      operationId: send
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
      responses: {'204': {description: Nothing.}}
    put:
      operationId: replace
      requestBody:
        description: The thing that takes its place.
        content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}
      responses: {'204': {description: Nothing.}}
components: {schemas: {Thing: {type: object, description: What can be put on a shelf.}}}
""")
    assert "body: What can be put on a shelf.\n" in sample.method("send").__doc__
    assert "body: The thing that takes its place.\n" in sample.method("replace").__doc__


def test_a_body_whose_fields_are_arguments_is_described(generate: Generate) -> None:
    """By its own words, or else by those of its schema; what is said already is not said again."""
    sample = generate("""
paths:
  /a:
    post:
      operationId: send
      summary: Put a thing on a shelf.
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
      responses: {'204': {description: Nothing.}}
    put:
      operationId: replace
      requestBody:
        description: The thing that takes its place.
        content: {application/x-www-form-urlencoded: {schema: {$ref: '#/components/schemas/Thing'}}}
      responses: {'204': {description: Nothing.}}
    patch:
      operationId: change
      description: What can be put on a shelf.
      requestBody: {content: {application/json: {schema: {allOf: [{$ref: '#/components/schemas/Thing'}]}}}}
      responses: {'204': {description: Nothing.}}
components:
  schemas: {Thing: {type: object, description: What can be put on a shelf., properties: {name: {type: string}}}}
""")
    for name, start in (
        (
            "send",
            "Put a thing on a shelf.\n\nThe body: What can be put on a shelf.\n\nArgs:\n    name: ",
        ),
        ("replace", "PUT /a.\n\nThe body: The thing that takes its place.\n\nArgs:\n    name: "),
        ("change", "What can be put on a shelf.\n\nArgs:\n    name: "),
    ):
        assert str(inspect.getdoc(sample.method(name))).startswith(start)


def test_a_description_of_a_body_that_starts_with_what_is_kept(generate: Generate) -> None:
    """A quote, a table or a heading stands on lines of its own."""
    sample = generate("""
paths:
  /a:
    post:
      operationId: a
      requestBody:
        description: "> Tip\\n\\n| a | b |\\n| - | - |\\n| 1 | 2 |"
        content: {application/json: {schema: {type: object, properties: {x: {type: string}}}}}
      responses: {'204': {description: '-'}}
""")
    lines = [line.strip() for line in sample.method("a").__doc__.splitlines()]
    start = lines.index("The body:")
    assert lines[start : start + 5] == ["The body:", "> Tip", "", "| a | b |", "| - | - |"]


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ("{$ref: '#/components/schemas/Thing'}", "The thing."),
        ("{allOf: [{$ref: '#/components/schemas/Thing'}]}", "The thing."),
        ("{allOf: [{$ref: '#/components/schemas/Thing'}], description: Own words.}", "Own words."),
        ("{$ref: '#/components/schemas/Thing', description: Own words.}", "Own words."),
        ("{allOf: [{$ref: '#/components/schemas/Thing'}, {description: More., properties: {b: {}}}]}", "More."),
        ("{allOf: [{description: One., properties: {b: {}}}, {description: Two.}]}", "One.\n\nTwo."),
        ("{oneOf: [{$ref: '#/components/schemas/Thing'}, {type: 'null'}]}", "The thing."),
        ("{allOf: [{allOf: [{$ref: '#/components/schemas/Named'}]}]}", "The thing."),
    ],
)  # fmt: skip
@pytest.mark.parametrize("whole", ["", "What is added."])
def test_what_is_said_of_a_body_or_else_of_its_schema(
    generate: Generate, schema: str, words: str, whole: str
) -> None:
    """Through all that stands around the schema; what the body says itself comes before it."""
    described = f"description: {whole}, " if whole else ""
    sample = generate(f"""
paths:
  /x:
    post:
      operationId: add
      requestBody: {{required: true, {described}content: {{application/json: {{schema: {schema}}}}}}}
      responses: {{'204': {{description: Nothing.}}}}
components:
  schemas:
    Thing: {{type: object, description: The thing., properties: {{a: {{type: string}}}}}}
    Named: {{$ref: '#/components/schemas/Thing'}}
""")
    told = inspect.getdoc(sample.method("add")) or ""
    assert told.count(whole or words) == 1
    assert not whole or words not in told


def test_bytes_in_one_of_several_types_are_said_to_be_encoded(generate: Generate) -> None:
    sample = generate("""
paths:
  /x:
    post:
      operationId: add
      requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {
        either: {anyOf: [{type: string, format: binary}, {type: object, properties: {a: {type: string}}}]},
        perhaps: {anyOf: [{type: string, format: byte}, {type: 'null'}]},
        number: {oneOf: [{type: string, format: binary}, {type: integer}]},
        plain: {oneOf: [{type: string}, {type: integer}]}}}}}}
      responses: {'204': {description: Nothing.}}
""")
    told = inspect.getdoc(sample.method("add")) or ""
    for name in ("either", "perhaps", "number"):
        assert re.search(rf"{name}: Bytes are sent as Base64\.", told)
    assert told.count("Base64") == 3
