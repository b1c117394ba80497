from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray

from gui.shell.settings import RECENT, Settings


def test_what_is_set_is_there_at_the_next_start(tmp_path: Path) -> None:
    before = Settings(tmp_path / "s.ini")
    before.theme, before.projector, before.compare = "dark", True, True
    before.geometry = QByteArray(b"\x00\x01\xff")
    before.recent = ["/a b/c.py"]
    before.store.sync()
    after = Settings(tmp_path / "s.ini")
    assert (after.theme, after.projector, after.compare) == ("dark", True, True)
    assert after.geometry == QByteArray(b"\x00\x01\xff")
    assert after.recent == ["/a b/c.py"]


def test_a_first_start_has_defaults(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "none.ini")
    assert (settings.theme, settings.projector, settings.compare, settings.recent) == ("system", False, False, [])
    assert settings.geometry.isEmpty()


@pytest.mark.parametrize("name", ["theme", "geometry", "projector", "side_share"])
def test_a_damaged_entry_is_the_default(tmp_path: Path, name: str) -> None:
    path = tmp_path / "s.ini"
    path.write_text(f"[General]\n{name}=@Garbage(??\n")
    settings = Settings(path)
    assert getattr(settings, name) == getattr(Settings(tmp_path / "none.ini"), name)


def test_recent_programs_are_each_there_once_the_latest_first(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "s.ini")
    for number in [*range(RECENT + 3), 5]:
        settings.remember_program(Path(f"/p{number}.py"))
    assert settings.recent[0] == str(Path("/p5.py"))
    assert len(settings.recent) == len(set(settings.recent)) == RECENT == 10
    for number in range(RECENT + 3):
        settings.remember_recording(Path(f"/r{number}.json"))
    assert settings.recent_recordings[:2] == [str(Path("/r12.json")), str(Path("/r11.json"))]
    assert len(settings.recent_recordings) == RECENT
    settings.forget(str(Path("/r12.json")))
    assert settings.recent_recordings[0] == str(Path("/r11.json"))
