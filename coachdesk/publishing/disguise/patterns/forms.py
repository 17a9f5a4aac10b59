"""Details that have a form: contacts, dates, ages, numbers. Capitals do not matter."""

from __future__ import annotations

from coachdesk.publishing.disguise.detail import Kind
from coachdesk.publishing.disguise.patterns.words import (
    APPROX,
    BIG_AGE,
    CHILD,
    DAY,
    DIGIT_WORDS,
    MONTH_ANY,
    NUM,
    ORDINAL,
    SEASON,
    TENS,
    UNIT,
    WORD_NUMBER,
)

FORMS: tuple[tuple[Kind, str], ...] = (
    (
        "date",
        rf"\b(?:a|one) (?:year|month|week|decade|day) and a half\b|\b(?:{NUM}|a few|several|some|many) (?:springs?|summers?|winters?|falls|autumns?|christmases|birthdays|easters|thanksgivings|sundays|seasons|harvests)(?: (?:ago|back|later))?\b|\b(?:since|until|till|by|before|after|in|all|for|over|during|that|one) (?:the )?(?:spring|summer|winter|fall|autumn)\b|\b(?:every|each) (?:family )?(?:reunion|holiday|weekend|summer|winter|birthday|anniversary|harvest)\b",
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
        rf"\b\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}\b|\b\d{{4}}-\d\d-\d\d\b|\b\d{{1,2}}/\d{{2,4}}\b|\b(?:the )?\d{{1,2}}(?:st|nd|rd|th)(?: of {MONTH_ANY})?\b(?! (?:grade|anniversary|birthday|wedding|child|time|year))",
    ),
    (
        "date",
        rf"\b(?:last|this past|this|next|past|early|late|mid-?|previous|the following|every|each|one|that|in(?: the)?|since|by|until|back in|over the|during the|all) (?:early |late |mid-?)?(?:{MONTH_ANY}|{SEASON}|{DAY}s?)(?: (?:of )?\d{{4}}| of last year| before last| night| morning| evening| afternoon)?\b(?<!\bmay)",
    ),
    (
        "date",
        rf"\b(?:on|the) (?:a )?{DAY}s?(?: (?:night|morning|evening|afternoon|before|after))?\b",
    ),
    (
        "date",
        rf"\b{APPROX}(?:{NUM}|a|a few|a couple of|several|couple|some|few|many)(?: (?:and a half|or so|or {NUM}))? ?-?(?:long )?{UNIT}s? (?:ago|later|earlier|before|after|afterwards?|apart|prior|into|back|since|from now|old relationship|past|previous)\b",
    ),
    (
        "date",
        rf"\b(?:for|in|within|over|after|past|last|these|those|spent|took|the|of) (?:the )?(?:past |last |next |first |whole )?{APPROX}{NUM}(?: and a half| or so| long| full| whole)? ?-?{UNIT}s?\b",
    ),
    (
        "date",
        rf"\b{NUM}(?: and a half)?[- ]{UNIT}s?(?= (?:relationship|affair|engagement|marriage|gap|separation|silence|deployment|contract|sentence|visit|trip|of))",
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
        rf"\b{APPROX}(?:{NUM}|a|a few|several|a couple of)(?: (?:and a half|or so|or {NUM}|long|whole|full|more|short|good|or more))*[- ](?:year|month|week|day|decade|yr|semester|winter|summer)s?\b(?![- ]olds?\b)(?<!\ba day)(?<!\ba week)(?<!\ba year)(?<!\ba month)",
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
        rf"\b(?:my|our|his|her|their) {BIG_AGE}(?:th|st|nd|rd)? birthday\b|\b(?:{ORDINAL}) birthday\b|\b(?:age|ages|aged) {BIG_AGE}(?:(?:,| and|,? and| to|-) {BIG_AGE})*",
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
        "number",
        r"[$€£¥]\s?\d[\d,.]*(?:\s?(?:k|m|million|thousand|billion|grand))?|\b\d[\d,.]*\s?(?:k\b|dollars|euros|pounds|lbs|kilos?|kg|miles|kilometers|km|acres|percent|%|grand|thousand|million|square feet|sq ft|feet|foot|inches|hours|minutes|times|people|employees|cows|goats|hens|chickens|horses|sheep|bedrooms?|square meters)",
    ),
    (
        "number",
        rf"\b(?:{WORD_NUMBER})(?:[- ]and[- ]a[- ]half)?[ -](?:hundred|thousand|million|grand|dollars|euros|pounds|miles|kilos|acres|percent|cows|goats|hens|chickens|horses|sheep|dogs|cats|employees|bedrooms?|square feet|blocks|floors?|stories|feet|houses|apartments|cars|trucks|motorcycles|guitars|snakes|parrots|rabbits|alpacas|llamas|ferrets|bee ?hives|hives|states away|hours away|hours' drive|hour drive|times divorced|stitches|surgeries|rounds|tattoos|properties|rental|restaurants|stores|shops|counts|felon\w+|DUIs?)\b",
    ),
    # How many and how old, in words: nearly always a number that somebody knows.
    (
        "number",
        rf"\b(?:{TENS})(?:[- ](?:{DIGIT_WORDS}))?\b|(?<!\bthe )(?<!\bor )\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|dozens?|hundreds|thousands)\b(?! of (?:us|them|you)\b)",
    ),
    (
        "date",
        rf"\b(?:on|since|until|by|before|after|around) the (?:{ORDINAL}|last|first)(?: (?:day|week|weekend|monday|friday|sunday|of the month|of every month))?\b|\b(?:spring|summer|autumn|winter|advent|lent|harvest|midwinter|springtime|summertime)s?\b|\b(?-i:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?)\b",
    ),
    ("number", r"(?<![\w.,:/$€£-])#?\d[\d,]*(?:\.\d+)?(?![\w:/%-])"),
    (
        "number",
        r"\b(?:social security|ssn|account|policy|case|docket|badge|license plate|licence plate|plate|license|passport|member|membership|invoice|serial|flight|patient|record|claim|vin|employee|student|apartment|room|unit|lottery|bib|jersey|locker|bus|ticket)(?: (?:number|no\.?|id))?(?: (?:is|was|ends in|starts with|:))? ?#? ?[a-z]{0,4}[- ]?\d[\w-]*",
    ),
)
