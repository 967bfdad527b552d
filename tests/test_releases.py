# SPDX-License-Identifier: MIT
"""Releases: what is frozen comes back, whatever becomes of the dataset; and nothing false is frozen or believed."""

import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import GeneratedRecords, collections, few, records
from vmbo_mbo_kb import changes as log_of
from vmbo_mbo_kb import migrations
from vmbo_mbo_kb.blueprint import ClassSpec
from vmbo_mbo_kb.changes import LogError, State, apply, changes, dump, parse, play
from vmbo_mbo_kb.cli import cli
from vmbo_mbo_kb.knowledge_base import load
from vmbo_mbo_kb.locations import dataset_folder
from vmbo_mbo_kb.records import Record
from vmbo_mbo_kb.releases import UnknownRelease, logs, state, verify, versions
from vmbo_mbo_kb.validation import validate

ROOT = Path(__file__).resolve().parent.parent
START = "2bcbdaa"
"""The commit whose dataset is release 2026.1."""


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def released(dataset: Path, tmp_path: Path) -> Path:
    """The small dataset after two releases."""
    assert run("release", "2026.1", "--dataset", dataset, "--out", tmp_path / "first").exit_code == 0
    edit(dataset / "dataset.yaml", "2026.1", "2026.2")
    edit(dataset / "themes" / "instromen.yaml", "en: entering", "en: coming in")
    result = run("release", "2026.2", "--dataset", dataset, "--out", tmp_path / "second")
    assert result.exit_code == 0, result.output
    assert "1 records new or different since 2026.1" in result.output
    return dataset


