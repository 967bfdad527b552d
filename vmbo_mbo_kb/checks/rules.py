# SPDX-License-Identifier: MIT
"""The rules, in one table: code, what is wrong, what would be right, in Dutch and English."""

from vmbo_mbo_kb.findings import Rule

# 1xx: reading
UNREADABLE = Rule(
    "KB100",
    "Het bestand is niet te lezen: {reason}.",
    "The file cannot be read: {reason}.",
    "Controleer of het een gewoon bestand is, met leesrechten.",
    "Check that it is a regular file with read permission.",
)
NOT_UTF8 = Rule(
    "KB101",
    "Het bestand is geen UTF-8 (byte {byte}).",
    "The file is not UTF-8 (byte {byte}).",
    "Sla het bestand op als UTF-8 zonder BOM.",
    "Save the file as UTF-8 without a byte-order mark.",
)
SYNTAX = Rule(
    "KB102",
    "Dit is geen geldige YAML: {reason}.",
    "This is not valid YAML: {reason}.",
    "Let op inspringen met spaties, dubbele punten en aanhalingstekens.",
    "Look at indentation (spaces, no tabs), colons and quotes.",
)
DUPLICATE_KEY = Rule(
    "KB103",
    "De sleutel '{key}' staat er al op regel {first}.",
    "The key '{key}' is already there on line {first}.",
    "Voeg de twee samen of haal er een weg.",
    "Merge the two or remove one.",
)
ANCHOR = Rule(
    "KB104",
    "Ankers en verwijzingen (& en *) mogen niet.",
    "Anchors and aliases (& and *) are not allowed.",
    "Schrijf de waarde uit; zet een tekst die met & of * begint tussen aanhalingstekens.",
    "Write the value out; put quotes round text that starts with & or *.",
)
TAG = Rule(
    "KB105",
    "YAML-tags zoals '{tag}' mogen niet.",
    "YAML tags such as '{tag}' are not allowed.",
    "Haal de tag weg; het veld bepaalt zelf het soort waarde.",
    "Remove the tag; the field itself decides on the kind of value.",
)
SEVERAL_DOCUMENTS = Rule(
    "KB106",
    "Het bestand bevat meer dan één YAML-document.",
    "The file holds more than one YAML document.",
    "Eén bestand per record: haal '---' weg of splits het bestand.",
    "One file a record: remove '---' or split the file.",
)
CONTROL_CHARACTER = Rule(
    "KB107",
    "Het teken U+{codepoint} mag niet: het is onzichtbaar of stuurt de weergave.",
    "The character U+{codepoint} is not allowed: it is invisible or steers the display.",
    "Haal het teken weg.",
    "Remove the character.",
)
TOO_LARGE = Rule(
    "KB108",
    "Te groot: {size} bytes, hoogstens {limit} mag.",
    "Too large: {size} bytes, at most {limit} are allowed.",
    "Splits het record, of lever bulk aan als JSON Lines.",
    "Split the record, or deliver bulk as JSON Lines.",
)
TOO_DEEP = Rule(
    "KB109",
    "Te diep genest: meer dan {limit} lagen.",
    "Nested too deeply: more than {limit} levels.",
    "Geen enkel record heeft zoveel lagen nodig.",
    "No record needs that many levels.",
)
EMPTY = Rule(
    "KB110",
    "Het bestand is leeg.",
    "The file is empty.",
    "Vul het record in of haal het bestand weg.",
    "Fill in the record or remove the file.",
)
NOT_A_MAPPING = Rule(
    "KB111",
    "Hier hoort een record te staan: regels van de vorm 'veld: waarde'.",
    "A record belongs here: lines of the form 'field: value'.",
    "Begin met een veldnaam, een dubbele punt en een waarde.",
    "Start with a field name, a colon and a value.",
)
JSON_SYNTAX = Rule(
    "KB112",
    "Deze regel is geen geldige JSON: {reason}.",
    "This line is not valid JSON: {reason}.",
    "Eén record per regel, als JSON-object.",
    "One record a line, as a JSON object.",
)
UNKNOWN_CLASS = Rule(
    "KB113",
    "'{name}' is geen klasse.",
    "'{name}' is not a class.",
    "Klassen zijn: {known}.",
    "Classes are: {known}.",
)
BAD_FILE_NAME = Rule(
    "KB114",
    "'{name}' is geen bestandsnaam voor een record.",
    "'{name}' is not a file name for a record.",
    "Een record heet {{id}}.yaml, met een id van kleine letters, cijfers en losse koppeltekens.",
    "A record is called {{id}}.yaml, with an id of lower-case letters, digits and single hyphens.",
)
LINK_OUTSIDE = Rule(
    "KB115",
    "Dit is een verwijzing (symlink) naar buiten de datasetmap.",
    "This is a symbolic link to outside the dataset's folder.",
    "Zet het bestand zelf in de map.",
    "Put the file itself into the folder.",
)
NO_DATASET = Rule(
    "KB116",
    "Er is geen dataset: {name} ontbreekt.",
    "There is no dataset: {name} is missing.",
    "Een dataset is een map met dataset.yaml en een map per klasse.",
    "A dataset is a folder with dataset.yaml and a folder a class.",
)
KEY_NOT_TEXT = Rule(
    "KB117",
    "Een veldnaam is tekst; dit is iets anders.",
    "A field name is text; this is something else.",
    "Schrijf een gewone veldnaam voor de dubbele punt.",
    "Write a plain field name before the colon.",
)

