"""Models of a large API stand in several modules, and work as if they stood in one."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from adwright.render import classes
from support import Generate, as_black, build_spec, write_files, write_spec

from .both_ways import both_ways, returned

SPEC = """
paths:
  /boats/{id}:
    put:
      operationId: save
      tags: [boats]
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Boat'}}}}
      responses: {'200': {description: Saved., content: {application/json: {schema:
          {$ref: '#/components/schemas/Boat'}}}}}
components:
  schemas:
    Boat:
      type: object
      required: [name, kind]
      properties:
        name: {type: string}
        kind: {type: string, enum: [sail, row]}
        crew: {type: array, items: {$ref: '#/components/schemas/Sailor'}}
        cargo: {$ref: '#/components/schemas/Cargo'}
        notes: {$ref: '#/components/schemas/Json'}
    BoatShed: {type: object, properties: {boats: {type: array, items: {$ref: '#/components/schemas/Boat'}}}}
    Sailor:
      type: object
      properties:
        name: {type: string}
        boat: {$ref: '#/components/schemas/Boat'}
        shed: {$ref: '#/components/schemas/BoatShed'}
    Cargo: {oneOf: [{$ref: '#/components/schemas/Crate'}, {$ref: '#/components/schemas/Tank'}]}
    Crate: {type: object, required: [planks], properties: {planks: {type: integer}}}
    Tank: {type: object, required: [litres], properties: {litres: {type: number}}}
    Json:
      oneOf:
        - {type: string}
        - {type: array, items: {$ref: '#/components/schemas/Json'}}
    Types: {type: object, properties: {runtime: {type: string}}}
    Runtime: {type: object, properties: {types: {$ref: '#/components/schemas/Types'}}}
  x-more: {$ref: '#/components/schemas/Runtime'}
"""


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    for most in ("MOST_CLASSES", "MOST_ALIASES", "MOST_FIELDS"):
        monkeypatch.setattr(classes, most, 0)


def test_classes_of_several_modules_refer_to_each_other(generate: Generate) -> None:
    package = generate(SPEC)
    modules = {path.rpartition("/")[2] for path in package.built.files if "/models/" in path}
    assert {"__init__.py", "_boat.py", "_boat_shed.py", "_json.py", "_sailor.py"} < modules
    boat = {
        "name": "Ida",
        "kind": "sail",
        "crew": [{"name": "Jo", "shed": {"boats": [{"name": "Ada", "kind": "hover"}]}}],
        "cargo": {"litres": 2.5},
        "notes": ["a", ["b"]],
    }
    package.server.play((200, boat))
    models = package.models
    crew = [models.Sailor(name="Jo", boat=models.Boat(name="Ada", kind="row"))]
    saved = package.client().boats.save(
        7, name="Ida", kind="sail", crew=crew, cargo=models.Crate(planks=3), notes=["a", ["b"]]
    )
    assert package.sent[0].json["crew"] == [{"name": "Jo", "boat": {"name": "Ada", "kind": "row"}}]
    assert package.sent[0].json["cargo"] == {"planks": 3}
    assert isinstance(saved, models.Boat)
    assert isinstance(saved.cargo, models.Tank)
    assert saved.crew[0].shed.boats[0].kind == "hover"
    assert saved.notes == ["a", ["b"]]


def test_what_is_wrong_is_said_across_modules(generate: Generate) -> None:
    package = generate(SPEC)
    with pytest.raises(ValueError, match=r"crew\[0\]\.boat\.kind"):
        package.client().boats.save(
            7, name="Ida", kind="sail", crew=[{"boat": {"name": "Ada", "kind": "steam"}}]
        )


def test_type_checkers_and_black_are_content(tmp_path: Path) -> None:
    files = build_spec(write_spec(tmp_path, SPEC)).files
    write_files(tmp_path, files)
    for path, text in files.items():
        if "/models/" in path:
            assert as_black(text) == text, path
    for checker in (
        ["mypy", "--strict", "-p", "sample"],
        ["pyright", "--pythonpath", sys.executable, "sample"],
    ):
        done = subprocess.run(
            [sys.executable, "-m", *checker],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout


LAZY = """
paths:
  /posts/{id}:
    get:
      operationId: get
      tags: [posts]
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses: {'200': {description: A post., content: {application/json: {schema:
          {$ref: '#/components/schemas/Post'}}}}}
  /comments:
    get:
      operationId: list
      tags: [comments]
      responses: {'200': {description: Comments., content: {application/json: {schema:
          {type: array, items: {$ref: '#/components/schemas/Comment'}}}}}}
