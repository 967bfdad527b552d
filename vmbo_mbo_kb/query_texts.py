# SPDX-License-Identifier: MIT
"""SPARQL texts for what held when, lineages and sources, with the same answers as Python's.

Each text is complete and runs as it stands; its ``VALUES`` line holds what is asked about, to be replaced by another.
"""

from typing import Final

HELD_RECORDS: Final = """\
PREFIX kb: <https://w3id.org/vmbo-mbo/def#>
PREFIX schema: <https://schema.org/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

SELECT ?first ?through ?record (MAX(?answer) AS ?held) WHERE {
  VALUES (?first ?through) { ("2010-01-01"^^xsd:date "2010-01-01"^^xsd:date) }
  ?record kb:checked ?checked .
  # A question holds by its answers; a record without a validity always holds.
  OPTIONAL {
    ?record kb:valid|(schema:suggestedAnswer/kb:valid) ?period .
    ?period kb:fromEarliest ?fromEarliest ; kb:fromLatest ?fromLatest ;
            kb:throughEarliest ?throughEarliest ; kb:throughLatest ?throughLatest .
  }
  FILTER (!BOUND(?period) || (?fromEarliest <= ?through && ?first <= ?throughLatest))
  BIND (IF(!BOUND(?period) || (?fromLatest <= ?through && ?first <= ?throughEarliest), "yes", "possibly") AS ?answer)
}
GROUP BY ?first ?through ?record
ORDER BY ?first ?through ?record
"""
"""The records that held (``data.at``, ``data.during``).

Each period states the earliest and the latest day of each of its bounds, so FILTERs over four days are all it takes.
The values are first and last day of the stretch of time that is asked about; for a single day both are that day.
``?held`` is ``"yes"`` or ``"possibly"``; what did not hold is not in the answer.
"""

HELD_PARTS: Final = """\
PREFIX kb: <https://w3id.org/vmbo-mbo/def#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

SELECT ?first ?through ?part ?held WHERE {
  VALUES (?first ?through) { ("2010-01-01"^^xsd:date "2010-01-01"^^xsd:date) }
  ?part kb:valid ?period .
  FILTER CONTAINS(STR(?part), "#")
  ?period kb:fromEarliest ?fromEarliest ; kb:fromLatest ?fromLatest ;
          kb:throughEarliest ?throughEarliest ; kb:throughLatest ?throughLatest .
  # A part holds no longer than its record, whose IRI stands before the "#".
  BIND (IRI(STRBEFORE(STR(?part), "#")) AS ?record)
  OPTIONAL {
    ?record kb:valid ?whole .
    ?whole kb:fromEarliest ?wholeFromEarliest ; kb:fromLatest ?wholeFromLatest ;
           kb:throughEarliest ?wholeThroughEarliest ; kb:throughLatest ?wholeThroughLatest .
  }
  FILTER (?fromEarliest <= ?through && ?first <= ?throughLatest)
  FILTER (!BOUND(?whole) || (?wholeFromEarliest <= ?through && ?first <= ?wholeThroughLatest))
  BIND (IF(?fromLatest <= ?through && ?first <= ?throughEarliest &&
           (!BOUND(?whole) || (?wholeFromLatest <= ?through && ?first <= ?wholeThroughEarliest)),
           "yes", "possibly") AS ?held)
}
ORDER BY ?first ?through ?part
"""
"""The parts with a validity of their own that held: dated amounts, conditions, parties, names, addresses, answers, …"""

LINEAGE: Final = """\
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX prov: <http://www.w3.org/ns/prov#>

SELECT DISTINCT ?earlier ?later ?kind ?date ?source WHERE {
  VALUES ?thing { <https://w3id.org/vmbo-mbo/id/collaboration-forms/vm2> }
  ?thing (prov:wasInfluencedBy|^prov:wasInfluencedBy)* ?later .
  ?later prov:qualifiedInfluence ?step .
  ?step prov:entity ?earlier ; dct:type ?kind ; prov:qualifiedDerivation/prov:entity ?source .
  OPTIONAL { ?step dct:date ?date }
}
ORDER BY ?earlier ?later ?kind ?source
"""
"""The steps of the family that a thing belongs to (``data.lineage``), one row for each source of a step."""

WHO_SAYS: Final = """\
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX kb: <https://w3id.org/vmbo-mbo/def#>
PREFIX prov: <http://www.w3.org/ns/prov#>

SELECT ?part ?source ?locator ?confidence ?otherwise WHERE {
  VALUES (?property ?part) {
    (kb:amount <https://w3id.org/vmbo-mbo/id/subsidy-schemes/sto-2025#amounts.techniekregios>)
  }
  ?record ?property ?part .
  {
    ?part prov:qualifiedDerivation ?citation .
  } UNION {
    ?record prov:qualifiedDerivation ?citation .
    ?citation kb:concerns ?property .
  } UNION {
    # Another value, which was not chosen: of this part, or of all of them.
    ?record ?property ?part ; kb:alternative ?alternative .
    ?part dct:identifier ?key .
    ?alternative kb:concerns ?property ; kb:stated ?otherwise ; prov:qualifiedDerivation ?citation .
    OPTIONAL { ?alternative kb:part ?only }
    FILTER (!BOUND(?only) || ?only = ?key)
  }
  ?citation prov:entity ?source ; kb:confidence ?confidence .
  OPTIONAL { ?citation kb:locator ?locator }
}
ORDER BY ?part ?otherwise ?source ?locator
"""
"""Who says what a part states (``sources_for``): each source with where in it and how sure, and, as ``?otherwise``, the
values that other sources give. The values are the property of the field and the part.
"""
