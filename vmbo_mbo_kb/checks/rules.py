# SPDX-License-Identifier: MIT
"""The rules, in one table: what each asks for, what is wrong, what would be right, in Dutch and English.

Adding a rule is adding it here, with a broken and a mended example in ``tests/data`` (see
:mod:`vmbo_mbo_kb.checks.examples`); its page in ``docs/rules`` is made from both.
"""

from vmbo_mbo_kb.findings import Rule, Severity
from vmbo_mbo_kb.words import Words

# 1xx: reading
UNREADABLE = Rule(
    "KB100",
    Words(
        "Elk bestand van een dataset is een gewoon bestand dat gelezen kan worden.",
        "Every file of a dataset is a regular file that can be read.",
    ),
    message=Words(
        "Het bestand is niet te lezen: {reason}.",
        "The file cannot be read: {reason}.",
    ),
    hint=Words(
        "Controleer of het een gewoon bestand is, met leesrechten.",
        "Check that it is a regular file with read permission.",
    ),
    whole_file=True,
)
NOT_UTF8 = Rule(
    "KB101",
    Words(
        "Een bestand is UTF-8, zodat ieder programma dezelfde letters leest.",
        "A file is UTF-8, so that every program reads the same letters.",
    ),
    message=Words(
        "Het bestand is geen UTF-8 (byte {byte}).",
        "The file is not UTF-8 (byte {byte}).",
    ),
    hint=Words(
        "Sla het bestand op als UTF-8 zonder BOM.",
        "Save the file as UTF-8 without a byte-order mark.",
    ),
)
SYNTAX = Rule(
    "KB102",
    Words(
        "Een record is geldige YAML; anders is niet zeker wat er staat.",
        "A record is valid YAML; otherwise nobody can tell what it says.",
    ),
    message=Words(
        "Dit is geen geldige YAML: {reason}.",
        "This is not valid YAML: {reason}.",
    ),
    hint=Words(
        "Let op inspringen met spaties, dubbele punten en aanhalingstekens.",
        "Look at indentation (spaces, no tabs), colons and quotes.",
    ),
)
DUPLICATE_KEY = Rule(
    "KB103",
    Words(
        "Een veld staat hoogstens één keer in een record: YAML zou anders stil een van de twee waarden laten vallen.",
        "A field is in a record at most once: YAML would otherwise silently drop one of the two values.",
    ),
    message=Words(
        "De sleutel '{key}' staat er al op regel {first}.",
        "The key '{key}' is already there on line {first}.",
    ),
    hint=Words(
        "Voeg de twee samen of haal er een weg.",
        "Merge the two or remove one.",
    ),
)
ANCHOR = Rule(
    "KB104",
    Words(
        "Waarden staan voluit in een record; verwijzingen binnen YAML verbergen wat er staat en putten een lezer uit.",
        "Values are written out; references inside YAML hide what a record says and can exhaust a reader.",
    ),
    message=Words(
        "Ankers en verwijzingen (& en *) mogen niet.",
        "Anchors and aliases (& and *) are not allowed.",
    ),
    hint=Words(
        "Schrijf de waarde uit; zet een tekst die met & of * begint tussen aanhalingstekens.",
        "Write the value out; put quotes round text that starts with & or *.",
    ),
)
TAG = Rule(
    "KB105",
    Words(
        "YAML-tags mogen niet: het model bepaalt het soort waarde van een veld, niet het bestand.",
        "YAML tags are refused: the model decides what kind of value a field has, not the file.",
    ),
    message=Words(
        "YAML-tags zoals '{tag}' mogen niet.",
        "YAML tags such as '{tag}' are not allowed.",
    ),
    hint=Words(
        "Haal de tag weg; het veld bepaalt zelf het soort waarde.",
        "Remove the tag; the field itself decides on the kind of value.",
    ),
)
SEVERAL_DOCUMENTS = Rule(
    "KB106",
    Words(
        "Een bestand bevat één record, zodat de bestandsnaam zegt welk.",
        "A file holds one record, so that its name says which.",
    ),
    message=Words(
        "Het bestand bevat meer dan één YAML-document.",
        "The file holds more than one YAML document.",
    ),
    hint=Words(
        "Eén bestand per record: haal '---' weg of splits het bestand.",
        "One file a record: remove '---' or split the file.",
    ),
)
CONTROL_CHARACTER = Rule(
    "KB107",
    Words(
        "Onzichtbare tekens en tekens die de schrijfrichting omkeren mogen niet: wat een mens ziet, is wat er staat.",
        "Invisible characters and those that turn text round are refused: what a person sees is what is there.",
    ),
    message=Words(
        "Het teken U+{codepoint} mag niet: het is onzichtbaar of stuurt de weergave.",
        "The character U+{codepoint} is not allowed: it is invisible or steers the display.",
    ),
    hint=Words(
        "Haal het teken weg; staat U+FEFF (een BOM) vooraan, sla dan op als UTF-8 zonder BOM.",
        "Remove the character; where it is U+FEFF (a BOM) at the start, save as UTF-8 without BOM.",
    ),
)
TOO_LARGE = Rule(
    "KB108",
    Words(
        "Een bestand, en een regel JSON Lines, blijft onder de grens waarbinnen lezen snel en veilig is.",
        "A file, and a line of JSON Lines, stays under the limit within which reading is quick and safe.",
    ),
    message=Words(
        "Te groot: {size} bytes, hoogstens {limit} mag.",
        "Too large: {size} bytes, at most {limit} are allowed.",
    ),
    hint=Words(
        "Splits het record, of lever bulk aan als JSON Lines.",
        "Split the record, or deliver bulk as JSON Lines.",
    ),
    whole_file=True,
)
TOO_DEEP = Rule(
    "KB109",
    Words(
        "Een record is niet dieper genest dan een mens kan volgen en een lezer veilig aankan.",
        "A record is not nested deeper than a person can follow and a reader can safely take.",
    ),
    message=Words(
        "Te diep genest: meer dan {limit} lagen.",
        "Nested too deeply: more than {limit} levels.",
    ),
    hint=Words(
        "Geen enkel record heeft zoveel lagen nodig.",
        "No record needs that many levels.",
    ),
)
EMPTY = Rule(
    "KB110",
    Words(
        "Een bestand in een klassemap bevat een record.",
        "A file in a class's folder holds a record.",
    ),
    message=Words(
        "Het bestand is leeg.",
        "The file is empty.",
    ),
    hint=Words(
        "Vul het record in of haal het bestand weg.",
        "Fill in the record or remove the file.",
    ),
    whole_file=True,
)
NOT_A_MAPPING = Rule(
    "KB111",
    Words(
        "Een record bestaat uit velden met een naam en een waarde.",
        "A record consists of fields, each with a name and a value.",
    ),
    message=Words(
        "Hier hoort een record te staan: regels van de vorm 'veld: waarde'.",
        "A record belongs here: lines of the form 'field: value'.",
    ),
    hint=Words(
        "Begin met een veldnaam, een dubbele punt en een waarde.",
        "Start with a field name, a colon and a value.",
    ),
)
JSON_SYNTAX = Rule(
    "KB112",
    Words(
        "Elke regel van een JSON Lines-bestand is één record als geldige JSON.",
        "Every line of a JSON Lines file is one record as valid JSON.",
    ),
    message=Words(
        "Deze regel is geen geldige JSON: {reason}.",
        "This line is not valid JSON: {reason}.",
    ),
    hint=Words(
        "Eén record per regel, als JSON-object.",
        "One record a line, as a JSON object.",
    ),
)
UNKNOWN_CLASS = Rule(
    "KB113",
    Words(
        "Een map, een record of een belofte noemt een klasse die het model kent.",
        "A folder, a record or an assertion names a class that the model knows.",
    ),
    message=Words(
        "'{name}' is geen klasse.",
        "'{name}' is not a class.",
    ),
    hint=Words(
        "Klassen zijn: {known}.",
        "Classes are: {known}.",
    ),
)
BAD_FILE_NAME = Rule(
    "KB114",
    Words(
        "De bestandsnaam is het id van het record, en dus geschikt als stuk van een webadres.",
        "The file's name is the id of the record, and so fit to be part of a web address.",
    ),
    message=Words(
        "'{name}' is geen bestandsnaam voor een record.",
        "'{name}' is not a file name for a record.",
    ),
    hint=Words(
        "Een record heet {{id}}.yaml, met een id van kleine letters, cijfers en losse koppeltekens.",
        "A record is called {{id}}.yaml, with an id of lower-case letters, digits and single hyphens.",
    ),
    whole_file=True,
)
LINK_OUTSIDE = Rule(
    "KB115",
    Words(
        "Alles van een dataset staat in haar eigen map; een verwijzing naar buiten kan andermans bestanden prijsgeven.",
        "All of a dataset lies in its own folder; a link to outside could give away other people's files.",
    ),
    message=Words(
        "Dit is een verwijzing (symlink) naar buiten de datasetmap.",
        "This is a symbolic link to outside the dataset's folder.",
    ),
    hint=Words(
        "Zet het bestand zelf in de map.",
        "Put the file itself into the folder.",
    ),
    whole_file=True,
)
NO_DATASET = Rule(
    "KB116",
    Words(
        "Een dataset is een map met een beschrijving, dataset.yaml.",
        "A dataset is a folder with a description, dataset.yaml.",
    ),
    message=Words(
        "Er is geen dataset: {name} {lack}.",
        "There is no dataset: {name} {lack}.",
    ),
    hint=Words(
        "Een dataset is een map met dataset.yaml en een map per klasse.",
        "A dataset is a folder with dataset.yaml and a folder a class.",
    ),
    whole_file=True,
)
KEY_NOT_TEXT = Rule(
    "KB117",
    Words(
        "Een veldnaam is gewone tekst.",
        "A field name is plain text.",
    ),
    message=Words(
        "Een veldnaam is tekst; dit is iets anders.",
        "A field name is text; this is something else.",
    ),
    hint=Words(
        "Schrijf een gewone veldnaam voor de dubbele punt.",
        "Write a plain field name before the colon.",
    ),
)
# 2xx: shape
MISSING = Rule(
    "KB201",
    Words(
        "Een record heeft alle verplichte velden van zijn klasse; zo een veld, en een lijst, blijft niet leeg.",
        "A record has all required fields of its class; such a field, and a list, is not left empty.",
    ),
    message=Words(
        "Het veld '{field}' ({label}) {lack}.",
        "The field '{field}' ({label}) {lack}.",
    ),
    hint=Words(
        "{definition}",
        "{definition}",
    ),
)
UNKNOWN_FIELD = Rule(
    "KB202",
    Words(
        "Een record heeft geen andere velden dan die van zijn klasse: een tikfout zou anders stil een gegeven wissen.",
        "A record has no fields but those of its class: a slip of the pen would otherwise silently lose a fact.",
    ),
    message=Words(
        "'{field}' is geen veld van '{owner}'.",
        "'{field}' is not a field of '{owner}'.",
    ),
    hint=Words(
        "Velden zijn: {known}.",
        "Fields are: {known}.",
    ),
)
WRONG_TYPE = Rule(
    "KB203",
    Words(
        "Een waarde is van de soort die haar veld vraagt.",
        "A value is of the kind that its field asks for.",
    ),
    message=Words(
        "Hier hoort {wanted}, niet {given}.",
        "{wanted} belongs here, not {given}.",
    ),
    hint=Words(
        "{how}",
        "{how}",
    ),
)
BAD_FORM = Rule(
    "KB204",
    Words(
        "Een waarde heeft de vorm die bij haar veld hoort, zoals een volledig webadres.",
        "A value has the form that belongs to its field, such as a full web address.",
    ),
    message=Words(
        "{given} heeft niet de vorm van {wanted}.",
        "{given} does not have the form of {wanted}.",
    ),
    hint=Words(
        "{how}",
        "{how}",
    ),
)
UNKNOWN_CODE = Rule(
    "KB205",
    Words(
        "Een veld met een vaste lijst waarden heeft er een van die lijst.",
        "A field with a closed list of values has one of that list.",
    ),
    message=Words(
        "{given} is geen waarde van '{field}'.",
        "{given} is not a value of '{field}'.",
    ),
    hint=Words(
        "Waarden zijn: {known}.",
        "Values are: {known}.",
    ),
)
BAD_DATE = Rule(
    "KB206",
    Words(
        "Een datum bestaat, en is geschreven als jaar, maand, dag of schooljaar.",
        "A date exists, and is written as a year, month, day or school year.",
    ),
    message=Words(
        "{given} is geen {wanted}.",
        "{given} is not {wanted}.",
    ),
    hint=Words(
        "{how}",
        "{how}",
    ),
)
DUPLICATE_ITEM = Rule(
    "KB207",
    Words(
        "In een lijst staat niets tweemaal: een lijst is een verzameling, en sleutels maken onderdelen aanwijsbaar.",
        "Nothing is in a list twice: lists are sets, and keys make parts citable.",
    ),
    message=Words(
        "'{item}' staat er tweemaal.",
        "'{item}' is there twice.",
    ),
    hint=Words(
        "Haal er een weg, of geef het onderdeel een eigen sleutel (key).",
        "Remove one, or give the part a key of its own.",
    ),
)
CONSTRAINT = Rule(
    "KB208",
    Words(
        "Een waarde valt binnen de grenzen die haar veld stelt.",
        "A value lies within the limits that its field sets.",
    ),
    message=Words(
        "{given} mag hier niet: {reason}.",
        "{given} is not allowed here: {reason}.",
    ),
    hint=Words(
        "Kijk in de omschrijving van het veld wat wel mag.",
        "Look up in the field's description what is allowed.",
    ),
)
LANGUAGE_MISSING = Rule(
    "KB209",
    Words(
        "Een tekst is er in ten minste één taal.",
        "A text is there in at least one language.",
    ),
    message=Words(
        "Er staat geen tekst: nl of en is nodig.",
        "There is no text: nl or en is needed.",
    ),
    hint=Words(
        "Geef de titel in de taal waarin die bestaat.",
        "Give the title in the language that it exists in.",
    ),
)
ONE_OF = Rule(
    "KB210",
    Words(
        "Een bron is één ding: een document of een regeling.",
        "A source is one thing: a document or a regulation.",
    ),
    message=Words(
        "Precies één van document en regulation is nodig.",
        "Exactly one of document and regulation is needed.",
    ),
    hint=Words(
        "Een bron wijst naar het document of naar de regeling die zij is.",
        "A source points at the document or at the regulation that it is.",
    ),
)
ID_IS_NOT_FILE_NAME = Rule(
    "KB211",
    Words(
        "Het veld id, als het er staat, zegt hetzelfde als de bestandsnaam.",
        "The field id, where it is given, says the same as the file's name.",
    ),
    message=Words(
        "Het id '{id}' is niet de naam van het bestand ({name}).",
        "The id '{id}' is not the name of the file ({name}).",
    ),
    hint=Words(
        "Hernoem het bestand, of haal het veld id weg.",
        "Rename the file, or remove the field id.",
    ),
)
UNKNOWN_FIELD_NAME = Rule(
    "KB212",
    Words(
        "Wie iets over een veld zegt (een citaat, een open vraag), noemt een veld dat er is.",
        "Whatever speaks of a field (a citation, an open question) names one that exists.",
    ),
    message=Words(
        "'{name}' is geen veld van '{owner}', dus er valt niets over te zeggen.",
        "'{name}' is not a field of '{owner}', so nothing can be said of it.",
    ),
    hint=Words(
        "Velden zijn: {known}.",
        "Fields are: {known}.",
    ),
)
# 3xx: references
DANGLING = Rule(
    "KB301",
    Words(
        "Een verwijzing wijst naar een record dat er is, zodat geen enkele koppeling in de uitvoer doodloopt.",
        "A reference points at a record that is there, so that no link in what is published leads nowhere.",
    ),
    message=Words(
        "Er is geen {target} met het id '{id}'.",
        "There is no {target} with the id '{id}'.",
    ),
    hint=Words(
        "Maak het record, of verbeter het id.",
        "Make the record, or correct the id.",
    ),
)
WRONG_CLASS = Rule(
    "KB302",
    Words(
        "Een verwijzing wijst naar een record van de klasse die het veld vraagt.",
        "A reference points at a record of the class that the field asks for.",
    ),
    message=Words(
        "'{id}' is van de klasse {found}; hier hoort een verwijzing naar {target}.",
        "'{id}' is of the class {found}; this refers to {target}.",
    ),
    hint=Words(
        "Verwijs naar een record van de goede klasse.",
        "Refer to a record of the right class.",
    ),
)
ID_TWICE = Rule(
    "KB303",
    Words(
        "Een id hoort bij één record in de hele dataset, zodat het maar één ding kan betekenen.",
        "An id belongs to one record in the whole dataset, so that it can mean one thing only.",
    ),
    message=Words(
        "Het id '{id}' is al in gebruik: {other}.",
        "The id '{id}' is taken already: {other}.",
    ),
    hint=Words(
        "Een id is uniek in de hele dataset; kies een ander.",
        "An id is unique across the whole dataset; choose another.",
    ),
)
UNKNOWN_PART = Rule(
    "KB304",
    Words(
        "Een sleutel die een onderdeel aanwijst, is de sleutel van een onderdeel dat er is.",
        "A key that points at a part is the key of a part that is there.",
    ),
    message=Words(
        "Het veld heeft geen onderdeel met de sleutel '{key}'.",
        "The field has no part with the key '{key}'.",
    ),
    hint=Words(
        "Noem de sleutel van een onderdeel dat er staat.",
        "Name the key of a part that is there.",
    ),
)
RELEASED_GONE = Rule(
    "KB305",
    Words(
        "Wat eenmaal is uitgegeven, blijft: een record dat niet meer telt, wordt ingetrokken en verdwijnt niet.",
        "What was released once stays: a record that no longer counts is withdrawn and does not disappear.",
    ),
    message=Words(
        "'{id}' is in {version} uitgegeven en is weg.",
        "'{id}' was released in {version} and is gone.",
    ),
    hint=Words(
        "Zet {folder}/{id}.yaml terug met 'withdrawn: true' en onder replaced_by wat er nu te gebruiken is.",
        "Put {folder}/{id}.yaml back with 'withdrawn: true' and, under replaced_by, what to use now.",
    ),
)
RELEASED_REUSED = Rule(
    "KB306",
    Words(
        "Een id dat eenmaal is uitgegeven, betekent voorgoed hetzelfde.",
        "An id that was released once means the same for good.",
    ),
    message=Words(
        "Het id '{id}' is in {version} uitgegeven als {was} en is hier {now}.",
        "The id '{id}' was released in {version} as {was} and is {now} here.",
    ),
    hint=Words(
        "Laat het oude record staan en kies voor het nieuwe een ander id.",
        "Leave the former record as it is and choose another id for the new one.",
    ),
)
PART_GONE = Rule(
    "KB310",
    Words(
        "Een onderdeel dat eenmaal is uitgegeven, verdwijnt niet stil: wat niet meer telt, wordt een andere waarde of "
        "een open vraag onder dezelfde sleutel.",
        "A part that was released once does not silently disappear: what no longer counts becomes an alternative value "
        "or an open question under the same key.",
    ),
    message=Words(
        "Het onderdeel '{key}' onder {field} is in {version} uitgegeven en is weg.",
        "The part '{key}' under {field} was released in {version} and is gone.",
    ),
    hint=Words(
        "Zet het terug; of zet onder alternatives (een bron zegt het) of gaps (niet gevonden), met key: {key} en "
        "fields: [{field}], waarom het niet meer telt.",
        "Put it back; or say under alternatives (a source states it) or gaps (not found), with key: {key} and fields: "
        "[{field}], why it no longer counts.",
    ),
)
PART_REUSED = Rule(
    "KB311",
    Words(
        "De sleutel van een onderdeel dat eenmaal is uitgegeven, betekent voorgoed hetzelfde.",
        "The key of a part that was released once means the same for good.",
    ),
    message=Words(
        "De sleutel '{key}' is al uitgegeven voor iets anders: {was}.",
        "The key '{key}' was released for something else already: {was}.",
    ),
    hint=Words(
        "Kies een nieuwe sleutel, en laat de oude staan zoals die was.",
        "Choose a new key, and leave the former one as it was.",
    ),
)
LOG_DIFFERS = Rule(
    "KB307",
    Words(
        "Het logboek van uitgaven wordt alleen aangevuld; wat erin staat, verandert niet.",
        "The log of releases is only added to; what it holds does not change.",
    ),
    message=Words(
        "Dit logboek is niet te vertrouwen: {reason}.",
        "This log cannot be trusted: {reason}.",
    ),
    hint=Words(
        "Haal het bestand terug zoals het bij de uitgave was.",
        "Restore the file as it was at the release.",
    ),
)
WITHDRAWN_REFERRED_TO = Rule(
    "KB308",
    Words(
        "Wat telt, verwijst niet naar wat is ingetrokken.",
        "What counts does not refer to what is withdrawn.",
    ),
    message=Words(
        "'{id}' is ingetrokken.",
        "'{id}' is withdrawn.",
    ),
    hint=Words(
        "Verwijs naar wat ervoor in de plaats kwam: {successors}.",
        "Refer to what replaced it: {successors}.",
    ),
)
WITHDRAWN_ALONE = Rule(
    "KB309",
    Words(
        "Een ingetrokken record noemt zijn opvolger of zegt waarom er geen is; wat telt, heeft er geen.",
        "A withdrawn record names its successor or says why there is none; what counts has none.",
    ),
    message=Words(
        "withdrawn en replaced_by horen bij elkaar; een van de twee ontbreekt.",
        "withdrawn and replaced_by belong together; one of the two is missing.",
    ),
    hint=Words(
        "Vul aan wat ontbreekt, of zeg onder gaps (fields: [replaced_by]) waarom er geen opvolger is.",
        "Add what is missing, or say under gaps (fields: [replaced_by]) why there is no successor.",
    ),
)

