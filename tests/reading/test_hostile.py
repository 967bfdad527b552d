# SPDX-License-Identifier: MIT
"""Hostile folders and files: each gives a finding, in bounded memory, and hides nothing that stands beside it."""

import json
import os
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vmbo_mbo_kb.findings import Finding
from vmbo_mbo_kb.locations import dataset_folder
from vmbo_mbo_kb.reading import MAX_BYTES, read
from vmbo_mbo_kb.validation import validate

MEBI = 1024 * 1024
MOST_MEMORY = 400 * MEBI
"""What a process may have resident at most while it judges the worst files; it starts with some 40 MiB."""


def places(folder: Path) -> list[str]:
    return [f"{f.code}@{f.position.line}:{f.position.column}" for f in validate(folder)]


def put(dataset: Path, content: bytes) -> Path:
    path = dataset / "concepts" / "fout.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return path


BOMB = b"a: &a [x]\n" + b"".join(b"b%d: &b%d [%s]\n" % (n, n, b",".join([b"*a"] * 9)) for n in range(1000))

CONTENTS = {
    "alias bomb": (BOMB, "KB104@1:4"),
    "merge key": (b"<<: *a\n", "KB104@1:5"),
    "scalar of 10 MB": (b"name: " + b"x" * 10 * MEBI, "KB108@1:1"),
    "quoted scalar without end": (b'name: "' + b"x" * 900_000, "KB102@1:900008"),
    "flow nesting": (b"[" * 10_000, "KB109@1:33"),
    "flow nesting in keys": (b"{" * 10_000, "KB117@1:2"),
    "block nesting": (b"- " * 10_000, "KB109@1:65"),
    "block nesting by lines": (b"".join(b" " * n + b"a:\n" for n in range(1000)), "KB109@33:33"),
    "complex keys": (b"? " * 10_000, "KB117@1:3"),
    "NUL": (b"name: a\x00b\n", "KB107@1:8"),
    "escaped NUL": (b'name: "\\0"\n', "KB107@1:7"),
    "UTF-8 with BOM": (b"\xef\xbb\xbfname: x\n", "KB107@1:1"),
    "UTF-16 with BOM": ("name: x\n".encode("utf-16"), "KB101@1:1"),
    "UTF-16 without BOM": ("name: x\n".encode("utf-16-le"), "KB107@1:2"),
    "UTF-32": ("name: x\n".encode("utf-32"), "KB101@1:1"),
    "UTF-7": (b"name: +ADw-\n", None),
    "surrogates as bytes": (b"name: \xed\xa0\x80\n", "KB101@1:7"),
    "overlong NUL": (b"name: \xc0\x80\n", "KB101@1:7"),
    "bidi override": ("name: a\u202eb\n".encode(), "KB107@1:8"),
    "bidi isolate behind an escape": (b'name: "\\u2066"\n', "KB107@1:7"),
    "old Mac line ends": (b"name: x\rchecked: y\r", "KB107@1:8"),
    "tab": (b"name:\n\tnl: x\n", "KB102@2:1"),
    "Python tag": (b"name: !!python/object/apply:os.system [id]\n", "KB105@1:7"),
    "several documents": (b"a: 1\n---\nb: 2\n", "KB106@2:1"),
    "only dashes": (b"---\n", None),
    "directive": (b"%YAML 9.9\n---\na: 1\n", "KB102@1:1"),
    "comment only": (b"# nothing\n", "KB110@1:1"),
    "nothing": (b"", "KB110@1:1"),
}


@pytest.mark.parametrize("name", CONTENTS)
def test_content(dataset: Path, name: str) -> None:
    content, expected = CONTENTS[name]
    path = put(dataset, content)
    findings = validate(dataset)
    assert {finding.file for finding in findings} == {str(path)}  # nothing beside it is blamed
    if expected is not None:
        first = next(finding for finding in findings if finding.code.startswith("KB1"))
        assert f"{first.code}@{first.position.line}:{first.position.column}" == expected
    within(findings, content)


def within(findings: list[Finding], content: bytes) -> None:
    """Every finding has a place in the file, or right behind its end."""
    lines = content.decode("utf-8", "replace").split("\n")
    for finding in findings:
        assert 1 <= finding.position.line <= len(lines) + 1, finding
        if finding.position.line <= len(lines):
            assert 1 <= finding.position.column <= len(lines[finding.position.line - 1]) + 2, finding
        for language in ("nl", "en"):
            json.dumps(finding.as_dict(language), ensure_ascii=False).encode("utf-8")