components:
  schemas:
    Post:
      type: object
      required: [id]
      properties:
        id: {type: integer}
        author: {$ref: '#/components/schemas/Person'}
        editor: {anyOf: [{type: string}, {$ref: '#/components/schemas/Person'}]}
        comments: {type: array, items: {$ref: '#/components/schemas/Comment'}}
        votes: {type: object, additionalProperties: {$ref: '#/components/schemas/Vote'}}
        media: {oneOf: [{$ref: '#/components/schemas/Image'}, {$ref: '#/components/schemas/Film'}]}
        labels: {$ref: '#/components/schemas/Labels'}
        blog: {anyOf: [{$ref: '#/components/schemas/Blog'}, {type: 'null'}]}
    Person:
      type: object
      required: [name]
      properties:
        name: {type: string}
        joined: {type: string, format: date-time}
        blog: {$ref: '#/components/schemas/Blog'}
        role: {type: string, enum: [writer, reader]}
    Blog: {type: object, properties: {title: {type: string}, owner: {$ref: '#/components/schemas/Person'}}}
    Comment: {type: object, properties: {text: {type: string}, by: {$ref: '#/components/schemas/Person'}}}
    Vote: {type: object, properties: {points: {type: integer}}}
    Image:
      type: object
      required: [width]
      properties: {width: {type: integer}, by: {$ref: '#/components/schemas/Person'}}
    Film: {type: object, required: [minutes], properties: {minutes: {type: integer}}}
    Labels: {type: array, items: {anyOf: [{type: string}, {$ref: '#/components/schemas/Label'}]}}
    Label: {type: object, properties: {word: {type: string}}}
"""


LOADING = """
import json, sys
import httpx
from sample import Sample

def loaded():
    return {name.partition("models._")[2] for name in sys.modules if "models._" in name}

def get(**members):
    answer = httpx.Response(200, json={"id": 1, **members})
    transport = httpx.MockTransport(lambda request: answer)
    return Sample(http_client=httpx.Client(transport=transport)).posts.get(1)

