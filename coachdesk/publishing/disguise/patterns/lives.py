"""How somebody lives: family, years together, work. Capitals do not matter."""

from __future__ import annotations

from coachdesk.publishing.disguise.detail import Kind
from coachdesk.publishing.disguise.patterns.words import (
    APPROX,
    BIG_AGE,
    CHILD,
    DIGIT_WORDS,
    NUM,
    ORDINAL,
    POSS,
    SIBLING,
    UNIT,
)

LIVES: tuple[tuple[Kind, str], ...] = (
    (
        "employer",
        r"\b(?:drives?|driving|drove|operates?|flies|pilots?) (?:a |an |the )?(?:[\w'’-]{1,30} ){0,2}?(?:van|plow|bus|buses|truck|trucks|cab|taxi|rig|tractor|ambulance|forklift|train|trains|limo|crane|excavator|combine|ferry|helicopter|planes?)\b(?: for the \w+)?|\bfor the (?:county|city|state|school district|government|railroad|post office|national park|park service|sheriff)\b",
    ),
    (
        "family",
        r"\b(?:the|this|that|another|a new|new) (?:baby|newborn|toddler|infant|twins|triplets|(?:older|younger|elder|oldest|youngest|eldest|middle|little|bigger|smaller|other) (?:one|boy|girl|child|kid|son|daughter|two|ones|boys|girls|kids|children|brother|sister))\b",
    ),
    (
        "family",
        rf"\b(?:{NUM}|both|all)(?: of)?(?: (?:my|our|his|her|their|the))?(?: (?:beautiful|small|young|younger|older|grown|adult|little|teenage|wonderful|lovely|amazing|biological|adopted|more|other|great|healthy|surviving|married|school-?age|elementary[- ]age))* {CHILD}\b(?:,? ?\(?(?:aged?|ages|who are|both)? ?{BIG_AGE}(?:(?:,| and|,? and|&) ?{BIG_AGE})*\)?)?(?:(?:,| and|,? and) (?:a|an|one|two|three|four|{DIGIT_WORDS}) (?:\w+ )?{CHILD})*",
    ),
    (
        "family",
        rf"\b{NUM} (?:\w+ )?{SIBLING}\b|\b(?:an )?only (?:child|son|daughter)\b|\b(?:oldest|youngest|eldest|middle) (?:of|child|son|daughter|kid|boy|girl|brother|sister)(?: (?:{NUM}|{CHILD}))?\b|\b(?:my|our|his|her|the) (?:oldest|youngest|eldest|firstborn|first-born|middle one)\b|\b(?:{ORDINAL}) (?:child|son|daughter|baby|grandchild|pregnancy)\b",
    ),
    (
        "family",
        rf"\b{POSS}(?: own| late| little| only| adult| grown| teenage| adopted| biological| autistic| newborn| new| infant| unborn| young| younger| older| preschool)*(?: {BIG_AGE}[- ](?:year|month|week)[- ]old)? (?:identical |fraternal )?(?:sons?|daughters?|boys|girls|little (?:boy|girl)|twins|triplets|baby (?:boy|girl|son|daughter)|baby|toddler|newborn|step-?sons?|step-?daughters?|grand-?sons?|grand-?daughters?|grandchildren|nephews?|nieces?|godson|goddaughter|step-?kids|step-?children)\b",
    ),
    (
        "family",
        rf"\b(?:a|one|the) (?:\w+ )?(?:son|daughter|stepson|stepdaughter|baby (?:boy|girl)|little (?:boy|girl)|grandson|granddaughter|foster child|toddler|newborn)(?: and (?:a|one|two|three) (?:\w+ )?(?:son|daughter|boy|girl|baby|stepson|stepdaughter)s?)?\b|\b(?:boy|girl)-(?:boy|girl) twins\b|\b(?:identical |fraternal )?(?:twins|triplets|quadruplets|twin (?:brother|sister|boys|girls|sons|daughters))\b|\bblended family\b|\b(?:family|mother|mom|father|dad|parents?) of {NUM}\b",
    ),
    (
        "family",
        rf"\b(?:been |got |were |are |is |was |be |have been |newly |happily |unhappily |legally )?(?:married|together|dating|engaged|separated|divorced|widowed|wed|living together|remarried|a couple|in (?:this|a|our) (?:relationship|marriage)|with (?:him|her|my (?:husband|wife|partner|boyfriend|girlfriend|fianc\w+|spouse))|seeing (?:him|her|each other)|single)(?: (?:to (?:him|her|my \w+|each other|this man|the same \w+)|for|now|now for|since|just|in|at|on|happily|a little))* {APPROX}(?:the (?:last|past|better part of) )?(?:{NUM}|a|half|several|many|few|a few|college|high school|we were|the age)(?: and a half| wonderful| long| happy| good| hard| full| short| difficult)*(?: {UNIT}s?\b|(?= ?\d)| teenagers| decades?| kids|\b)(?: (?:and|with) {NUM} (?:months?|kids|children))?",
    ),
    (
        "family",
        r"\b(?:together|married|a couple|dating|engaged|sweethearts|divorced|separated) (?:ever )?since (?:\w+ ?){1,4}|\b(?:high school|college|childhood|middle school|university) (?:sweethearts?|sweetheart)\b|\bnewly-?\s?weds?\b|\bnewly married\b|\bjust (?:got )?married\b|\b(?:shotgun|arranged|second|third|fourth|first) (?:marriage|wedding|husband|wife)\b",
    ),
    (
        "family",
        rf"\b{APPROX}{NUM}(?: and a half)?[- ](?:{UNIT})s?[- ](?:long )?(?:of )?(?:\w+ )?(?:marriage|relationship|engagement|wedded|being married|matrimony|partnership|together|as (?:a couple|husband|man)|side by side|with (?:him|her|my|this|the same))\b",
    ),
    (
        "family",
        rf"\b{APPROX}{NUM}(?:[- ]{UNIT}s?)? (?:of )?(?:wedded|happy years|years (?:of (?:marriage|being|living|sharing|our)|together|married|with|we|i have been|in|under one roof))\b[^.,;!?]{{0,15}}|\b(?:we|i)(?: have|['’]ve)? (?:wed|married|met|tied the knot|eloped|got engaged|moved in together|got together|started dating|exchanged vows)\b[^.,;!?]{{0,20}}?(?:{APPROX}{NUM} {UNIT}s? ago|in college|in (?:high )?school|at (?:{BIG_AGE}|work|church|university)|when (?:i|we|he|she) (?:was|were) {BIG_AGE}|straight out of \w+|right after \w+|young|in our \w+)",
    ),
    (
        "family",
        rf"\b(?:our|my|their|his|her|the)(?: upcoming)? (?:{ORDINAL})(?:[- ](?:wedding|year))? anniversary\b|\b(?:{ORDINAL}) (?:wedding )?anniversary\b|\bcelebrat\w+ {APPROX}{NUM} years\b|\b(?:half|most) of (?:my|our) (?:adult )?(?:life|lives)(?: together| with)?|\b(?:decade|decades|quarter (?:of a )?century|half (?:a )?century|three decades|two decades) (?:of (?:marriage|being|life|our)|together|with|married|in|and)\b",
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
        rf"\b(?:our|my|his|her) (?:second|third|first|fourth|fifth|sixth|youngest|oldest|eldest|middle|two|three|four|five|six|seven|boys|girls|twins)\b|\b(?:{ORDINAL}|last|early|first few) years? (?:of|in|into) (?:our |my |the |this |being |a )?(?:marriage|married|relationship|together)\b|\b(?:early|late|long|short|brief|whole|entire) marriage\b|\b(?:on and off|off and on|on-again)\b|\b{NUM} (?:weeks|months) (?:along|in|old|gone)\b|\bfamily of \w+\b|\b(?:kids|children|boys|girls|daughters|sons) (?:are|is|were) (?:\w+ )?{BIG_AGE}\b(?:(?:,| and|, and) {BIG_AGE})*",
    ),
    (
        "family",
        rf"\b(?:my|our|his|her) (?:\w+ )?(?:step|half|twin|adopted|foster|birth|biological|god)[- ]?\w+\b|\b(?:had|have|has|having|raised|raising|lost|buried|want(?:s|ed)?|expecting|with|and|all|these|of) (?:my |our |his |her |the )?{NUM} (?:\w+ ){{0,2}}(?:kids|children|boys|girls|sons|daughters|babies|grandkids|grandchildren|little ones|siblings|stepkids|dogs|cats)\b|\b(?:my|our|his|her|the|a) (?:{ORDINAL}|second|third|fourth|last|next) (?:baby|child|pregnancy|wife|husband|marriage|wedding|kid|son|daughter)\b|\b(?:stay|stayed|been|lasted|shared|spent|gave|given|put up with|lived|living|wasted|invested|put)(?: \w+){{0,4}} {APPROX}{NUM} (?:\w+ )?(?:years|months|decades)\b|\b(?:{NUM}|several|many) (?:years|months|decades) (?:in|into|deep|strong|and counting|of my life|with|under)\b|\b(?:empty[- ]nest(?:ers?)?|single (?:mom|mother|dad|father|parent)|big family|childless|child-free|no (?:kids|children)|tried for (?:a baby|years|\w+ (?:years|months))|step-?family|grandparents raising|latchkey|firstborn|boy and (?:a |one )?girl|girl and (?:a |one )?boy|co-?parent\w*|cousins?)\b",
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
        "employer",
        r"\b(?:a|an|the|our|his|her|my|their|two|this|family|own|runs?|ran|at) (?:(?!every|very)[\w'’-]+ ){0,2}?(?:bakery|brewery|cannery|chandlery|creamery|distillery|fishery|foundry|grocery|hatchery|laundry|launderette|laundromat|nursery|pottery|refinery|tannery|winery|smithy|abattoir|boatyard|shipyard|junkyard|sawmill|papermill|print shop|charity shop|thrift shop|corner shop|chip shop|coffee shop|gift shop|book ?shop|nail bar|juice bar|tea ?room|taproom|bistro|trattoria|kebab shop|takeaway|off-licence|newsagent(?:['’]s)?|chemist['’]s|optician(?:['’]s)?|butcher['’]s|baker['’]s|florist['’]s|hairdresser['’]s|barber['’]s|garden cent(?:er|re)|call cent(?:er|re)|leisure cent(?:er|re)|data cent(?:er|re)|care home|crèche|day ?care|playschool|riding stables?|livery yard|kennels|cattery|animal shelter|polytechnic|institute|observatory|research station|ministry|embassy|consulate|town council|city council|council|law firm|accounting firm|ad agency|advertising agency|talent agency|employment agency|insurance company|shipping company|bus company|airline|haulage firm|building firm|family firm|trading post|auction house|publishing house|record label|recording studio|film studio|tv channel|regional channel|television station|radio station|local paper|local newspaper|power station|wind farm|fish farm|chicken farm|turkey farm|tea estate|fire department|fire brigade|ambulance service|lifeboat crew|coast ?guard|border force|customs office|tax office|passport office|job ?cent(?:er|re)|post office|prison|jail|courthouse|barracks|garrison|regiment|squadron|monastery|seminary)\b",
    ),
    # Relatives whose number, sex or place in the family tells.
    (
        "family",
        rf"\b{POSS} (?:\w+ )?(?:boys?|girls?|kids?|children|child|sisters?|brothers?|siblings|cousins?|half-?(?:sisters?|brothers?)|step\w+|god\w+|foster \w+)\b",
    ),
    (
        "family",
        rf"\b(?:divorced|married|widowed|engaged|remarried|separated) (?:once|twice|thrice|before|again|{NUM} times)\b|\b(?:{ORDINAL}|ex|late|former|future|estranged|common-law) (?:husband|wife|fianc\w+|partner|spouse)\b|\b(?:my|his|her|our) (?:{ORDINAL})(?=[,.;!?])",
    ),
    (
        "employer",
        r"\b(?:plays?|played|playing|teaches|taught|teaching|studies|studied|studying|conducts|sings?|sang|singing) (?:the |first |second |lead |bass )?(?:\w+ )?(?:oboe|violin|viola|cello|bass|flute|clarinet|bassoon|horn|trumpet|trombone|tuba|harp|organ|piano|drums|guitar|banjo|fiddle|accordion|saxophone|sax|bagpipes|percussion|in (?:a|an|the|our) (?:\w+ )?(?:band|choir|orchestra|quartet|chorus|opera|ensemble)|for (?:a|an|the|our) (?:\w+ )?(?:team|league|club|orchestra|band)|(?:\w+ )?(?:grade|chemistry|physics|biology|math|maths|history|english|french|spanish|latin|music|art|kindergarten|law|medicine|theology|nursing|engineering|geography|economics|philosophy|dance|yoga|swimming|drama|special ed))\b",
    ),
    (
        "employer",
        r"\b(?:works?|worked|working|employed|job|training|trained|retired|career|living|apprenticed) as (?:an? |the )?(?:\w+ ){0,2}\w+|\b(?:is|was|am|['’]m|['’]s|are|became|becoming) (?:an? |the )?(?:retired|former|licensed|certified|qualified|trained|self-employed|part-time|full-time|chief|head|senior|junior|assistant|deputy|associate|lead) (?:\w+ )?\w+|\b(?:our|the|a) (?:town|village|city|island|local|parish|county|school|family|company|church)['’]s (?:only )?\w+",
    ),
)
