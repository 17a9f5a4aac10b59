"""Countries a writer can choose, for the right help numbers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

COUNTRIES = (
    ("US", _("United States")),
    ("CA", _("Canada")),
    ("GB", _("United Kingdom")),
    ("AU", _("Australia")),
    ("AT", _("Austria")),
    ("BE", _("Belgium")),
    ("BR", _("Brazil")),
    ("DK", _("Denmark")),
    ("FI", _("Finland")),
    ("FR", _("France")),
    ("DE", _("Germany")),
    ("IN", _("India")),
    ("IE", _("Ireland")),
    ("IL", _("Israel")),
    ("IT", _("Italy")),
    ("JM", _("Jamaica")),
    ("JP", _("Japan")),
    ("KE", _("Kenya")),
    ("MX", _("Mexico")),
    ("NL", _("Netherlands")),
    ("NZ", _("New Zealand")),
    ("NG", _("Nigeria")),
    ("NO", _("Norway")),
    ("PK", _("Pakistan")),
    ("PH", _("Philippines")),
    ("PL", _("Poland")),
    ("PT", _("Portugal")),
    ("SG", _("Singapore")),
    ("ZA", _("South Africa")),
    ("ES", _("Spain")),
    ("SE", _("Sweden")),
    ("CH", _("Switzerland")),
    ("AE", _("United Arab Emirates")),
)
CHOICES = (("", _("Choose, or skip this")), *COUNTRIES, ("XX", _("Another country")))
