"""The 39 methods of the vendor's reference: names, order, kind and requiredness of arguments as printed there."""

from __future__ import annotations

import inspect

import pytest
from adclients.civis import AsyncCivis, Civis

PAGED = "limit? page_num? order? order_dir? iterator?"
OPTIMIZATION = "programs? networks? exclude_programs? exclude_networks? time_slot_percentages?"
SHARE = "permission_level * share_email_body? send_shared_email?"

# `*` starts keyword-only arguments, `?` marks what may be left out. `options` comes last everywhere.
METHODS = f"""
delete_optimizations_runs: id run_id
delete_optimizations_shares_groups: id group_id
delete_optimizations_shares_users: id user_id
delete_ratecards_shares_groups: id group_id
delete_ratecards_shares_users: id user_id
delete_spot_orders_shares_groups: id group_id
delete_spot_orders_shares_users: id user_id
get_optimizations: id
get_optimizations_runs: id run_id
get_ratecards: id
get_spot_orders: id
list_dmas: * name? number?
list_optimizations: * archived? {PAGED}
list_optimizations_runs: id * {PAGED}
list_optimizations_runs_logs: id run_id * last_id? limit?
list_optimizations_shares: id
list_ratecards: * archived? filename? dma_number?
list_ratecards_shares: id
list_spot_orders: * id? archived?
list_spot_orders_shares: id
list_targets: * name? identifier? data_source?
patch_optimizations: id * name? runs? {OPTIMIZATION}
patch_ratecards: id * filename? start_on? end_on? dma_number?
post_optimizations: runs * name? {OPTIMIZATION}
post_optimizations_clone: id
post_optimizations_runs: id
post_ratecards: filename start_on end_on dma_number
post_spot_orders: * body?
put_optimizations_archive: id status
put_optimizations_shares_groups: id group_ids {SHARE}
put_optimizations_shares_users: id user_ids {SHARE}
put_ratecards: id filename start_on end_on dma_number
put_ratecards_archive: id status
put_ratecards_shares_groups: id group_ids {SHARE}
put_ratecards_shares_users: id user_ids {SHARE}
put_spot_orders: id * body?
put_spot_orders_archive: id status
put_spot_orders_shares_groups: id group_ids {SHARE}
put_spot_orders_shares_users: id user_ids {SHARE}
"""
TABLE = [line.split(": ") for line in METHODS.strip().splitlines()]


def printed(method: object) -> str:
    """A signature in the form of the table."""
    parts: list[str] = []
    for name, parameter in inspect.signature(method).parameters.items():  # type: ignore[arg-type]
        if parameter.kind is parameter.KEYWORD_ONLY and "*" not in parts:
            parts.append("*")
        parts.append(name + ("" if parameter.default is parameter.empty else "?"))
    assert parts[-1] == "options?", "options comes last"
    parts.pop()
    return " ".join(parts[:-1] if parts[-1:] == ["*"] else parts)


@pytest.mark.parametrize(
    "client", [Civis(api_key="k"), AsyncCivis(api_key="k")], ids=["sync", "async"]
)
@pytest.mark.parametrize(("name", "arguments"), TABLE, ids=[name for name, _ in TABLE])
def test_signature(client: Civis | AsyncCivis, name: str, arguments: str) -> None:
    assert printed(getattr(client.media, name)) == arguments


def test_the_methods_are_these_and_the_waiting_one() -> None:
    public = {name for name in dir(Civis(api_key="k").media) if not name.startswith("_")}
    assert public == {name for name, _ in TABLE} | {"wait_optimizations_runs"}
    assert len(TABLE) == 39
