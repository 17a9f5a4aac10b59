"""Numbers for Prometheus, read from the database when asked, so that it does not matter which process
answers. Labels are names of scheduled work, kinds and folders' purposes: nothing of people."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from coachdesk.operation.health import Runs, State, state, unready


class _Numbers(Collector):
    def __init__(self, found: State, wrong: list[str]) -> None:
        self.found, self.wrong = found, wrong

    def collect(self) -> Iterator[Metric]:
        found = self.found
        yield _one("ready", "1 when this process can serve people", float(not self.wrong))
        waiting = GaugeMetricFamily(
            "coachdesk_outbox_waiting", "Due messages that wait (1000: or more)", labels=["kind"]
        )
        waiting.add_metric(["mail"], found.queue.mails)
        waiting.add_metric(["job"], found.queue.jobs)
        yield waiting
        age = found.queue.age.total_seconds()
        yield _one("outbox_oldest_seconds", "How long the oldest due message has waited", age)
        yield _one(
            "mail_failed", "Mails of the last 14 days that failed for good", found.failed_mails
        )
        yield from _of_runs("backup", found.backup)
        yield from _of_runs("drill", found.drill)
        work = GaugeMetricFamily(
            "coachdesk_work_ended_timestamp_seconds",
            "When a scheduled work last came to its end",
            labels=["name"],
        )
        for entry in found.work:
            if entry.done_at is not None:
                work.add_metric([entry.name], entry.done_at.timestamp())
        yield work
        free = min(disk.ratio for disk in found.disks)
        yield _one("disk_free_ratio", "The free part of the fullest disk that is written to", free)
        since = found.journal_waits_since
        waited = (timezone.now() - since).total_seconds() if since else 0.0
        yield _one("journal_waits_seconds", "How long the journal has not been written", waited)


def _one(name: str, about: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"coachdesk_{name}", about, value=value)


def _of_runs(name: str, runs: Runs) -> Iterator[Metric]:
    if runs.last is not None:
        yield _one(f"{name}_last_good", f"1 when the last {name} was good", float(runs.last.good))
    if runs.good is not None:
        at = runs.good.started_at.timestamp()
        yield _one(f"{name}_timestamp_seconds", f"When the last good {name} began", at)
        ended = runs.good.ended_at or runs.good.started_at
        took = (ended - runs.good.started_at).total_seconds()
        yield _one(f"{name}_duration_seconds", f"How long the last good {name} took", took)


def exposition() -> bytes:
    """All numbers in the text form that Prometheus reads."""
    registry = CollectorRegistry()
    registry.register(_Numbers(state(), unready()))
    return generate_latest(registry)