# 2xx: shape
MISSING = Rule(
    "KB201",
    "Het veld '{field}' ({label_nl}) ontbreekt.",
    "The field '{field}' ({label_en}) is missing.",
    "{definition_nl}",
    "{definition_en}",
)
UNKNOWN_FIELD = Rule(
    "KB202",
    "'{field}' is geen veld van {owner}.",
    "'{field}' is not a field of {owner}.",
    "Velden zijn: {known}.",
    "Fields are: {known}.",
)
WRONG_TYPE = Rule(
    "KB203",
    "Hier hoort {wanted_nl}, niet {given}.",
    "{wanted_en} belongs here, not {given}.",
    "Zet tekst die op een getal of op true, false of null lijkt tussen aanhalingstekens.",
    "Put quotes round text that looks like a number or like true, false or null.",
)
BAD_FORM = Rule(
    "KB204",
    "{given} heeft niet de vorm van {wanted_nl}.",
    "{given} does not have the form of {wanted_en}.",
    "Het patroon is {pattern}.",
    "The pattern is {pattern}.",
)
UNKNOWN_CODE = Rule(
    "KB205",
    "{given} is geen waarde van '{field}'.",
    "{given} is not a value of '{field}'.",
    "Waarden zijn: {known}.",
    "Values are: {known}.",
)
BAD_DATE = Rule(
    "KB206",
    "{given} is geen bestaande datum.",
    "{given} is not a date that exists.",
    "Schrijf 2008, 2008-08, 2008-08-01 of een schooljaar als 2008/2009.",
    "Write 2008, 2008-08, 2008-08-01 or a school year such as 2008/2009.",
)
DUPLICATE_ITEM = Rule(
    "KB207",
    "'{item}' staat er tweemaal.",
    "'{item}' is there twice.",
    "Haal er een weg, of geef het onderdeel een eigen sleutel (key).",
    "Remove one, or give the part a key of its own.",
)
CONSTRAINT = Rule(
    "KB208",
    "{given} mag hier niet: {reason}.",
    "{given} is not allowed here: {reason}.",
    "",
    "",
)
LANGUAGE_MISSING = Rule(
    "KB209",
    "Er staat geen tekst: nl of en is nodig.",
    "There is no text: nl or en is needed.",
    "Geef de titel in de taal waarin die bestaat.",
    "Give the title in the language that it exists in.",
)
ONE_OF = Rule(
    "KB210",
    "Precies één van document en regulation is nodig.",
    "Exactly one of document and regulation is needed.",
    "Een bron wijst naar het document of naar de regeling die zij is.",
    "A source points at the document or at the regulation that it is.",
)
ID_IS_NOT_FILE_NAME = Rule(
    "KB211",
    "Het id '{id}' is niet de naam van het bestand ({name}).",
    "The id '{id}' is not the name of the file ({name}).",
    "Hernoem het bestand, of haal het veld id weg.",
    "Rename the file, or remove the field id.",
)
UNKNOWN_FIELD_NAME = Rule(
    "KB212",
    "'{name}' is geen veld van {owner}, dus er valt niets over te zeggen.",
    "'{name}' is not a field of {owner}, so nothing can be said of it.",
    "Velden zijn: {known}.",
    "Fields are: {known}.",
)

# 3xx: references
DANGLING = Rule(
    "KB301",
    "Er is geen {target_nl} met het id '{id}'.",
    "There is no {target_en} with the id '{id}'.",
    "Maak het record, of verbeter het id.",
    "Make the record, or correct the id.",
)
WRONG_CLASS = Rule(
    "KB302",
    "'{id}' is een {found_nl}; hier hoort een {target_nl}.",
    "'{id}' is a record of {found_en}; this refers to {target_en}.",
    "Verwijs naar een record van de goede klasse.",
    "Refer to a record of the right class.",
)
ID_TWICE = Rule(
    "KB303",
    "Het id '{id}' is al in gebruik: {other}.",
    "The id '{id}' is taken already: {other}.",
    "Een id is uniek in de hele dataset; kies een ander.",
    "An id is unique across the whole dataset; choose another.",
)
UNKNOWN_PART = Rule(
    "KB304",
    "Het veld heeft geen onderdeel met de sleutel '{key}'.",
    "The field has no part with the key '{key}'.",
    "Noem de sleutel van een onderdeel dat er staat.",
    "Name the key of a part that is there.",
)

