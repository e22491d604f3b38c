"""A day with Civis: put the failed optimizations to rights, plan and run a new one, archive, and keep a table."""

import csv
import datetime
from pathlib import Path

from adclients.civis import Bulk, Civis, RequestValidationError
from adclients.civis.params import OptimizationCreate


def day(civis: Civis, table: Path) -> None:
    """Do a day's work, and write a table of all optimizations."""
    media = civis.media

    # List all pages (of 50, the most there may be on one), filter, change.
    found = media.list_optimizations(limit=50, iterator=True).to_list()
    for each in found:
        if each.state == "failed":
            media.patch_optimizations(each.id, name=f"{each.name} (failed)")

    # Create: what a rule refuses is not sent.
    plan: OptimizationCreate = {
        "name": "Spring",
        "programs": ["News at ten"],
        "runs": [
            {
                "market_id": 501,
                "start_date": datetime.date(2027, 3, 1),
                "end_date": "2027-03-31",
                "syscodes": [1234],
                "rate_cards": ["7"],
                "constraints": [{"targets": ["adults"], "budget": 25000}],
            }
        ],
    }
    try:
        spring = media.post_optimizations(**plan)
    except RequestValidationError as error:
        print(error)
        plan["exclude_programs"] = True
        spring = media.post_optimizations(**plan)

    # Run it, and wait.
    run = media.post_optimizations_runs(spring.id)
    done = media.wait_optimizations_runs(spring.id, run, deadline=1800)  # seconds
    print(done.state)

    # Many at once
    bulk = Bulk(media.put_optimizations_archive)
    for each in found:
        if each.state == "succeeded":
            bulk.add(each.id, True)
    print([outcome.error for outcome in bulk.run() if outcome.error])

    # Export
    with table.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ["id", "name", "state", "finished_at"], extrasaction="ignore")
        writer.writeheader()
        writer.writerows(each.to_dict() for each in found)


if __name__ == "__main__":
    with Civis() as client:  # CIVIS_API_KEY
        day(client, Path("optimizations.csv"))