# 4xx: time
PERIOD_ORDER = Rule(
    "KB401",
    Words(
        "Een periode begint niet na haar einde.",
        "A period does not start after its end.",
    ),
    message=Words(
        "De periode eindigt ({through}) voordat zij begint ({from}).",
        "The period ends ({through}) before it starts ({from}).",
    ),
    hint=Words(
        "Verwissel de grenzen of verbeter er een.",
        "Swap the bounds or correct one.",
    ),
)
CYCLE = Rule(
    "KB402",
    Words(
        "Een afstamming of hiërarchie komt nooit op zichzelf terug.",
        "A lineage or hierarchy never leads back to itself.",
    ),
    message=Words(
        "Deze reeks komt op zichzelf terug: {cycle}.",
        "This chain leads back to itself: {cycle}.",
    ),
    hint=Words(
        "Haal een van de stappen weg.",
        "Remove one of the steps.",
    ),
)
LINEAGE_ORDER = Rule(
    "KB403",
    Words(
        "Een voorganger begint niet na wat erop volgt.",
        "A predecessor does not start after what follows it.",
    ),
    message=Words(
        "'{to}' begint pas na '{id}' en kan er dus niet de voorganger van zijn.",
        "'{to}' starts only after '{id}', so it cannot be its predecessor.",
    ),
    hint=Words(
        "Verbeter de periode van een van beide, of draai de verwijzing om.",
        "Correct the period of either, or turn the reference round.",
    ),
)
REVIEW_BEFORE_CHECK = Rule(
    "KB404",
    Words(
        "De volgende controle van een record ligt niet voor de laatste.",
        "The next review of a record does not lie before its last check.",
    ),
    message=Words(
        "De volgende controle ({review_by}) ligt voor de laatste ({checked}).",
        "The next review ({review_by}) lies before the last check ({checked}).",
    ),
    hint=Words(
        "Zet review_by op een dag na checked.",
        "Set review_by to a day after checked.",
    ),
)
# 5xx: sources
NOTHING_CITED = Rule(
    "KB501",
    Words(
        "Alles wat hier staat, staat ergens: elk record en elk onderdeel haalt een bron aan.",
        "Everything said here is said somewhere: every record and part cites a source.",
    ),
    message=Words(
        "Er is geen bron aangehaald.",
        "No source is cited.",
    ),
    hint=Words(
        "Noem onder citations ten minste één bron, met de zekerheid.",
        "Name at least one source under citations, with its confidence.",
    ),
)
UNKNOWN_PASSAGE = Rule(
    "KB502",
    Words(
        "Een citaat noemt een passage die bij de bron is vastgelegd.",
        "A citation names a passage that is registered with its source.",
    ),
    message=Words(
        "De bron '{source}' heeft geen passage '{key}'.",
        "The source '{source}' has no passage '{key}'.",
    ),
    hint=Words(
        "Noem een passage die bij de bron is vastgelegd.",
        "Name a passage that is registered with the source.",
    ),
)
PASSAGE_NOT_CITED = Rule(
    "KB503",
    Words(
        "Op elke vastgelegde passage berust een record: van een bron blijft niets liggen.",
        "A record rests on every registered passage: nothing of a source is left over.",
    ),
    message=Words(
        "Op passage '{key}' berust geen enkel record.",
        "No record rests on the passage '{key}'.",
    ),
    hint=Words(
        "Leg vast wat de passage zegt, en noem haar onder rests_on.",
        "Record what the passage says, and name it under rests_on.",
    ),
)
PASSAGES_OVERLAP = Rule(
    "KB504",
    Words(
        "Passages van een bron overlappen niet, zodat elk stuk tekst één keer telt.",
        "Passages of a source do not overlap, so that each piece of text counts once.",
    ),
    message=Words(
        "Passage '{key}' overlapt met '{other}'.",
        "The passage '{key}' overlaps '{other}'.",
    ),
    hint=Words(
        "Passages staan naast elkaar; verbeter begin of einde.",
        "Passages stand side by side; correct start or end.",
    ),
)
TEXT_DIFFERS = Rule(
    "KB505",
    Words(
        "De tekst van een bron, waar die voorhanden is, is die waarop haar passages zijn vastgelegd.",
        "The text of a source, where it is at hand, is the one that its passages were registered on.",
    ),
    message=Words(
        "De tekst die er nu is, is niet die van '{key}'.",
        "The text at hand is not that of '{key}'.",
    ),
    hint=Words(
        "Leg de passages opnieuw vast, of gebruik de oorspronkelijke tekst.",
        "Register the passages anew, or use the original text.",
    ),
)
# 6xx: editorial
TOO_FEW = Rule(
    "KB601",
    Words(
        "De dataset heeft zoveel records van een klasse als zij belooft.",
        "The dataset has as many records of a class as it promises.",
    ),
    message=Words(
        "Er zijn {count} records in {name}; ten minste {least} is beloofd.",
        "There are {count} records in {name}; at least {least} are promised.",
    ),
    hint=Words(
        "Er is iets weggevallen, of het aantal in dataset.yaml klopt niet meer.",
        "Something has gone missing, or the number in dataset.yaml is out of date.",
    ),
)
NOT_GROUNDED = Rule(
    "KB602",
    Words(
        "Wat nu geldt, heeft een grondslag of een open vraag daarover, als de dataset dat belooft.",
        "What is in force has a legal basis or an open question about it, where the dataset promises so.",
    ),
    message=Words(
        "Dit geldt nu, maar heeft geen {field} en geen open vraag daarover.",
        "This is in force, but has no {field} and no open question about it.",
    ),
    hint=Words(
        "Noem de grondslag, of zeg onder gaps (fields: [{field}]) waarom die ontbreekt.",
        "Name the basis, or say under gaps (fields: [{field}]) why it is missing.",
    ),
)
NOT_SUCCEEDED = Rule(
    "KB603",
    Words(
        "Wat vervallen is, heeft een opvolger of een open vraag daarover, als de dataset dat belooft.",
        "What has lapsed has a successor or an open question about it, where the dataset promises so.",
    ),
    message=Words(
        "Dit is vervallen, maar niets volgt erop en er is geen open vraag daarover.",
        "This has lapsed, but nothing follows it and there is no open question about that.",
    ),
    hint=Words(
        "Noem dit onder follows van de opvolger, of zeg onder gaps (fields: [follows]) dat er niets bekend is.",
        "Name it under follows of its successor, or say under gaps (fields: [follows]) that nothing is known.",
    ),
)
REVIEW_OVERDUE = Rule(
    "KB604",
    Words(
        "Een record is opnieuw tegen zijn bronnen gehouden voor de dag waarop dat beloofd is (as_of telt als vandaag).",
        "A record has been held against its sources again by the day promised for it (as_of counts as today).",
    ),
    message=Words(
        "Dit had op {review_by} opnieuw gecontroleerd moeten zijn; vandaag is {as_of}.",
        "This was to be reviewed by {review_by}; today is {as_of}.",
    ),
    hint=Words(
        "Houd het record tegen zijn bronnen en werk checked en review_by bij.",
        "Hold the record against its sources and bring checked and review_by up to date.",
    ),
    severity=Severity.WARNING,
)
# 7xx: links
NO_WAY_ON = Rule(
    "KB701",
    Words(
        "Een link die verhuisd of verdwenen is, wijst verder: naar een opvolger, een kopie of een open vraag daarover.",
        "A link that moved or is gone leads on: to a successor, a copy or an open question about it.",
    ),
    message=Words(
        "Dit adres is '{fate}', maar er is geen opvolger, geen kopie in een webarchief en geen open vraag daarover.",
        "This address is '{fate}', but there is no successor, no copy in a web archive and no open question about it.",
    ),
    hint=Words(
        "Noem successor of archived, of zeg onder gaps (fields: [successor]) wat u zocht en niet vond.",
        "Name successor or archived, or say under gaps (fields: [successor]) what you looked for and did not find.",
    ),
    severity=Severity.WARNING,
)

RULES: dict[str, Rule] = {
    rule.code: rule for rule in sorted((r for r in globals().values() if isinstance(r, Rule)), key=lambda r: r.code)
}
"""All rules by code."""

SUBJECTS: dict[str, Words] = {
    "KB1": Words("Lezen", "Reading"),
    "KB2": Words("Vorm", "Shape"),
    "KB3": Words("Verwijzingen", "References"),
    "KB4": Words("Tijd", "Time"),
    "KB5": Words("Bronnen", "Sources"),
    "KB6": Words("Redactie", "Editorial"),
    "KB7": Words("Links", "Links"),
    "KB8": Words("Shapes en profielen", "Shapes and profiles"),
}
"""What a code's first digit says: the subject of the rule."""
