"""A day with FreeWheel: extend what ends soon, book an order with its placements, and keep a table of them."""

import csv
import datetime
from pathlib import Path

from adclients.freewheel import Bulk, FreeWheel, RequestValidationError
from adclients.freewheel.params import PlacementBudgetCreate

WEEK = datetime.timedelta(days=7)


def day(fw: FreeWheel, table: Path) -> None:
    """Do a day's work, and write a table of the new placements."""
    # List all pages, filter, change: of each object goes out what was changed, and nothing else.
    soon = datetime.datetime.now(datetime.UTC) + WEEK
    for placement in fw.proposed_placements.list(per_page=100).to_list():
        schedule = placement.schedule
        if schedule and schedule.end_time and schedule.end_time < soon:
            schedule.end_time += WEEK
            fw.proposed_placements.update(placement.id, **placement.changes())

    # Create: what a rule refuses is not sent; the error says what is missing.
    order = fw.proposed_insertion_orders.create("A-17", "Spring")
    create = fw.proposed_insertion_orders.create_placement
    budget: PlacementBudgetCreate = {"budget_model": "CURRENCY_TARGET"}
    try:
        create(order.id, name="Spring", budget=budget)
    except RequestValidationError as error:
        print(error)
        budget["currency"] = 2500
        create(order.id, name="Spring", budget=budget)

    # Many at once, within the rate limit: each has its own outcome.
    bulk = Bulk(create)
    for region in ("North", "South", "East", "West"):
        bulk.add(order.id, name=f"Spring {region}", budget=budget)
    for outcome in bulk.run():
        print(outcome.kwargs["name"], outcome.error or "created")

    # Export
    with table.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "name", "status", "budget"])
        for new in fw.proposed_insertion_orders.list_placements(order.id):
            writer.writerow([new.id, new.name, new.status, new.budget and new.budget.currency])


if __name__ == "__main__":
    with FreeWheel() as client:  # FREEWHEEL_TOKEN
        day(client, Path("placements.csv"))
