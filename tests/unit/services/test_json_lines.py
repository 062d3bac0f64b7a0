"""A file of JSON lines helps and never hinders."""

import threading
from pathlib import Path

from workbench.services.json_lines import JsonLines


def number(value: object) -> int:
    match value:
        case {"number": int(found)}:
            return found
        case _:
            raise ValueError("no number")


def lines_in(folder: Path, most_bytes: int = 1000) -> JsonLines:
    return JsonLines(folder / "kept.jsonl", "numbers", most_bytes)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    kept = lines_in(tmp_path)
    assert kept.read(number) == []
    kept.write({"number": each} for each in range(3))
    assert kept.read(number) == [0, 1, 2]
    assert not kept.warning


def test_one_line_that_is_no_entry_spoils_the_file_with_a_warning(tmp_path: Path) -> None:
    for broken in (b'{"number": "x"}', b"{", b"\xff", b"[" * 100_000, b'{"number": 1}' + b" " * 1000):
        kept = lines_in(tmp_path, 200_000 if broken.startswith(b"[") else 1000)
        kept.path.write_bytes(b'{"number": 1}\n' + broken)
        assert kept.read(number) == []
        assert kept.warning.startswith(f"The numbers in {kept.path} are left out: ")


def test_a_folder_that_cannot_be_written_is_a_warning_and_the_old_text_stays(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    kept = lines_in(tmp_path / "file")
    kept.write([{"number": 1}])
    assert kept.warning.startswith(f"The numbers are not remembered, {kept.path} cannot be written: ")


def test_changes_of_several_threads_are_all_there(tmp_path: Path) -> None:
    def add(mine: int) -> None:
        for step in range(20):
            kept = lines_in(tmp_path, 1_000_000)
            with kept.changing:
                kept.write([{"number": each} for each in (*kept.read(number), 100 * mine + step)])

    threads = [threading.Thread(target=add, args=(mine,)) for mine in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(lines_in(tmp_path, 1_000_000).read(number)) == 80
