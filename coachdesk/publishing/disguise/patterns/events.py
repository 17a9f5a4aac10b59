"""What has happened and what somebody believes or suffers from. Capitals do not matter."""

from __future__ import annotations

from coachdesk.publishing.disguise.detail import Kind

EVENTS: tuple[tuple[Kind, str], ...] = (
    (
        "illness",
        r"\b(?:his|her|my|their|the|takes?|taking|on|off) (?:\w+ )?(?:medications?|meds|pills|antidepressants?|insulin|inhaler|injections|chemo|treatments?|diagnosis|symptoms|illness|disease|disability|condition|surgery|operation|biopsy|scan results)\b",
    ),
    (
        "event",
        r"\b(?:fainted|collapsed|eloped|drowned|vanished|disappeared|absconded|defected|capsized|streaked|sleepwalked|auditioned|deserted|hitchhiked|parachuted|plummeted|choked|exploded|imploded|derailed|overturned|capsized|hijacked|smuggled|embezzled|confessed|eavesdropped|impersonated|trespassed|vandali[sz]ed|shoplifted|squatted|bigamist|streaking|busked|emigrated|relapsed|absconding)\b(?: \w+){0,3}|\b(?:turned|showed|came) up (?:at|on|in|with|drunk|unannounced|out of)\b(?: \w+){0,5}|\bfell (?:off|from|through|down|into|overboard|asleep at)\b(?: \w+){0,3}|\b(?:was|were|been|being) (?:found|left|seen|spotted|discovered|dropped|picked up|washed up) (?:on|in|at|by|with|under|outside|behind|near|inside|wandering|floating|hiding|living)\b(?: \w+){0,4}",
    ),
    (
        "event",
        r"\b(?:lived|living|lives?|slept|sleeping|sleeps|moved) (?:in|on|into|onto|out of|under) (?:a|an|the|our|his|her|my|two) (?:\w+ )?(?:car|van|boat|barge|houseboat|tent|yurt|camper|caravan|trailer|motel|shelter|garage|shed|basement|attic|treehouse|bus|rv|container|barn|church|hospital|hotel|commune|convent|embassy|airport|station|squat|bunker|cave|cellar)\b|\b(?:house|flat|apartment|room|place|home)s? (?:above|over|behind|below|beside|next to|opposite|across from) (?:a|an|the|my|his|her|our)\b(?: \w+){1,2}",
    ),
    (
        "illness",
        r"\b(?:crushed|fractured|shattered|punctured|ruptured|torn|severed|dislocated|herniated|artificial|false|glass|prosthetic|weak|enlarged|failing) (?:\w+ )?(?:pelvis|spine|skull|hip|knee|leg|arm|hand|foot|ankle|wrist|shoulder|rib|ribs|lung|spleen|kidney|liver|heart|disc|tendon|ligament|eye|retina|eardrum|jaw|teeth|limb)s?\b|\b(?:colou?r[- ]?blind(?:ness)?|hard of hearing|partially sighted|tone[- ]deaf|left[- ]handed|wheelchair[- ]bound|housebound|bed[- ]?bound|sterile|barren|anaemic|arthritic|asthmatic|dyslexic|epileptic|coeliac|lactose intolerant|immunocompromised)\b",
    ),
    (
        "illness",
        r"\b(?:lost|loses|losing|missing|broke|broken|shattered|crushed|amputat\w+|without|paraly[sz]ed in|blind in|deaf in|numb in|burn(?:s|ed)? on) (?:an?|one|two|three|both|half|most of|part of|the use of|my|his|her|the|their) (?:of )?(?:\w+ )?(?:legs?|arms?|hands?|fingers?|toes?|foot|feet|eyes?|ears?|kidneys?|lungs?|hips?|spine|back|jaw|skull|pelvis|knees?|face|teeth|hair|sight|hearing|voice|memory)\b",
    ),
    (
        "illness",
        r"\b(?:diagnosed|diagnosis|suffers? from|suffered from|treated for|living with|lives with|battl\w+|born with|symptoms of|surgery (?:on|for)|operation (?:on|for)|tested positive for|medication for|pills for|recover\w+ from|allergic to|carrier of|in remission|on (?:dialysis|oxygen|insulin|disability)|in (?:a )?(?:hospice|rehab|wheelchair|intensive care)|terminal(?:ly)?(?: ill)?|stage (?:one|two|three|four|1|2|3|4|i{1,3}v?))\b(?: (?:with |a |an |the )?(?:\w+ ?){0,2})?",
    ),
    (
        "event",
        r"\b(?:made|was|were|been|got|appeared|seen|ended up|featured) (?:in|on|all over) (?:the |a |local |national )?(?:\w+ )?(?:news|papers?|newspapers?|television|tv|radio|front page|headlines|magazine|internet|documentary)\b|\b(?:saved|rescued|pulled|carried|delivered|witnessed|survived|caused|started|escaped|foiled|stopped) (?:\w+ ){0,3}(?:people|children|child|boy|girl|man|woman|lives|life|baby|family|crew|passengers|fire|accident|crash|attack|shooting|robbery|flood|storm|explosion|murder|riot|war|genocide|camp|cult)\b|\bborn (?:in|on|at|during|two|three|without|with) (?:a|an|the|my|our|his|her)? ?(?:\w+ ){0,2}\w+",
    ),
    (
        "event",
        r"\b(?:was|were|got|has been|had been|been) (?:\w+ )?(?:killed|murdered|shot|stabbed|abducted|kidnapped|arrested|struck|crushed|buried|burned|electrocuted|poisoned|lost at sea|swept away|mauled|gored|trampled|scalded|drowned|taken hostage|held hostage|left at|found (?:dead|guilty|in|by|after)|caught (?:in|with|by|stealing|embezzling|shoplifting|cheating)|elected|crowned|knighted|drafted|conscripted|recruited|chosen|selected|sentenced|acquitted|pardoned|released|adopted|separated at birth|switched|cloned)\b[^.,;!?]{0,30}",
    ),
    (
        "event",
        r"\b(?:emptied|drained|stole|spent|blew|cleaned out|withdrew|maxed out|took out|cashed (?:in|out)|pawned|hid|squandered|donated|lent|invested|burned through) (?:\w+ ){0,3}?(?:savings|accounts?|money|pension|credit cards?|mortgage|loans?|inheritance|college fund|retirement|401k|jewelry|ring|guns?|fortune|life insurance)\b[^.,;!?]{0,20}|\b(?:wrote|published|writing|self-published|recorded|released|starred in|appeared in|posted) (?:a|an|our|my|his|her|about) (?:\w+ ){0,2}?(?:novel|book|memoir|blog|song|album|film|play|poem|article|video|podcast|story|us|me)\b|\b(?:psychic|fortune teller|medium|astrologer|guru|shaman|life coach|sugar (?:daddy|baby)|matchmaker|private (?:detective|investigator)|surrogate mother)\b|\b(?:former|old|ex) (?:\w+ )?(?:teacher|coach|boss|student|therapist|priest|professor|babysitter|cellmate|commander)\b",
    ),
    (
        "event",
        r"\b(?:accident|collision|wreck|explosion|disaster|shooting|massacre|attack on|bombing|stampede|derailment)\b|\b(?:left|leaving|escaped|fled|broke with|walked away from|thrown out of|kicked out of) (?:the|that|my|our|his|her) (?:\w+ )?(?:community|church|faith|order|cult|sect|group|country|village|clan|tribe|fold|army|force|priesthood|convent|seminary|commune|religion|temple)\b",
    ),
    (
        "event",
        r"\b(?:mill|plant|factory|mine|store|restaurant|shop|business|company|firm|school|church|branch|office|base|clinic|bar|bakery|farm)s? (?:has |have |had |was |were |is |are |just |suddenly |had to )*(?:clos(?:ed|es|ing)|shut(?: down)?|fold(?:ed|ing)|moved (?:to|overseas)|failed|collapsed|burn(?:ed|t)|flooded|robbed|sold|raided|sued|relocat\w+|merged|bought out|went under)\b|\b(?:layoff|takeover|merger|strike|closure|shutdown)\b",
    ),
    (
        "event",
        r"\b(?:shot (?:a|an|someone|somebody|his|her|the|dead|two|my)|(?:been|was|is|were|being|got|gets|getting|under|after being|never been) (?:\w+ )?(?:investigat(?:ed|ion)|charged(?: with)?|accused(?: of)?|indicted|fined|hacked|catfished|exposed|outed|blackmailed|rescued|evacuated|quarantined|stranded|trapped|elected|ordained|drafted|discharged|court-martial\w*|wounded|abandoned|orphaned|disowned|jilted|conned|swindled|scammed|attacked|robbed|mugged|kidnapped|abducted|trafficked|tortured|imprisoned|jailed|detained|audited|recalled|suspended|expelled|fostered|institutionali[sz]ed|committed|sectioned|baptized|excommunicated|shunned|deported|naturali[sz]ed|interviewed on|filmed|hypnotized|cloned|murdered|poisoned|drugged|bullied|stalked|doxx?ed|swatted|let go|laid off|sacked|made redundant|passed over|transferred|posted|stationed|adopted|raised by|conceived|struck off|struck|hit|paralyzed|electrocuted|bitten|nominated|cast|signed|discovered)\b[^.,;!?]{0,25})",
    ),
    (
        "event",
        r"\b(?:disowned|cut (?:me |him |her |us )?out of (?:the|his|her|their) will|contested? the will|(?:the|his|her|my|their) (?:estate|last will|trust fund|inheritance|probate|life insurance|settlement|pension fund|college fund|savings account|retirement fund|prenup|trial|arrest|conviction|murder|suicide|stroke|overdose|accident|deployment|bankruptcy|sentence|release|parole|crash|death|drowning|abortion|miscarriage|vasectomy|transition|coming out|deportation|scandal|lawsuit|robbery|kidnapping|winnings|gambling|disappearance|resignation|inauguration|ordination|election)|prenup\w*|college fund|pyramid scheme|multi-?level marketing|mlm|loan shark|poker|casino|slot machines|betting|bets?|catfish\w*|romance scam|meth lab|drug (?:bust|dealer|dealing)|dealing drugs|sold drugs|militia|riots?|protests?|coup|dictatorship|concentration camp|holocaust|war zone|gang(?:s|ster)?|mafia|cartel|orphanage|foster care|commune|hostel|squat|shelter|halfway house|group home|juvenile|juvie|boarding school|military school|gifted|child (?:star|actor|prodigy|bride|support)|famous|celebrity|bestseller|patent|invention|viral)\b",
    ),
    (
        "event",
        r"\b(?:found|discovered|came across|stumbled (?:on|upon|across)|opened|read|intercepted|uncovered) (?:\w+ ){0,2}?(?:letters?|diary|diaries|journal|second phone|burner|receipts?|photos?|photographs|pictures|tapes?|videos?|emails?|messages|texts?|statements?|will|box|suitcase|earring|lipstick|underwear|condoms?|gun|needle|drugs|pills|stash|bank statement|birth certificate|adoption papers|divorce papers|ring|profile|body|remains|money|cash|tracker|camera|key)\b|\b(?:ran|run|runs|took|went) (?:off|away) (?:with|to)\b[^.,;!?]{0,25}|\b(?:walked out|moved out|threw me out|kicked me out|kicked him out|kicked her out|changed the locks|filed for (?:divorce|custody|bankruptcy)|served (?:me )?(?:with )?(?:divorce )?papers|signed the papers|got (?:remarried|a dui|arrested|sober|clean|expelled|caught)|in vegas|las vegas|reality|jury duty|near miss|close call|lightning)\b",
    ),
    (
        "event",
        r"\b(?:drove|drives|crash(?:ed|es)|rammed|backed|plow(?:ed|s)|ran|skidded|swerved|flipped|rolled|sank|capsized|wrecked) (?:\w+ ){0,3}?(?:through|into|off|over|against|under) (?:a|an|the|our|my|his|her|another)\b[^.,;!?]{0,25}|\bcustody\b|\bleft (?:me |him |her )?at the (?:altar|airport|church|hospital|station|border)\b|\b(?:marr(?:ied|ying|ies)|dat(?:ed|ing|es)|moved in with|living with|engaged to|seeing|kissed|had a (?:baby|child|son|daughter) with) (?:my|his|her|our) (?:[\w'’-]+ ){0,2}?(?:ex|ex-husband|ex-wife|ex-boyfriend|ex-girlfriend|cousin|brother|sister|best friend|boss|friend|uncle|aunt|teacher|coach|therapist|counselor|stepbrother|stepsister|professor|student|nephew|niece|father|mother|neighbou?r|brother-in-law|sister-in-law|roommate|pastor)\b",
    ),
    (
        "event",
        r"\b(?:an|the|his|her|my|their|another|secret|long|brief|emotional|old|second) affairs?\b|\bcheat(?:ed|ing|s)? on (?:me|him|her|my \w+)\b[^.,;!?]{0,30}\b(?:with|at|in|on|during|while|when|twice|three|times)\b[^.,;!?]{0,25}|\b(?:caught|found|walked in on|saw|discovered) (?:him|her|them|my \w+)(?: \w+){0,2} (?:with|in bed|kissing|in (?:our|my)|having|naked|on a)\b[^.,;!?]{0,25}|\b(?:paternity|pregnant by|got (?:her|someone|another woman|a girl|a coworker) pregnant|(?:has|had|have) (?:a |another )?(?:baby|child|son|daughter|kid)s? (?:with|by|from) (?:another|a|an|his|her|my)\b[^.,;!?]{0,20}|secret(?:ly)? (?:bank account|phone|apartment|debt|married|recorded|filmed|life|loan|credit card)s?)\b",
    ),
    (
        "event",
        r"\b(?:rap(?:ed|ist)|molest(?:ed|ing)?|assault(?:ed)?|sexual(?:ly)? abus\w+|beat(?:en)? (?:me|up)|chok(?:ed|ing) me|stalk(?:ed|er|ing)|threatened (?:me|him|her|to)|pulled a (?:gun|knife)|set fire|broke into|vandali[sz]ed|slashed|poison(?:ed|ing)|hostage|ambush\w*|bomb(?:ed|ing)?|mass shooting|school shooting|hate crime|(?:pipe|boiler|gas) (?:burst|explosion|leak))\b|\b(?:drown|drowned|electrocut\w+|suffocat\w+|froze to death|fell to (?:his|her) death|bled|hanged|burned to death|died)\b|\b(?:bitten|stung|attacked|mauled) by\b[^.,;!?]{0,15}",
    ),
    (
        "event",
        r"\b(?:expelled|suspended|dropped out|flunked out|kicked out of|disbarred|lost (?:his|her|my|their) (?:[\w-]+ ){0,2}(?:license|licence|job|position|pension|house|home|leg|arm|hand|sight|hearing|voice|memory|baby|twin|mother|father|parents?|brother|sister|son|daughter|wife|husband|faith|everything|savings|farm|restaurant|business|company|shop)|lost (?:everything|it all|our savings|the (?:house|farm|baby|business|shop|restaurant|company|store|case|election))|quit (?:his|her|my) job|early retirement|forced to retire|promot(?:ed|ion)|demoted|transferred to|relocat(?:ed|ing|ion)|moved (?:to|from|across|back to|overseas|abroad|in with (?:his|her|my|us))|emigrat\w*|sued|settle(?:d|ment)|scandal|on strike|recall(?:ed)?|got (?:his|her|my) (?:green card|citizenship)|sponsored)\b",
    ),
    (
        "event",
        r"\b(?:hospitali[sz]ed|rushed to|emergency (?:surgery|room|landing)|on a ventilator|premature|born (?:early|with|without|at|deaf|blind)|(?:our|the|my) (?:late|dead|deceased|stillborn|first|unborn) (?:son|daughter|baby|child|husband|wife|twin)|(?:husband|wife|son|daughter|father|mother|brother|sister|dad|mom|baby|twin|fianc\w+|boyfriend|girlfriend|best friend|grandmother|grandfather|grandma|grandpa|uncle|aunt|cousin|child)(?: and \w+)? (?:has |had |just |suddenly |recently |was )?(?:died|passed(?: away)?|drowned|killed|murdered|hanged|disappeared|vanished|was (?:shot|killed|murdered|stabbed|arrested|deported|kidnapped))|after (?:the|his|her|my|our) (?:\w+ )?(?:accident|crash|fire|flood|attack|surgery|operation|miscarriage|stillbirth|trial|arrest|deployment|bankruptcy|layoff|layoffs|funeral|suicide|transplant|storm|explosion|burglary|robbery|divorce|heart attack))\b",
    ),
    (
        "event",
        r"\b(?:house|apartment|barn|garage|kitchen|wild|forest|shop|restaurant|church) ?fires?\b|\bburn(?:ed|t) (?:down|to the ground)\b|\b(?:lost|destroyed|damaged)[^.!?]{0,30}\b(?:in|by) (?:a|the) (?:\w+ )?(?:fire|flood|tornado|hurricane|earthquake|storm|landslide|wildfire|explosion)\b|\b(?:flood(?:ed|s)?|tornado|hurricane|earthquake|tsunami|avalanche|landslide|mudslide|lightning strike|struck by lightning|sinkhole|plane crash|train crash|shipwreck|explosion|gas leak|carbon monoxide|collapsed (?:roof|bridge|mine))\b",
    ),
    (
        "event",
        r"\b(?:car|motorcycle|bike|bicycle|boating|hunting|skiing|climbing|farm|work|workplace|industrial|traffic|truck|tractor|train|diving|swimming|freak|hit-and-run|helicopter|snowmobile|riding|horse|mining|forklift|fireworks|scooter) (?:accident|crash|wreck|collision|injury)\b|\b(?:accident|wreck|crash|collision) (?:that|in which|which|killed|left|with|on|at|took)\b|\b(?:hit|struck|run over|killed|injured|crushed|trampled|electrocuted|mauled|bitten|attacked) by (?:a|an|the|his|her) (?:\w+ )?(?:car|bus|truck|train|driver|drunk driver|falling|tree|horse|bull|dog|bear|shark|snake|tractor|van|motorcycle|moose|deer|stranger|machine)\b|\btotal(?:l)?ed (?:the|my|our|his|her) \w+|\b(?:fell|jumped) (?:off|from|through|down) (?:a|the|our|his) (?:\w+ )?(?:roof|ladder|scaffold\w*|balcony|bridge|cliff|horse|window|tree|ice|stairs|stage|boat|crane)\b|\b(?:near(?:ly)? )?drown(?:ed|ing)?\b|\belectrocuted\b|\bin a coma\b|\bwas in a wreck\b",
    ),
    (
        "event",
        r"\b(?:won|winning|win|hit)(?: \w+){0,3} (?:lottery|lotto|jackpot|powerball|game show|settlement|raffle|sweepstakes|medal|olympic\w*|championship|title|award|prize|pageant|scholarship|election|poker tournament|lawsuit)\b|\blotter(?:y|ies)\b|\bscratch[- ]?(?:off )?(?:card|ticket)s?\b|\binherit(?:ed|ance|s|ing)?\b[^.,;!?]{0,30}|\bgame show\b|\b(?:was|were|been|got|appeared|is) (?:on|in) (?:the )?(?:local |national )?(?:news|tv|television|newspaper|paper|front page|reality show|papers|radio)\b|\breality (?:tv|show)\b|\bwent viral\b",
    ),
    (
        "event",
        r"\b(?:court (?:case|date|hearing|battle|order)|custody (?:battle|fight|hearing|case|dispute)|lawsuit|su(?:ed|ing) (?:me|him|her|us|them|the|his|her|my)|trial|arrest(?:ed|s)?|jail(?:ed)?|prison|incarcerated|parole|probation|convicted|conviction|sentenced|felony|felon|dui|dwi|embezzl\w*|fraud|forg(?:ed|ery)|stole\b[^.,;!?]{0,25}|theft|shoplift\w*|burglar(?:y|ized|s)|robb(?:ed|ery)|mugged|kidnapp\w*|hostage|murder(?:ed|s)?|homicide|shooting|shot (?:by|in|at|himself|herself)|stabb(?:ed|ing)|carjack\w*|witness protection|restraining order|protective order|indict\w*|grand jury|whistle-?blow\w*|subpoena\w*|deport(?:ed|ation)|ice (?:detained|raid)|detained|raid(?:ed)?|jury|pleaded guilty|plea deal|ankle monitor|house arrest|manslaughter|arson|identity theft|blackmail\w*|scam(?:med)?|ponzi|swindl\w*|con man|bigam\w*|evict(?:ed|ion))\b",
    ),
    (
        "event",
        r"\b(?:affair|affairs|sleeping|slept|cheat(?:ed|ing)?|ran off|run off|runaway|eloped|hooked up|fling|one-night stand|kiss(?:ed|ing)?|left me for|left him for|left her for|in love|emotional affair|pregnant)\b[^.,;!?]{0,18}\b(?:with|by|on (?:me|him|her) with|for) (?:my|his|her|our|the|a|an|one of (?:my|his|her))(?: [\w'’-]+){0,3}? ?(?:own |best |old |former |married |younger |older |close )*(?:sister|brother|mother|father|cousin|uncle|aunt|friend|boss|secretary|neighbou?r|coworker|co-worker|colleague|teacher|coach|pastor|priest|nanny|babysitter|au pair|student|client|patient|therapist|counselor|trainer|ex|ex-wife|ex-husband|niece|nephew|son|daughter|stepson|stepdaughter|bridesmaid|best man|maid of honor|dentist|doctor|nurse|landlord|tenant|contractor|plumber|yoga teacher|tennis coach|choir director|assistant|intern|employee|business partner|sister-in-law|brother-in-law|mother-in-law|father-in-law|roommate|stepmother|stepfather|midwife|accountant|lawyer|mailman|principal|bandmate|coworkers|goddaughter|woman|man|guy|girl)(?:['’]s? \w+)?(?:-in-law)?\b|\b(?:sister|brother|friend|boss|cousin|neighbou?r|mother|father|uncle|aunt)['’]s (?:husband|wife|fianc\w+|boyfriend|girlfriend|ex|partner|son|daughter)\b",
    ),
    (
        "event",
        r"\b(?:miscarriages?|miscarried|still-?born|stillbirth|still-?birth|abortion|ectopic|crib death|sids|lost (?:a|the|our|my) (?:\w+ )?(?:baby|babies|pregnancy|child|son|daughter|twin|twins|brother|sister|leg|arm|hand|eye|finger|fingers|sight|hearing|house|home|farm|business|job|license|licence|restaurant|store|shop|mother|father|mom|dad|parents|husband|wife|best friend|custody)|premature(?:ly)?|preemie|nicu|born (?:at \d+ weeks|premature\w*|with|in (?:the|a) (?:car|taxi|elevator|ambulance))|emergency c-section|c-section|gave (?:up )?(?:a|our|my|the) (?:\w+ )?(?:baby|son|daughter|child)(?: up)? for adoption|secret (?:child|son|daughter|family|baby|marriage)|love child|dna test|paternity test|ancestry test|23andme|switched at birth|(?:found out|learned|discovered)[^.,;!?]{0,30}\b(?:adopted|biological|half-?(?:brother|sister)|not (?:my|his|the) (?:real |biological )?(?:father|dad|mother)))\b",
    ),
    (
        "event",
        r"\b(?:immigrat\w+|emigrat\w+|asylum|refugees?|green card|citizenship|work visa|visa|fled|moved here from|came (?:here|over|to (?:this country|the (?:us|states|uk|country))) (?:from|as|in|at|with|to|on)?|undocumented|deported|mail-?order bride|civil war|the war|genocide|deploy(?:ed|ment|ments|s)|tour (?:of duty|in)|combat|iraq|afghanistan|veteran|prisoner of war|pow\b|boot camp|basic training|military base|stationed|enlisted|dishonorably|purple heart|peace corps|mission(?:ary)? (?:trip|in)|served (?:in|two|three|a|on|time|\d+))\b",
    ),
    (
        "event",
        r"\b(?:bankrupt(?:cy)?|chapter (?:7|11|13|seven|eleven|thirteen)|foreclos(?:ed|ure|ing)|laid off|layoffs?|lay-?offs?|got fired|was fired|been fired|fired from|lost (?:his|her|my|their) (?:\w+ )?(?:job|business|license|pension|savings|company|practice|fortune|seat|scholarship|leg|arm|sight)|downsized|plant (?:closed|closing|closure)|went (?:under|bust)|went out of business|gambl(?:ed|ing)[^.,;!?]{0,25}|homeless|living in (?:a|our|my|the) (?:car|van|shelter|motel|tent|rv|camper|trailer)|day trading|crypto\w*|bitcoin|repossess\w*|tax (?:fraud|evasion|audit)|audited|sold (?:the|our|my|his|her) (?:\w+ )?(?:farm|house|business|company|boat|home|shop|restaurant|ranch)|stock market|embezzled|strike at)\b",
    ),
    (
        "event",
        r"\b(?:suicide|suicid\w*|took (?:his|her) own life|killed (?:himself|herself)|hanged (?:himself|herself)|overdos(?:e|ed)|od['’]?d|died (?:in|of|from|on|by|when|at|while|giving|suddenly)|pass(?:ed)? away|passed (?:from|in|of)|funeral|was found dead|was killed|death of (?:my|our|his|her)|buried|cremated|ashes|widow(?:ed|er)?|murder-suicide|organ donor|donated? (?:a|his|her|my|one) (?:\w+ )?(?:kidney|liver)|transplant|life support|near-death)\b",
    ),
    (
        "event",
        r"\b(?:came out(?: as| to)?|comes? out as|transition(?:ed|ing)|transgender|trans (?:man|woman)|gender reassignment|sex change|cross-?dress\w*|swing(?:ers?|ing)|open marriage|polyamor\w*|throuple|polygam\w*|only ?fans|escorts?|strip(?:per|ped|ping)|sex worker|prostitut\w+|porn (?:star|actor|actress)|cult|commune|convent|monastery|nun\b|monk\b|defrocked|left the (?:church|priesthood|order|faith|cult)|shunned|excommunicated|faith healer|exorcis\w*|ran for (?:office|mayor|senate|city council|congress|school board)|elected|sabbatical|sailed|hiked the|around the world|climbed \w+|marathon|ironman|triathlon|mount everest|triplets|conjoined|beauty pageant|pageant|hall of fame|record deal|band (?:broke|toured)|olympic\w*|world record|chess champion|spelling bee|rodeo|circus)\b",
    ),
    (
        "event",
        r"\b(?:called off|cancel(?:l)?ed|postponed|left (?:me|him|her) at|stood (?:me|him|her) up at|walked out (?:of|on)) (?:the |our |his |her |my )?(?:wedding|altar|engagement|honeymoon)\b|\b(?:eloped|annul(?:led|ment)|secret wedding|vegas wedding|got married in|renew(?:ed|al of)? (?:our|their|the)? ?vows|court-?house wedding|on our honeymoon|proposed (?:at|in|on|during|to me (?:at|in|on)))\b|\b(?:faked|lied about|pretended)[^.,;!?]{0,30}\b(?:cancer|pregnancy|degree|illness|job|death|military|service|age)\b|\b(?:double life|second family|other family|witnessed (?:a|the)|plastic surgery|boob job|gastric (?:bypass|sleeve)|sex tape|hidden camera|amnesia|kidnapping|runaway|ran away (?:from|with|to)|disappear(?:ed|ance)|missing (?:for|since|person)|search party|rescued (?:from|by|after))\b",
    ),
    (
        "illness",
        r"\b(?:diagnosed(?: \w+){0,2} (?:with|as|on)|suffer(?:s|ed|ing)? from|treated for|being tested for|recover(?:ing|ed|s) from|relapse of|living with|battl(?:es|ed|ing)|surviv(?:ed|or of)|tested positive for|carrier of|allergic to|surgery (?:on|for)|operation on|died of|a history of|complications (?:of|from)|flare-?ups? of|struggl(?:es|ed|ing) with) (?:a |an |the |my |his |her |stage \w+ |severe |mild |chronic |terminal |clinical |type \w+ |early |late |rare |breast |bone |lung )*(?!(?:him|her|me|them|it|us|my|his|the|a|an|this|that|our|their|you|each|someone|parents|family|what|how|being)\b)[\w'’-]+(?: (?:disease|disorder|syndrome|cancer|failure|tumou?r|condition|deficiency|palsy|sclerosis|dystrophy|illness|addiction|infection|attacks?|depression|anxiety|apnea|injury))?",
    ),
    (
        "illness",
        r"\b(?!(?:the|a|an|this|that|my|his|her|any|some|no|your|our|their|of|and|or|or) )[\w'’-]+ (?:disease|disorder|syndrome|cancer|failure|tumou?r|palsy|sclerosis|dystrophy|transplant|surgery|implants?|amputation|infection|aneurysm|embolism|sarcoma|leukemia|replacement|biopsy|deficiency|dysfunction|dysphoria|injury)\b",
    ),
    (
        "illness",
        r"\b\w{4,}(?:itis|oma|osis|emia|aemia|opathy|algia|phobia|plegia|ectomy|otomy|philia|orrhea|trophy|olepsy|lexia|praxia|orexia|imia)\b(?<!diploma)(?<!oklahoma)(?<!hypnosis)(?<!aroma)(?<!tacoma)(?<!trophy)(?<!academia)(?<!bohemia)(?<!sonoma)(?<!diagnosis)(?<!coma)",
    ),
    (
        "illness",
        r"\b(?:terminal(?:ly)?(?: ill\w*)?|(?:chronic|serious|rare|mental|long|incurable|genetic|degenerative|autoimmune|terminal|physical|congenital) (?:illness|disease|condition|disorder|pain|disability)|stage (?:one|two|three|four|[1-4iv]+)\b(?: \w+)?|in remission|in recovery|allerg(?:y|ic|ies)|intensive care|hospice|psych(?:iatric)? ward|mental hospital|nervous breakdown|mental breakdown|in-?patient|intensive care|dialysis|hearing aids?|cochlear|prosthe\w+|oxygen tank|feeding tube|colostomy|stoma|bone marrow|open-?heart|heart (?:attack|surgery|condition|defect|murmur|transplant|failure)|on (?:the spectrum|disability|antidepressants|blood thinners|steroids)|anti-?depressants?|antipsychotics?|hormone therapy|testosterone|fertility (?:treatments?|clinic|drugs)|sterile|low sperm count|can['’]t have (?:children|kids)|unable to (?:conceive|have children)|eating disorder|learning disabilit\w+|special needs|brain (?:bleed|damage|surgery|tumou?r|injury)|broke (?:my|his|her) (?:back|neck|hip|leg|arm|pelvis|ankle|wrist)|stutter\w*|speech impediment|lazy eye|birthmark|(?:a )?limp\b|one (?:leg|arm|eye|kidney|hand)|missing (?:a |two )?(?:finger|leg|arm|toe|fingers|teeth)|chemo\w*|mastectomy|overweight|obese|morbidly|\w+ pounds? overweight|drinking problem|drug problem|aa meetings?|na meetings?|twelve[- ]step|detox|12[- ]step|rehab|pill(?:s)? (?:addiction|habit)|hooked on|burnout|burn-out|kidney stones?|slipped disc|herniated|knee replacement|hip replacement|hearing loss|(?:lost|losing) (?:my|his|her) (?:sight|hearing|memory|hair|voice)|going (?:blind|deaf)|an? std|sti\b|sleepwalk\w*|bedwetting|incontinen\w*)\b",
    ),
    (
        "faith_origin",
        r"\b(?:at|to|from|in|our|my|his|her|the|same|left|a) (?:\w+ )?(?:temple|church|mosque|synagogue|parish|congregation|chapel|kingdom hall|gurdwara|shrine|bible study|sunday school|mass|vespers|youth group|monastery|convent|seminary|ashram|meeting house)\b|\b(?:god-?fearing|faithful members?|deacons?|the elders|tithe|tithing|first communion|confirmation class|quinceañera|quinceanera|christening|baptism|prayer meetings?|headscarf|turban|kippah|yarmulke|sabbath|shabbat|kosher|halal|sari|henna|karma|reincarnation)\b|\b(?:grew up in|was raised in|born in|came from|comes? from|originally from|family (?:is|was|came|comes) from|parents (?:are|were|came|come) from|roots in|emigrated from|immigrated from|native of) (?:a |an |the )?(?:[\w’'-]+ ?){1,3}",
    ),
    (
        "faith_origin",
        r"\b(?:convert(?:ed|ing|s)? to|left the|raised|grew up|brought up|strict|devout|practicing|observant|lapsed|conservative|very|deeply|from an?|ultra-?) (?:\w+ )?(?:religious|faith|church|religion|kingdom hall|catholic|muslim|jewish|hindu|christian|orthodox|traditional (?:family|household|home|culture))\b|\b(?:interfaith|inter-?racial|mixed[- ]race|bicultural|cross-cultural|interracial) (?:couple|marriage|relationship|family|child|kids|children)\b|\b(?:religious|church|temple|mosque|prayer) (?:group|wedding|community|leaders?|elders?|family|school|retreat|camp)\b",
    ),
    (
        "faith_origin",
        r"\b(?:my|his|her|our|their) (?:native|home|mother) (?:country|tongue|language|land|village|tribe)\b|\b(?:native (?:language|speaker|of)|mother tongue|first language|second language|(?:heavy|thick|foreign|strong|slight) accent|first[- ]generation|second[- ]generation|immigrant (?:family|parents?|household)|an immigrant|immigrants|foreigner|ethnic\w*|skin colou?r|dark-skinned|light-skinned|tribe|tribal|clan|caste|dowry|bride price|lobola|expats?|expatriate|person of colou?r|woman of colou?r|the only (?:black|white|asian|brown|foreign) \w+|biracial|black (?:family|church|man|woman|husband|wife|guy|girl|kids|and)|white (?:family|man|woman|husband|wife|guy|girl)|brown (?:skin|girl|man|woman))\b",
    ),
    (
        "faith_origin",
        r"\b(?:i am|i'm|i’m|he is|he's|he’s|she is|she's|she’s|we are|we're|they are|is|are|both) (?:half[- ]|part[- ]|originally |also )?(?:black|white|asian|latina?|latino|hispanic|mixed|brown|a foreigner|from (?:another|a different) country)\b|\b(?:speaks?|spoke|speaking|learn(?:ed|ing)?|in broken) (?-i:[A-Z][a-z]+)\b",
    ),
)
