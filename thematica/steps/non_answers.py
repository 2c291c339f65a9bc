"""What people write who have nothing to say, or would rather not: whole answers, by language.

An answer in one language may stand in a survey in another, so every list holds for every study. ``none`` says only that
there is nothing, of whatever was asked: whether that is good news, the question says.
"""

from __future__ import annotations

import re

NONE = {
    "en": "nothing|none|no|nil|nope|nothing really|not really|nothing at all|nothing to add|nothing else|no nothing"
    "|nothing comes to mind|nothing to improve|nothing to change|nothing needs to change|nothing to report"
    "|nothing to say"
    "|nothing in particular|nothing specific|nothing much|nothing so far|n/a|na|not applicable"
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
    "|rather not say|i would rather not say|i'd rather not say|did not answer|no answer|no response|declined|refused"
    "|don't know|do not know|i don't know|i do not know|dont know|i dont know|dk|idk|not sure|i'm not sure"
    "|im not sure"
    "|unsure|skip|pass|no idea|no opinion|x|can't say|cannot say",
    "de": "weiß nicht|weiss nicht|ich weiß nicht|ich weiss nicht|weiß ich nicht|keine angabe|keine angaben|k. a"
    "|k.a|ka"
    "|keine ahnung|kein kommentar|keine antwort|möchte ich nicht sagen|keine meinung|dazu möchte ich nichts sagen",
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
AROUND = " .!?¡¿,;:-–—…()[]\"'“”„«»*۔؟।"  # what may stand around an answer without changing it


def fold_answer(text: str) -> str:
    """Write an answer without capitals, and without blanks and marks around it.

    >>> fold_answer(" (Nothing,  really!) ")
    'nothing, really'
    """
    return " ".join(text.casefold().replace("’", "'").split()).strip(AROUND)
