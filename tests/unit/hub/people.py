"""A register with an organisation that signed and accounts of its people."""

from pathlib import Path

from hub.access.accounts import add_account
from hub.access.identity import Identity
from hub.access.organisations import sign_agreement
from hub.access.sign_in import SignIn, begin_sign_in
from hub.access.throttle import Key
from hub.register import Register
from hub.settings import FILE_NAME

WHO = Identity("keeper", "administrator", "tests")
PASSWORD = "correct horse battery"
COUNCIL = "Borough council"
DESK = Key("address", "192.0.2.1")


def make_register(folder: Path) -> Register:
    """A register in which the council has signed and Ann is its analyst."""
    register = Register(folder / "register.sqlite")
    register.prepare()
    sign_agreement(register, COUNCIL, WHO)
    add_account(register, "Ann", "analyst", COUNCIL, PASSWORD, WHO)
    return register


def without_devices(folder: Path) -> None:
    """Let nobody of the hub in a folder need a second factor."""
    path = folder / FILE_NAME
    written = path.read_text(encoding="utf-8").replace('["chair", "liaison", "administrator"]', "[]")
    path.write_text(written, encoding="utf-8")


def sign_in(register: Register, name: str = "ann", password: str = PASSWORD, address: Key = DESK) -> SignIn:
    """Sign in with a password; chairs need a second factor."""
    return begin_sign_in(register, name, password, address, ["chair"])
