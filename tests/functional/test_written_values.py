"""Values that documents write in ways of their own: moments as numbers, lists in one text."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from typing import Any

import httpx
import pytest
from support import Generate, Package, build_spec, write_spec

UTC = datetime.UTC
SPEC = r"""
paths:
  /plans:
    get:
      operationId: plans.list
      tags: [plans]
      parameters:
        - {name: since, in: query, schema: {type: integer, x-epoch: seconds}}
        - {name: ids, in: query, schema: {type: string, pattern: '^\d+(,\d+)*$', x-delimiter: ','}}
      responses: {'200': {description: All., content: {application/json: {schema: {type: array, items:
          {$ref: '#/components/schemas/Plan'}}}}}}
    put:
      operationId: plans.put
      tags: [plans]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Plan'}}}}
      responses: {'200': {description: One., content: {application/json: {schema:
          {$ref: '#/components/schemas/Plan'}}}}}
components:
  schemas:
    Plan:
      type: object
      properties:
        id: {type: integer, readOnly: true}
        start: {type: integer, format: int64, minimum: 0, x-epoch: milliseconds}
        end: {type: [integer, 'null'], x-epoch: seconds}
        exact: {type: number, x-epoch: seconds}
        either: {type: [integer, string], x-epoch: seconds}
        stops: {type: array, items: {$ref: '#/components/schemas/Moment'}}
        campaignIds: {type: [integer, string], pattern: '^\d+(,\d+)*$', x-delimiter: ','}
        tags: {type: string, x-delimiter: '; '}
        both: {anyOf: [{type: string, x-delimiter: ','}, {type: array, items: {type: integer}}]}
    Moment: {type: integer, x-epoch: seconds}
