"""Names of things that are written with capitals: case matters."""

from __future__ import annotations

from coachdesk.publishing.disguise.detail import Kind
from coachdesk.publishing.disguise.patterns.words import (
    CAP,
    MONTH,
    STREET,
)

CASED: tuple[tuple[Kind, str], ...] = (
    (
        "address",
        rf"\b\d+[A-Za-z]?,? (?:(?:[NSEW]\.?|North|South|East|West|Old|New|St\.) )?(?:{CAP} ){{1,3}}{STREET}\b(?:,? (?:Apt|Apartment|Unit|Suite|#)\.? ?\w+)?",
    ),
    (
        "address",
        rf"\b(?:{CAP} ){{1,3}}(?:Street|Avenue|Road|Lane|Boulevard|Terrace|Crescent|Parkway|Highway|Blvd|Ave)\b",
    ),
    (
        "address",
        r"\b(?:Apt|Apartment|Unit|Suite|Flat|Room|Building|Block|Lot|Cabin|House number)\.? ?#? ?\d+\w?\b|\b[Pp]\.? ?[Oo]\.? [Bb]ox \d+",
    ),
    (
        "address",
        r"\b[A-Z]{2} \d{5}(?:-\d{4})?\b|\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b|\b[A-Z]\d[A-Z] \d[A-Z]\d\b|\b(?:zip|ZIP|postcode|postal code)(?: code)?(?: is)? [\w-]+",
    ),
    ("address", r"\b(?:Highway|Route|Interstate|I-|Hwy|County Road|Exit) ?\d+\b"),
    (
        "school",
        rf"\b(?:(?:St\.|Saint|Our Lady of(?: the)?) )?(?:{CAP} ){{1,4}}(?:High School|High|Elementary(?: School)?|Middle School|Middle|Primary(?: School)?|Academy|University|College|Prep|Preparatory|Grammar|Junior High|Secondary|Montessori|Kindergarten|Preschool|Polytechnic|Institute|School|Law School|Community College|State)\b",
    ),
    (
        "school",
        rf"\b(?:University|College|School|Academy|Institute) of (?:the )?{CAP}(?: {CAP})?",
    ),
    (
        "school",
        r"\b(?:Harvard|Yale|Princeton|Stanford|MIT|UCLA|USC|NYU|Oxford|Cambridge|Berkeley|Cornell|Duke|Brown|Columbia|Dartmouth|Purdue|Notre Dame|Penn State|Ohio State|BYU|LSU|UNC|Eton|McGill|Georgetown|West Point|Juilliard)\b",
    ),
    (
        "employer",
        rf"\b(?:St\.? |Saint )?{CAP}(?: (?:& |and )?{CAP}){{0,3}}\s(?:Inc\.?|LLC|Ltd\.?|Corp\.?|Corporation|Company|Co\.|Bank|Hospital|Clinic|Insurance|Motors|Industries|Logistics|Foods|Airlines|Airways|Brewery|Bakery|Brewing|Pharmacy|Foundry|Steel|Mills?|Mining|Farms?|Dairy|Construction|Plumbing|Electric|Energy|Partners|Associates|Consulting|Solutions|Systems|Technologies|Software|Labs?|Media|Press|Times|Gazette|Herald|Hotel|Inn|Resort|Casino|Café|Cafe|Diner|Grill|Restaurant|Pizza|Salon|Gym|Fitness|Realty|Medical Center|Health|Care|Nursing Home|Fire Department|Police Department|Sheriff's Office|School District|Library|Museum|Theatre|Theater|Orchestra|Symphony|Ballet|Opera|Zoo|Freight|Trucking|Shipping|Shipyard|Aerospace|Pharma|Chemicals|Plastics|Paper|Lumber|Sawmill|Hardware|Outfitters|Furniture|Stores?|Market|Supermarket|Garage|Auto|Tires?|Nursery|Vineyards?|Winery|Distillery|Cannery|Fisheries|Ranch)\b",
    ),
    (
        "faith_origin",
        rf"\b(?:First|Second|St\.?|Saint|Our|Holy|Grace|Calvary|New|Christ|Trinity|Immanuel|Zion|Bethel|Hope|Good|Sacred) (?:{CAP} ){{0,3}}(?:Church|Chapel|Parish|Temple|Lady|Fellowship|Ministries|Cathedral|Synagogue|Mosque|Tabernacle|Assembly)\b",
    ),
    (
        "place",
        rf"\b(?:Lake|Mount|Mt\.|Fort|Ft\.|Port|Cape|Isle of|Camp|Point|San|Santa|Saint|St\.|Los|Las|El|La|New|North|South|East|West|Upper|Lower) {CAP}(?: {CAP})?",
    ),
    (
        "place",
        rf"\b(?:{CAP} ){{1,2}}(?:County|Lake|River|Beach|Island|Islands|Heights|Valley|Bay|Falls|Springs|City|Creek|Mountains?|Hills?|Park|Forest|Harbou?r|Village|Township|Parish|Province|Borough|District|Peninsula|Coast|Ridge|Canyon|Air Force Base|Base|Reservation|Bridge|Mall|Airport|Station)\b",
    ),
    (
        "employer",
        r"\b(?:US |U\.S\. )?(?:Army|Navy|Air Force|Marines?|Marine Corps|Coast Guard|National Guard|Royal Navy|RAF|FBI|CIA|NASA|IRS|TSA|DEA|NYPD|LAPD|EMS|ICU|FEMA|Peace Corps|Red Cross|Salvation Army)\b",
    ),
    (
        "date",
        rf"\b(?:the )?(?:\d{{1,2}}(?:st|nd|rd|th)? (?:of )?)?{MONTH}(?!\w)(?: (?:the )?\d{{1,2}}(?:st|nd|rd|th)?\b)?(?:,? (?:of )?\d{{4}})?",
    ),
    ("date", r"\b(?:19|20)\d\d(?:s)?\b|\b[’']\d\d\b"),
    ("number", r"\b[A-Z]{1,4}[- ]?\d{2,}[A-Z\d-]*\b|\b\d{1,3}[A-Z]{2,3}\d*\b"),
)
