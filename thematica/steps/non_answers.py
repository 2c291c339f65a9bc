"""What people write who have nothing to say, would rather not, or said it elsewhere: whole answers, by language.

An answer in one language may stand in a survey in another, so every list holds for every study. ``none`` says only that
there is nothing, of whatever was asked: whether that is good news, the question says.
"""

from __future__ import annotations

import re

NONE = {
    "en": "nothing|none|no|nil|nope|nothing really|not really|nothing at all|nothing to add|nothing else|no nothing"
    "|nothing comes to mind|nothing to improve|nothing to change|nothing needs to change|nothing to report"
    "|nothing to say"
    "|nothing in particular|nothing specific|nothing much|nothing so far|n/a|na|n.a|not applicable"
    "|can't think of anything"
    "|cannot think of anything|i can't think of anything|nothing i can think of|none that i can think of|none at all"
    "|none really|none so far|none to mention|no further|no not really|no thanks|no thank you",
    "de": "nichts|keine|keines|keiner|keins|nein|nö|gar nichts|überhaupt nichts|nichts besonderes|nichts weiter"
    "|nichts weiteres|nichts mehr|sonst nichts|sonst keine|fällt mir nichts ein|mir fällt nichts ein|entfällt"
    "|nicht zutreffend|trifft nicht zu|nichts hinzuzufügen|nichts zu verbessern|nein danke|eigentlich nichts|nix",
    "fr": "rien|aucun|aucune|non|néant|rien du tout|rien de particulier|rien de spécial|rien à ajouter"
    "|rien à signaler"
    "|rien à améliorer|rien à dire|ras|r.a.s|sans objet|non applicable|pas vraiment|rien de plus|non merci",
    "es": "nada|ninguno|ninguna|ningún|nada más|nada en particular|nada en especial|nada que añadir|nada que agregar"
    "|nada que mejorar|nada que decir|no aplica|no procede|no hay|no hay nada|nada de nada|no gracias"
    "|no se me ocurre nada",
    "nl": "niets|geen|nee|neen|niks|helemaal niets|niets bijzonders|niets toe te voegen|niet van toepassing|n.v.t|nvt"
    "|niets te verbeteren|verder niets|verder geen|nee dank je|nee bedankt",
    "it": "niente|nessuno|nessuna|nulla|niente di particolare|niente in particolare|niente da aggiungere"
    "|nulla da aggiungere"
    "|niente da segnalare|nulla da segnalare|niente da migliorare|non applicabile|nient'altro|proprio niente"
    "|no grazie",
    "pt": "nada|nenhum|nenhuma|não|nao|nada a acrescentar|nada a declarar|nada a melhorar|não se aplica|nao se aplica"
    "|nada em especial|nada em particular|nada mais|não há|não tem|sem resposta a dar|não obrigado|não obrigada",
    "ur": "کچھ نہیں|کوئی نہیں|نہیں|کچھ بھی نہیں|لاگو نہیں|kuch nahi|kuch nahin|kuch nhi|kuch bhi nahi"
    "|kuch bhi nahin|koi nahi"
    "|koi nahin|nahi|nahin|nhi|kuch khas nahi|kuch khaas nahi|aisa kuch nahi",
    "other": "nej|ingenting|inget|nic|brak|yok|hayır|لا شيء|لا|नहीं|कुछ नहीं|нет|ничего",
}
DECLINED = {
    "en": "no comment|no comments|prefer not to say|prefer not to answer|i prefer not to say|i'd prefer not to say"
    "|rather not answer|i would rather not answer|i'd rather not answer|i would rather not answer that"
    "|i'd rather not answer that|i don't want to answer|i don't want to say|decline to answer|i decline to answer"
    "|rather not say|i would rather not say|i'd rather not say|did not answer|no answer|no response|declined|refused"
    "|don't know|do not know|i don't know|i do not know|dont know|i dont know|dk|idk|not sure|i'm not sure"
    "|im not sure"
    "|unsure|skip|pass|no idea|no opinion|x|can't say|cannot say",
    "de": "weiß nicht|weiss nicht|ich weiß nicht|ich weiss nicht|weiß ich nicht|keine angabe|keine angaben|k. a"
    "|k.a|ka"
    "|keine ahnung|kein kommentar|keine antwort|möchte ich nicht sagen"
    "|möchte nicht antworten|ich möchte nicht antworten|möchte ich nicht beantworten"
    "|keine meinung|dazu möchte ich nichts sagen",
    "fr": "je ne sais pas|ne sais pas|sais pas|aucune idée|sans réponse|pas de réponse|sans commentaire"
    "|pas de commentaire|sans avis|ne se prononce pas|nsp|je préfère ne pas répondre|je préfère ne pas le dire",
    "es": "no sé|no se|no lo sé|no lo se|ni idea|sin comentarios|sin comentario|sin respuesta|prefiero no decirlo"
    "|prefiero no contestar|prefiero no responder|ns/nc|nc|no sabe|no contesta|sin opinión",
    "nl": "weet niet|weet ik niet|ik weet het niet|geen idee|geen commentaar|geen antwoord|geen mening"
    "|zeg ik liever niet",
    "it": "non so|non lo so|non saprei|nessuna idea|nessun commento|nessuna risposta|preferisco non rispondere"
    "|no comment"
    "|preferisco non dirlo",
    "pt": "não sei|nao sei|sem comentários|sem comentário|sem resposta|prefiro não dizer|prefiro não responder"
    "|não faço ideia|sem opinião",
    "ur": "معلوم نہیں|پتہ نہیں|مجھے نہیں معلوم|pata nahi|pata nahin|pta nahi|maloom nahi|maloom nahin|malum nahi"
    "|mujhe nahi pata|mujhe nahin pata|mujhe maloom nahi",
}
# "No weakness", "there were no problems so far": a word for none, what there is none of, and perhaps an end.
LACKS = {
    "en": r"(?:no|none|zero)(?: real| major| particular| specific| further| other| more)*"
    r" (?:weakness(?:es)?|problems?|issues?|complaints?|suggestions?|improvements?|changes?(?: needed"
    r"| necessary)?|concerns?"
    r"|criticisms?|difficult(?:y|ies)|challenges?|barriers?|disadvantages?|drawbacks?|negatives?|dislikes?"
    r"|recommendations?"
    r"|shortcomings?|limitations?|faults?|remarks?)",
    "de": r"keine[nr]?(?: weiteren?| wirklichen?| besonderen?| großen?)*"
    r" (?:schwächen?|probleme?|kritik(?:punkte)?|verbesserung(?:en|svorschl[aä]ge?)?|vorschl[aä]ge?"
    r"|anmerkung(?:en)?|wünsche"
    r"|beschwerden?|schwierigkeit(?:en)?|nachteile?|ideen|anregungen?|änderung(?:en|swünsche)?|mängel"
    r"|herausforderungen?)",
    "fr": r"(?:aucune?|pas de|pas d') ?(?:faiblesses?|problèmes?|suggestions?|améliorations?|remarques?|critiques?"
    r"|difficultés?|plaintes?|inconvénients?|changements?|points? faibles?|points? négatifs?)",
    "es": r"(?:ning[uú]na?|no hay|sin|no tengo) ?(?:ninguna?)? ?(?:debilidad(?:es)?|problemas?|sugerencias?"
    r"|mejoras?|quejas?"
    r"|dificultad(?:es)?|críticas?|cambios?|desventajas?|puntos? débil(?:es)?|observaciones)",
    "nl": r"geen (?:zwakke punten|zwaktes?|problemen|probleem|suggesties?|verbeterpunten|verbeteringen"
    r"|opmerkingen|klachten"
    r"|kritiek|moeilijkheden|nadelen|wensen|veranderingen|ideeën)",
    "it": r"(?:nessun[ao']?|non ci sono|senza) ?(?:debolezz[ae]|punt[oi] debol[ie]|problem[ai]|suggeriment[oi]"
    r"|miglioramenti?"
    r"|critic(?:a|he|ità)|difficoltà|lamentel[ae]|svantagg(?:io|i)|osservazion[ie]|cambiamenti?|modific(?:a|he))",
    "pt": r"(?:nenhuma?|não há|nao ha|sem|não tenho) ?(?:fraquezas?|pontos? fracos?|problemas?|sugest(?:ão|ões"
    r"|ao|oes)"
    r"|melhorias?|reclamaç(?:ão|ões)|dificuldades?|críticas?|desvantagens?|mudanças?|observaç(?:ão|ões))",
    "ur": r"(?:koi|kuch) (?:kamzori|masla|maslay|mushkil|shikayat|tajweez|kami|pareshani) (?:nahi|nahin|nhi)(?: hai)?"
    r"|کوئی (?:کمزوری|مسئلہ|مشکل|شکایت|تجویز|کمی) نہیں(?: ہے)?",
}
# "I have nothing to add": nothing, and what there is none for. Whatever else follows makes an answer of it.
NOTHING = {
    "en": r"(?:(?:sorry|well|honestly|no|i think|i would say|i'd say)[ ,]+)?"
    r"(?:(?:i|we)(?: really| honestly)? (?:have|had|have got|can think of|can say)|(?:i|we)'ve(?: got)?"
    r"|there is|there's"
    r"|it's|it is)? ?(?:absolutely |really |literally )?nothing(?: (?:more|else|further|much|new|really|specific|major"
    r"|in particular|extra))*(?: (?:to (?:add|say|report|comment(?: on)?|improve|change|suggest|mention|declare|share"
    r"|complain about|offer|contribute|write|note)|(?:that )?(?:i|we) can think of|i can say|(?:comes|springs) to mind"
    r"|i'd change|i would change))?"
    r"(?: (?:really|at all|at (?:this|the) (?:time|moment|minute|point|stage)|for me"
    r"|to be honest|for now|so far|right now|as yet|today|here"
    r"|off the top of my head|i'm afraid|sorry|thanks|thank you))*"
    r"|(?:i|we) (?:do not|don't|dont|did not|didn't) have (?:anything|any thing)(?: (?:more|else|further))?"
    r"(?: to (?:add|say|report|suggest|share|mention))?(?: at (?:this|the) (?:time|moment|point|stage)"
    r"| really| thanks)?"
    r"|(?:i |we )?(?:honestly )?(?:can't|cant|cannot|can not|could not|couldn't) (?:really )?think of (?:anything|any)"
    r"(?: (?:else|more|really|specific|particular|off hand|in particular|to (?:add|improve|change|say)))*(?: at (?:this"
    r"|the) (?:time|moment))?"
    r"|(?:i have )?no (?:further|other|more|additional) (?:comments?|feedback|thoughts)(?: at (?:this"
    r"|the) (?:time|moment))?"
    r"|(?:n/a|not applicable)[ –-]+(?:(?:as|because|since) )?(?:i|we) (?:was|were|am|are|have|had|did|do)"
    r"(?: not|n't|nt| never)(?: \w+){0,4}",
    "de": r"(?:(?:ich|wir) )?(?:habe?n? )?(?:dazu |dem |hierzu |sonst |eigentlich |momentan |aktuell |derzeit )*nichts"
    r"(?: (?:mehr|weiter|weiteres|besonderes|konkretes))*(?: (?:hinzuzufügen|zu (?:ergänzen|sagen|verbessern|berichten"
    r"|beanstanden|bemängeln|kritisieren|meckern|melden|ändern)|anzumerken|auszusetzen|beizutragen))"
    r"|mir fällt (?:dazu |hierzu |gerade |spontan |momentan |derzeit |im moment |aktuell |jetzt )*nichts"
    r"(?: (?:weiter|weiteres|mehr|konkretes|besonderes))* ein|keine weiteren? (?:kommentare?|anmerkungen)",
    "fr": r"(?:je n'ai |j'ai |il n'y a |y a )?(?:vraiment )?rien (?:de plus |d'autre |de spécial |de particulier )?à "
    r"(?:ajouter|dire|signaler|redire|améliorer|changer|déclarer|proposer)"
    r"|rien ne me vient(?: à l'esprit| en tête)?|je ne vois (?:rien|pas)|pas d'autres? commentaires?",
    "es": r"(?:no tengo |no hay )?nada (?:más )?(?:que|para|por) (?:añadir|agregar|decir|comentar|mejorar"
    r"|cambiar|aportar"
    r"|señalar|declarar|reportar)|no se me ocurre (?:nada|ninguna?)(?: más| ahora)?|sin más comentarios",
    "nl": r"(?:ik )?(?:heb )?(?:verder |eigenlijk )?(?:niets|niks) (?:meer )?(?:toe te voegen|te (?:melden"
    r"|zeggen|verbeteren"
    r"|klagen)|op te merken|aan te merken)|(?:ik )?kan (?:zo )?(?:niets|niks) bedenken|geen verdere opmerkingen",
    "it": r"(?:non ho |non c'è )?(?:niente|nulla) (?:altro )?da (?:aggiungere|dire|segnalare|migliorare"
    r"|cambiare|dichiarare"
    r"|commentare)|non mi viene in mente (?:niente|nulla)|nessun altro commento",
    "pt": r"(?:não|nao) (?:tenho|há|ha)(?: mais)? nada(?: mais)? (?:a|para|que) (?:acrescentar|dizer|declarar"
    r"|adicionar|melhorar"
    r"|comentar|mudar|apontar)|nada(?: mais)? a (?:dizer|comentar|apontar|adicionar)|(?:não|nao) me ocorre nada"
    r"|sem mais comentários",
    "ur": r"(?:mere paas |mujhe )?(?:aur )?(?:kehne|kahne) (?:ko|ke liye) (?:aur )?kuch(?: bhi)? (?:nahi|nahin"
    r"|nhi)(?: hai)?"
    r"|mujhe (?:aur )?kuch (?:nahi|nahin|nhi) (?:kehna|kahna)|aur kuch (?:nahi|nahin|nhi)"
    r"|(?:میرے پاس )?(?:مزید )?کہنے (?:کو|کے لیے) کچھ نہیں(?: ہے)?|مجھے (?:اور )?کچھ نہیں کہنا|(?:اور|مزید) کچھ نہیں",
}
# "See above", "same as Q1": it is said elsewhere. What is said there is not here, so it is no answer of its own.
WHERE = (
    r"(?:above|below|before|earlier|previously|(?:my |the )?(?:above|previous|earlier|last|prior|first|other)"
    r"(?: (?:answers?|comments?|responses?|questions?|repl(?:y|ies)|one|box|section|feedback))"
    r"|(?:my |the )?(?:answers?|comments?|responses?|repl(?:y|ies)|feedback|what i (?:said|wrote)) "
    r"(?:above|below|before|earlier|(?:to|in|for|on|at) (?:the )?(?:previous|last|first"
    r"|earlier) (?:question|one|answer|page|section)"
    r"|(?:to|in|for|on|at) (?:q|question|no\.?|number) ?\d+[a-z]?)"
    r"|(?:(?:in|to|for|at) )?(?:q|question|no\.?|number|answer) ?\d+[a-z]?(?: (?:above|and|&) ?(?:q|question)? ?\d*)?)"
)
REFERS = {
    "en": rf"(?:please |pls |plz )?(?:see|refer to|look at|read|check|cf\.?) {WHERE}"
    rf"|(?:the |my )?same(?: answer| thing| comments?| response)? as(?: (?:in|for|to))? {WHERE}"
    rf"|as(?: i)?(?: (?:have|was))?(?: already| previously)?(?: (?:said|stated|mentioned|explained"
    rf"|described|written|noted"
    rf"|answered|per|in))?(?: (?:in|for|to))? {WHERE}"
    r"|ditto|see above|as above|as before|as previously (?:said|stated|mentioned)|(?:i(?: have|'ve)? )?already"
    r" (?:answered|said|mentioned|stated|covered|explained)(?: (?:above|this|that|it|earlier|before))*"
    r"|(?:answered|covered|mentioned|stated|explained|said) (?:above|previously|already|earlier|before)",
    "de": r"(?:bitte )?(?:siehe|s\.?|vgl\.?|vergleiche) ?(?:oben|unten|o\.?|u\.?|vorherige[rns]? (?:frage|antwort)"
    r"|vorige[rns]? (?:frage|antwort)|(?:die |meine )?(?:frage|antwort)(?: (?:oben|davor|zuvor"
    r"|\d+[a-z]?))+)|siehe (?:q|f) ?\d+"
    r"|wie (?:oben|zuvor|vorher|gesagt|schon gesagt|bereits (?:gesagt|erwähnt)|bei (?:frage|q) ?\d+"
    r"|oben (?:beschrieben|genannt|erwähnt|geschrieben)|in (?:frage|q) ?\d+)|dito|dasselbe wie oben"
    r"|(?:das )?gleiche(?: antwort)? wie (?:oben|zuvor|bei (?:frage|q) ?\d+|(?:frage|q) ?\d+)"
    r"|(?:schon|bereits|oben) (?:gesagt|erwähnt|beantwortet|genannt)(?: worden)?",
    "fr": r"(?:voir|cf\.?|se référer à) (?:ci[- ]dessus|ci[- ]dessous|plus haut|au[- ]dessus"
    r"|(?:la |ma )?(?:question|réponse) (?:précédente|\d+)|q ?\d+)|idem(?: (?:que )?(?:ci[- ]dessus|plus haut|q ?\d+"
    r"|(?:la |à la )?question (?:précédente|\d+)))?|comme (?:ci[- ]dessus|plus haut|dit (?:plus haut"
    r"|avant|précédemment)"
    r"|précédemment|avant|déjà dit)|(?:la )?même (?:réponse|chose) (?:que )?(?:ci[- ]dessus|plus haut"
    r"|(?:à )?la question (?:précédente|\d+)|q ?\d+)|déjà (?:dit|répondu|mentionné)(?: plus haut| ci[- ]dessus)?",
    "es": r"(?:ver|véase|vease|consultar) (?:arriba|abajo|(?:la |mi )?(?:respuesta|pregunta) (?:anterior|\d+)"
    r"|lo anterior|p ?\d+)"
    r"|ídem|idem(?: (?:que )?(?:arriba|anterior))?|lo mismo (?:que )?(?:arriba|antes"
    r"|(?:en )?la (?:pregunta |respuesta )?"
    r"(?:anterior|\d+))|igual que (?:antes|arriba|(?:en )?la (?:pregunta |respuesta )?(?:anterior|\d+))"
    r"|como (?:arriba|antes|(?:ya )?dije(?: antes| arriba)?|(?:ya )?mencioné(?: antes| arriba)?)"
    r"|ya (?:lo )?(?:he )?(?:dije|dicho|respondí|respondido|contesté|contestado|mencioné"
    r"|mencionado)(?: antes| arriba)?",
    "nl": r"zie (?:boven|hierboven|onder|hieronder|eerder|(?:mijn |de )?vorige? (?:vraag|antwoord)|(?:vraag"
    r"|antwoord) \d+)"
    r"|idem(?: als (?:hierboven|boven|vraag \d+))?|(?:het|de)?zelfde als (?:hierboven|boven|eerder"
    r"|(?:de )?vorige(?: vraag)?"
    r"|(?:bij )?vraag \d+)|zoals (?:hierboven|eerder(?: gezegd| genoemd)?|gezegd|al gezegd|boven)"
    r"|(?:al|reeds|hierboven) (?:genoemd|gezegd|beantwoord|vermeld)",
    "it": r"(?:vedi|vedere|si veda|v\.?) (?:sopra|sotto|(?:la )?(?:risposta|domanda) (?:precedente|\d+))"
    r"|come (?:sopra|prima|(?:già )?detto(?: sopra| prima)?|(?:nella|alla) (?:domanda|risposta) (?:precedente|\d+))"
    r"|idem(?: come sopra)?|lo stesso (?:di|come) (?:sopra|prima)|già (?:detto|risposto|menzionato"
    r"|scritto)(?: sopra| prima)?",
    "pt": r"(?:ver|vide|veja) (?:acima|abaixo|(?:a |minha )?(?:resposta|pergunta|questão) (?:anterior|\d+))"
    r"|idem(?: (?:ao |à )?"
    r"(?:acima|anterior))?|(?:o )?mesmo (?:que|de|da|do) (?:acima|anterior|(?:pergunta|questão"
    r"|resposta) (?:anterior|\d+))"
    r"|como (?:acima|(?:já )?(?:dito|disse|mencionado|referi|mencionei)(?: acima| antes| anteriormente)?)"
    r"|já (?:disse|respondi|mencionei|referi)(?: acima| antes)?|igual (?:à|ao) anterior",
    "ur": r"(?:upar|oopar|ooper) (?:dekhein|dekhen|dekho|wala(?: jawab)?|likha hai)|jaisa(?: ke"
    r"| k)? upar(?: likha| bataya| kaha)?"
    r"(?: hai)?|(?:jawab|sawal) \d+ dekhein|(?:اوپر|نیچے) دیکھیں|جیسا(?: کہ)? اوپر(?: (?:بتایا|لکھا|کہا"
    r"|بیان کیا)(?: گیا)?(?: ہے)?)?",
}
BEGINS = (
    r"(?:(?:there (?:is|are|was|were|have been)|i (?:have|had|see|saw|found)|i've had|es gibt|ich habe"
    r"|il n'y a|er zijn|er is) )?"
)
ENDS = (
    r"(?: (?:at all|really|so far|to report|for me|that i can think of|i can think of|come to mind"
    r"|in my opinion|from me|yet|bisher"
    r"|von mir|bekannt|du tout|pour moi|para mí|por ahora|hasta ahora|per ora|por enquanto|tot nu toe))?"
)
EVERY_NONE = frozenset(answer for answers in NONE.values() for answer in answers.split("|"))
EVERY_DECLINED = frozenset(answer for answers in DECLINED.values() for answer in answers.split("|"))
ANY_LACK = re.compile(f"{BEGINS}(?:{'|'.join(LACKS.values())}){ENDS}")
ANY_NOTHING = re.compile("|".join(NOTHING.values()))
ANY_REFERRAL = re.compile("|".join(REFERS.values()))
AROUND = " /.!?¡¿,;:-–—…()[]\"'“”„«»*۔؟।"  # what may stand around an answer without changing it


def fold_answer(text: str) -> str:
    """Write an answer without capitals, and without blanks and marks around it.

    >>> fold_answer(" (Nothing,  really!) ")
    'nothing, really'
    """
    return " ".join(text.casefold().replace("’", "'").split()).strip(AROUND)