assert loaded() == set(), loaded()
post = {"post"}
get()
assert loaded() == post, loaded()
assert get(editor="Jo", author=None, comments=[]).editor == "Jo"
assert loaded() == post, loaded()
author = get(author={"name": "Ida", "joined": "2026-01-02T03:04:05Z"}).author
assert loaded() == post | {"person"}, loaded()
media = get(media={"minutes": 90}).media
assert loaded() == post | {"person", "image", "film"}, loaded()  # the members of a union come together
from sample.models import Film, Person
assert isinstance(media, Film) and isinstance(author, Person) and author.joined.year == 2026
"""


def test_a_response_loads_the_models_that_it_has_data_for(tmp_path: Path) -> None:
    write_files(tmp_path, build_spec(write_spec(tmp_path, LAZY)).files)
    done = subprocess.run(
        [sys.executable, "-c", LOADING], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


EVERYTHING = {
    "id": 1,
    "author": {"name": "Ida", "blog": {"title": "B", "owner": {"name": "Jo"}}},
    "editor": {"name": "Ed", "role": "baker"},
    "comments": [{"text": "a", "by": {"name": "Al"}}, {"text": "b"}],
    "votes": {"up": {"points": 3}},
    "media": {"width": 3, "by": {"name": "Bo"}},
    "labels": ["a", {"word": "b"}],
    "blog": {"title": "C", "new": [1]},
}


def test_data_for_every_kind_of_reference_is_read_as_its_class(generate: Generate) -> None:
    package = generate(LAZY)
    models = package.models
    package.server.play((200, EVERYTHING), (200, EVERYTHING))
    first, second = (package.client().posts.get(1) for _ in range(2))
    for post in (first, second):
        assert post.author.blog.owner == models.Person(name="Jo")
        assert isinstance(post.editor, models.Person)
        assert post.editor.role == "baker"
        assert [type(each) for each in post.comments] == [models.Comment] * 2
        assert isinstance(post.comments[0].by, models.Person)
        assert isinstance(post.votes["up"], models.Vote)
        assert isinstance(post.media, models.Image)
        assert isinstance(post.media.by, models.Person)
        assert post.labels == ["a", models.Label(word="b")]
        assert post.blog.model_extra == {"new": [1]}
        assert post.to_dict(json=True) == EVERYTHING
        assert json.loads(post.to_json()) == EVERYTHING
        assert pickle.loads(pickle.dumps(post)) == post
    assert first == second


def test_what_differs_is_kept_with_one_warning_that_names_it(generate: Generate) -> None:
    package = generate(LAZY)
    post = EVERYTHING | {"votes": {"up": {"points": "many"}}, "author": {"name": 7}, "blog": "none"}
    package.server.play((200, post))
    with pytest.warns(package.module().ResponseWarning) as told:
        read = package.client().posts.get(1)
    assert {str(each.message).split(" came")[0] for each in told} == {
        "Vote.points", "Person.name", "Post.blog",
    }  # fmt: skip
    assert (read.votes["up"].points, read.author.name, read.blog) == ("many", 7, "none")
    assert isinstance(read.comments[0].by, package.models.Person)


def test_models_are_made_and_validated_by_hand(generate: Generate) -> None:
    models = generate(LAZY).models
    post = models.Post(id=1, author={"name": "Ida"}, comments=[models.Comment(text="a")])
    assert post.author == models.Person(name="Ida")
    assert models.Post.model_validate({"id": 2, "blog": {"title": "C"}}).blog.title == "C"
    with pytest.raises(ValueError, match="name"):
        models.Post(id=1, author={"name": 7})
    assert models.Post.model_json_schema()["properties"]["author"]


def test_items_of_lists_are_read_alike_by_many_threads(generate: Generate) -> None:
    package = generate(LAZY)
    comments = [{"text": str(n), "by": {"name": "Al", "blog": {"title": "B"}}} for n in range(50)]
    package.server.play(*[(200, comments)] * 16)
    client = package.client()
    with ThreadPoolExecutor(8) as pool:
        read = [*pool.map(lambda _: [*client.comments.list()], range(16))]
    assert all(each == read[0] for each in read)
    assert isinstance(read[0][49].by.blog, package.models.Blog)


def test_a_class_says_where_it_is_wherever_it_is_named(generate: Generate) -> None:
    package = generate(LAZY)
    assert {"Post", "Person", "Vote"} <= {*dir(package.models)}
    with pytest.raises(AttributeError, match="models' has no attribute 'Nobody'"):
        _ = package.models.Nobody


def test_classes_that_lead_to_one_another_many_levels_deep(generate: Generate) -> None:
    """They are read, also where something differs, in the main thread and in others."""
    count = 120
    schemas = {
        f"A{n}": {
            "type": "object",
            "properties": {
                "v": {"type": "integer"},
                "next": {"$ref": f"#/components/schemas/A{(n + 1) % count}"},
            },
        }
        for n in range(count)
    }
    document = both_ways("{}", "A0")
    sample = generate({**document, "components": {"schemas": schemas}})
    limit = sys.getrecursionlimit()
    sample.server.play({"v": 1, "next": {"v": 2, "next": {"v": 3}}})
    client = sample.client()
    with ThreadPoolExecutor(2) as pool:
        for each in [pool.submit(client.x.get) for _ in range(2)]:
            assert each.result().next.next.v == 3
    assert client.x.get().next.next.v == 3
    sample.server.play({"v": "x", "next": {"v": 2}})
    with pytest.warns(sample.module().ResponseWarning, match=r"A0\.v came as"):
        assert sample.client().x.get().next.v == 2
    assert sys.getrecursionlimit() == limit


UNIONS = both_ways("""
Root: {type: object, properties: {shape: {$ref: '#/components/schemas/Shape'},
  any: {anyOf: [{$ref: '#/components/schemas/Shape'}, {$ref: '#/components/schemas/Grid'}]},
  shapes: {type: array, items: {$ref: '#/components/schemas/Shape'}},
  word: {anyOf: [{type: string}, {$ref: '#/components/schemas/Grid'}]},
  event: {oneOf: [{$ref: '#/components/schemas/Made'}, {$ref: '#/components/schemas/Gone'}]}}}
