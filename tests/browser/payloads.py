"""Everything that goes to and from a browser, searched for canaries: each frame is decoded by Streamlit's own messages,
and what is in them, as any file, by `tests/artefacts`."""

from collections.abc import Iterator
from typing import Any

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import DecodeError, Message
from google.protobuf.unknown_fields import UnknownFieldSet
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.artefacts.search import Search


class PayloadSearch(Search):
    """A search that knows the frames of the websocket too."""

    def frame(self, payload: bytes | str, where: str, sent_by_browser: bool = False) -> None:
        """A frame of the websocket: one message of Streamlit, or else bytes of any kind."""
        self.where = where
        if isinstance(payload, str):
            self._text(payload, "frame", 0)
            return
        try:
            message: Message = (BackMsg if sent_by_browser else ForwardMsg).FromString(payload)
        except DecodeError:
            self._blob(payload, "frame", 0)
            return
        self._count("message")
        self._message(message, "", 0)
        self._raw(payload, "frame")

    def _message(self, message: Message, way: str, depth: int) -> None:
        for about, value in message.ListFields():
            name = f"{way}.{about.name}"
            for one in _values(about, value):
                if isinstance(one, Message):
                    self._message(one, name, depth)
                else:
                    self._value(one, name, depth)
        for unknown in UnknownFieldSet(message):  # type: ignore[no-untyped-call]
            self._count("unknown field")
            self._value(unknown.data, f"{way}.unknown", depth)


def _values(about: FieldDescriptor, value: Any) -> Iterator[Any]:
    """Each value of a field that is there: of a map its keys too."""
    if about.message_type is not None and about.message_type.GetOptions().map_entry:
        for key, one in value.items():
            yield key
            yield one
    elif isinstance(value, str | bytes | int | float | Message):
        yield value
    else:
        yield from value
