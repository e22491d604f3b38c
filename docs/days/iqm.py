"""A day with IQM: let campaigns that end soon run on, raise budgets, open an insertion order, and keep a table."""

import csv
import datetime
from pathlib import Path

from adclients.iqm import IQM, Bulk, RequestValidationError
from adclients.iqm.params import InsertionOrderCreate

WEEK = datetime.timedelta(days=7)


def day(iqm: IQM, table: Path) -> None:
    """Do a day's work, and write a table of what runs."""
    # List and filter: all pages are walked.
    soon = datetime.datetime.now(datetime.UTC) + WEEK
    running = iqm.campaigns.list(status="running", no_of_entries=1000).to_list()
    ending = [each.id for each in running if each.end_date and each.end_date < soon]

    # Change: one call for many campaigns. Some may be refused inside of a success.
    if ending:
        iqm.campaigns.update_end_date(soon + WEEK, ending)
        result = iqm.campaigns.update_budget(
            ending, total_budget=500, total_budget_update_type="addition"
        )
        for refused in result.reason or ():
            print(refused.campaign_name, refused.error_message)

    # Create: what a rule refuses is not sent.
    order: InsertionOrderCreate = {
        "io_name": "Spring",
        "io_start_time": datetime.datetime(2027, 3, 1, tzinfo=datetime.UTC),
        "io_end_time": datetime.datetime(2027, 3, 31, tzinfo=datetime.UTC),
        "io_time_zone_id": 29,
        "is_auto_sum_io_total_budget": False,
        "io_budget_distribution_method_id": 1,
        "io_budget_type_id": 1,
    }
    try:
        iqm.insertion_orders.create(**order)
    except RequestValidationError as error:
        print(error)
        order["io_total_budget"] = 25000
        iqm.insertion_orders.create(**order)

    # Many at once
    bulk = Bulk(iqm.campaigns.get)
    for each in running:
        bulk.add(each.id)
    outcomes = bulk.run()

    # Export
    with table.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(
            file, ["id", "campaign_name", "status", "budget_total"], extrasaction="ignore"
        )
        writer.writeheader()
        writer.writerows(outcome.value.to_dict() for outcome in outcomes if outcome.value)


if __name__ == "__main__":
    with IQM() as client:  # IQM_TOKEN, IQM_OW_ID and IQM_HOST
        day(client, Path("campaigns.csv"))
