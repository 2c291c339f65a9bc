"""Words that names are known by in many languages: titles, given names, towns; and words that are no name."""

from __future__ import annotations

# What stands before a surname, or before a given name (Schwester Monika). Capitals count, but for the first few.
ANY_CASE = ("dr", "mr", "mrs")
TITLES = frozenset(
    "dr prof professor mr mrs ms miss mx doctor sister nurse matron father uncle aunt auntie rev reverend pastor "
    "imam rabbi dean sir lady madam coach herr herrn frau fräulein doktor professorin schwester pfleger oberarzt "
    "oberärztin chefarzt chefärztin stationsarzt pfarrer pfarrerin onkel tante oma opa kollege kollegin monsieur "
    "madame mademoiselle mme mlle docteur docteure pr professeur professeure maître sœur soeur tonton tata sr sra "
    "srta dra señor señora señorita don doña doctora profesor profesora sor tío tía sig signor signora signorina "
    "dott dottore dottoressa dott.ssa professoressa suor zio zia senhor senhora dona doutor doutora meneer mevrouw "
    "dhr mevr dokter zuster broeder hr fru pan pani".split()
)
# Those that say what somebody is, and not whose husband, wife, son or daughter: "Dr Khan" is Ayesha Khan, while
# "Mrs Khan" may be her mother.
OWN_TITLES = frozenset(
    "dr prof professor doctor doktor professorin oberarzt oberärztin chefarzt chefärztin stationsarzt docteur "
    "docteure pr professeur professeure doctora profesor profesora dra dott dottore dottoressa dott.ssa "
    "professoressa doutor doutora dokter sister nurse matron schwester pfleger rev reverend pastor imam rabbi dean "
    "kollege kollegin pfarrer pfarrerin zuster broeder coach".split()
)
# Parts of a surname that are written small.
PARTICLES = "von|van|der|den|de|del|della|di|da|dos|du|la|le|zu|zur|bin|ibn|al|el|ten|ter"
# Given names that are common where our readers work; written without accents.
GIVEN = frozenset(
    # English, Irish, Welsh
    "aaron abigail adam aidan aisling alan alastair alex alexander alexandra alfie alice alison amanda amelia amy "
    "andrea andrew angela ann anna anne annie anthony archie arthur barbara ben benjamin beth bethany betty brenda "
    "brian bridget callum cameron carol caroline carolyn catherine charles charlie charlotte chelsea chloe chris "
    "christine christopher ciara claire clare colin connor craig cynthia daisy daniel danny darren dave david "
    "deborah debbie denise dennis diana diane donald donna doris dorothy douglas duncan dylan eddie edward eileen "
    "elaine eleanor elizabeth ella ellen ellie emily emma eoin eric erin esther ethan eva evan evelyn fiona "
    "florence frances francis freddie gareth gary gavin geoff geoffrey george georgia gemma gerald gillian gordon "
    "graham greg gwen hannah harriet harry hazel heather helen henry holly howard hugh iain ian irene isaac isabel "
    "isabella isla jack jackie jacob jake james jamie jane janet janice jason jean jeff jeffrey jennifer jenny "
    "jeremy jessica jill jim joan joanna joanne joe joel john jonathan joseph josephine josh joshua joyce judith "
    "judy julia julian julie karen kate katherine kathleen kathryn katie keith kelly ken kenneth kerry kevin kieran "
    "kimberly kirsty kyle laura lauren laurence leah lee leo leonard lesley leslie lewis liam linda lisa liz logan "
    "lorraine louise lucas lucy luke lydia lynn lynne maggie malcolm mandy marcus margaret maria marian marie "
    "marilyn marion marjorie martha martin mary matt matthew maureen max megan melanie melissa mia michael michelle "
    "mick mike millie moira molly monica morgan muriel nancy naomi natalie natasha nathan neil niamh nicholas nick "
    "nicola nicole nigel noah nora oliver olivia oscar owen pamela patricia patrick paul paula pauline penelope "
    "peter phil philip philippa phoebe phyllis polly rachel ralph raymond rebecca reuben rhys richard rita robbie "
    "robert rodney roger ron ronald rory rosemary rosie ross rowan roy russell ruth ryan sally sam samantha samuel "
    "sandra sara sarah scott sean seamus shannon sharon sheila shirley sian simon sinead siobhan sophia sophie "
    "stacey stella stephanie stephen steve steven stuart susan suzanne sylvia tamsin tara teresa thelma theo "
    "theresa thomas tim timothy tina toby tom tommy tony tracey tracy trevor valerie vanessa vera veronica vicky "
    "victoria vincent vivian walter wayne wendy william winifred yvonne zachary zara zoe "
    # German, Austrian, Swiss
    "torben tjark finn lasse hauke insa fenja thore leonhard jorn aylin achim alois andreas angelika anja anke "
    "anneliese annette annika antje armin astrid axel beate benedikt bernd bernhard bettina birgit birte bjorn "
    "brigitte britta burkhard carsten christa christel christiane christoph claudia clemens cornelia dagmar detlef "
    "dieter dietmar dirk doreen dorothea eberhard eckhard edeltraud elfriede elisabeth elke erika erwin eugen ewald "
    "felix florian frauke friederike friedrich fritz gabi gabriele georg gerd gerda gerhard gertrud gisela greta "
    "gudrun gunter gunther gustav hanna hannelore hans harald hartmut heiko heike heiner heinrich heinz helena "
    "helga helmut henrik herbert hermann hildegard holger horst ilse imke ina ines ingeborg inga inge ingo ingrid "
    "irmgard jan jana janina jannik jens joachim jochen johann johanna johannes jonas jorg josef jurgen jutta kai "
    "karin karl karla karsten kathrin katja katrin kerstin kirsten klara klaus konrad konstantin kristina kurt lars "
    "lea lena leonie lieselotte lina lothar luise lukas lutz magdalena maike maja malte manfred manuela marc marcel "
    "mareike margarete margit margot marianne marina marko markus marlene marlies marta mathias mathilde matthias "
    "maximilian meike merle michaela miriam mohamed monika moritz nadine nadja niklas nils nina norbert olaf ole "
    "oskar otto paulina petra philipp rainer ralf regina reiner reinhard renate roland rolf roswitha rudi rudolf "
    "rudiger sabine sabrina sandro sascha saskia sebastian siegfried sigrid silke silvia simone sonja stefan "
    "stefanie steffen steffi susanne svenja sven tanja theodor thorsten tilman tobias torsten udo ulf ulla ulrich "
    "ulrike ursula uschi ute uwe verena viktor volker waltraud werner wiebke wilfried wilhelm wolfgang yannick "
    # French, Italian, Spanish, Portuguese
    "adele adrien agathe alain alejandra alejandro alessandra alessandro alessia amandine amelie ana andre angel "
    "angelo anais antoine antonella antonia antonio arnaud aurelie baptiste beatrice beatriz benoit bernadette "
    "bruno camille carla carlo carlos carmen carolina catarina cecile celine chantal chiara christelle cinzia "
    "claude clement colette corinne cristina damien daniela daniele davide delphine diego dolores dominique eduardo "
    "elena elisa elodie emilie enrico esteban etienne fabien fabio fabrice fatima federica federico felipe fernanda "
    "fernando filippo fran francesca francesco francisco francois francoise gabriel gabriela gaelle genevieve "
    "gerard giacomo gianluca giorgia giorgio giovanna giovanni giulia giuseppe gloria gonzalo guillaume guillermo "
    "helene hugo ignacio inmaculada isabelle jacqueline jacques javier jeanne jerome jesus jimena joao joaquin "
    "jordi jorge jose juan juana julien juliette karine laetitia laurent leticia lorenzo luc luca lucia luciana "
    "luigi luis luisa manon manuel marcello marco margarida marguerite mariana mario marisol martine mateo mathieu "
    "matteo maurice mercedes michel miguel mireille mirella monique montserrat myriam nadia nathalie nicolas noelia "
    "noemie odile olivier ornella pablo paola paolo pascal patrice paulo pedro pierre pietro pilar quentin rafael "
    "ramon raquel raul remi renata renaud ricardo riccardo roberta roberto rocio rodrigo rosa rosario salvatore "
    "santiago sebastien sergio serge silvana simona sofia soledad stephane sylvie thibault thierry tiago valentina "
    "valeria vincenzo virginie xavier yolanda yves "
    # Dutch, Nordic
    "agneta anders annelies anouk arne bas bente birgitta bram daan dirkje eino elin else emil erik femke fredrik "
    "freja frida gerrit gunilla gunnar hanneke henk hilde ingvild jannie jeroen jesper joris karina kasper katarina "
    "kees kjell knut kristin kristian lennart liesbeth lotte maarten magnus margriet marieke marit marjan marloes "
    "mette mikael mikkel niels olav pieter pernille rasmus roos ruud saara sander sanne sigurd sjoerd soren solveig "
    "stig thijs tove trine wouter "
    # Polish, Czech, Balkan, Russian, Ukrainian, Hungarian, Romanian, Greek
    "agnieszka aleksander aleksandra andrei andrzej anastasia barbora beata bogdan boris bozena dariusz dimitris "
    "dmitri dorota dragan edyta ekaterina elzbieta ewa gabor galina goran grazyna grzegorz halina igor iryna istvan "
    "ivan ivana izabela jadwiga jakub janusz jaroslav jelena jerzy jiri jozef kamil katarzyna krystyna krzysztof "
    "ksenia laszlo ljubica ludmila maciej malgorzata marek marija mariusz mateusz milan milena mirjana nadezhda "
    "natalia nikolai nikolaos olena oksana olga oleksandr pavel pawel petr piotr radka radoslav roman ryszard "
    "sergei slavica slobodan stanislaw svetlana tadeusz tatiana tereza tomasz tomas urszula vaclav vasil vesna "
    "vladimir vlasta wojciech yulia zbigniew zdenek zofia zoltan zsuzsanna "
    # Turkish, Arabic, Persian, South and East Asian, African
    "abdul abdullah abena adaeze ahmad ahmed ahmet aisha aicha akua ali amina amir amira anil anita anjali ansah "
    "anwar arjun asha ayesha ayse aziz babak bilal bilge burak cem chidi chinedu deepa deepak devi dilek ebru elif "
    "emine emre esra fadi faisal farah farhan farid fatma fatou fatoumata feng folake funda gulsen hakan hamza "
    "hanan haruto hassan hasan hatice hiroshi huda hussein huseyin ibrahim imran ismail jamal jamila joseline karim "
    "kavita kemal khadija khalid kofi kwame lakshmi layla leila mahmoud mahmut mamadou mariam maryam mehmet mei "
    "meera ming mohammad mohammed muhammad murat mustafa nadeem nasreen nasrin ngozi nkechi noor nour nurhan obinna "
    "oluwaseun omar omer osman oumar ozlem parveen pooja priya rahul rajesh rana rania rashid ravi reza rukhsana "
    "saeed said salma samir samira sanjay selma selin sevgi shabana shanti shreya sibel sita sunil sunita suresh "
    "tarik tariq temitope thabo tunde usman vijay wanjiru wei xiao yasemin yasmin yasmina yosef youssef yuki yusuf "
    "zainab zeynep".split()
)
# Towns that are no words of English, German, French or Spanish.
PLACES = frozenset(
    "aachen aarhus aberdeen abidjan abuja accra adelaide amsterdam ankara antwerp antwerpen athens atlanta auckland "
    "augsburg baltimore bamberg bangkok barcelona basel bayreuth beijing beirut belfast belgrade belgrad berlin "
    "bern bielefeld bilbao birmingham bochum bogota bologna bonn bordeaux boston bradford bratislava braunschweig "
    "bremen bremerhaven brighton brisbane bristol brno brooklyn brussel brussels bruxelles bucharest budapest cairo "
    "calgary cambridge canberra cardiff chemnitz chicago cologne cottbus coventry darmstadt delhi denver dortmund "
    "dresden dublin duisburg dundee durham dusseldorf edinburgh eindhoven erfurt erlangen flensburg florence "
    "frankfurt freiburg geneva geneve genf glasgow gottingen graz groningen hamburg hamm hannover hanover "
    "heidelberg helsinki hildesheim houston ingolstadt innsbruck islamabad istanbul izmir jakarta jena johannesburg "
    "kampala karachi karlsruhe kassel kiel klagenfurt koblenz koln krakow kuwait lagos lahore lausanne leeds "
    "leicester leipzig leverkusen lille lima linz lisboa lisbon liverpool ljubljana london lubeck "
    "luneburg luzern lyon maastricht madrid magdeburg mailand mainz malaga malmo manchester mannheim marburg "
    "marseille melbourne memphis miami milan milano milwaukee minneapolis monchengladbach montpellier montreal "
    "moscow moskau multan mumbai munich munchen munster nairobi nantes naples napoli newcastle norwich nottingham "
    "nuremberg nurnberg oldenburg osaka oslo osnabruck ottawa oxford paderborn palermo paris peshawar philadelphia "
    "phoenix pittsburgh plymouth portsmouth potsdam poznan prag prague pretoria quebec quetta rawalpindi "
    "regensburg rotterdam rostock saarbrucken sacramento salzburg santander seattle sevilla sheffield southampton "
    "stockholm strasbourg strassburg stuttgart sydney tallinn tehran tokyo toronto toulouse trier tubingen turin "
    "turku ulm uppsala utrecht valencia vancouver venice vienna vilnius warsaw warschau warszawa wien wiesbaden "
    "wolfsburg wolverhampton wuppertal wurzburg york zagreb zaragoza zurich zwickau".split()
)
# Words of labels that say what somebody is, or that a program wrote: such a label names nobody.
ROLES = frozenset(
    "mod int inter iv fac speaker unknown unidentified participant participants student students teacher tutor "
    "mentor mentee doctor nurse patient interviewer interviewers interviewee moderator moderatorin facilitator "
    "researcher respondent group all several both many everyone man woman male female child mother father parent "
    "voice person people subject user guest host external unverified observer notetaker transcriber assistant chair "
    "resident physician midwife therapist client carer caregiver sprecher sprecherin befragte befragter teilnehmer "
    "teilnehmerin teilnehmende interviewerin forscherin forscher gruppe alle mehrere mann frau kind mutter vater "
    "arzt arztin pflegekraft pflegerin pfleger patientin stimme unbekannt studentin studierende lehrer lehrerin "
    "locuteur locutrice intervieweur intervieweuse enqueteur enquetrice patiente medecin infirmiere infirmier "
    "etudiant etudiante animateur animatrice entrevistador entrevistadora participante paciente medico enfermera "
    "moderador moderadora orador hablante intervistatore intervistatrice paziente spreker deelnemer interviewster "
    "the a and und et y or he she they him her them his hers theirs er sie ihn ihm iphone ipad phone laptop "
    "computer zoom teams recording audio extern externe externer gast invite externo externa ospite".split()
)
# What has a capital and is no name; for the languages in which that is seldom, and for English at its own times.
NO_NAMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december christmas easter ramadan eid english french german spanish internet covid "
    "corona i ok okay god jesus allah lord mum mom mama dad daddy gp nhs icu tv pdf id faq usa uk eu who yes no mm "
    "mhm uh um yeah wifi whatsapp google facebook instagram youtube tiktok zoom teams skype excel word powerpoint "
    "chatgpt montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar marz mai juni juli oktober "
    "dezember lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miercoles jueves viernes sabado "
    "domingo".split()
)
# German nouns that stand behind "in", "nach", "aus" without an article.
NO_PLACES = frozenset(
    "absprache aktion anbetracht angst arbeit ausbildung behandlung belgien besitz betracht betrieb bett bezug dank "
    "deutschland dienst eile einzelfällen elternzeit england erfahrung erinnerung erster europa fall form frage "
    "frankreich freude frieden frühdienst frührente gedanken gefahr gruppen hause hilfe holland italien kauf "
    "kliniken klinik kontakt kraft kur langeweile mitleid not notfällen ordnung panik papierform pension pflege "
    "phasen polen praxis quarantäne reha rente richtung ruhe schichten schule schweden sicht spanien sorge stille "
    "stress tagen teilen teilzeit therapie trauer urlaub vertretung vollzeit wahrheit weihnachten wirklichkeit "
    "worten wut zeiten zukunft liebe zusammenhang österreich türkei schweiz wochen monaten jahren stunden minuten "
    "feierabend dienstschluss vorne hinten oben unten".split()
)
