"""Settings are read once and every value is checked."""

from pathlib import Path

import pytest

from hub.disclosure.rules import Rules
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
        '[disclosure.providers]\n"NHS" = { threshold = 8, rounding = 3 }',
        '[disclosure.providers]\n"NHS" = { zeros = "off" }',
        '[disclosure.datasets]\n"fires" = 4',
        "[disclosure.audiences]\neverybody = 5",
        "[disclosure]\nleast_residents = 0",
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
    assert settings.rules_for("fires", {"NHS", "P"}).threshold == 8
    assert settings.rules_for("fires", {"P"}).threshold == 6
    assert settings.rules_for("fires", set()).threshold == 6


def test_provider_data_set_and_audience_may_ask_for_more_and_sensitive_sets_hide_zeros(tmp_path: Path) -> None:
    asked = (
        '[disclosure.providers]\n"NHS" = { threshold = 8, rounding = 5 }\n'
        '[disclosure.datasets]\n"fires" = { zeros = "small" }\n[disclosure.audiences]\nopen = 6\n'
    )
    settings_with(tmp_path, f'[partnership]\nname = "Here"\n{asked}')
    settings = read_settings(tmp_path)
    assert settings.rules_for("recorded-crime", set()) == Rules(6)
    assert settings.rules_for("recorded-crime", {"NHS"}) == Rules(8, rounding=5)
    assert settings.rules_for("fires", set()) == Rules(6, zeros_small=True)
    assert settings.rules_for("hospital-admissions", {"NHS", "P"}) == Rules(8, zeros_small=True, rounding=5)


def test_a_folder_without_settings_is_no_hub(tmp_path: Path) -> None:
    with pytest.raises(SettingsRefused) as refusal:
        read_settings(tmp_path)
    assert "saferhub init" in refusal.value.do
