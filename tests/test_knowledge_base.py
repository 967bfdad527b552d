# SPDX-License-Identifier: MIT
"""The knowledge base: by id, by class, by relation, by words."""

import ast
import random
from pathlib import Path

import pytest

import vmbo_mbo_kb as kb
from vmbo_mbo_kb.blueprint import blueprint, model_class
from vmbo_mbo_kb.model import CLASSES, CollaborationForm, Organisation
from vmbo_mbo_kb.records import normalise


@pytest.fixture
def data(dataset: Path) -> kb.KnowledgeBase:
    return kb.load(dataset)


def test_by_id(data: kb.KnowledgeBase) -> None:
    form = data["proef"]
    assert isinstance(form, CollaborationForm)
    assert form.name.nl == "Proef"
    assert form.valid.from_ == "2008/2009"
    assert data["proef"] is form
    assert "proef" in data
    assert data.get("nergens") is None
    assert data.get("nergens", 1) == 1


def test_unknown_id_names_the_nearest(data: kb.KnowledgeBase) -> None:
    with pytest.raises(kb.UnknownId, match="did you mean 'proef'"):
        data["preof"]


def test_by_class(data: kb.KnowledgeBase) -> None:
    assert [entity.id for entity in data.organisations] == ["dienst", "ministerie", "oude-dienst"]
    assert data.all(Organisation) == data.organisations
    assert data.questions == ()
    with pytest.raises(AttributeError, match="organisations"):
        data.organisation  # noqa: B018
    for cls in CLASSES:
        assert hasattr(data, str(cls.rdf.folder).replace("-", "_"))


def test_every_record_once(data: kb.KnowledgeBase) -> None:
    assert len(list(data)) == len(data) == len({entity.id for entity in data})


def test_label(data: kb.KnowledgeBase) -> None:
    assert data.label("proef") == "Proef"
    assert data.label("proef", "en") == "Trial"
    assert data.label("rapport", "en") == "Een rapport over samenwerking"
    assert data.label("bron-rapport") == "Een rapport over samenwerking"


def test_related(data: kb.KnowledgeBase) -> None:
    related = data.related("proef")
    assert [entity.id for entity in related.points_at["schemes"]] == ["proefgeld"]
    assert [entity.id for entity in related.points_at["legal_bases.regulation"]] == ["regeling-proef"]
    assert related.pointed_at_by == {}
    incoming = data.related("proefgeld").pointed_at_by
    assert {relation: [e.id for e in entities] for relation, entities in incoming.items()} == {
        "collaboration-forms.schemes": ["proef"]
    }
    assert [e.id for e in data.related("oude-dienst").pointed_at_by["organisations.follows.to"]] == ["dienst"]


def test_related_is_symmetric(data: kb.KnowledgeBase) -> None:
    for entity in data:
        for relation, targets in data.related(entity.id).points_at.items():
            for target in targets:
                incoming = data.related(target.id).pointed_at_by
                assert entity in incoming[f"{data.spec(entity.id).slug}.{relation}"]


def test_normal_form_forgets_order_and_spelling() -> None:
    spec = blueprint().by_name("Organisation")
    citations = [{"source": "b", "confidence": "high"}, {"source": "a", "confidence": "low", "inferred": False}]
    raw = {
        "id": "x",
        "name": {"nl": "x", "en": "x"},
        "description": {"en": "x", "nl": "x"},
        "kind": "school",
        "valid": {"from": 2008, "through": None},
        "other_names": ["b", "a"],
        "abbreviation": None,
        "checked": "2026-01-01",
        "review_by": "2026-01-01",
        "citations": citations,
    }
    record = normalise(spec, raw)
    assert record["valid"] == {"from": "2008", "through": None}
    assert record["other_names"] == ["a", "b"]
    assert [citation["key"] for citation in record["citations"]] == ["a", "b"]
    assert "inferred" not in record["citations"][0]
    assert "abbreviation" not in record
    shuffled = list(raw.items())
    random.Random(1).shuffle(shuffled)
    assert normalise(spec, {**dict(shuffled), "citations": citations[::-1]}) == record
    assert normalise(spec, model_class(spec).model_validate(raw).model_dump(mode="json", by_alias=True)) == record


def test_broken_dataset_carries_every_finding(dataset: Path) -> None:
    for name in ("proef", "leeg"):
        (dataset / "collaboration-forms" / f"{name}.yaml").write_text("name: x\n", "utf-8")
    with pytest.raises(kb.DatasetError) as caught:
        kb.load(dataset)
    assert {Path(finding.file).stem for finding in caught.value.findings} == {"proef", "leeg"}
    assert "proef.yaml:1:" in str(caught.value)


def test_exported_members() -> None:
    """What is public is said for readers, for type checkers and for the lazy import: three times the same."""
    (typed,) = (node for node in ast.parse(Path(kb.__file__).read_text("utf-8")).body if isinstance(node, ast.If))
    imports = [node for node in typed.body if isinstance(node, ast.ImportFrom)]
    assert {alias.name: node.module for node in imports for alias in node.names} == {
        name: f"{kb.__name__}.{home}" for name, home in kb._HOMES.items()
    }
    assert set(kb.__all__) == {*kb._HOMES, "__version__"}
    assert sorted(kb.__all__) == sorted(set(kb.__all__))
    for name in kb.__all__:
        assert getattr(kb, name) is not None
    assert set(dir(kb)) == set(kb.__all__)
    with pytest.raises(AttributeError):
        kb.lood  # noqa: B018


def test_json_lines_are_the_same_records(dataset: Path, data: kb.KnowledgeBase, tmp_path: Path) -> None:
    import json

    bulk = tmp_path / "bulk"
    bulk.mkdir()
    (bulk / "dataset.yaml").write_bytes((dataset / "dataset.yaml").read_bytes())
    lines = [json.dumps({"class": spec.slug, **record}) for spec, record in data.records]
    random.Random(2).shuffle(lines)
    (bulk / "records.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    assert list(kb.load(bulk).records) == list(data.records)
