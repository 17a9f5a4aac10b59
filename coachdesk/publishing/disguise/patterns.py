"""Patterns for details that have a form: addresses, dates, ages, children, years together, events.

Each pattern belongs to a kind. They are general: nothing here was written for one letter.
"""

from __future__ import annotations

from coachdesk.publishing.disguise.detail import Kind

_DIGIT_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    "sixteen|seventeen|eighteen|nineteen"
)
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
WORD_NUMBER = rf"(?:(?:{_TENS})(?:[- ](?:{_DIGIT_WORDS}))?|{_DIGIT_WORDS}|(?:a|one|two|three|several) (?:hundred|thousand|dozen)|half a)"
NUM = rf"(?:\d[\d,.]*|{WORD_NUMBER})"
BIG_AGE = rf"(?:\d{{1,3}}|(?:{_TENS})(?:[- ](?:{_DIGIT_WORDS}))?|{_DIGIT_WORDS})"
_APPROX = r"(?:(?:about|almost|nearly|over|around|roughly|just over|just under|more than|less than|exactly|only|barely|close to|some|going on|at least)\s+)?"
_ORDINAL = (
    r"(?:\d{1,3}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|"
    r"twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|"
    r"twenty[- ]?\w+|thirtieth|fortieth|fiftieth|silver|golden|ruby|pearl)"
)
MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan\.?|Feb\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)"
_MONTH_ANY = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
)
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_SEASON = r"(?:spring|summer|fall|autumn|winter)"
_UNIT = r"(?:year|month|week|day|decade|yr|hour|night)"
CHILD = (
    r"(?:sons?|daughters?|boys?|girls?|kids?|child(?:ren)?|bab(?:y|ies)|twins?|triplets|toddlers?|newborns?|infants?|teenagers?|teens|"
    r"step-?sons?|step-?daughters?|step-?kids?|step-?child(?:ren)?|grand-?sons?|grand-?daughters?|grand-?kids?|grand-?child(?:ren)?|"
    r"nephews?|nieces?|little ones?|preschoolers?|foster (?:kids?|child(?:ren)?|sons?|daughters?))"
)
_SIBLING = (
    r"(?:brothers?|sisters?|siblings?|half-?(?:brothers?|sisters?)|step-?(?:brothers?|sisters?))"
)
_POSS = r"(?:my|our|his|her|their)"

STREET = (
    r"(?:Street|St\.?|Avenue|Ave\.?|Road|Rd\.?|Lane|Ln\.?|Drive|Dr\.?|Court|Ct\.?|Boulevard|Blvd\.?|Way|Place|Terrace|Close|"
    r"Crescent|Square|Row|Highway|Hwy\.?|Parkway|Pkwy\.?|Circle|Trail|Alley|Mews|Gardens|Grove|Walk|Pike|Loop|Route)"
)
_CAP = r"[A-ZÀ-ÖØ-Þ][\w'’À-ÿ-]{0,30}"