Shape: {anyOf: [{$ref: '#/components/schemas/Round'}, {$ref: '#/components/schemas/Square'}]}
Round: {type: object, properties: {radius: {type: integer}}}
Square: {type: object, properties: {side: {type: integer}, angle: {type: integer}}}
Grid: {type: object, properties: {side: {type: integer}, rows: {type: integer}}}
Made: {type: object, required: [type], properties: {type: {const: made}, id: {type: integer}}}
Gone: {type: object, required: [type], properties: {type: {const: gone}, id: {type: integer}, why: {type: string}}}
""")
VALUES = {
    "shape": {"side": 2},
    "any": {"side": 1, "rows": 3},
    "shapes": [{"radius": 1}, {"angle": 3}],
    "event": {"type": "gone", "id": 1},
}


def test_the_class_of_an_object_is_chosen_among_all_members(generate: Generate) -> None:
    """Also where a union is known by a name, and its members are in other modules."""
    sample = generate(UNIONS)
    models = sample.models
    read = returned(sample, VALUES)
    for root in (read, models.Root.model_validate(VALUES)):
        assert type(root.shape) is models.Square
        assert type(root.any) is models.Grid
        assert [type(each) for each in root.shapes] == [models.Round, models.Square]
        assert type(root.event) is models.Gone


def test_a_value_of_a_member_that_differs_is_kept_in_its_class(generate: Generate) -> None:
    sample = generate(UNIONS)
    with pytest.warns(sample.module().ResponseWarning, match=r"Square\.side"):
        read = returned(sample, {**VALUES, "shapes": [{"side": "?", "angle": 3}]})
    (shape,) = read.shapes
    assert type(shape) is sample.models.Square
    assert (shape.side, shape.angle) == ("?", 3)
    assert type(read.any) is sample.models.Grid


def test_a_union_by_name_is_loaded_when_data_for_it_comes(tmp_path: Path) -> None:
    built = build_spec(write_spec(tmp_path, UNIONS))
    write_files(tmp_path, built.files)
    script = """
import sys
from sample.models import Root
Root.model_validate({"event": {"type": "made"}})
print(*sorted(name.rpartition(".")[2] for name in sys.modules if name.startswith("sample.models._")))
Root.model_validate({"shape": {"side": 2}})
print(*sorted(name.rpartition(".")[2] for name in sys.modules if name.startswith("sample.models._")))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    first, second = done.stdout.splitlines()
    assert first == "_gone _made _root"
    assert second == "_gone _made _root _round _shape _square"


def test_a_class_has_a_json_schema_before_and_after_data_came(generate: Generate) -> None:
    fresh = {**UNIONS, "info": {"title": "Fresh", "version": "1"}}  # the others have read data
    sample = generate(fresh)

    def shown(name: str) -> str:
        return json.dumps(sample.models.Root.model_json_schema()["properties"][name])

    assert '"title": "Made"' in shown("event")
    assert '"type": "string"' in shown("word")
    returned(sample, {**VALUES, "word": {"rows": 1}})
    assert '"#/$defs/Made"' in shown("event")
    assert '"type": "string"' in shown("word")
    assert '"#/$defs/Grid"' in shown("word")