# 4xx: time
PERIOD_ORDER = Rule(
    "KB401",
    "De periode eindigt ({through}) voordat zij begint ({from}).",
    "The period ends ({through}) before it starts ({from}).",
    "Verwissel de grenzen of verbeter er een.",
    "Swap the bounds or correct one.",
)
CYCLE = Rule(
    "KB402",
    "Deze reeks komt op zichzelf terug: {cycle}.",
    "This chain leads back to itself: {cycle}.",
    "Haal een van de stappen weg.",
    "Remove one of the steps.",
)
LINEAGE_ORDER = Rule(
    "KB403",
    "'{to}' begint pas na '{id}' en kan er dus niet de voorganger van zijn.",
    "'{to}' starts only after '{id}', so it cannot be its predecessor.",
    "Verbeter de periode van een van beide, of draai de verwijzing om.",
    "Correct the period of either, or turn the reference round.",
)
REVIEW_BEFORE_CHECK = Rule(
    "KB404",
    "De volgende controle ({review_by}) ligt voor de laatste ({checked}).",
    "The next review ({review_by}) lies before the last check ({checked}).",
    "Zet review_by op een dag na checked.",
    "Set review_by to a day after checked.",
)

# 5xx: sources
NOTHING_CITED = Rule(
    "KB501",
    "Er is geen bron aangehaald.",
    "No source is cited.",
    "Noem onder citations ten minste één bron, met de zekerheid.",
    "Name at least one source under citations, with its confidence.",
)
UNKNOWN_PASSAGE = Rule(
    "KB502",
    "De bron '{source}' heeft geen passage '{key}'.",
    "The source '{source}' has no passage '{key}'.",
    "Noem een passage die bij de bron is vastgelegd.",
    "Name a passage that is registered with the source.",
)
PASSAGE_NOT_CITED = Rule(
    "KB503",
    "Op passage '{key}' berust geen enkel record.",
    "No record rests on the passage '{key}'.",
    "Leg vast wat de passage zegt, en noem haar onder rests_on.",
    "Record what the passage says, and name it under rests_on.",
)
PASSAGES_OVERLAP = Rule(
    "KB504",
    "Passage '{key}' overlapt met '{other}'.",
    "The passage '{key}' overlaps '{other}'.",
    "Passages staan naast elkaar; verbeter begin of einde.",
    "Passages stand side by side; correct start or end.",
)
TEXT_DIFFERS = Rule(
    "KB505",
    "De tekst die er nu is, is niet die van '{key}'.",
    "The text at hand is not that of '{key}'.",
    "Leg de passages opnieuw vast, of gebruik de oorspronkelijke tekst.",
    "Register the passages anew, or use the original text.",
)

# 6xx: editorial
TOO_FEW = Rule(
    "KB601",
    "Er zijn {count} records in {name}; ten minste {least} is beloofd.",
    "There are {count} records in {name}; at least {least} are promised.",
    "Er is iets weggevallen, of het aantal in dataset.yaml klopt niet meer.",
    "Something has gone missing, or the number in dataset.yaml is out of date.",
)
NOT_GROUNDED = Rule(
    "KB602",
    "Dit geldt nu, maar heeft geen {field} en geen open vraag daarover.",
    "This is in force, but has no {field} and no open question about it.",
    "Noem de grondslag, of zeg onder gaps (fields: [{field}]) waarom die ontbreekt.",
    "Name the basis, or say under gaps (fields: [{field}]) why it is missing.",
)
NOT_SUCCEEDED = Rule(
    "KB603",
    "Dit is vervallen, maar niets volgt erop en er is geen open vraag daarover.",
    "This has lapsed, but nothing follows it and there is no open question about that.",
    "Noem dit onder follows van de opvolger, of zeg onder gaps (fields: [follows]) dat er niets bekend is.",
    "Name it under follows of its successor, or say under gaps (fields: [follows]) that nothing is known.",
)

RULES: dict[str, Rule] = {
    rule.code: rule for rule in sorted((r for r in globals().values() if isinstance(r, Rule)), key=lambda r: r.code)
}
"""All rules by code."""
