"""Programs and their parameters: what is read from a text, and what a new value changes in it."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from workers.program.parameters import Parameter, ParameterError, Value
from workers.program.program import Program, ProgramError, builtin_programs, find_program

numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
whole_text = st.text(st.characters(exclude_categories=["Cs"]))
line_ends = st.sampled_from(["\n", "\r\n", "\r"])
comments = st.sampled_from(
    ["", "  # how many", "# 3 | what is this? | more", "  # 9 to 1", "  # | ", "  # to", "  # é 中 😀"]
)


def program(text: str) -> Program:
    return Program(path=Path("script.py"), module=None, text=text, original=text, title="script")


def parameter(text: str, name: str = "X") -> Parameter:
    return {found.name: found for found in program(text).parameters}[name]


def test_a_trailing_comment_gives_choices_range_and_unit() -> None:
    text = 'MODE = "apply"  # apply | apply_async\nSIZE = 3  # 1 to 32\nSECONDS: float = 2.0  # 0.01 to 60 seconds\n'
    assert program(text).parameters == (
        Parameter("MODE", "apply", 1, choices=("apply", "apply_async")),
        Parameter("SIZE", 3, 2, minimum=1, maximum=32),
        Parameter("SECONDS", 2.0, 3, minimum=0.01, maximum=60, unit="seconds"),
    )


@pytest.mark.parametrize("literal", ["3", "-3", "+3", "2.5", "1e3", "True", "None", '"text"', "'a' 'b'", "(3)", "0x10"])
def test_every_kind_of_literal_is_a_parameter(literal: str) -> None:
    assert parameter(f"X = {literal}").value == ast.literal_eval(literal)


@pytest.mark.parametrize(
    "text",
    [
        "x = 3",
        "_X = 3",
        "X = 3 + 4",
        "X = f()",
        "X = [1]",
        "X = b'a'",
        "X = 3j",
        "X = Y = 3",
        "X, Y = 3, 4",
        "X: int",
        "X.Y = 3",
        "if True:\n    X = 3",
        "X = 3\nX = 4",
        "X = 3\nX += 1",
    ],
)
def test_what_is_no_constant_with_a_literal_is_no_parameter(text: str) -> None:
    assert program(text).parameters == ()


@pytest.mark.parametrize(
    "text", ["X = 3\ndef", "X = 3\n\0", "X = 3\n" + "(" * 5000, "X = 3\n\ud800", "\ufeffX = (", ""]
)
def test_a_broken_text_has_no_parameters(text: str) -> None:
    assert program(text).parameters == ()


@pytest.mark.parametrize(
    "line",
    [
        "X = 3  # nothing",
        "X = 3  # 32 to 1",
        "X = 3  # a | b",
        "X = 3  #",
        "X = 3; Y = 4  # 1 to 2",
        "X = 3  # 1 too 2",
    ],
)
def test_a_comment_that_is_no_range_is_harmless(line: str) -> None:
    assert parameter(line) == Parameter("X", 3, 1)


@pytest.mark.parametrize("line", ['X = "a"  # 1 to 3', "X = True  # 1 to 3", "X = True  # True | False"])
def test_a_range_is_for_numbers_and_truth_needs_no_choices(line: str) -> None:
    found = parameter(line)
    assert (found.choices, found.minimum, found.maximum) == ((), None, None)


def test_reading_a_program_does_not_run_it(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(f"X = 3\nopen({str(tmp_path / 'ran')!r}, 'w')\n")
    assert find_program(str(script)).with_value("X", 4).parameters[0].value == 4
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(("literal", "value"), [("''", "'"), ('""', '"'), ("'a'", "\\'\""), ('"a"', 'it\'s \\ "so"')])
def test_text_keeps_its_quotes_whatever_is_in_it(literal: str, value: str) -> None:
    changed = program(f"X = {literal}\n").with_value("X", value)
    assert parameter(changed.text).value == value
    assert changed.with_value("X", literal[1:-1]).text == f"X = {literal}\n"


@given(before=whole_text, after=whole_text, comment=comments, end=line_ends, data=st.data())
def test_a_new_value_changes_its_literal_and_nothing_else(
    before: str, after: str, comment: str, end: str, data: st.DataObject
) -> None:
    kind = data.draw(st.sampled_from([st.integers(), st.floats(allow_nan=False, allow_infinity=False), whole_text]))
    old, new = data.draw(kind), data.draw(kind)
    head, tail = f"NOTE = {before!r}{end}X = ", f"{comment}{end}OTHER = {after!r}{end}"
    text = head + repr(old) + tail
    assume(program(text).parameters)
    changed = program(text).with_value("X", new)
    assert changed.text.startswith(head)
    assert changed.text.endswith(tail)
    assert parameter(changed.text).value == new
    assert type(parameter(changed.text).value) is type(old)
    assert [found.name for found in changed.parameters] == [found.name for found in program(text).parameters]
    assert changed.with_value("X", old).text == text


@given(text=whole_text, value=st.none() | st.booleans() | numbers | whole_text)
def test_no_text_and_no_value_breaks_more_than_the_sentence_says(text: str, value: Value) -> None:
    for found in program(text).parameters:
        try:
            changed = program(text).with_value(found.name, value)
        except ParameterError as error:
            assert found.name in str(error)
        else:
            assert [other.name for other in changed.parameters] == [other.name for other in program(text).parameters]


@given(value=st.booleans() | numbers | whole_text)
def test_what_is_none_takes_any_value(value: Value) -> None:
    changed = program("X = None  # not set").with_value("X", value)
    assert parameter(changed.text).value == (value.strip() if isinstance(value, str) else value) or isinstance(
        value, str
    )


@pytest.mark.parametrize("value", [3, "3", "1_000", "0x10"])
def test_a_value_that_is_there_already_leaves_the_text_as_it_was_written(value: object) -> None:
    text = "X = 0x10\n"
    number = int(str(value), 0)
    changed = program(text).with_value("X", number)
    assert (changed.text == text) is (number == 16)
    assert changed.changed is (number != 16)


def test_quotes_stay_as_they_were() -> None:
    assert program('X = "a"').with_value("X", "b").text == 'X = "b"'
    assert program("X = 'a'").with_value("X", "b").text == "X = 'b'"
    assert parameter(program('X = "a"').with_value("X", 'say "b"').text).value == 'say "b"'


@pytest.mark.parametrize(
    ("line", "value", "sentence"),
    [
        ("X = 3  # 1 to 32", "three", 'X must be a number, not "three".'),
        ("X = 3  # 1 to 32", 0, "X must be from 1 to 32, not 0."),
        ("X = 3  # 1 to 32", "10000", 'X must be from 1 to 32, not "10000".'),
        ("X = 3", 2.5, "X must be a whole number, not 2.5."),
        ("X = 3", True, "X must be a number, not True."),
        ("X = 3.0", "nan", 'X must be a number, not "nan".'),
        ("X = 3.0", "1e999", 'X must be a number, not "1e999".'),
        ("X = 3.0", 10**400, "X must be a number, not 1000"),
        ("X = True", "maybe", 'X must be True or False, not "maybe".'),
        ("X = 'a'  # a | b | c", "d", 'X must be a, b or c, not "d".'),
        ("X = 1  # 1 | 10", 5, "X must be 1 or 10, not 5."),
        ("X = None", float("inf"), "X must be a number, text, True, False or None, not inf."),
        ("A = 1\nB = 2", 1, "script.py has no parameter X: it has A, B."),
        ("", 1, "script.py has no parameter X: it has none."),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_one_sentence(line: str, value: object, sentence: str) -> None:
    with pytest.raises(ParameterError) as caught:
        program(line).with_value("X", value)
    assert str(caught.value).startswith(sentence)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("line", "value", "expected"),
    [
        ("X = 3", " 4 ", 4),
        ("X = 3", 4.0, 4),
        ("X = 2  # 0.01 to 60", "0.5", 0.5),
        ("X = 2.0", 3, 3.0),
        ("X = True", "no", False),
        ("X = 'a'", 4, "4"),
        ("X = None  # None | 4", "4", 4),
        ("X = 4  # None | 4", None, None),
    ],
)
def test_a_value_takes_the_kind_of_its_constant(line: str, value: object, expected: object) -> None:
    changed = parameter(program(line).with_value("X", value).text)
    assert changed.value == expected
    assert type(changed.value) is type(expected)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_file_keeps_its_encoding_and_line_ends(tmp_path: Path, encoding: str, end: str) -> None:
    cookie = "" if encoding == "utf-8-sig" else f"# coding: {encoding}{end}"
    data = f'{cookie}X = "\xe9"{end}Y = 1  # 1 to 3{end}'.encode(encoding)
    script = tmp_path / "script.py"
    script.write_bytes(data)
    found = find_program(str(script))
    assert found.data == data
    assert found.with_value("Y", 2).data == data.replace(b"Y = 1 ", b"Y = 2 ")


@pytest.mark.parametrize(
    ("new", "encoding"), [("utf-8", "utf-8"), ("cp1252", "cp1252"), ("no-such", "latin-1"), ("", "utf-8")]
)
def test_a_changed_coding_line_is_the_one_that_counts(tmp_path: Path, new: str, encoding: str) -> None:
    path = tmp_path / "own.py"
    path.write_bytes("# coding: latin-1\nX = '\xe9'\n".encode("latin-1"))
    program = find_program(str(path))
    changed = program.with_text(program.text.replace("coding: latin-1", f"coding: {new}" if new else "no coding"))
    assert changed.data == changed.text.encode(encoding)


def test_a_character_that_the_encoding_lacks_is_said(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_bytes(b'# coding: latin-1\nX = "a"\n')
    with pytest.raises(ProgramError, match="encoding"):
        _ = find_program(str(script)).with_text('# coding: latin-1\nX = "中"').data


def test_built_in_programs_are_found_by_name_and_have_titles() -> None:
    programs = builtin_programs()
    assert "pool" in [found.name for found in programs]
    assert all(found.title and found.title != found.name for found in programs)
    assert find_program("pool") in programs


def test_no_built_in_program_hides_a_module_of_the_standard_library() -> None:
    # Each one's folder is the first on its sys.path: the others would import it in the library's place.
    files = {found.path.stem for found in builtin_programs() if found.path}
    assert not files & set(sys.stdlib_module_names)


def test_a_built_in_program_may_have_the_name_of_a_library_module() -> None:
    found = find_program("queue")
    assert (found.name, found.path and found.path.name) == ("queue", "queue_.py")


def test_a_program_without_docstring_has_its_name_as_title(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text("X = 1\n")
    assert find_program(str(tmp_path / "script.py")).title == "script"


@pytest.mark.parametrize(
    "what", ["nothing-like-this", "__init__", "", "a\0b", "x" * 5000], ids=lambda what: repr(what[:9])
)
def test_a_program_that_does_not_exist_is_said_with_the_built_in_ones(what: str) -> None:
    with pytest.raises(ProgramError) as caught:
        find_program(what)
    assert "\n" not in str(caught.value)


def test_what_is_no_program_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\x7fELF\xff\xfe\0\0")
    for path in (tmp_path, tmp_path / "binary"):
        with pytest.raises(ProgramError, match=r"\.$"):
            find_program(str(path))


def test_a_module_is_found_without_importing_its_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = tmp_path / "outer" / "inner"
    inner.mkdir(parents=True)
    (tmp_path / "outer" / "__init__.py").write_text("raise SystemExit('imported')")
    (inner / "__init__.py").write_text("raise SystemExit('imported')")
    (inner / "__main__.py").write_text('"""Inner works."""\nX = 3\n')
    (inner / "plain.py").write_text("Y = 4\n")
    monkeypatch.chdir(tmp_path)
    package = find_program("outer.inner", module=True)
    assert (package.name, package.title, package.path, package.module) == (
        "outer.inner",
        "Inner works",
        None,
        "outer.inner",
    )
    assert package.parameters == (Parameter("X", 3, 2),)
    assert find_program("outer.inner.plain", module=True).text == "Y = 4\n"


def test_a_module_of_ours_is_none_of_the_programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_program("workers.host", module=True).text == ""
    (tmp_path / "workers").mkdir()
    (tmp_path / "workers" / "host.py").write_text("X = 5\n")
    assert find_program("workers.host", module=True).text == "X = 5\n"


def test_a_module_that_is_not_here_may_be_elsewhere_but_needs_a_name() -> None:
    assert find_program("not_here_at_all.inner", module=True).text == ""
    assert find_program("itertools", module=True).text == ""
    with pytest.raises(ProgramError):
        find_program("no module", module=True)


@pytest.mark.parametrize("mode", ["apply", "apply_async"])
@pytest.mark.parametrize("task", ["sleep", "cpu", "mixed"])
def test_the_pool_program_runs_alone_in_a_terminal(tmp_path: Path, mode: str, task: str) -> None:
    changed = find_program("pool").with_value("MODE", mode).with_value("TASK", task)
    script = tmp_path / "alone.py"
    script.write_bytes(changed.with_value("SECONDS", 0.01).with_value("TASKS", 5).data)
    ended = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True, cwd=tmp_path)
    lines = ended.stdout.splitlines()
    main = lines[0].removeprefix("main process ")
    expected = {f"result {100 + number} in process {main}" for number in range(5)}
    assert set(lines[1:]) - {"end"} == expected
    assert ended.stderr == ""


def test_the_pool_program_leaves_at_once_without_join(tmp_path: Path) -> None:
    changed = find_program("pool").with_value("JOIN", False).with_value("SECONDS", 60)
    script = tmp_path / "alone.py"
    script.write_bytes(changed.data)
    ended = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True, timeout=30)
    assert "result" not in ended.stdout
