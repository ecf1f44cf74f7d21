"""Settings are read once and every value is checked."""

from pathlib import Path

import pytest

from hub.settings import FILE_NAME, SettingsRefused, read_settings, write_settings


def settings_with(directory: Path, text: str) -> Path:
    (directory / FILE_NAME).write_text(text, encoding="utf-8")
    return directory


def test_the_file_that_init_writes_is_accepted_as_it_is(tmp_path: Path) -> None:
    write_settings(tmp_path, "Safer Somewhere")
    settings = read_settings(tmp_path)
    assert settings.partnership.name == "Safer Somewhere"
    assert settings.disclosure.threshold == 5
    assert settings.data_directory == tmp_path / "data"


def test_init_never_overwrites(tmp_path: Path) -> None:
    write_settings(tmp_path, "One")
    before = (tmp_path / FILE_NAME).read_bytes()
    with pytest.raises(SettingsRefused):
        write_settings(tmp_path, "Two")
    assert (tmp_path / FILE_NAME).read_bytes() == before


def test_an_unknown_key_is_refused_with_the_nearest_known_one(tmp_path: Path) -> None:
    settings_with(tmp_path, '[partnership]\nname = "Here"\n[areas]\ncell_sise = 500\n[disclosure]\ntreshold = 5\n')
    with pytest.raises(SettingsRefused) as refusal:
        read_settings(tmp_path)
    assert "cell_size" in refusal.value.found
    assert "threshold" in refusal.value.found


@pytest.mark.parametrize(
    "line",
    [
        "[disclosure]\nthreshold = 4",
        "[disclosure]\nthreshold = 0",
        '[disclosure]\nthreshold = "off"',
        '[disclosure.providers]\n"NHS" = 1',
        "[areas]\ncell_size = 250",
        '[areas]\nbase = "street"',
        "[areas]\nlevels = []",
        "[retention]\nmonths = 0",
        '[markings]\nopen = ""',
    ],
)
def test_a_value_that_cannot_be_used_is_refused(tmp_path: Path, line: str) -> None:
    settings_with(tmp_path, f'[partnership]\nname = "Here"\n{line}\n')
    with pytest.raises(SettingsRefused):
        read_settings(tmp_path)


def test_the_strictest_threshold_wins_and_none_goes_below_the_general_one(tmp_path: Path) -> None:
    settings_with(
        tmp_path,
        '[partnership]\nname = "Here"\n[disclosure]\nthreshold = 6\n[disclosure.providers]\n"NHS" = 8\n"P" = 5\n',
    )
    settings = read_settings(tmp_path)
    assert settings.threshold_for({"NHS", "P"}) == 8
    assert settings.threshold_for({"P"}) == 6
    assert settings.threshold_for(set()) == 6


def test_a_folder_without_settings_is_no_hub(tmp_path: Path) -> None:
    with pytest.raises(SettingsRefused) as refusal:
        read_settings(tmp_path)
    assert "saferhub init" in refusal.value.do
