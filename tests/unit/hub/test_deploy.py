"""The files of `deploy/` are right in themselves, and name commands, options, ports and paths that there are."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from typer.main import get_command

from hub.__main__ import app
from hub.access.providers import SecretRefused
from hub.revisions import RegisterRefused
from hub.serve import ADDRESS, OPTIONS, free_port
from hub.settings import SettingsRefused

ROOT = Path(__file__).resolve().parents[3]
DEPLOY = ROOT / "deploy"
UNITS = ("saferhub@.service", "saferhub-backup.service", "saferhub-backup.timer")
PORT = 8501
MOST_EXPOSED = 2.0
"""Of 10, as systemd judges a unit; 'medium' begins at 5."""
PROGRAM = "/opt/saferhub/.venv/bin/saferhub"


def text_of(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def put_aside(folder: Path) -> list[Path]:
    """The units with a program that is there, as it is not installed where the tests run."""
    program = folder / "saferhub"
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    written = []
    for name in UNITS:
        path = folder / name.replace("@", f"@{PORT}")
        path.write_text(text_of(name).replace(PROGRAM, str(program)), encoding="utf-8")
        written.append(path)
    return written


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not here: apt-get install systemd")
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    units = put_aside(tmp_path)
    done = subprocess.run(["systemd-analyze", "verify", *map(str, units)], capture_output=True, text=True)
    ours = [line for line in done.stderr.splitlines() if "saferhub" in line]
    assert (done.returncode, ours) == (0, [])


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not here: apt-get install systemd")
def test_systemd_judges_the_services_as_hardly_exposed(tmp_path: Path) -> None:
    for unit in put_aside(tmp_path)[:2]:
        done = subprocess.run(
            ["systemd-analyze", "security", "--offline=yes", "--no-pager", str(unit)], capture_output=True, text=True
        )
        found = re.search(r"exposure level.*: ([0-9.]+)", done.stdout)
        assert found, done.stderr
        assert float(found.group(1)) <= MOST_EXPOSED, done.stdout


def test_the_service_is_hardened_starts_again_and_stops_in_time() -> None:
    lines = text_of("saferhub@.service").splitlines()
    for one in ("ProtectSystem=strict", "NoNewPrivileges=yes", "Restart=on-failure", "UMask=0077", "LimitCORE=0"):
        assert one in lines
    assert "User=saferhub" in lines
    assert "SuccessExitStatus=143" in lines
    codes = (SettingsRefused.exit_code, SecretRefused.exit_code, RegisterRefused.exit_code)
    assert f"RestartPreventExitStatus={' '.join(map(str, sorted(codes)))}" in lines


def test_every_command_and_option_that_a_file_names_is_one_of_ours() -> None:
    commands = get_command(app).commands
    found = 0
    for path in [*DEPLOY.iterdir(), ROOT / "docs" / "running.md"]:
        content = path.read_text(encoding="utf-8").replace("\\\n", " ")
        calls = re.findall(r"bin/saferhub ([a-z][^\n#`]*)|(?<![\w/.-])saferhub ([a-z][a-z-]* [^\n#`|]*)", content)
        for call in (one or other for one, other in calls):
            name = call.split()[0]
            if path.suffix != ".md" and name not in commands:
                continue  # the description of a unit, a name of a log
            assert name in commands, f"{path.name}: {call}"
            inner = getattr(commands[name], "commands", {})
            command = inner.get(call.split()[1], commands[name]) if inner else commands[name]
            known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
            assert set(re.findall(r"--[a-z-]+", call)) <= known, f"{path.name}: {call}"
            found += 1
    assert found > 8


def serving(folder: Path, content: str) -> Path:
    """nginx's own file around ours, with ports and a certificate of the test."""
    key, certificate = folder / "key.pem", folder / "fullchain.pem"
    asked = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=hub.example.org", "-days", "1"]
    made = ["openssl", *asked, "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(made, check=True, capture_output=True)
    for port in ("80", "443"):
        content = re.sub(rf"listen (\[::\]:)?{port}( ssl)?;", rf"listen 127.0.0.1:{free_port()}\2;", content, count=1)
        content = re.sub(rf"listen \[::\]:{port}( ssl)?;", "", content)
    content = content.replace("/etc/saferhub/tls", str(folder)).replace("/var/log/nginx", str(folder))
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    path = folder / "nginx.conf"
    whole = f"pid {folder}/pid;\nerror_log stderr;\nevents {{ }}\nhttp {{\naccess_log off;\n{temporary}{content}\n}}\n"
    path.write_text(whole, encoding="utf-8")
    return path


def two_processes(content: str) -> str:
    """The file with the second upstream in the place of the first."""
    content = content.replace(re.search(r"^upstream saferhub \{.*?^\}\n", content, re.M | re.S).group(), "")
    commented = re.search(r"^# upstream saferhub \{.*?^# \}\n", content, re.M | re.S).group()
    return content.replace(commented, commented.replace("# ", ""))


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not here: apt-get install nginx")
@pytest.mark.parametrize("variant", [str, two_processes], ids=["one process", "two processes"])
def test_nginx_finds_nothing_wrong_with_its_example(tmp_path: Path, variant) -> None:
    path = serving(tmp_path, variant(text_of("nginx.conf")))
    done = subprocess.run(["nginx", "-t", "-c", str(path), "-p", str(tmp_path)], capture_output=True, text=True)
    assert (done.returncode, "warn" in done.stderr) == (0, False), done.stderr


def test_nginx_speaks_new_tls_only_keeps_the_websocket_and_sends_one_header_of_its_own() -> None:
    content = re.sub(r"^\s*#.*$", "", text_of("nginx.conf"), flags=re.M)
    assert re.search(r"ssl_protocols\s+TLSv1.2 TLSv1.3;", content)
    assert re.findall(r"add_header (\S+)", content) == ["Strict-Transport-Security"]
    assert "proxy_hide_header Strict-Transport-Security;" in content
    assert "proxy_set_header Upgrade" in content
    assert re.search(r"X-Forwarded-For\s+\$remote_addr;", content), "never what the reader says of himself"
    assert not re.search(r"\$(args|request_uri|query_string|request)\b", content.replace("$host$request_uri", ""))
    assert int(re.search(r"client_max_body_size (\d+)m;", content).group(1)) >= int(OPTIONS["server.maxUploadSize"])
    assert f"server {ADDRESS}:{PORT};" in content


def test_the_container_is_not_root_and_installs_by_hashes_only() -> None:
    content = text_of("Containerfile")
    steps = [line for line in content.splitlines() if not line.startswith("#")]
    assert [line for line in steps if line.startswith("FROM")] == ["FROM python:3.11-slim"]
    assert "RUN pip install --require-hashes -r constraints.txt" in steps
    assert [line for line in steps if line.startswith("USER")] == ["USER 10001:10001"]
    assert steps.index("USER 10001:10001") < next(at for at, line in enumerate(steps) if line.startswith("ENTRYPOINT"))
    assert f"http://{ADDRESS}:{PORT}/health" in content
    assert not [line for line in steps if line.startswith("ADD")]


def test_the_container_keeps_hub_and_backups_on_a_volume_each_which_its_user_may_write_to() -> None:
    content = text_of("Containerfile")
    recipe = " ".join(line.lstrip("# ").rstrip("\\") for line in content.splitlines() if line.startswith("#"))
    (volumes,) = re.findall(r"^VOLUME (.*)$", content, re.M)
    assert volumes.split() == ["/var/lib/saferhub", "/var/backups/saferhub"]
    assert f"install -d -o 10001 -g 10001 -m 0700 {volumes}" in content
    assert set(re.findall(r"-v \S+?:(\S+)", recipe)) == set(volumes.split())
    assert re.search(r"saferhub backup --hub /var/lib/saferhub/hub /var/backups/saferhub/\S+\.tar", recipe)
    assert "--env-file" in recipe


def test_everything_that_the_container_copies_is_there_and_no_floor_is_forgotten() -> None:
    copied = re.findall(r"^COPY (.*) \S+$", text_of("Containerfile"), re.M)
    names = [name for line in copied for name in line.split()]
    assert all((ROOT / name).exists() for name in names)
    assert {"geo", "ingest", "hub", "dashboards", "data/reference"} <= set(names)