# Names of things that are written with capitals: kind and pattern, case matters.
CASED: tuple[tuple[Kind, str], ...] = (
    (
        "address",
        rf"\b\d+[A-Za-z]?,? (?:(?:[NSEW]\.?|North|South|East|West|Old|New|St\.) )?(?:{_CAP} ){{1,3}}{STREET}\b(?:,? (?:Apt|Apartment|Unit|Suite|#)\.? ?\w+)?",
    ),
    (
        "address",
        rf"\b(?:{_CAP} ){{1,3}}(?:Street|Avenue|Road|Lane|Boulevard|Terrace|Crescent|Parkway|Highway|Blvd|Ave)\b",
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
        rf"\b(?:(?:St\.|Saint|Our Lady of(?: the)?) )?(?:{_CAP} ){{1,4}}(?:High School|High|Elementary(?: School)?|Middle School|Middle|Primary(?: School)?|Academy|University|College|Prep|Preparatory|Grammar|Junior High|Secondary|Montessori|Kindergarten|Preschool|Polytechnic|Institute|School|Law School|Community College|State)\b",
    ),
    (
        "school",
        rf"\b(?:University|College|School|Academy|Institute) of (?:the )?{_CAP}(?: {_CAP})?",
    ),
    (
        "school",
        r"\b(?:Harvard|Yale|Princeton|Stanford|MIT|UCLA|USC|NYU|Oxford|Cambridge|Berkeley|Cornell|Duke|Brown|Columbia|Dartmouth|Purdue|Notre Dame|Penn State|Ohio State|BYU|LSU|UNC|Eton|McGill|Georgetown|West Point|Juilliard)\b",
    ),
    (
        "employer",
        rf"\b(?:St\.? |Saint )?{_CAP}(?: (?:& |and )?{_CAP}){{0,3}}\s(?:Inc\.?|LLC|Ltd\.?|Corp\.?|Corporation|Company|Co\.|Bank|Hospital|Clinic|Insurance|Motors|Industries|Logistics|Foods|Airlines|Airways|Brewery|Bakery|Brewing|Pharmacy|Foundry|Steel|Mills?|Mining|Farms?|Dairy|Construction|Plumbing|Electric|Energy|Partners|Associates|Consulting|Solutions|Systems|Technologies|Software|Labs?|Media|Press|Times|Gazette|Herald|Hotel|Inn|Resort|Casino|Café|Cafe|Diner|Grill|Restaurant|Pizza|Salon|Gym|Fitness|Realty|Medical Center|Health|Care|Nursing Home|Fire Department|Police Department|Sheriff's Office|School District|Library|Museum|Theatre|Theater|Orchestra|Symphony|Ballet|Opera|Zoo|Freight|Trucking|Shipping|Shipyard|Aerospace|Pharma|Chemicals|Plastics|Paper|Lumber|Sawmill|Hardware|Outfitters|Furniture|Stores?|Market|Supermarket|Garage|Auto|Tires?|Nursery|Vineyards?|Winery|Distillery|Cannery|Fisheries|Ranch)\b",
    ),
    (
        "faith_origin",
        rf"\b(?:First|Second|St\.?|Saint|Our|Holy|Grace|Calvary|New|Christ|Trinity|Immanuel|Zion|Bethel|Hope|Good|Sacred) (?:{_CAP} ){{0,3}}(?:Church|Chapel|Parish|Temple|Lady|Fellowship|Ministries|Cathedral|Synagogue|Mosque|Tabernacle|Assembly)\b",
    ),
    (
        "place",
        rf"\b(?:Lake|Mount|Mt\.|Fort|Ft\.|Port|Cape|Isle of|Camp|Point|San|Santa|Saint|St\.|Los|Las|El|La|New|North|South|East|West|Upper|Lower) {_CAP}(?: {_CAP})?",
    ),
    (
        "place",
        rf"\b(?:{_CAP} ){{1,2}}(?:County|Lake|River|Beach|Island|Islands|Heights|Valley|Bay|Falls|Springs|City|Creek|Mountains?|Hills?|Park|Forest|Harbou?r|Village|Township|Parish|Province|Borough|District|Peninsula|Coast|Ridge|Canyon|Air Force Base|Base|Reservation|Bridge|Mall|Airport|Station)\b",
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

# Everything else: capitals do not matter.
PLAIN: tuple[tuple[Kind, str], ...] = (
    (
        "employer",
        r"\b(?:drives?|driving|drove|operates?|flies|pilots?) (?:a |an |the )?(?:[\w'’-]{1,30} ){0,2}?(?:van|plow|bus|buses|truck|trucks|cab|taxi|rig|tractor|ambulance|forklift|train|trains|limo|crane|excavator|combine|ferry|helicopter|planes?)\b(?: for the \w+)?|\bfor the (?:county|city|state|school district|government|railroad|post office|national park|park service|sheriff)\b",
    ),
    (
        "date",
        rf"\b(?:a|one) (?:year|month|week|decade|day) and a half\b|\b(?:{NUM}|a few|several|some|many) (?:springs?|summers?|winters?|falls|autumns?|christmases|birthdays|easters|thanksgivings|sundays|seasons|harvests)(?: (?:ago|back|later))?\b|\b(?:since|until|till|by|before|after|in|all|for|over|during|that|one) (?:the )?(?:spring|summer|winter|fall|autumn)\b|\b(?:every|each) (?:family )?(?:reunion|holiday|weekend|summer|winter|birthday|anniversary|harvest)\b",
    ),
    (
        "family",
        r"\b(?:the|this|that|another|a new|new) (?:baby|newborn|toddler|infant|twins|triplets|(?:older|younger|elder|oldest|youngest|eldest|middle|little|bigger|smaller|other) (?:one|boy|girl|child|kid|son|daughter|two|ones|boys|girls|kids|children|brother|sister))\b",
    ),
    (
        "illness",
        r"\b(?:his|her|my|their|the|takes?|taking|on|off) (?:\w+ )?(?:medications?|meds|pills|antidepressants?|insulin|inhaler|injections|chemo|treatments?|diagnosis|symptoms|illness|disease|disability|condition|surgery|operation|biopsy|scan results)\b",
    ),
    (
        "contact",
        r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b|\b[\w.+-]+ ?(?:\(at\)|\[at\]| at ) ?\w+ ?(?:\(dot\)|\[dot\]| dot ) ?\w+",
    ),
    (
        "contact",
        r"\bhttps?://\S+|\bwww\.\S+|\b[\w-]+\.(?:com|org|net|edu|gov|io|co\.uk|de|info|me|blog|us|ca)\b(?:/\S*)?",
    ),
    ("contact", r"(?<![\w@.])@\w[\w.]+|\bu/\w+|\br/\w+"),
    (
        "contact",
        r"\b(?:on|my|his|her|our|the) (?:instagram|insta|snapchat|snap|tiktok|twitter|facebook|discord|telegram|reddit|youtube|whatsapp|twitch|blog|channel|onlyfans|etsy|handle|username|user name|screen name|gamertag|skype|venmo|cash ?app)(?: (?:account|handle|page|channel|name|shop))? (?:is|as|name is|called|named|under|under the name|:|at) ?[\"“']?[\w.@-]+",
    ),
    (
        "contact",
        r"(?:\+|00)?\(?\d{1,4}\)?[-. ]\(?\d{2,4}\)?[-. ]\d{2,4}(?:[-. ]\d{2,4})*\b|\b\d{3}[-.]\d{4}\b|\bext\.? ?\d+",
    ),
    (
        "date",
        rf"\b\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}\b|\b\d{{4}}-\d\d-\d\d\b|\b\d{{1,2}}/\d{{2,4}}\b|\b(?:the )?\d{{1,2}}(?:st|nd|rd|th)(?: of {_MONTH_ANY})?\b(?! (?:grade|anniversary|birthday|wedding|child|time|year))",
    ),
    (
        "date",
        rf"\b(?:last|this past|this|next|past|early|late|mid-?|previous|the following|every|each|one|that|in(?: the)?|since|by|until|back in|over the|during the|all) (?:early |late |mid-?)?(?:{_MONTH_ANY}|{_SEASON}|{_DAY}s?)(?: (?:of )?\d{{4}}| of last year| before last| night| morning| evening| afternoon)?\b(?<!\bmay)",
    ),
    (
        "date",
        rf"\b(?:on|the) (?:a )?{_DAY}s?(?: (?:night|morning|evening|afternoon|before|after))?\b",
    ),
    (
        "date",
        rf"\b{_APPROX}(?:{NUM}|a|a few|a couple of|several|couple|some|few|many)(?: (?:and a half|or so|or {NUM}))? ?-?(?:long )?{_UNIT}s? (?:ago|later|earlier|before|after|afterwards?|apart|prior|into|back|since|from now|old relationship|past|previous)\b",
    ),
    (
        "date",
        rf"\b(?:for|in|within|over|after|past|last|these|those|spent|took|the|of) (?:the )?(?:past |last |next |first |whole )?{_APPROX}{NUM}(?: and a half| or so| long| full| whole)? ?-?{_UNIT}s?\b",
    ),
    (
        "date",
        rf"\b{NUM}(?: and a half)?[- ]{_UNIT}s?(?= (?:relationship|affair|engagement|marriage|gap|separation|silence|deployment|contract|sentence|visit|trip|of))",
    ),
    (
        "date",
        r"\b(?:the|a) (?:day|week|night|morning|month|evening|weekend|year|summer) (?:before|after|of|that|when|following) (?:my|our|the|his|her|we|i|he|she|their)\b[^.,;!?]{0,30}?\b(?:wedding|funeral|birth|birthday|graduation|anniversary|move|moved|surgery|accident|divorce|engagement|honeymoon|trip|party|reunion|baptism|retirement|shower|trial|married|born|died|christening|layoffs?)\b",
    ),
    (
        "date",
        r"\b(?:on|for|before|after|by|around|at|since|during|until) (?:my|our|his|her|their) (?:\w+ )?(?:wedding(?: day| night)?|anniversary|birthday|honeymoon|graduation|engagement party|baby shower|retirement party|funeral|family reunion)\b",
    ),
    (
        "date",
        r"\bat (?:exactly |about |around )?\d{1,2}(?::\d\d)? ?(?:am|pm|a\.m\.|p\.m\.|o'clock)?\b|\b\d{1,2}:\d\d(?: ?[ap]\.?m\.?)?\b|\b\d{1,2} ?[ap]m\b",
    ),
    (
        "date",
        r"\b(?:the|this|last|next|every|each|early in the|start of the|end of the|beginning of the) (?:new year|holidays|holiday season|school year|semester|rainy season|harvest|hunting season|tax season|season|long weekend)\b|\b(?:at|by|since|until|before|after|around) (?:the )?(?:end|beginning|start|middle|turn) of (?:the )?(?:\w+)\b|\bchristmas\w*|\b(?:weeks|months|years|days) (?:ago|later|earlier|after)\b",
    ),
    (
        "date",
        r"\b(?:last|next|this (?:past|coming)|the (?:following|previous|same)) (?:week|month|year|weekend|night|semester|term|holiday|time (?:last|this) year)s?\b|\bthe (?:week|weekend|month|year|summer|winter|spring|fall|autumn|day) (?:before last|after next|before|after)\b|\b(?:yesterday|the day before yesterday|a year to the day)\b",
    ),
    (
        "date",
        rf"\b{_APPROX}(?:{NUM}|a|a few|several|a couple of)(?: (?:and a half|or so|or {NUM}|long|whole|full|more|short|good|or more))*[- ](?:year|month|week|day|decade|yr|semester|winter|summer)s?\b(?![- ]olds?\b)(?<!\ba day)(?<!\ba week)(?<!\ba year)(?<!\ba month)",
    ),
    (
        "date",
        r"\b(?:in|during|after|before|since|through|until|by|of|with|when) (?:the )?(?:pandemic|lockdown|covid|recession|crash|blackout|blizzard|strike|shutdown|elections?|eclipse|olympics|world cup|great recession|financial crisis|millennium)\b|\b(?:mid|late|early)[- ](?:week|month|(?:nineteen)?(?:nineties|eighties|seventies|sixties))\b|\b(?:nineteen|twenty) (?:eighty|ninety|seventy|ten|eleven|twelve|nineteen|twenty)(?:[- ]\w+)?\b",
    ),
    (
        "date",
        r"\bduring (?:the )?(?:pandemic|lockdown|covid|recession)\b|\b(?:school|spring|winter|summer) (?:break|holidays|vacation)\b|\b(?:leap day|solstice)\b",
    ),
    (
        "age",
        rf"\b{BIG_AGE}[- ]?(?:years?|yrs?|months?|weeks?)[- ]?olds?\b|\b{BIG_AGE} ?(?:y/?o|yo)\b|\b\d{{1,2}} ?[mf]\b(?=[ ,.)/])|\((?:[mf],? ?)?\d{{1,2}}(?: ?[mf])?\)",
    ),
    (
        "age",
        rf"\b(?:i'?m|i’m|i am|i was|he is|he's|he’s|she is|she's|she’s|he was|she was|we are|we're|we’re|they are|they're|we were|is|are|was|were|am|be|both|only|just|turn(?:ed|s|ing)?|aged?|age of|now|almost|nearly|since|at|when|being|about to be|barely)(?: (?:now|only|just|almost|nearly|already|about|both|turning|over|under|around|barely|age))? {BIG_AGE}\b(?! ?(?:percent|%|dollars|euros|pounds|miles|minutes|hours|days|weeks|months|years? (?!old|young)|years?$|times|of|am|pm|o'clock|weeks|kids|children|boys|girls|sons|daughters|more|other|another|people|person|thing|night|day|point|with|step|who|that|in a|big|small|year|to |hundred|thousand|in the morning|way|another|side|time|bedroom|floor|states|blocks|cars|dogs|cats|jobs|houses|acres|feet|foot|kilos|lbs|pm|siblings|brothers|sisters))(?!:\d)(?![\d/])",
    ),
    (
        "age",
        rf"\b(?:my|our|his|her|their) {BIG_AGE}(?:th|st|nd|rd)? birthday\b|\b(?:{_ORDINAL}) birthday\b|\b(?:age|ages|aged) {BIG_AGE}(?:(?:,| and|,? and| to|-) {BIG_AGE})*",
    ),
    (
        "age",
        rf"\b{BIG_AGE} years (?:older|younger|my senior|my junior|his senior|her senior|between us|apart|age difference)\b|\b{BIG_AGE}[- ]years?[- ](?:age )?(?:gap|difference)\b",
    ),
    (
        "age",
        rf"\bin (?:my|his|her|their|our) (?:twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties|teens|\d0['’]?s)\b|\b(?:barely|not yet|nearly|almost|just|still|already|only) {BIG_AGE}(?=[.,;!?)])|\bat {BIG_AGE}(?=[.,;!?)]| and | I | he | she | my | with )",
    ),
    (
        "age",
        rf"\b{CHILD} of {BIG_AGE}\b|\b(?:a|an|the|this|that|any|some|grown) (?:man|woman|boy|girl|guy|lady|widow|widower|mother|father|grandmother|teenager) of {BIG_AGE}\b|\bof {BIG_AGE}(?=[.,;!?)])|\b(?:my|our|his|her|their) {BIG_AGE}s\b|\b{BIG_AGE}[- ]something\b|\b(?:hit|hits|hitting|pushing|approaching|nearing|past|reached|before|until|till|over|under) {BIG_AGE}(?=[.,;!?)]| and | when | in | this | next | but )|\b(?:teenage mom|teen mom|middle[- ]aged|retirement age|underage|a minor|golden years)\b",
    ),
    (
        "age",
        rf"(?<=, ){BIG_AGE}(?=,)|(?<=, ){BIG_AGE}(?=\.)|(?<=\(){BIG_AGE}(?=[,)])|(?<=\b(?:son|mom|dad|her|him) ){BIG_AGE}(?=,)|\b(?:in (?:my|his|her|their|our) (?:early|mid|late)[- ]?)(?:twenties|thirties|forties|fifties|sixties|seventies|eighties|teens|\d0['’]?s)\b|\b(?:septuagenarian|octogenarian|nonagenarian)\b|\bborn in\b[^.,;]{{0,20}}",
    ),
    (
        "family",
        rf"\b(?:{NUM}|both|all)(?: of)?(?: (?:my|our|his|her|their|the))?(?: (?:beautiful|small|young|younger|older|grown|adult|little|teenage|wonderful|lovely|amazing|biological|adopted|more|other|great|healthy|surviving|married|school-?age|elementary[- ]age))* {CHILD}\b(?:,? ?\(?(?:aged?|ages|who are|both)? ?{BIG_AGE}(?:(?:,| and|,? and|&) ?{BIG_AGE})*\)?)?(?:(?:,| and|,? and) (?:a|an|one|two|three|four|{_DIGIT_WORDS}) (?:\w+ )?{CHILD})*",
    ),
    (
        "family",
        rf"\b{NUM} (?:\w+ )?{_SIBLING}\b|\b(?:an )?only (?:child|son|daughter)\b|\b(?:oldest|youngest|eldest|middle) (?:of|child|son|daughter|kid|boy|girl|brother|sister)(?: (?:{NUM}|{CHILD}))?\b|\b(?:my|our|his|her|the) (?:oldest|youngest|eldest|firstborn|first-born|middle one)\b|\b(?:{_ORDINAL}) (?:child|son|daughter|baby|grandchild|pregnancy)\b",
    ),
    (
        "family",
        rf"\b{_POSS}(?: own| late| little| only| adult| grown| teenage| adopted| biological| autistic| newborn| new| infant| unborn| young| younger| older| preschool)*(?: {BIG_AGE}[- ](?:year|month|week)[- ]old)? (?:identical |fraternal )?(?:sons?|daughters?|boys|girls|little (?:boy|girl)|twins|triplets|baby (?:boy|girl|son|daughter)|baby|toddler|newborn|step-?sons?|step-?daughters?|grand-?sons?|grand-?daughters?|grandchildren|nephews?|nieces?|godson|goddaughter|step-?kids|step-?children)\b",
    ),
    (
        "family",
        rf"\b(?:a|one|the) (?:\w+ )?(?:son|daughter|stepson|stepdaughter|baby (?:boy|girl)|little (?:boy|girl)|grandson|granddaughter|foster child|toddler|newborn)(?: and (?:a|one|two|three) (?:\w+ )?(?:son|daughter|boy|girl|baby|stepson|stepdaughter)s?)?\b|\b(?:boy|girl)-(?:boy|girl) twins\b|\b(?:identical |fraternal )?(?:twins|triplets|quadruplets|twin (?:brother|sister|boys|girls|sons|daughters))\b|\bblended family\b|\b(?:family|mother|mom|father|dad|parents?) of {NUM}\b",
    ),
    (
        "family",
        rf"\b(?:been |got |were |are |is |was |be |have been |newly |happily |unhappily |legally )?(?:married|together|dating|engaged|separated|divorced|widowed|wed|living together|remarried|a couple|in (?:this|a|our) (?:relationship|marriage)|with (?:him|her|my (?:husband|wife|partner|boyfriend|girlfriend|fianc\w+|spouse))|seeing (?:him|her|each other)|single)(?: (?:to (?:him|her|my \w+|each other|this man|the same \w+)|for|now|now for|since|just|in|at|on|happily|a little))* {_APPROX}(?:the (?:last|past|better part of) )?(?:{NUM}|a|half|several|many|few|a few|college|high school|we were|the age)(?: and a half| wonderful| long| happy| good| hard| full| short| difficult)*(?: {_UNIT}s?\b|(?= ?\d)| teenagers| decades?| kids|\b)(?: (?:and|with) {NUM} (?:months?|kids|children))?",
    ),
    (
        "family",
        r"\b(?:together|married|a couple|dating|engaged|sweethearts|divorced|separated) (?:ever )?since (?:\w+ ?){1,4}|\b(?:high school|college|childhood|middle school|university) (?:sweethearts?|sweetheart)\b|\bnewly-?\s?weds?\b|\bnewly married\b|\bjust (?:got )?married\b|\b(?:shotgun|arranged|second|third|fourth|first) (?:marriage|wedding|husband|wife)\b",
    ),
    (
        "family",
        rf"\b{_APPROX}{NUM}(?: and a half)?[- ](?:{_UNIT})s?[- ](?:long )?(?:of )?(?:\w+ )?(?:marriage|relationship|engagement|wedded|being married|matrimony|partnership|together|as (?:a couple|husband|man)|side by side|with (?:him|her|my|this|the same))\b",
    ),
    (
        "family",
        rf"\b{_APPROX}{NUM}(?:[- ]{_UNIT}s?)? (?:of )?(?:wedded|happy years|years (?:of (?:marriage|being|living|sharing|our)|together|married|with|we|i have been|in|under one roof))\b[^.,;!?]{{0,15}}|\b(?:we|i)(?: have|['’]ve)? (?:wed|married|met|tied the knot|eloped|got engaged|moved in together|got together|started dating|exchanged vows)\b[^.,;!?]{{0,20}}?(?:{_APPROX}{NUM} {_UNIT}s? ago|in college|in (?:high )?school|at (?:{BIG_AGE}|work|church|university)|when (?:i|we|he|she) (?:was|were) {BIG_AGE}|straight out of \w+|right after \w+|young|in our \w+)",
    ),
    (
        "family",
        rf"\b(?:our|my|their|his|her|the)(?: upcoming)? (?:{_ORDINAL})(?:[- ](?:wedding|year))? anniversary\b|\b(?:{_ORDINAL}) (?:wedding )?anniversary\b|\bcelebrat\w+ {_APPROX}{NUM} years\b|\b(?:half|most) of (?:my|our) (?:adult )?(?:life|lives)(?: together| with)?|\b(?:decade|decades|quarter (?:of a )?century|half (?:a )?century|three decades|two decades) (?:of (?:marriage|being|life|our)|together|with|married|in|and)\b",
    ),
    (
        "family",
        rf"\b(?:pregnant|expecting)(?: (?:with|for|again|at|our|my|a|twins|\w+ months?))?(?: \w+){{0,3}}|\b{NUM} (?:weeks|months) (?:pregnant|along|postpartum)\b|\bdue (?:in|on) \w+|\b(?:adopted|fostered|surrogate|surrogacy|sperm donor|egg donor|donor-conceived|adoption|foster)(?: (?:him|her|them|a|two|three|from|our|my|parents?))?(?: \w+)?",
    ),
    (
        "family",
        r"\b(?:in|starting|started|starts|entering|finished|repeating|a|teaches|just) (?:kindergarten|preschool|pre-?k|daycare|first grade|second grade|third grade|fourth grade|fifth grade|sixth grade|seventh grade|eighth grade|ninth grade|tenth grade|eleventh grade|twelfth grade|high school|middle school|elementary school|college|\d{1,2}(?:st|nd|rd|th) grade)\b|\b(?:\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)[- ]grade(?:r|rs)?\b|\b(?:kindergartner|freshman|sophomore|high school (?:junior|senior))\b",
    ),
    (
        "family",
        rf"\b(?:our|my|his|her) (?:second|third|first|fourth|fifth|sixth|youngest|oldest|eldest|middle|two|three|four|five|six|seven|boys|girls|twins)\b|\b(?:{_ORDINAL}|last|early|first few) years? (?:of|in|into) (?:our |my |the |this |being |a )?(?:marriage|married|relationship|together)\b|\b(?:early|late|long|short|brief|whole|entire) marriage\b|\b(?:on and off|off and on|on-again)\b|\b{NUM} (?:weeks|months) (?:along|in|old|gone)\b|\bfamily of \w+\b|\b(?:kids|children|boys|girls|daughters|sons) (?:are|is|were) (?:\w+ )?{BIG_AGE}\b(?:(?:,| and|, and) {BIG_AGE})*",
    ),
    (
        "family",
        rf"\b(?:my|our|his|her) (?:\w+ )?(?:step|half|twin|adopted|foster|birth|biological|god)[- ]?\w+\b|\b(?:had|have|has|having|raised|raising|lost|buried|want(?:s|ed)?|expecting|with|and|all|these|of) (?:my |our |his |her |the )?{NUM} (?:\w+ ){{0,2}}(?:kids|children|boys|girls|sons|daughters|babies|grandkids|grandchildren|little ones|siblings|stepkids|dogs|cats)\b|\b(?:my|our|his|her|the|a) (?:{_ORDINAL}|second|third|fourth|last|next) (?:baby|child|pregnancy|wife|husband|marriage|wedding|kid|son|daughter)\b|\b(?:stay|stayed|been|lasted|shared|spent|gave|given|put up with|lived|living|wasted|invested|put)(?: \w+){{0,4}} {_APPROX}{NUM} (?:\w+ )?(?:years|months|decades)\b|\b(?:{NUM}|several|many) (?:years|months|decades) (?:in|into|deep|strong|and counting|of my life|with|under)\b|\b(?:empty[- ]nest(?:ers?)?|single (?:mom|mother|dad|father|parent)|big family|childless|child-free|no (?:kids|children)|tried for (?:a baby|years|\w+ (?:years|months))|step-?family|grandparents raising|latchkey|firstborn|boy and (?:a |one )?girl|girl and (?:a |one )?boy|co-?parent\w*|cousins?)\b",
    ),
    (
        "family",
        r"\b(?:ex-?(?:husband|wife)|first cousin|second cousin|half-?(?:brother|sister)|step-?(?:mother|father|mom|dad|brother|sister)|godmother|godfather|co-?wife|twin)\b(?=['’]s (?:brother|sister|cousin|new|best)| and (?:i|my) are)",
    ),
    (
        "employer",
        r"\b(?:works?|worked|working|job|jobs|position|shifts?|career|interns?|internship|contract|employed|temps|volunteers?|clerk|manager|cashier|supervisor|foreman|driver|teller|apprentice|secretary|director|partner|chef|cook|hired)(?: \w+)?(?: (?:nights|days|part[- ]time|full[- ]time|weekends|overtime|two jobs))? (?:at|for|with|in|by) (?:a |an |the |our |my |his |her )?(?:\w[\w'’&-]* ){0,3}?(?:company|firm|factory|plant|mill|store|shop|warehouse|hospital|clinic|bank|school|office|department|restaurant|hotel|farm|ranch|dealership|brewery|bakery|diner|bar|café|cafe|casino|prison|jail|airport|agency|startup|start-up|university|college|library|museum|studio|garage|station|depot|refinery|mine|quarry|shipyard|dairy|nursery|vineyard|winery|salon|gym|church|county|city|state|government|post office|court(?:house)?|supermarket|market|pharmacy|practice|lab|laboratory|newspaper|theater|theatre|zoo|call center|nursing home|care home|fire department|police|school district|rig|oil rig|railroad|railway|airline|cannery|foundry|sawmill|steelworks|slaughterhouse|orchestra|tv station|radio station|hardware store|gas station|funeral home|bookstore|insurance|finance|construction|real estate|tech|law|oil|mining|forestry|fishing|publishing|advertising|marketing|logistics|retail|banking|human resources|hr|it|payroll|accounting|healthcare|social services|defense|aerospace)\b",
    ),
    (
        "employer",
        r"\b(?:our|my|his|her|the|a) (?:family |own |small |little |family-owned )+(?:business|company|farm|shop|store|restaurant|bakery|dairy|vineyard|brewery|salon|hotel|inn|garage|practice|firm|ranch|cafe|café|bar|gym|orchard|food truck|motel|butcher shop|winery|nursery|funeral home)\b|\b(?:runs?|own(?:s|ed)?|opened|managed?s?|started|founded) (?:a|an|the|our|his|her|my|two) (?:\w+ ){0,3}(?:business|company|farm|shop|store|restaurant|bakery|dairy|vineyard|brewery|salon|hotel|inn|garage|practice|firm|ranch|cafe|café|bar|gym|orchard|food truck|motel|studio|daycare|agency|franchise|school|kennel|stable|stables|clinic|gallery|bookstore|boutique|parlor|winery|nursery|campground|marina)\b",
    ),
    (
        "employer",
        r"\b(?:a|an|the|our|his|her|my|two|own(?:s|ed)?|own (?:a|an|the)) (?:[\w'’-]+ ){0,2}?(?:dealership|vineyard|bakery|brewery|butcher shop|funeral home|fishing charter|bike shop|barbershop|food truck|dairy|sawmill|quarry|law firm|dental practice|hair salon|nail salon|tattoo parlou?r|pizzeria|hardware store|pet shop|flower shop|auto shop|body shop|repair shop|trucking company|landscaping business|plumbing business|construction company|daycare center|yoga studio|dance studio|karate school|riding school|ski resort|b&b|bed and breakfast|guest ?house|nightclub|strip club|pawn shop|laundromat|car wash|orchard|cattle ranch|christmas tree farm|poultry farm|pig farm|horse farm|start-?up|franchise)\b|\b(?:weatherman|weather woman|tv (?:host|weatherman|presenter|chef|producer|reporter)|news(?:caster| anchor|reader)|radio (?:host|dj)|stand-?up comic|game developer|software (?:engineer|developer)|data scientist|civil servant|diplomat|ambassador|border guard|prison guard|security guard|home health aide|caregiver for|cna|emt|rn|lpn|np|phd student|grad(?:uate)? student|med(?:ical)? student|law student|resident|personal trainer|yoga (?:teacher|instructor)|piano teacher|tennis coach|swim coach|little league coach|real estate agent|insurance agent|travel agent|loan officer|tax preparer|bank teller|construction worker|factory worker|farm hand|ranch hand|stay-at-home (?:mom|dad|mother|father|parent)|homemaker|freelance\w*|self-employed|retired \w+|tenure track|ph\.?d\.?|minister|chaplain|deacon|choirmaster|organist|conductor|foreman|roughneck|deckhand|first mate|stewardess|croupier|bouncer|model|dancer|ballerina|writer|author|editor|artist|poet|designer|consultant|analyst|broker|cashier|clerk|custodian|groundskeeper|gardener|housekeeper|maid|nanny|babysitter|tutor|coach|caddie|jockey|hunter|trapper|butler|driver|courier|movers?|electrician's apprentice|apprentice|instructor|technician|inspector|investigator|officer|trooper|ranger|warden|bailiff|clerk of court|prosecutor|public defender|dean|provost|superintendent|vice principal|school nurse|guidance counselor|bus monitor|lunch lady|crossing guard)\b(?= |[.,;!?)])",
    ),
    (
        "employer",
        r"\b(?:is|was|am|are|['’]m|['’]s|['’]re|work(?:s|ed|ing)?|career|job|jobs|both|background|manager|degree) in (?:the )?(?:accounting|sales|hr|it|marketing|finance|tech|construction|real estate|insurance|banking|law|law enforcement|medicine|education|teaching|retail|hospitality|advertising|publishing|logistics|oil(?: and gas)?|mining|farming|politics|television|film|music|theater|nursing|engineering|software|research|academia|consulting|pharmaceuticals|biotech|aviation|shipping|trucking|manufacturing|hr|human resources|government|military|army|navy|air force|marines|reserves|police|ministry|fashion|sports|security|healthcare|social work|customer service|catering|forestry|fishing)\b|\b(?:the|a|an|local) (?:post office|fire station|police station|county jail|state prison|town hall|city hall|courthouse|power plant|tire plant|auto plant|meat ?packing plant|paper mill|steel mill|coal mine|oil rig|oil fields?|hospital where|call center|warehouse|nursing home|shipyard|sawmill|cannery|refinery|distillery|dockyards?|docks|railroad|embassy|consulate|parliament|senate|newspaper|tv station|radio station|symphony|orchestra|opera|circus|zoo|observatory|lighthouse|crematorium|morgue|slaughterhouse)\b|\b(?:first|second|third|night|graveyard|swing|day|early|late|double)[- ]shifts?\b",
    ),
    (
        "employer",
        r"\b(?:mayor|principal|sheriff|chief|dean|ceo|cfo|vice president|city council|school board|head (?:nurse|coach|chef|teacher|of)|assistant (?:manager|principal|coach)|branch manager|store manager|general manager|plant manager|night manager|shift supervisor|regional manager|captain|lieutenant|sergeant|staff sergeant|colonel|major|corporal|petty officer|tenured|state (?:senator|trooper|representative)|news anchor|weather (?:man|woman|forecaster)|radio host|tv host|football coach|basketball coach|choir director|church organist|town clerk|night shift|graveyard shift|night nurse|er nurse|icu nurse|long-?haul|oil rig)\b",
    ),
    (
        "number",
        r"[$€£¥]\s?\d[\d,.]*(?:\s?(?:k|m|million|thousand|billion|grand))?|\b\d[\d,.]*\s?(?:k\b|dollars|euros|pounds|lbs|kilos?|kg|miles|kilometers|km|acres|percent|%|grand|thousand|million|square feet|sq ft|feet|foot|inches|hours|minutes|times|people|employees|cows|goats|hens|chickens|horses|sheep|bedrooms?|square meters)",
    ),
    (
        "number",
        rf"\b(?:{WORD_NUMBER})(?:[- ]and[- ]a[- ]half)?[ -](?:hundred|thousand|million|grand|dollars|euros|pounds|miles|kilos|acres|percent|cows|goats|hens|chickens|horses|sheep|dogs|cats|employees|bedrooms?|square feet|blocks|floors?|stories|feet|houses|apartments|cars|trucks|motorcycles|guitars|snakes|parrots|rabbits|alpacas|llamas|ferrets|bee ?hives|hives|states away|hours away|hours' drive|hour drive|times divorced|stitches|surgeries|rounds|tattoos|properties|rental|restaurants|stores|shops|counts|felon\w+|DUIs?)\b",
    ),
    ("number", r"(?<![\w.,:/$€£-])#?\d[\d,]*(?:\.\d+)?(?![\w:/%-])"),
    (
        "number",
        r"\b(?:social security|ssn|account|policy|case|docket|badge|license plate|licence plate|plate|license|passport|member|membership|invoice|serial|flight|patient|record|claim|vin|employee|student|apartment|room|unit|lottery|bib|jersey|locker|bus|ticket)(?: (?:number|no\.?|id))?(?: (?:is|was|ends in|starts with|:))? ?#? ?[a-z]{0,4}[- ]?\d[\w-]*",
    ),
)

# Rare events: what a neighbour would know at once.
EVENTS: tuple[str, ...] = (
    r"\b(?:emptied|drained|stole|spent|blew|cleaned out|withdrew|maxed out|took out|cashed (?:in|out)|pawned|hid|squandered|donated|lent|invested|burned through) (?:\w+ ){0,3}?(?:savings|accounts?|money|pension|credit cards?|mortgage|loans?|inheritance|college fund|retirement|401k|jewelry|ring|guns?|fortune|life insurance)\b[^.,;!?]{0,20}|\b(?:wrote|published|writing|self-published|recorded|released|starred in|appeared in|posted) (?:a|an|our|my|his|her|about) (?:\w+ ){0,2}?(?:novel|book|memoir|blog|song|album|film|play|poem|article|video|podcast|story|us|me)\b|\b(?:psychic|fortune teller|medium|astrologer|guru|shaman|life coach|sugar (?:daddy|baby)|matchmaker|private (?:detective|investigator)|surrogate mother)\b|\b(?:former|old|ex) (?:\w+ )?(?:teacher|coach|boss|student|therapist|priest|professor|babysitter|cellmate|commander)\b",
    r"\b(?:accident|collision|wreck|explosion|disaster|shooting|massacre|attack on|bombing|stampede|derailment)\b|\b(?:left|leaving|escaped|fled|broke with|walked away from|thrown out of|kicked out of) (?:the|that|my|our|his|her) (?:\w+ )?(?:community|church|faith|order|cult|sect|group|country|village|clan|tribe|fold|army|force|priesthood|convent|seminary|commune|religion|temple)\b",
    r"\b(?:mill|plant|factory|mine|store|restaurant|shop|business|company|firm|school|church|branch|office|base|clinic|bar|bakery|farm)s? (?:has |have |had |was |were |is |are |just |suddenly |had to )*(?:clos(?:ed|es|ing)|shut(?: down)?|fold(?:ed|ing)|moved (?:to|overseas)|failed|collapsed|burn(?:ed|t)|flooded|robbed|sold|raided|sued|relocat\w+|merged|bought out|went under)\b|\b(?:layoff|takeover|merger|strike|closure|shutdown)\b",
    r"\b(?:shot (?:a|an|someone|somebody|his|her|the|dead|two|my)|(?:been|was|is|were|being|got|gets|getting|under|after being|never been) (?:\w+ )?(?:investigat(?:ed|ion)|charged(?: with)?|accused(?: of)?|indicted|fined|hacked|catfished|exposed|outed|blackmailed|rescued|evacuated|quarantined|stranded|trapped|elected|ordained|drafted|discharged|court-martial\w*|wounded|abandoned|orphaned|disowned|jilted|conned|swindled|scammed|attacked|robbed|mugged|kidnapped|abducted|trafficked|tortured|imprisoned|jailed|detained|audited|recalled|suspended|expelled|fostered|institutionali[sz]ed|committed|sectioned|baptized|excommunicated|shunned|deported|naturali[sz]ed|interviewed on|filmed|hypnotized|cloned|murdered|poisoned|drugged|bullied|stalked|doxx?ed|swatted|let go|laid off|sacked|made redundant|passed over|transferred|posted|stationed|adopted|raised by|conceived|struck off|struck|hit|paralyzed|electrocuted|bitten|nominated|cast|signed|discovered)\b[^.,;!?]{0,25})",
    r"\b(?:disowned|cut (?:me |him |her |us )?out of (?:the|his|her|their) will|contested? the will|(?:the|his|her|my|their) (?:estate|last will|trust fund|inheritance|probate|life insurance|settlement|pension fund|college fund|savings account|retirement fund|prenup|trial|arrest|conviction|murder|suicide|stroke|overdose|accident|deployment|bankruptcy|sentence|release|parole|crash|death|drowning|abortion|miscarriage|vasectomy|transition|coming out|deportation|scandal|lawsuit|robbery|kidnapping|winnings|gambling|disappearance|resignation|inauguration|ordination|election)|prenup\w*|college fund|pyramid scheme|multi-?level marketing|mlm|loan shark|poker|casino|slot machines|betting|bets?|catfish\w*|romance scam|meth lab|drug (?:bust|dealer|dealing)|dealing drugs|sold drugs|militia|riots?|protests?|coup|dictatorship|concentration camp|holocaust|war zone|gang(?:s|ster)?|mafia|cartel|orphanage|foster care|commune|hostel|squat|shelter|halfway house|group home|juvenile|juvie|boarding school|military school|gifted|child (?:star|actor|prodigy|bride|support)|famous|celebrity|bestseller|patent|invention|viral)\b",
    r"\b(?:found|discovered|came across|stumbled (?:on|upon|across)|opened|read|intercepted|uncovered) (?:\w+ ){0,2}?(?:letters?|diary|diaries|journal|second phone|burner|receipts?|photos?|photographs|pictures|tapes?|videos?|emails?|messages|texts?|statements?|will|box|suitcase|earring|lipstick|underwear|condoms?|gun|needle|drugs|pills|stash|bank statement|birth certificate|adoption papers|divorce papers|ring|profile|body|remains|money|cash|tracker|camera|key)\b|\b(?:ran|run|runs|took|went) (?:off|away) (?:with|to)\b[^.,;!?]{0,25}|\b(?:walked out|moved out|threw me out|kicked me out|kicked him out|kicked her out|changed the locks|filed for (?:divorce|custody|bankruptcy)|served (?:me )?(?:with )?(?:divorce )?papers|signed the papers|got (?:remarried|a dui|arrested|sober|clean|expelled|caught)|in vegas|las vegas|reality|jury duty|near miss|close call|lightning)\b",
    r"\b(?:drove|drives|crash(?:ed|es)|rammed|backed|plow(?:ed|s)|ran|skidded|swerved|flipped|rolled|sank|capsized|wrecked) (?:\w+ ){0,3}?(?:through|into|off|over|against|under) (?:a|an|the|our|my|his|her|another)\b[^.,;!?]{0,25}|\bcustody\b|\bleft (?:me |him |her )?at the (?:altar|airport|church|hospital|station|border)\b|\b(?:marr(?:ied|ying|ies)|dat(?:ed|ing|es)|moved in with|living with|engaged to|seeing|kissed|had a (?:baby|child|son|daughter) with) (?:my|his|her|our) (?:[\w'’-]+ ){0,2}?(?:ex|ex-husband|ex-wife|ex-boyfriend|ex-girlfriend|cousin|brother|sister|best friend|boss|friend|uncle|aunt|teacher|coach|therapist|counselor|stepbrother|stepsister|professor|student|nephew|niece|father|mother|neighbou?r|brother-in-law|sister-in-law|roommate|pastor)\b",
    r"\b(?:an|the|his|her|my|their|another|secret|long|brief|emotional|old|second) affairs?\b|\bcheat(?:ed|ing|s)? on (?:me|him|her|my \w+)\b[^.,;!?]{0,30}\b(?:with|at|in|on|during|while|when|twice|three|times)\b[^.,;!?]{0,25}|\b(?:caught|found|walked in on|saw|discovered) (?:him|her|them|my \w+)(?: \w+){0,2} (?:with|in bed|kissing|in (?:our|my)|having|naked|on a)\b[^.,;!?]{0,25}|\b(?:paternity|pregnant by|got (?:her|someone|another woman|a girl|a coworker) pregnant|(?:has|had|have) (?:a |another )?(?:baby|child|son|daughter|kid)s? (?:with|by|from) (?:another|a|an|his|her|my)\b[^.,;!?]{0,20}|secret(?:ly)? (?:bank account|phone|apartment|debt|married|recorded|filmed|life|loan|credit card)s?)\b",
    r"\b(?:rap(?:ed|ist)|molest(?:ed|ing)?|assault(?:ed)?|sexual(?:ly)? abus\w+|beat(?:en)? (?:me|up)|chok(?:ed|ing) me|stalk(?:ed|er|ing)|threatened (?:me|him|her|to)|pulled a (?:gun|knife)|set fire|broke into|vandali[sz]ed|slashed|poison(?:ed|ing)|hostage|ambush\w*|bomb(?:ed|ing)?|mass shooting|school shooting|hate crime|(?:pipe|boiler|gas) (?:burst|explosion|leak))\b|\b(?:drown|drowned|electrocut\w+|suffocat\w+|froze to death|fell to (?:his|her) death|bled|hanged|burned to death|died)\b|\b(?:bitten|stung|attacked|mauled) by\b[^.,;!?]{0,15}",
    r"\b(?:expelled|suspended|dropped out|flunked out|kicked out of|disbarred|lost (?:his|her|my|their) (?:[\w-]+ ){0,2}(?:license|licence|job|position|pension|house|home|leg|arm|hand|sight|hearing|voice|memory|baby|twin|mother|father|parents?|brother|sister|son|daughter|wife|husband|faith|everything|savings|farm|restaurant|business|company|shop)|lost (?:everything|it all|our savings|the (?:house|farm|baby|business|shop|restaurant|company|store|case|election))|quit (?:his|her|my) job|early retirement|forced to retire|promot(?:ed|ion)|demoted|transferred to|relocat(?:ed|ing|ion)|moved (?:to|from|across|back to|overseas|abroad|in with (?:his|her|my|us))|emigrat\w*|sued|settle(?:d|ment)|scandal|on strike|recall(?:ed)?|got (?:his|her|my) (?:green card|citizenship)|sponsored)\b",
    r"\b(?:hospitali[sz]ed|rushed to|emergency (?:surgery|room|landing)|on a ventilator|premature|born (?:early|with|without|at|deaf|blind)|(?:our|the|my) (?:late|dead|deceased|stillborn|first|unborn) (?:son|daughter|baby|child|husband|wife|twin)|(?:husband|wife|son|daughter|father|mother|brother|sister|dad|mom|baby|twin|fianc\w+|boyfriend|girlfriend|best friend|grandmother|grandfather|grandma|grandpa|uncle|aunt|cousin|child)(?: and \w+)? (?:has |had |just |suddenly |recently |was )?(?:died|passed(?: away)?|drowned|killed|murdered|hanged|disappeared|vanished|was (?:shot|killed|murdered|stabbed|arrested|deported|kidnapped))|after (?:the|his|her|my|our) (?:\w+ )?(?:accident|crash|fire|flood|attack|surgery|operation|miscarriage|stillbirth|trial|arrest|deployment|bankruptcy|layoff|layoffs|funeral|suicide|transplant|storm|explosion|burglary|robbery|divorce|heart attack))\b",
    r"\b(?:house|apartment|barn|garage|kitchen|wild|forest|shop|restaurant|church) ?fires?\b|\bburn(?:ed|t) (?:down|to the ground)\b|\b(?:lost|destroyed|damaged)[^.!?]{0,30}\b(?:in|by) (?:a|the) (?:\w+ )?(?:fire|flood|tornado|hurricane|earthquake|storm|landslide|wildfire|explosion)\b|\b(?:flood(?:ed|s)?|tornado|hurricane|earthquake|tsunami|avalanche|landslide|mudslide|lightning strike|struck by lightning|sinkhole|plane crash|train crash|shipwreck|explosion|gas leak|carbon monoxide|collapsed (?:roof|bridge|mine))\b",
    r"\b(?:car|motorcycle|bike|bicycle|boating|hunting|skiing|climbing|farm|work|workplace|industrial|traffic|truck|tractor|train|diving|swimming|freak|hit-and-run|helicopter|snowmobile|riding|horse|mining|forklift|fireworks|scooter) (?:accident|crash|wreck|collision|injury)\b|\b(?:accident|wreck|crash|collision) (?:that|in which|which|killed|left|with|on|at|took)\b|\b(?:hit|struck|run over|killed|injured|crushed|trampled|electrocuted|mauled|bitten|attacked) by (?:a|an|the|his|her) (?:\w+ )?(?:car|bus|truck|train|driver|drunk driver|falling|tree|horse|bull|dog|bear|shark|snake|tractor|van|motorcycle|moose|deer|stranger|machine)\b|\btotal(?:l)?ed (?:the|my|our|his|her) \w+|\b(?:fell|jumped) (?:off|from|through|down) (?:a|the|our|his) (?:\w+ )?(?:roof|ladder|scaffold\w*|balcony|bridge|cliff|horse|window|tree|ice|stairs|stage|boat|crane)\b|\b(?:near(?:ly)? )?drown(?:ed|ing)?\b|\belectrocuted\b|\bin a coma\b|\bwas in a wreck\b",
    r"\b(?:won|winning|win|hit)(?: \w+){0,3} (?:lottery|lotto|jackpot|powerball|game show|settlement|raffle|sweepstakes|medal|olympic\w*|championship|title|award|prize|pageant|scholarship|election|poker tournament|lawsuit)\b|\blotter(?:y|ies)\b|\bscratch[- ]?(?:off )?(?:card|ticket)s?\b|\binherit(?:ed|ance|s|ing)?\b[^.,;!?]{0,30}|\bgame show\b|\b(?:was|were|been|got|appeared|is) (?:on|in) (?:the )?(?:local |national )?(?:news|tv|television|newspaper|paper|front page|reality show|papers|radio)\b|\breality (?:tv|show)\b|\bwent viral\b",
    r"\b(?:court (?:case|date|hearing|battle|order)|custody (?:battle|fight|hearing|case|dispute)|lawsuit|su(?:ed|ing) (?:me|him|her|us|them|the|his|her|my)|trial|arrest(?:ed|s)?|jail(?:ed)?|prison|incarcerated|parole|probation|convicted|conviction|sentenced|felony|felon|dui|dwi|embezzl\w*|fraud|forg(?:ed|ery)|stole\b[^.,;!?]{0,25}|theft|shoplift\w*|burglar(?:y|ized|s)|robb(?:ed|ery)|mugged|kidnapp\w*|hostage|murder(?:ed|s)?|homicide|shooting|shot (?:by|in|at|himself|herself)|stabb(?:ed|ing)|carjack\w*|witness protection|restraining order|protective order|indict\w*|grand jury|whistle-?blow\w*|subpoena\w*|deport(?:ed|ation)|ice (?:detained|raid)|detained|raid(?:ed)?|jury|pleaded guilty|plea deal|ankle monitor|house arrest|manslaughter|arson|identity theft|blackmail\w*|scam(?:med)?|ponzi|swindl\w*|con man|bigam\w*|evict(?:ed|ion))\b",
    r"\b(?:affair|affairs|sleeping|slept|cheat(?:ed|ing)?|ran off|run off|runaway|eloped|hooked up|fling|one-night stand|kiss(?:ed|ing)?|left me for|left him for|left her for|in love|emotional affair|pregnant)\b[^.,;!?]{0,18}\b(?:with|by|on (?:me|him|her) with|for) (?:my|his|her|our|the|a|an|one of (?:my|his|her))(?: [\w'’-]+){0,3}? ?(?:own |best |old |former |married |younger |older |close )*(?:sister|brother|mother|father|cousin|uncle|aunt|friend|boss|secretary|neighbou?r|coworker|co-worker|colleague|teacher|coach|pastor|priest|nanny|babysitter|au pair|student|client|patient|therapist|counselor|trainer|ex|ex-wife|ex-husband|niece|nephew|son|daughter|stepson|stepdaughter|bridesmaid|best man|maid of honor|dentist|doctor|nurse|landlord|tenant|contractor|plumber|yoga teacher|tennis coach|choir director|assistant|intern|employee|business partner|sister-in-law|brother-in-law|mother-in-law|father-in-law|roommate|stepmother|stepfather|midwife|accountant|lawyer|mailman|principal|bandmate|coworkers|goddaughter|woman|man|guy|girl)(?:['’]s? \w+)?(?:-in-law)?\b|\b(?:sister|brother|friend|boss|cousin|neighbou?r|mother|father|uncle|aunt)['’]s (?:husband|wife|fianc\w+|boyfriend|girlfriend|ex|partner|son|daughter)\b",
    r"\b(?:miscarriages?|miscarried|still-?born|stillbirth|still-?birth|abortion|ectopic|crib death|sids|lost (?:a|the|our|my) (?:\w+ )?(?:baby|babies|pregnancy|child|son|daughter|twin|twins|brother|sister|leg|arm|hand|eye|finger|fingers|sight|hearing|house|home|farm|business|job|license|licence|restaurant|store|shop|mother|father|mom|dad|parents|husband|wife|best friend|custody)|premature(?:ly)?|preemie|nicu|born (?:at \d+ weeks|premature\w*|with|in (?:the|a) (?:car|taxi|elevator|ambulance))|emergency c-section|c-section|gave (?:up )?(?:a|our|my|the) (?:\w+ )?(?:baby|son|daughter|child)(?: up)? for adoption|secret (?:child|son|daughter|family|baby|marriage)|love child|dna test|paternity test|ancestry test|23andme|switched at birth|(?:found out|learned|discovered)[^.,;!?]{0,30}\b(?:adopted|biological|half-?(?:brother|sister)|not (?:my|his|the) (?:real |biological )?(?:father|dad|mother)))\b",
    r"\b(?:immigrat\w+|emigrat\w+|asylum|refugees?|green card|citizenship|work visa|visa|fled|moved here from|came (?:here|over|to (?:this country|the (?:us|states|uk|country))) (?:from|as|in|at|with|to|on)?|undocumented|deported|mail-?order bride|civil war|the war|genocide|deploy(?:ed|ment|ments|s)|tour (?:of duty|in)|combat|iraq|afghanistan|veteran|prisoner of war|pow\b|boot camp|basic training|military base|stationed|enlisted|dishonorably|purple heart|peace corps|mission(?:ary)? (?:trip|in)|served (?:in|two|three|a|on|time|\d+))\b",
    r"\b(?:bankrupt(?:cy)?|chapter (?:7|11|13|seven|eleven|thirteen)|foreclos(?:ed|ure|ing)|laid off|layoffs?|lay-?offs?|got fired|was fired|been fired|fired from|lost (?:his|her|my|their) (?:\w+ )?(?:job|business|license|pension|savings|company|practice|fortune|seat|scholarship|leg|arm|sight)|downsized|plant (?:closed|closing|closure)|went (?:under|bust)|went out of business|gambl(?:ed|ing)[^.,;!?]{0,25}|homeless|living in (?:a|our|my|the) (?:car|van|shelter|motel|tent|rv|camper|trailer)|day trading|crypto\w*|bitcoin|repossess\w*|tax (?:fraud|evasion|audit)|audited|sold (?:the|our|my|his|her) (?:\w+ )?(?:farm|house|business|company|boat|home|shop|restaurant|ranch)|stock market|embezzled|strike at)\b",
    r"\b(?:suicide|suicid\w*|took (?:his|her) own life|killed (?:himself|herself)|hanged (?:himself|herself)|overdos(?:e|ed)|od['’]?d|died (?:in|of|from|on|by|when|at|while|giving|suddenly)|pass(?:ed)? away|passed (?:from|in|of)|funeral|was found dead|was killed|death of (?:my|our|his|her)|buried|cremated|ashes|widow(?:ed|er)?|murder-suicide|organ donor|donated? (?:a|his|her|my|one) (?:\w+ )?(?:kidney|liver)|transplant|life support|near-death)\b",
    r"\b(?:came out(?: as| to)?|comes? out as|transition(?:ed|ing)|transgender|trans (?:man|woman)|gender reassignment|sex change|cross-?dress\w*|swing(?:ers?|ing)|open marriage|polyamor\w*|throuple|polygam\w*|only ?fans|escorts?|strip(?:per|ped|ping)|sex worker|prostitut\w+|porn (?:star|actor|actress)|cult|commune|convent|monastery|nun\b|monk\b|defrocked|left the (?:church|priesthood|order|faith|cult)|shunned|excommunicated|faith healer|exorcis\w*|ran for (?:office|mayor|senate|city council|congress|school board)|elected|sabbatical|sailed|hiked the|around the world|climbed \w+|marathon|ironman|triathlon|mount everest|triplets|conjoined|beauty pageant|pageant|hall of fame|record deal|band (?:broke|toured)|olympic\w*|world record|chess champion|spelling bee|rodeo|circus)\b",
    r"\b(?:called off|cancel(?:l)?ed|postponed|left (?:me|him|her) at|stood (?:me|him|her) up at|walked out (?:of|on)) (?:the |our |his |her |my )?(?:wedding|altar|engagement|honeymoon)\b|\b(?:eloped|annul(?:led|ment)|secret wedding|vegas wedding|got married in|renew(?:ed|al of)? (?:our|their|the)? ?vows|court-?house wedding|on our honeymoon|proposed (?:at|in|on|during|to me (?:at|in|on)))\b|\b(?:faked|lied about|pretended)[^.,;!?]{0,30}\b(?:cancer|pregnancy|degree|illness|job|death|military|service|age)\b|\b(?:double life|second family|other family|witnessed (?:a|the)|plastic surgery|boob job|gastric (?:bypass|sleeve)|sex tape|hidden camera|amnesia|kidnapping|runaway|ran away (?:from|with|to)|disappear(?:ed|ance)|missing (?:for|since|person)|search party|rescued (?:from|by|after))\b",
)

ILLNESS: tuple[str, ...] = (
    r"\b(?:diagnosed(?: \w+){0,2} (?:with|as|on)|suffer(?:s|ed|ing)? from|treated for|being tested for|recover(?:ing|ed|s) from|relapse of|living with|battl(?:es|ed|ing)|surviv(?:ed|or of)|tested positive for|carrier of|allergic to|surgery (?:on|for)|operation on|died of|a history of|complications (?:of|from)|flare-?ups? of|struggl(?:es|ed|ing) with) (?:a |an |the |my |his |her |stage \w+ |severe |mild |chronic |terminal |clinical |type \w+ |early |late |rare |breast |bone |lung )*(?!(?:him|her|me|them|it|us|my|his|the|a|an|this|that|our|their|you|each|someone|parents|family|what|how|being)\b)[\w'’-]+(?: (?:disease|disorder|syndrome|cancer|failure|tumou?r|condition|deficiency|palsy|sclerosis|dystrophy|illness|addiction|infection|attacks?|depression|anxiety|apnea|injury))?",
    r"\b(?!(?:the|a|an|this|that|my|his|her|any|some|no|your|our|their|of|and|or|or) )[\w'’-]+ (?:disease|disorder|syndrome|cancer|failure|tumou?r|palsy|sclerosis|dystrophy|transplant|surgery|implants?|amputation|infection|aneurysm|embolism|sarcoma|leukemia|replacement|biopsy|deficiency|dysfunction|dysphoria|injury)\b",
    r"\b\w{4,}(?:itis|oma|osis|emia|aemia|opathy|algia|phobia|plegia|ectomy|otomy|philia|orrhea|trophy|olepsy|lexia|praxia|orexia|imia)\b(?<!diploma)(?<!oklahoma)(?<!hypnosis)(?<!aroma)(?<!tacoma)(?<!trophy)(?<!academia)(?<!bohemia)(?<!sonoma)(?<!diagnosis)(?<!coma)",
    r"\b(?:terminal(?:ly)?(?: ill\w*)?|(?:chronic|serious|rare|mental|long|incurable|genetic|degenerative|autoimmune|terminal|physical|congenital) (?:illness|disease|condition|disorder|pain|disability)|stage (?:one|two|three|four|[1-4iv]+)\b(?: \w+)?|in remission|in recovery|allerg(?:y|ic|ies)|intensive care|hospice|psych(?:iatric)? ward|mental hospital|nervous breakdown|mental breakdown|in-?patient|intensive care|dialysis|hearing aids?|cochlear|prosthe\w+|oxygen tank|feeding tube|colostomy|stoma|bone marrow|open-?heart|heart (?:attack|surgery|condition|defect|murmur|transplant|failure)|on (?:the spectrum|disability|antidepressants|blood thinners|steroids)|anti-?depressants?|antipsychotics?|hormone therapy|testosterone|fertility (?:treatments?|clinic|drugs)|sterile|low sperm count|can['’]t have (?:children|kids)|unable to (?:conceive|have children)|eating disorder|learning disabilit\w+|special needs|brain (?:bleed|damage|surgery|tumou?r|injury)|broke (?:my|his|her) (?:back|neck|hip|leg|arm|pelvis|ankle|wrist)|stutter\w*|speech impediment|lazy eye|birthmark|(?:a )?limp\b|one (?:leg|arm|eye|kidney|hand)|missing (?:a |two )?(?:finger|leg|arm|toe|fingers|teeth)|chemo\w*|mastectomy|overweight|obese|morbidly|\w+ pounds? overweight|drinking problem|drug problem|aa meetings?|na meetings?|twelve[- ]step|detox|12[- ]step|rehab|pill(?:s)? (?:addiction|habit)|hooked on|burnout|burn-out|kidney stones?|slipped disc|herniated|knee replacement|hip replacement|hearing loss|(?:lost|losing) (?:my|his|her) (?:sight|hearing|memory|hair|voice)|going (?:blind|deaf)|an? std|sti\b|sleepwalk\w*|bedwetting|incontinen\w*)\b",
)

FAITH_ORIGIN: tuple[str, ...] = (
    r"\b(?:at|to|from|in|our|my|his|her|the|same|left|a) (?:\w+ )?(?:temple|church|mosque|synagogue|parish|congregation|chapel|kingdom hall|gurdwara|shrine|bible study|sunday school|mass|vespers|youth group|monastery|convent|seminary|ashram|meeting house)\b|\b(?:god-?fearing|faithful members?|deacons?|the elders|tithe|tithing|first communion|confirmation class|quinceañera|quinceanera|christening|baptism|prayer meetings?|headscarf|turban|kippah|yarmulke|sabbath|shabbat|kosher|halal|sari|henna|karma|reincarnation)\b|\b(?:grew up in|was raised in|born in|came from|comes? from|originally from|family (?:is|was|came|comes) from|parents (?:are|were|came|come) from|roots in|emigrated from|immigrated from|native of) (?:a |an |the )?(?:[\w’'-]+ ?){1,3}",
    r"\b(?:convert(?:ed|ing|s)? to|left the|raised|grew up|brought up|strict|devout|practicing|observant|lapsed|conservative|very|deeply|from an?|ultra-?) (?:\w+ )?(?:religious|faith|church|religion|kingdom hall|catholic|muslim|jewish|hindu|christian|orthodox|traditional (?:family|household|home|culture))\b|\b(?:interfaith|inter-?racial|mixed[- ]race|bicultural|cross-cultural|interracial) (?:couple|marriage|relationship|family|child|kids|children)\b|\b(?:religious|church|temple|mosque|prayer) (?:group|wedding|community|leaders?|elders?|family|school|retreat|camp)\b",
    r"\b(?:my|his|her|our|their) (?:native|home|mother) (?:country|tongue|language|land|village|tribe)\b|\b(?:native (?:language|speaker|of)|mother tongue|first language|second language|(?:heavy|thick|foreign|strong|slight) accent|first[- ]generation|second[- ]generation|immigrant (?:family|parents?|household)|an immigrant|immigrants|foreigner|ethnic\w*|skin colou?r|dark-skinned|light-skinned|tribe|tribal|clan|caste|dowry|bride price|lobola|expats?|expatriate|person of colou?r|woman of colou?r|the only (?:black|white|asian|brown|foreign) \w+|biracial|black (?:family|church|man|woman|husband|wife|guy|girl|kids|and)|white (?:family|man|woman|husband|wife|guy|girl)|brown (?:skin|girl|man|woman))\b",
    r"\b(?:i am|i'm|i’m|he is|he's|he’s|she is|she's|she’s|we are|we're|they are|is|are|both) (?:half[- ]|part[- ]|originally |also )?(?:black|white|asian|latina?|latino|hispanic|mixed|brown|a foreigner|from (?:another|a different) country)\b|\b(?:speaks?|spoke|speaking|learn(?:ed|ing)?|in broken) (?-i:[A-Z][a-z]+)\b",
)
