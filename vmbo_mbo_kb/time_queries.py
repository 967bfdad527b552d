# SPDX-License-Identifier: MIT
"""What held when, asked of the RDF: the SPARQL texts that give the same answers as ``data.at`` and ``data.during``.

Each period states the earliest and latest day of each of its bounds, so FILTERs over four days are all it takes. The
``VALUES`` line holds first and last day of the stretch of time that is asked about; for a single day both are that
day. ``?held`` is ``"yes"`` or ``"possibly"``; what did not hold is not in the answer.
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
"""The records that held."""

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