def test_lines_of_json(dataset: Path) -> None:
    """Each bad line has its finding, at its line; the good ones among them are read."""
    good = '{"class": "concepts", "id": "goed-%d"}'
    lines: list[tuple[str, str | None]] = [
        (good % 1, None),
        ('{"class": "concepts", "id": "groot", "x": "' + "y" * 3 * MAX_BYTES + '"}', "KB108@2:1"),
        (good % 2, None),
        ("[" * 1000 + "]" * 1000, "KB109@4:33"),
        ('{"class": "concepts", "id": "x", "id": "y"}', "KB103@5:34"),
        ('{"class": "concepts", "id": "\\ud800"}', "KB107@6:29"),
        ('{"class": "concepts", "id": "a\rb"}', "KB107@7:31"),
        ('{"class": "../concepts", "id": "x"}', "KB113@8:11"),
        ('{"class": "concepts", "id": ' + "9" * 100_000, "KB112@9:100029"),
        ("\ufeff" + good % 3, "KB107@10:1"),
        (good % 4, None),
    ]
    (dataset / "bulk.jsonl").write_bytes("\n".join(line for line, _ in lines).encode())
    reading = read(dataset)
    found = [f"{f.code}@{f.position.line}:{f.position.column}" for f in reading.findings]
    assert found == [expected for _, expected in lines if expected]
    assert [record.id for record in reading.records if record.id.startswith("goed")] == ["goed-1", "goed-2", "goed-4"]
    assert "groot" in [record.id for record in reading.unread]


@pytest.mark.parametrize("identifier", ["../x", "/etc/passwd", "a/b", "con\\aux", "x" * 1000, "", ".", 5, None, ["x"]])
def test_an_id_that_is_no_name(dataset: Path, identifier: object) -> None:
    record = {
        "class": "concepts",
        "id": identifier,
        "name": {"nl": "goed", "en": "good"},
        "description": {"nl": "Goed.", "en": "Good."},
        "checked": "2026-11-01",
        "review_by": "2027-11-01",
        "citations": [{"source": "bron-rapport", "confidence": "high"}],
    }
    line = json.dumps(record)
    (dataset / "bulk.jsonl").write_text(line, "utf-8")
    column = line.index('"id": ') + 7
    (finding,) = validate(dataset)
    assert (finding.code in ("KB201", "KB203", "KB204"), finding.position.column) == (True, column)


@pytest.mark.parametrize(
    "name",
    [
        "Groot.yaml",
        "x y.yaml",
        "-x.yaml",
        "x--y.yaml",
        "é.yaml",
        "x.yml",
        "x.yaml~",
        "x.YAML",
        "..yaml.",
        "x\ny.yaml",
        "\x1b[31mrood.yaml",
        "\u202ex.yaml",
        "x" * 200 + ".yaml",
    ],
)
def test_file_names(dataset: Path, name: str) -> None:
    (dataset / "themes" / name).write_text("name: x\n", "utf-8")
    if name.startswith("."):
        assert places(dataset) == []  # hidden files are none of ours
        return
    (finding,) = validate(dataset)
    assert finding.code == "KB114"
    for text in (finding.file, finding.message("nl"), finding.message("en")):
        assert text.isprintable()


@pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="file names are text here")
def test_file_names_that_are_no_text(dataset: Path) -> None:
    Path(os.fsdecode(os.fsencode(dataset / "themes") + b"/\xff\xfe.yaml")).write_text("name: x\n", "utf-8")
    (finding,) = validate(dataset)
    assert finding.code == "KB114"
    assert finding.file.endswith("/\\xff\\xfe.yaml")
    assert "'\\xff\\xfe.yaml'" in finding.message("en")
    done = subprocess.run(
        [sys.executable, "-m", "vmbo_mbo_kb", "validate", str(dataset)], capture_output=True, check=False, text=True
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert "KB114" in done.stdout
    assert "Traceback" not in done.stderr


def test_names_of_folders(dataset: Path) -> None:
    for name in ("Themes", "x\ny", "themes "):
        (dataset / name).mkdir()
    assert places(dataset) == ["KB113@1:1"] * 3


@pytest.mark.parametrize(
    "make",
    [
        lambda path: path.mkdir(),
        lambda path: os.mkfifo(path),
        lambda path: path.symlink_to("nergens"),
        lambda path: path.symlink_to(path.name),
        lambda path: path.symlink_to("."),
    ],
    ids=["folder", "pipe", "dangling link", "circular link", "link to a folder"],
)
@pytest.mark.parametrize("place", ["themes/x.yaml", "bulk.jsonl", "dataset.yaml", "concepts"])
def test_what_is_no_file(dataset: Path, make: Callable[[Path], None], place: str) -> None:
    path = dataset / place
    path.unlink(missing_ok=True)
    make(path)
    found = places(dataset)
    if place != "concepts" or not path.is_dir():
        assert found == ["KB100@1:1"]
    elif path.is_symlink():
        assert found  # the dataset's own folder, seen as a class
    else:
        assert found == []


def test_a_socket_and_a_device(dataset: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server, _inside(dataset / "themes"):
        server.bind("s.yaml")
        wanted = 1
        try:
            os.mknod("zero.yaml", 0o600 | stat.S_IFCHR, os.makedev(1, 5))  # /dev/zero has no end
            wanted = 2
        except OSError:
            pass  # only the administrator may
    assert places(dataset) == ["KB100@1:1"] * wanted


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    """Work there: the address of a socket is short."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def test_links_out_of_the_folder(dataset: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "x.yaml").write_text("name: x\n", "utf-8")
    (outside / "secret.jsonl").write_text("{}\n", "utf-8")
    (dataset / "concepts").symlink_to(outside)
    (dataset / "themes" / "x.yaml").symlink_to(outside / "x.yaml")
    (dataset / "themes" / "y.yaml").symlink_to("/dev/zero")
    (dataset / "bulk.jsonl").symlink_to("../outside/secret.jsonl")
    assert places(dataset) == ["KB115@1:1"] * 4


def test_a_link_within_the_folder_is_read(dataset: Path) -> None:
    (dataset / "themes" / "kopie.yaml").symlink_to("instromen.yaml")
    assert places(dataset) == []
    assert "kopie" in [record.id for record in read(dataset).records]


@contextmanager
def powerless() -> Iterator[None]:
    """As somebody to whom permissions apply."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="no such permissions here")
@pytest.mark.parametrize("place", ["themes/instromen.yaml", "themes", "dataset.yaml", "."])
def test_without_permission(dataset: Path, place: str) -> None:
    with tempfile.TemporaryDirectory() as name:  # tmp_path is closed to others altogether
        Path(name).chmod(0o755)
        target = Path(name, "dataset")
        dataset.rename(target) if dataset.stat().st_dev == Path(name).stat().st_dev else pytest.skip("two disks")
        locked = target / place
        mode = locked.stat().st_mode
        locked.chmod(0)
        try:
            with powerless():
                findings = validate(target)
        finally:
            locked.chmod(mode)
    unreadable = [finding for finding in findings if finding.code == "KB100"]
    assert [Path(finding.file) for finding in unreadable] == [locked]
    if place == "themes/instromen.yaml":
        assert findings == unreadable  # who refers to it is not blamed


@pytest.mark.parametrize("name", ["nergens", "x" * 300, "a\x00b", "dataset.yaml", "dataset.yaml/x", "themes"])
def test_no_dataset_there(dataset: Path, name: str) -> None:
    (finding,) = validate(dataset / name)
    assert finding.code in ("KB100", "KB116")
    assert "Traceback" not in finding.message()


def test_one_unreadable_record_is_one_finding(dataset: Path) -> None:
    """Records that refer to it, rest on it or wait for it are not blamed."""
    files = [path for path in sorted(dataset.rglob("*.yaml")) if path.name != "dataset.yaml"]
    assert len(files) > 8
    for path in files:
        before = path.read_bytes()
        for broken, code in ((b"\xff", "KB101"), (b"a: [", "KB102"), (b"", "KB110"), (b"[]", "KB111")):
            path.write_bytes(broken)
            assert [finding.code for finding in validate(dataset)] == [code], path
        path.write_bytes(before)


WORST = {
    "anchors": b"".join(b"a%d: &a x\n" % n for n in range(80_000)),
    "tags": b"[" + b"!a x, " * 150_000 + b"]",
    "duplicate-keys": b"a: 1\n" * 200_000,
    "unknown-keys": b"".join(b"k%d: 1\n" % n for n in range(90_000)),
    "empty-lists": b"name: [" + b"[],[]," * 150_000 + b"]",
    "dangling-references": b"themes: [" + b"".join(b"t%d," % n for n in range(120_000)) + b"]",
    "escapes": b'name: "' + b"\\u202e" * 150_000 + b'"',
    "one-long-key": b"k" * 1_000_000 + b": x",
    "comments": b"#\n" * 500_000,
}


def test_memory_is_bounded(dataset: Path) -> None:
    """Files that are nothing but mistakes, hundreds of thousands together, judged in one process."""
    (dataset / "concepts").mkdir()
    for name, content in WORST.items():
        (dataset / "concepts" / f"{name}.yaml").write_bytes(content[: MAX_BYTES // 4])
    done = subprocess.run([sys.executable, "-c", _MEASURED, str(dataset)], capture_output=True, text=True, check=False)
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["count"] > 100_000, done.stderr[-2000:]
    assert found["peak"] < MOST_MEMORY


_MEASURED = """
import json, sys
from vmbo_mbo_kb.validation import validate
from pathlib import Path
count = len(validate(Path(sys.argv[1])))
from benchmarks.child import peak_memory
print(json.dumps({"count": count, "peak": peak_memory()}))
"""

FILES = sorted(path for path in dataset_folder().rglob("*.yaml") if path.name != "dataset.yaml")
CLASSES = sorted({path.parent.name for path in FILES})


@given(st.integers(0, 2**32), st.data())
@settings(max_examples=60, deadline=None)
def test_mutated_bytes_of_real_files(seed: int, data: st.DataObject) -> None:
    """Whatever happens to the bytes of a file: no crash, and every finding has a place within the file."""
    random = Random(seed)
    content = bytearray(random.choice(FILES).read_bytes())
    for _ in range(random.choice((1, 1, 1, 2, 8, 40))):
        _mutate(content, random)
    judged(random.choice(CLASSES), bytes(content))


def _mutate(content: bytearray, random: Random) -> None:
    at = random.randrange(len(content) + 1)
    match random.randrange(6):
        case 0:
            content[at:at] = random.randbytes(random.choice((1, 1, 4)))
        case 1:
            del content[at : at + random.choice((1, 1, 5, 60))]
        case 2:
            content[at : at + 1] = bytes([random.choice(b"\x00\t\r\n -:?[]{},&*!|>'\"%@`#\\\x7f\xc2\xe2\xf0\xff")])
        case 3:
            other = random.randrange(len(content) + 1)
            content[at:at] = content[other : other + random.choice((5, 50, 500))]
        case 4:
            start = content.rfind(b"\n", 0, at) + 1
            content[start:start] = random.choice((b"  ", b"- ", b"? ", b"---\n", b"%TAG ! x\n", b"<<: ", b"\t"))
        case 5:
            content[at:at] = random.choice(
                ("\u2028", "\u0085", "\ufeff", "\u202e", "\U000e0001", "e\u0301", "ß")
            ).encode()


WORDS = "id name nl citations valid from through key &a *a !!x | >- null 2008 2008/2009 1e9 -0 { } [ ] , ' \" # % \\x"
hostile = st.sampled_from([*WORDS.split(), "? ", "- ", ": ", "\n", "\n  ", "\n    "])


@given(st.lists(hostile | st.text(max_size=3), max_size=60).map("".join), st.sampled_from(CLASSES))
@settings(max_examples=150, deadline=None)
def test_generated_yaml(text: str, name: str) -> None:
    judged(name, text.encode("utf-8", "surrogatepass"))


def judged(name: str, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        dataset = Path(folder)
        (dataset / "dataset.yaml").write_bytes((dataset_folder() / "dataset.yaml").read_bytes())
        path = dataset / name / "x.yaml"
        path.parent.mkdir()
        path.write_bytes(content)
        within([finding for finding in validate(dataset) if finding.file == str(path)], content)


wild = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["x", "2008", "nl"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["id", "name", "nl", "en", "valid", "from", "through", "citations", "source", "key", "fields"]
            )
            | st.text(max_size=4),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(
    st.lists(st.tuples(st.sampled_from(CLASSES), st.dictionaries(st.text(max_size=5), wild), wild), max_size=3),
    st.data(),
)
@settings(max_examples=150, deadline=None)
def test_generated_lines(records: list[tuple[str, dict[str, object], object]], data: st.DataObject) -> None:
    lines = [json.dumps({**values, "class": name, "id": value}) for name, values, value in records]
    content = bytearray("\n".join(lines).encode())
    if content and data.draw(st.booleans()):
        for _ in range(data.draw(st.integers(1, 5))):
            _mutate(content, Random(data.draw(st.integers(0, 2**32))))
    with tempfile.TemporaryDirectory() as folder:
        dataset = Path(folder)
        (dataset / "dataset.yaml").write_bytes((dataset_folder() / "dataset.yaml").read_bytes())
        path = dataset / "bulk.jsonl"
        path.write_bytes(content)
        within([finding for finding in validate(dataset) if finding.file == str(path)], bytes(content))
