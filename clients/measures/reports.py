"""What check-ins and scores add to the reports: counts only (DOMAIN-10)."""

from __future__ import annotations

from datetime import timedelta
from statistics import median

from django.utils import timezone
from django.utils.translation import gettext as _

from clients.measures.instrument_packs import instruments
from clients.measures.models import MeasureScore
from clients.reports.figures import SMALLEST, Report, shown
from coachdesk.exports import Key
from coachdesk.lib.charts import bars
from coachdesk.lib.sealed import is_unreadable

_NEWEST = 5_000  # sealed figures are opened one by one; older ones wait for a narrower question


def outcomes() -> Report:
    """For each questionnaire, the median of the first and of the last score of the year, and how
    many clients changed beyond chance where its authors published such an amount; one query,
    bounded. Fewer than five clients give no median."""
    since = timezone.localdate() - timedelta(days=365)
    rows = MeasureScore.objects.filter(void_at=None, taken_on__gte=since).order_by("-taken_on")
    values: dict[str, dict[object, list[float]]] = {}
    for row in rows.only("client_id", "code", "score", "taken_on")[:_NEWEST]:
        if is_unreadable(row, "score"):
            continue
        people = values.setdefault(row.code, {})
        people.setdefault(row.client_id, []).append(row.score["score"])
    table: list[tuple[str, ...]] = []
    drawn: list[tuple[str, float | None]] = []
    for code, pack in instruments().items():
        pairs = [(v[-1], v[0]) for v in values.get(code, {}).values() if len(v) > 1]
        if not pairs:
            continue
        enough = len(pairs) >= SMALLEST
        first = median(before for before, _now in pairs) if enough else None
        last = median(now for _before, now in pairs) if enough else None
        changed = [pack.changed(before, now) for before, now in pairs]
        told = pack.reliable_change is not None
        table.append(
            (
                pack.title,
                shown(len(pairs)),
                "–" if first is None else f"{first:g}",
                "–" if last is None else f"{last:g}",
                shown(changed.count("better")) if told else "–",
                shown(changed.count("worse")) if told else "–",
            )
        )
        for words, value in ((_("%(title)s: first"), first), (_("%(title)s: last"), last)):
            drawn.append((words % {"title": pack.title}, value))
    scores = Key("measures.MeasureScore.score", figure=True)
    columns = {
        _("Questionnaire"): Key("measures.MeasureScore.code"),
        _("Clients with two scores"): Key("measures.MeasureScore.code"),
        _("Median, first"): scores,
        _("Median, last"): scores,
        _("Better beyond chance"): scores,
        _("Worse beyond chance"): scores,
    }
    label = _("Outcome trends, last year")
    sentence = _("The first and the last score of the year side by side; it does not say why.")
    chart = bars(drawn, name=label, few="–") if drawn else ""
    return Report("outcomes", label, columns, table, sentence, chart)
