"""A few of the long trials; all of them: `python -m tests.trials`."""

from pathlib import Path

import pytest

from tests.trials import attacks, backups, damage, disks, fuzz, kills


def test_a_killed_receive_is_whole_or_never_was(tmp_path: Path) -> None:
    told = kills.run(tmp_path, 12)
    assert told["landed"] + told["as before"] == 12


def test_two_receives_at_once_both_land_unless_one_is_killed(tmp_path: Path) -> None:
    told = kills.run_together(tmp_path, 4)
    assert told["both landed"] >= 2


def test_a_killed_backup_is_whole_or_not_there_and_restores_to_the_same_hub(tmp_path: Path) -> None:
    told = backups.run(tmp_path, 6)
    assert told["no archive"] + told["restored, the same"] == 6


def test_a_damaged_store_never_answers_wrongly(tmp_path: Path) -> None:
    assert sum(damage.run(tmp_path, 30).values()) == 30


def test_a_full_disk_and_one_that_takes_no_writing_refuse_and_lose_nothing(tmp_path: Path) -> None:
    try:
        told = disks.run(tmp_path, 2)
    except disks.NoMountError as why:
        pytest.skip(f"this user may not mount a disk in memory: {why}")
    assert told["refused, disk full"] == told["refused, read-only"] == 2


@pytest.mark.parametrize("seed", ["a", "b"])
def test_a_mutated_or_hostile_file_is_received_or_refused(tmp_path: Path, seed: str) -> None:
    told = fuzz.run(tmp_path, 400, seed)
    assert told["received"] > 40
    assert told["PersonalDataRefused"] > 30


def test_families_of_other_seeds_are_attacked_in_vain(tmp_path: Path) -> None:
    told = attacks.run(tmp_path, 40)
    assert told["gaps"] > 200
    assert told["refused"] <= 2


def test_mutated_files_through_the_whole_command(tmp_path: Path) -> None:
    told = fuzz.run_command(tmp_path, 12)
    assert told["exit code 3"] + told["exit code 0"] > 0