"""
NOON = datetime.datetime(2027, 3, 1, 12, tzinfo=UTC)
STAMP = 1803902400


@pytest.fixture
def plans(generate: Generate) -> Package:
    return generate(SPEC)


def sent(plans: Package, **fields: Any) -> Any:
    plans.server.play({"id": 1})
    return plans.send("plans.put", **fields).json


def test_moments_are_sent_as_the_service_counts_them(plans: Package) -> None:
    berlin = NOON.astimezone(datetime.timezone(datetime.timedelta(hours=2)))
    late = NOON.replace(microsecond=987654)
    fields = {"start": late, "end": berlin, "exact": late, "either": NOON, "stops": [NOON, 5]}
    written = sent(plans, **fields)
    assert written == {
        "start": STAMP * 1000 + 987, "end": STAMP, "exact": STAMP + 0.987654, "either": STAMP,
        "stops": [STAMP, 5],
    }  # fmt: skip
    assert all(type(written[name]) is int for name in ("start", "end", "either"))
    assert sent(plans, exact=NOON) == {"exact": STAMP}
    assert sent(plans, start=STAMP, end=None, either="soon", exact=Decimal("1.5")) == {
        "start": STAMP, "end": None, "either": "soon", "exact": 1.5,
    }  # fmt: skip
    plans.server.play([])
    assert plans.send("plans.list", since=NOON).query == (("since", str(STAMP)),)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (NOON.replace(tzinfo=None), "start must have a time zone, not 2027-03-01T12:00:00"),
        ("2027-03-01T12:00:00Z", "start must be a whole number, not '2027-03-01T12:00:00Z'"),
        (datetime.datetime(1969, 1, 1, tzinfo=UTC), "start must be at least 0, not -31536000000"),
    ],
)
def test_moments_are_judged(plans: Package, value: Any, said: str) -> None:
    with pytest.raises(plans.module().RequestValidationError) as caught:
        plans.call("plans.put", start=value)
    assert str(caught.value).endswith(said)


def test_numbers_are_read_as_moments(plans: Package) -> None:
    body = {"id": 1, "start": STAMP * 1000 + 987, "end": STAMP, "exact": STAMP + 0.5, "either": "soon",
            "stops": [STAMP, 0, -1]}  # fmt: skip
    plans.server.play([body, {**body, "end": None}])
    plan, other = plans.call("plans.list")
    assert plan.start == NOON.replace(microsecond=987000)
    assert plan.start.tzinfo is not None
    assert (plan.end, plan.exact, plan.either, other.end) == (
        NOON, NOON.replace(microsecond=500000), "soon", None,
    )  # fmt: skip
    assert plan.stops[1:] == [
        datetime.datetime(1970, 1, 1, tzinfo=UTC),
        datetime.datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC),
    ]
    assert json.loads(plan.model_dump_json(by_alias=True, exclude_unset=True)) == body
    assert plan.to_params() == {key: value for key, value in body.items() if key != "id"}
    plan.end = NOON + datetime.timedelta(days=1)
    assert plan.changes() == {"end": STAMP + 86400}
    assert sent(plans, **plan.to_params())["end"] == STAMP + 86400


def test_a_day_is_no_moment(plans: Package) -> None:
    with pytest.raises(plans.module().RequestValidationError) as caught:
        sent(plans, end=datetime.date(2027, 3, 1))
    assert caught.value.violations[0].message == (
        "end must be a datetime with a time zone, or a number, not datetime.date(2027, 3, 1)"
    )


@pytest.mark.parametrize("value", ["1803902400", 10**18, True, {"a": 1}])
def test_what_is_no_moment_is_kept_as_it_was_sent(plans: Package, value: Any) -> None:
    plans.server.play({"id": 1, "end": value, "start": STAMP * 1000})
    with pytest.warns(plans.module().ResponseWarning, match=r"Plan\.end"):
        plan = plans.call("plans.put")
    assert plan.end == value
    assert plan.start == NOON


def test_lists_are_sent_as_one_text_where_the_service_has_it_so(plans: Package) -> None:
    assert sent(plans, campaign_ids=[1, "2", 3], tags=["a", "b c"], both=[1]) == {
        "campaignIds": "1,2,3", "tags": "a; b c", "both": [1],
    }  # fmt: skip
    assert sent(plans, campaign_ids="1,2", tags="x") == {"campaignIds": "1,2", "tags": "x"}
    assert sent(plans, campaign_ids=7) == {"campaignIds": 7}
    plans.server.play([])
    assert plans.send("plans.list", ids=(4, 5)).query == (("ids", "4,5"),)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("1,,2", "must match the pattern"),
        ([], "must match the pattern"),
        ([1, "x"], "must match the pattern"),
        ([1, "2,3"], "campaign_ids [1] must not have ',' in it"),
        ([1, 2.5], "campaign_ids [1] must be text or a whole number"),
        ([True], "campaign_ids [0] must be text or a whole number"),
        ([None], "campaign_ids [0] must be text or a whole number"),
    ],
)
def test_lists_in_one_text_are_judged(plans: Package, value: Any, said: str) -> None:
    with pytest.raises(plans.module().RequestValidationError) as caught:
        plans.call("plans.put", campaign_ids=value)
    (violation,) = caught.value.violations
    assert violation.path == "campaign_ids"
    assert said in violation.message


def test_types_say_what_may_be_given(plans: Package) -> None:
    hints = plans.params.PlanParams.__annotations__
    given = {name: str(getattr(hint, "__forward_arg__", hint)) for name, hint in hints.items()}
    assert given["start"] == "datetime.datetime | int"
    assert given["tags"] == "str | Sequence[str | int]"
    assert given["campaign_ids"] in (
        "int | str | Sequence[str | int]",
        "str | Sequence[str | int] | int",
    )


def test_the_double_understands_both(plans: Package) -> None:
    transport = plans.module("testing").OfflineTransport()
    client = plans.client(http_client=transport.client())
    plan = client.plans.put(start=NOON, campaign_ids=[1, 2])
    assert (plan.start, plan.campaign_ids) == (NOON, "1,2")


def test_packages_of_their_own_have_what_it_takes(tmp_path: Any) -> None:
    built = build_spec(write_spec(tmp_path, SPEC))
    assert "EpochSeconds" in built.files["sample/models.py"]
    assert not built.warnings


def test_iqm_writes_its_times_and_lists(recwarn: pytest.WarningsRecorder) -> None:
    from adclients.iqm import IQM

    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        order = {"ioId": 5, "ioStartTime": STAMP * 1000, "isIoPrioritise": True}
        data: Any = {"ioId": 5} if request.method == "PATCH" else order
        return httpx.Response(200, json={"success": True, "data": data, "statusCode": 200})

    transport = httpx.MockTransport(answer)
    iqm = IQM(token="t", ow_id="1", host="h", http_client=httpx.Client(transport=transport))
    changed = iqm.insertion_orders.update(5, io_end_time=NOON)
    assert changed == {"ioId": 5}
    assert json.loads(seen[-1].content) == {"ioEndTime": STAMP * 1000}
    iqm.campaigns.update_end_date(NOON, [1, 2])
    assert json.loads(seen[-1].content) == {"endDate": STAMP, "campaignIds": "1,2"}
    assert not [each for each in recwarn if each.category.__name__ == "ResponseWarning"]
