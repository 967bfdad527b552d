# SPDX-License-Identifier: MIT
"""What is wrong is said in the reader's language."""

import pickle

import pytest
from click.testing import CliRunner

import vmbo_mbo_kb as kb
from vmbo_mbo_kb.cli import cli
from vmbo_mbo_kb.exporters import UnknownFormat
from vmbo_mbo_kb.placement import TargetError
from vmbo_mbo_kb.words import Explained, Words, explained


@pytest.mark.parametrize(
    ("arguments", "nl", "en"),
    [
        (["show", "vm3"], "geen record heeft het id 'vm3'; bedoelt u 'vm2'?", "no record has the id 'vm3'"),
        (["lineage", "vm3"], "geen record heeft het id 'vm3'", "no record has the id 'vm3'"),
        (["list", "theme"], "geen klasse heet 'theme'; bedoelt u 'themes'?", "no class is called 'theme'"),
        (["at", "2010-02-30"], "'2010-02-30' is geen bestaande dag", "'2010-02-30' is"),
        (["at", "1500-01-01"], "1500-01-01 ligt voor het begin van de gegevens", "lies before the data begin"),
        (["search", "vm2", "--on", "gisteren"], "'gisteren' is geen bestaande dag", "is not"),
        (["sources", "sto-2025", "amount"], "heeft geen veld 'amount'; bedoelt u 'amounts'?", "has no field 'amount'"),
        (["sources", "sto-2025", "amounts", "x"], "heeft geen onderdeel 'x': de sleutels", "has no part 'x'"),
        (["query", "ASK {}", "--on", "2010-02-30"], "'2010-02-30' is geen bestaande dag", "'2010-02-30' is"),
        (["diff", "2026.2", "2026.1"], "2026.2 komt na 2026.1: noem de vroegste eerst", "2026.2 comes after 2026.1"),
        (["diff", "2026.1", "2031.1"], "geen uitgave '2031.1'; bedoelt u '2026.1'?", "no release '2031.1'"),
        (["diff", "2026.1", "x.txt"], "'x.txt' is geen versie van een uitgave", "'x.txt' is no version of a release"),
        (["release", "2025.9"], "2025.9 komt niet na de laatste uitgave", "2025.9 does not come after the latest"),
        (["release", "later"], "'later' is geen kalenderversie", "'later' is not a calendar version"),
        (["release", "--verify", "tests"], "is geen uitgave", "is not a release"),
        (["release"], "geef de VERSION om uit te geven", "give the VERSION to release"),
    ],
)
def test_wrong_calls(arguments: list[str], nl: str, en: str) -> None:
    for language, message in (("nl", nl), ("en", en)):
        result = CliRunner().invoke(cli, [*arguments, "--lang", language])
        assert result.exit_code == 2
        assert message in result.stderr


def test_an_error_of_python_is_its_own_message() -> None:
    data = kb.load()
    with pytest.raises(kb.NotHeld) as caught:
        data.at("2026-01-01")["vm2"]
    assert isinstance(caught.value, Explained)
    assert explained(caught.value).nl == "'vm2' gold niet op het gevraagde moment; alleen de hele dataset heeft het"
    assert str(caught.value) == explained(caught.value).en
    assert explained(ValueError("x")) == Words("x", "x")


def test_an_error_that_says_both_goes_from_one_process_to_another() -> None:
    for error in (TargetError("nee", "no"), UnknownFormat("turtel", ["turtle"])):
        other = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
        assert type(other) is type(error)
        assert vars(other) == vars(error)
        assert other.args == error.args
        assert str(other) == str(error)
