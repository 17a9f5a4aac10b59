"""Pieces that patterns are made of: numbers, units, months, children, streets."""

from __future__ import annotations

DIGIT_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    "sixteen|seventeen|eighteen|nineteen"
)
TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
WORD_NUMBER = rf"(?:(?:{TENS})(?:[- ](?:{DIGIT_WORDS}))?|{DIGIT_WORDS}|(?:a|one|two|three|several) (?:hundred|thousand|dozen)|half a)"
NUM = rf"(?:\d[\d,.]*|{WORD_NUMBER})"
BIG_AGE = rf"(?:\d{{1,3}}|(?:{TENS})(?:[- ](?:{DIGIT_WORDS}))?|{DIGIT_WORDS})"
APPROX = r"(?:(?:about|almost|nearly|over|around|roughly|just over|just under|more than|less than|exactly|only|barely|close to|some|going on|at least)\s+)?"
ORDINAL = (
    r"(?:\d{1,3}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|"
    r"twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|"
    r"twenty[- ]?\w+|thirtieth|fortieth|fiftieth|silver|golden|ruby|pearl)"
)
MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan\.?|Feb\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)"
MONTH_ANY = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
)
DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
SEASON = r"(?:spring|summer|fall|autumn|winter)"
UNIT = r"(?:year|month|week|day|decade|yr|hour|night)"
CHILD = (
    r"(?:sons?|daughters?|boys?|girls?|kids?|child(?:ren)?|bab(?:y|ies)|twins?|triplets|toddlers?|newborns?|infants?|teenagers?|teens|"
    r"step-?sons?|step-?daughters?|step-?kids?|step-?child(?:ren)?|grand-?sons?|grand-?daughters?|grand-?kids?|grand-?child(?:ren)?|"
    r"nephews?|nieces?|little ones?|preschoolers?|foster (?:kids?|child(?:ren)?|sons?|daughters?))"
)
SIBLING = (
    r"(?:brothers?|sisters?|siblings?|half-?(?:brothers?|sisters?)|step-?(?:brothers?|sisters?))"
)
POSS = r"(?:my|our|his|her|their)"

STREET = (
    r"(?:Street|St\.?|Avenue|Ave\.?|Road|Rd\.?|Lane|Ln\.?|Drive|Dr\.?|Court|Ct\.?|Boulevard|Blvd\.?|Way|Place|Terrace|Close|"
    r"Crescent|Square|Row|Highway|Hwy\.?|Parkway|Pkwy\.?|Circle|Trail|Alley|Mews|Gardens|Grove|Walk|Pike|Loop|Route)"
)
CAP = r"[A-ZÀ-ÖØ-Þ][\w'’À-ÿ-]{0,30}"