class TestLog:
    @few
    @given(st.data())
    def test_applied_to_a_release_it_gives_the_next(self, data: st.DataObject) -> None:
        before = State.of(data.draw(collections(max_size=4)))
        dataset, items = data.draw(collections(max_size=3).map(lambda each: (each.dataset, each.items)))
        kept: list[tuple[ClassSpec, Record]] = []
        for spec, record in before.items():
            change = data.draw(st.sampled_from(["same", "other", "withdrawn"]))
            if change == "other":
                kept.append((spec, {**data.draw(records(spec)), "id": record["id"]}))
            else:
                kept.append((spec, {**record, "withdrawn": True} if change == "withdrawn" else record))
            if record.get("withdrawn"):
                kept[-1][1]["withdrawn"] = True
        after = State.of(GeneratedRecords.of({**dataset, "id": before.dataset["id"]}, [*kept, *items]))
        first = dump(changes(None, before))
        second = dump(changes(before, after, first))
        assert parse("log", dump(parse("log", second))) == parse("log", second)
        assert apply(before, parse("log", second)) == after
        assert play([("1", first), ("2", second)]) == after
        unchanged = sum(before.records.get(identifier) == item for identifier, item in after.records.items())
        assert second.count(b"\n") == 1 + len(after.records) - unchanged

    def test_real_releases(self) -> None:
        folder = dataset_folder()
        assert versions(folder)[:2] == ["2026.1", "2026.2"]
        texts = logs(folder)
        earlier: State | None = None
        former = b""
        for name, text in texts:
            log = parse(name, text)
            now = apply(earlier, log)
            assert dump(changes(earlier, now, former)) == text or migrations.MIGRATIONS, "a log that is not minimal"
            earlier, former = now, text
        assert earlier == state(folder)

    def test_dataset_of_a_released_version_is_that_release(self) -> None:
        """Renew the log with ``vmbo-mbo-kb release VERSION --again``, or give the dataset its next version."""
        data, latest = load(), versions(dataset_folder())[-1]
        if data.dataset.version == latest:
            assert State.of(data.records) == state(dataset_folder(), latest)
        else:
            with pytest.raises(UnknownRelease):  # work on the next one
                load(release=data.dataset.version)

    def test_every_release_is_what_todays_model_reads(self) -> None:
        """A change of the model that a released record does not survive needs a function in ``MIGRATIONS``."""
        for version in versions(dataset_folder()):
            data = load(release=version)
            assert data.dataset.version == version
            assert all(entity.id for entity in data)

    def test_first_release_is_the_starting_page(self, tmp_path: Path) -> None:
        archive = subprocess.run(["git", "-C", ROOT, "archive", START, "dataset"], capture_output=True, check=False)
        if archive.returncode:
            pytest.skip("no git history here")
        subprocess.run(["tar", "x", "-C", tmp_path], input=archive.stdout, check=True)
        assert State.of(load(tmp_path / "dataset").records) == state(dataset_folder(), "2026.1")
        assert len(load(release="2026.1")) == 65

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            (lambda lines: lines[:-1], "changed or cut off"),
            (lambda lines: [*lines, lines[-1]], "changed or cut off"),
            (lambda lines: [lines[0], lines[1].replace(b"2026", b"2027"), *lines[2:]], "changed or cut off"),
            (lambda lines: lines[1:], "does not describe a release"),
            (lambda lines: [lines[0][:40], *lines[1:]], ":1: "),
            (lambda lines: [lines[0].replace(b'"model":1', b'"model":99'), *lines[1:]], "install a newer one"),
            (lambda lines: [lines[0].replace(b'"model":1,', b""), *lines[1:]], "'model' is missing"),
            (lambda lines: [b"[]", *lines[1:]], ":1: "),
            (lambda lines: [], ":1: "),
        ],
    )
    def test_a_log_that_is_not_what_it_was(self, released: Path, change: Any, words: str) -> None:
        path = released / "changes" / "2026.2.jsonl"
        path.write_bytes(b"".join(line + b"\n" for line in change(path.read_bytes().splitlines())))
        with pytest.raises(LogError, match=words) as caught:
            load(released, release="2026.2")
        assert str(path) in str(caught.value)
        load(released, release="2026.1")

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
    def test_a_log_that_is_no_file(self, released: Path) -> None:
        path = released / "changes" / "2026.2.jsonl"
        path.rename(released.parent / "elsewhere.jsonl")
        path.symlink_to(released.parent / "elsewhere.jsonl")
        assert [finding.code for finding in validate(released)] == ["KB307"]
        path.unlink()
        os.mkfifo(path)
        assert [finding.code for finding in validate(released)] == ["KB307"]

    def test_a_former_log_written_anew_is_found_out(self, released: Path) -> None:
        """Its own checksum is right, but the next release was not built on it."""
        path = released / "changes" / "2026.1.jsonl"
        log = parse("x", path.read_bytes())
        path.write_bytes(dump(log_of.Log({**log.dataset, "as_of": "2020-01-01"}, log.items)))
        with pytest.raises(LogError, match=r"does not follow on 2026\.1 as it is now"):
            load(released, release="2026.2")

    def test_migrations_bring_every_release_along(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """As if the model had renamed a field and a class in one version, and renamed both back in the next."""

        def there(folder: str, record: Record) -> tuple[str, Record]:
            renamed = {"naam" if name == "name" else name: value for name, value in record.items()}
            return "onderwerpen" if folder == "themes" else folder, renamed

        def back(folder: str, record: Record) -> tuple[str, Record]:
            renamed = {"name" if name == "naam" else name: value for name, value in record.items()}
            return "themes" if folder == "onderwerpen" else folder, renamed

        wanted = {version: state(dataset_folder(), version) for version in versions(dataset_folder())}
        monkeypatch.setattr(migrations, "MIGRATIONS", [*migrations.MIGRATIONS, there, back])
        for version, each in wanted.items():
            assert state(dataset_folder(), version) == each
        last = dump(changes(None, wanted["2026.1"]))
        assert (
            orjson.loads(last.splitlines()[0])["model"] == migrations.model_version() == len(migrations.MIGRATIONS) + 1
        )
        assert play([("x", last)]) == wanted["2026.1"]


class TestLoad:
    def test_by_version(self, released: Path) -> None:
        assert load(released, release="2026.1")["instromen"].name.en == "entering"  # type: ignore[attr-defined]
        assert load(released, release="2026.2")["instromen"].name.en == "coming in"  # type: ignore[attr-defined]

    def test_both_times_in_one_call(self) -> None:
        """What held in 2010, as it was known in each release."""
        first, second = (load(release=version).at("2010-01-01") for version in ("2026.1", "2026.2"))
        assert "vm2" in first
        assert "vm2" in second
        assert len(first.subsidy_schemes) < len(second.subsidy_schemes)

    def test_unknown(self, released: Path) -> None:
        with pytest.raises(UnknownRelease, match=r"no release '2025.9'.* Releases: 2026\.1, 2026\.2"):
            load(released, release="2025.9")
        with pytest.raises(UnknownRelease, match=r"Releases: 2026\.2"):
            load(released.parent / "second", release="2026.1")

    def test_folder(self, released: Path) -> None:
        folder = released.parent / "second"
        assert State.of(load(folder).records) == state(released, "2026.2")
        with (folder / "release.jsonl").open("ab") as stream:
            stream.write(b" ")
        with pytest.raises(LogError, match="not the file that SHA256SUMS speaks of"):
            load(folder)


class TestRelease:
    def test_again_from_the_log_alone(self, released: Path) -> None:
        """The dataset has moved on; the release has not."""
        wanted = files(released.parent / "first")
        result = run("release", "2026.1", "--dataset", released, "--out", released.parent / "anew")
        assert result.exit_code == 0
        assert files(released.parent / "anew") == wanted

    @pytest.mark.parametrize(
        ("version", "words"),
        [
            ("2026.3", "the dataset says that it is 2026.2: set version to 2026.3"),
            ("2025.1", "2025.1 does not come after the latest release, 2026.2"),
            ("26.1", "not a calendar version"),
            ("2026.01", "not a calendar version"),
            ("../x", "not a calendar version"),
        ],
    )
    def test_impossible_version(self, released: Path, version: str, words: str) -> None:
        before = files(released.parent)
        result = run("release", version, "--dataset", released, "--out", released.parent / "out")
        assert result.exit_code == 2
        assert words in result.stderr
        assert files(released.parent) == before

    def test_out_of_order(self, released: Path) -> None:
        edit(released / "dataset.yaml", "2026.2", "2025.4")
        result = run("release", "2025.4", "--dataset", released, "--out", released.parent / "out")
        assert result.exit_code == 2
        assert "2025.4 does not come after the latest release, 2026.2" in result.stderr
        assert not (released.parent / "out").exists()

    def test_a_released_version_stays_as_it_is(self, released: Path) -> None:
        edit(released / "themes" / "instromen.yaml", "en: coming in", "en: inflow")
        before = files(released)
        arguments = ("release", "2026.2", "--dataset", released, "--out", released.parent / "out")
        result = run(*arguments)
        assert result.exit_code == 2
        assert "is not what was released as 2026.2: give it the next version" in result.stderr
        assert files(released) == before
        assert not (released.parent / "out").exists()
        assert run(*arguments, "--again").exit_code == 0
        assert load(released, release="2026.2")["instromen"].name.en == "inflow"  # type: ignore[attr-defined]
        result = run("release", "2026.1", "--again", "--dataset", released, "--out", released.parent / "out")
        assert result.exit_code == 2
        assert "2026.1 is frozen: 2026.2 builds on it" in result.stderr

    @pytest.mark.parametrize(
        "environment",
        [
            {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
            {"TZ": "America/Los_Angeles", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "4242"},
        ],
    )
    def test_rebuilt_elsewhere_it_is_the_same(self, released: Path, environment: dict[str, str]) -> None:
        target = released.parent / "elsewhere"
        subprocess.run(
            [sys.executable, "-m", "vmbo_mbo_kb", "release", "2026.2", "--dataset", released, "--out", target],
            env={**os.environ, **environment},
            check=True,
            stdout=subprocess.DEVNULL,
        )
        assert files(target) == files(released.parent / "second")

    def test_broken_dataset(self, released: Path) -> None:
        edit(released / "themes" / "instromen.yaml", "name:", "nmae:")
        edit(released / "dataset.yaml", "2026.2", "2026.3")
        result = run("release", "2026.3", "--dataset", released, "--out", released.parent / "out")
        assert result.exit_code == 1
        assert versions(released) == ["2026.1", "2026.2"]


class TestParts:
    """Keys of parts are kept as ids are."""

    GONE = """  - key: overeenkomst
    text: {nl: Er is een overeenkomst., en: There is an agreement.}
    citations: [{source: bron-rapport, confidence: high}]
"""
    TOLD = """gaps:
  - {key: overeenkomst, fields: [conditions], text: {nl: Toch niet gevonden., en: Not found after all.}}
"""

    @staticmethod
    def codes(dataset: Path) -> list[str]:
        return [finding.code for finding in validate(dataset)]

    def test_a_part_does_not_silently_disappear(self, released: Path) -> None:
        form = released / "collaboration-forms" / "proef.yaml"
        edit(form, "conditions:\n" + self.GONE, "")
        (finding,) = validate(released)
        assert (finding.code, Path(finding.file).name) == ("KB310", "proef.yaml")
        assert finding.message("en") == "The part 'overeenkomst' under conditions was released in 2026.1 and is gone."
        edit(released / "dataset.yaml", "2026.2", "2026.3")
        result = run("release", "2026.3", "--dataset", released, "--out", released.parent / "out")
        assert (result.exit_code, versions(released)) == (1, ["2026.1", "2026.2"])
        edit(form, "gaps:\n", self.TOLD)
        assert self.codes(released) == []

    def test_and_its_key_is_not_used_again(self, released: Path) -> None:
        form = released / "collaboration-forms" / "proef.yaml"
        edit(form, "conditions:\n" + self.GONE, "")
        edit(form, "gaps:\n", self.TOLD)
        edit(released / "dataset.yaml", "2026.2", "2026.3")
        assert run("release", "2026.3", "--dataset", released, "--out", released.parent / "third").exit_code == 0
        assert self.codes(released) == []
        edit(form, self.TOLD, "gaps:\n")
        assert self.codes(released) == ["KB310"]  # what is told stays told
        edit(form, "gaps:\n", "conditions:\n" + self.GONE + "gaps:\n")
        (finding,) = validate(released)
        assert finding.code == "KB311"
        assert finding.message("nl").endswith("iets anders: wat in 2026.3 is weggehaald.")

    def test_a_part_about_another_record_is_another_part(self, released: Path) -> None:
        regulations = released / "regulations"
        text = (regulations / "regeling-proef.yaml").read_text("utf-8")
        (regulations / "regeling-anders.yaml").write_text(text, "utf-8")
        form = released / "collaboration-forms" / "proef.yaml"
        edit(form, "regulation: regeling-proef", "regulation: regeling-anders")
        assert self.codes(released) == ["KB311"]
        # Unless that took the place of the record.
        (regulations / "regeling-proef.yaml").write_text(
            f"{text.rstrip()}\nwithdrawn: true\nreplaced_by: [regeling-anders]\n", "utf-8"
        )
        assert "KB311" not in self.codes(released)

    @pytest.mark.parametrize(
        ("old", "new", "code"),
        [
            ("key: overeenkomst", "key: Overeenkomst", "KB204"),
            ("  - key: overeenkomst\n    text:", "  - text:", "KB201"),
            ("regulation: regeling-proef", "regulation: regeling-pruf", "KB301"),
            ("regulation: regeling-proef", "regulation: proefgeld", "KB302"),
        ],
    )
    def test_one_mistake_is_one_finding(self, released: Path, old: str, new: str, code: str) -> None:
        edit(released / "collaboration-forms" / "proef.yaml", old, new)
        assert self.codes(released) == [code]

    def test_what_is_said_of_statements_comes_and_goes(self, released: Path) -> None:
        edit(released / "collaboration-forms" / "proef.yaml", "  - key: aantal", "  - key: getal")
        assert self.codes(released) == []


class TestVerify:
    def test_fine(self, released: Path) -> None:
        assert verify(released.parent / "first") == []
        result = run("release", "--verify", released.parent / "first")
        assert (result.exit_code, result.output) == (0, f"{released.parent / 'first'}: every file is as released\n")
        if shutil.which("sha256sum"):
            subprocess.run(
                ["sha256sum", "--check", "--quiet", "--strict", "SHA256SUMS"], cwd=released.parent / "first", check=True
            )

    def test_missing_extra_tampered(self, released: Path) -> None:
        folder = released.parent / "first"
        (folder / "vmbo-mbo-kb.ttl").unlink()
        (folder / "csv" / "mine.csv").write_text("x", "utf-8")
        edit(folder / "vmbo-mbo-kb.nt", "entering", "leaving")
        result = run("release", "--verify", folder)
        assert result.exit_code == 1
        assert result.stderr.splitlines() == [
            "csv/mine.csv: extra",
            "vmbo-mbo-kb.nt: tampered",
            "vmbo-mbo-kb.ttl: missing",
        ]

    def test_checksums_that_were_adapted_are_held_against_the_manifest(self, released: Path) -> None:
        folder = released.parent / "first"
        old = sha256((folder / "vmbo-mbo-kb.nt").read_bytes()).hexdigest()
        edit(folder / "vmbo-mbo-kb.nt", "entering", "leaving")
        new = sha256((folder / "vmbo-mbo-kb.nt").read_bytes()).hexdigest()
        edit(folder / "SHA256SUMS", f"{old}  vmbo-mbo-kb.nt", f"{new}  vmbo-mbo-kb.nt")
        assert [str(problem) for problem in verify(folder)] == ["vmbo-mbo-kb.nt: tampered"]
        (folder / "manifest.json").write_text("{", "utf-8")
        assert "manifest.json: tampered" in [str(problem) for problem in verify(folder)]

    @pytest.mark.parametrize(
        "command",
        [["list", "themes"], ["search", "x"], ["at", "2010-01-01"], ["show", "proef"], ["build"], ["export", "csv"],
         ["release", "2026.1"], ["stale"], ["calendar"], ["lineage", "dienst"], ["sources", "proef", "valid"]],
        ids=lambda command: command[0],
    )  # fmt: skip
    def test_no_command_takes_a_tampered_release(self, released: Path, tmp_path: Path, command: list[str]) -> None:
        folder, out = released.parent / "first", tmp_path / "out"
        edit(folder / "release.jsonl", "entering", "leaving!")
        writes = ["--out", out] if command[0] in ("build", "export", "release") else []
        result = run(*command, "--dataset", folder, *writes, "--lang", "nl")
        assert (result.exit_code, result.stdout) == (2, "")
        assert "release.jsonl is niet het bestand waar SHA256SUMS van spreekt" in result.stderr
        (folder / "SHA256SUMS").unlink()
        result = run(*command, "--dataset", folder, *writes)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "SHA256SUMS cannot be read" in result.stderr
        assert not out.exists()

    def test_no_release_is_made_of_a_release(self, released: Path, tmp_path: Path) -> None:
        before = files(released.parent / "second")
        result = run("release", "2026.2", "--dataset", released.parent / "second", "--out", tmp_path / "out")
        assert result.exit_code == 2
        assert "second is a release itself" in result.stderr
        assert files(released.parent / "second") == before
        assert not (tmp_path / "out").exists()

    def test_no_release(self, tmp_path: Path) -> None:
        result = run("release", "--verify", tmp_path)
        assert result.exit_code == 2
        assert "is not a release" in result.stderr
        assert run("release").exit_code == 2
        assert run("release", "2026.1", "--verify", tmp_path).exit_code == 2


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone of this repository, in a folder with other letters."""
    folder = tmp_path_factory.mktemp("elders") / "één kloon"
    if subprocess.run(["git", "clone", "--quiet", ROOT, folder], capture_output=True, check=False).returncode:
        pytest.skip("no git history here")
    return folder


class TestRebuilt:
    """A release, made again from its commit by somebody else, is the same to the byte."""

    @staticmethod
    def made(version: str, checkout: Path, target: Path, **environment: str) -> dict[str, bytes]:
        """A release, made by the code and from the dataset of a checkout."""
        inside = checkout / "vmbo_mbo_kb" / "exporters"
        if checkout != ROOT and not inside.exists():
            inside.symlink_to("../exporters")  # an installation for editing maps it to the checkout that is tested
        program = (
            "import os, pathlib, vmbo_mbo_kb, vmbo_mbo_kb.exporters as exporters; os.umask(0o077);"
            "here = pathlib.Path.cwd(); assert here in pathlib.Path(vmbo_mbo_kb.__file__).parents;"
            "assert here in pathlib.Path(exporters.__file__).resolve().parents;"
            "from vmbo_mbo_kb.cli import cli; cli()"
        )
        subprocess.run(
            [sys.executable, "-c", program, "release", version, "--out", target],
            cwd=checkout,
            env={**os.environ, "PYTHONPATH": str(checkout), "PYTHONDONTWRITEBYTECODE": "1", **environment},
            check=True,
            stdout=subprocess.DEVNULL,
        )
        return files(target)

    @pytest.mark.parametrize("version", versions(dataset_folder()))
    def test_from_a_clone_as_in_the_checkout(self, version: str, clone: Path, tmp_path: Path) -> None:
        changed = ["git", "-C", ROOT, "status", "--porcelain", "--", "dataset", "exporters", "vmbo_mbo_kb"]
        if subprocess.run(changed, capture_output=True, check=True).stdout:
            pytest.skip("the checkout has changes that are not committed")
        subprocess.run(["git", "-C", clone, "checkout", "--quiet", head(ROOT)], check=True)
        here = self.made(version, ROOT, tmp_path / "here", TZ="UTC", LC_ALL="C.UTF-8", PYTHONHASHSEED="0")
        surroundings = {"TZ": "Pacific/Chatham", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "77", "HOME": str(tmp_path)}
        assert self.made(version, clone, tmp_path / "daar ✓", **surroundings) == here

    def test_from_the_commit_that_froze_it(self, clone: Path, tmp_path: Path) -> None:
        """By the code of then; what today's code says of it is that it is whole, and the same release."""
        version = versions(dataset_folder())[-1]
        subprocess.run(
            ["git", "-C", clone, "checkout", "--quiet", head(ROOT, f"dataset/changes/{version}.jsonl")], check=True
        )
        once = self.made(version, clone, tmp_path / "once", TZ="America/St_Johns", LC_ALL="C", PYTHONHASHSEED="1")
        again = self.made(
            version, clone, tmp_path / "again", TZ="Asia/Kathmandu", LC_ALL="nl_NL.UTF-8", PYTHONHASHSEED="2"
        )
        assert once == again
        assert run("release", "--verify", tmp_path / "once").exit_code == 0
        assert State.of(load(tmp_path / "once").records) == state(dataset_folder(), version)


def head(repository: Path, *paths: str) -> str:
    """The commit at hand, or the latest one up to it that changed one of these files."""
    command = ["git", "-C", repository, "log", "-1", "--format=%H", "--", *paths]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout.strip()
