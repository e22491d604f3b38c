"""A day with ClearLine: raise what bids too low, open a tag for each state, and keep a table of them."""

import csv
from pathlib import Path

from adclients.clearline import Bulk, ClearLine, RequestValidationError
from adclients.clearline.params import DemandTagCreate


def day(clearline: ClearLine, table: Path) -> None:
    """Do a day's work, and write a table of all active tags."""
    tags = clearline.demand_tags

    # List all pages, filter, change: save() sends what was changed, and nothing else.
    for tag in tags.list(active=True, per=1000).to_list():
        if float(tag.rate or 0) < 5:
            tag.rate = 5
            tag.save()

    # Create: what a rule refuses is not sent.
    model: DemandTagCreate = {
        "name": "Spring NY",
        "demand_partner_id": 7,
        "state_targeting": "Include",
        "state_codes": ["US-NY"],
    }
    try:
        tags.new(**model)
    except RequestValidationError as error:
        print(error)
        model["state_source"] = "values"
        tags.new(**model)

    # Many at once
    bulk = Bulk(tags.new)
    for state in ("CA", "TX", "FL"):
        another: DemandTagCreate = {
            **model,
            "name": f"Spring {state}",
            "state_codes": [f"US-{state}"],
        }
        bulk.add(**another)
    for outcome in bulk.run():
        print(outcome.kwargs["name"], outcome.error or "created")

    # Export
    with table.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ["id", "name", "rate", "is_active"], extrasaction="ignore")
        writer.writeheader()
        writer.writerows(tag.to_dict() for tag in tags.list(active=True, per=1000))


if __name__ == "__main__":
    with ClearLine() as client:  # CLEARLINE_TOKEN, or CLEARLINE_EMAIL and CLEARLINE_PASSWORD
        day(client, Path("demand_tags.csv"))
