"""A desktop's tray on a D-Bus session of the tests' own: programs put their icon there, and let it show notices.

Each line of standard input is an order in JSON, and is answered by one line of JSON:

``["tooltip"]``          the text of the icon's tooltip; empty while there is no icon
``["menu"]``             the texts of its menu's entries
``["choose", text]``     chooses an entry of the menu
``["activate"]``         clicks on the icon
``["notices"]``          the titles and sentences of the notices that were shown so far
"""

import json
import select
import sys
from collections.abc import Callable
from typing import Any

from jeepney import DBusAddress, HeaderFields, Message, MessageType, new_error, new_method_call, new_method_return  # type: ignore[import-untyped]
from jeepney.bus_messages import message_bus  # type: ignore[import-untyped]
from jeepney.io.blocking import DBusConnection, open_dbus_connection  # type: ignore[import-untyped]

WATCHER = "org.kde.StatusNotifierWatcher"
NOTICES = "org.freedesktop.Notifications"
ITEM = "org.kde.StatusNotifierItem"
_MENU = "com.canonical.dbusmenu"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_DESCRIPTION = f"""<!DOCTYPE node PUBLIC "-//freedesktop//DTD D-BUS Object Introspection 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/introspect.dtd">
<node>
 <interface name="{WATCHER}">
  <method name="RegisterStatusNotifierItem"><arg type="s" direction="in"/></method>
  <property name="IsStatusNotifierHostRegistered" type="b" access="read"/>
 </interface>
 <interface name="{NOTICES}">
  <method name="Notify">
   <arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
   <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
   <arg type="a{{sv}}" direction="in"/><arg type="i" direction="in"/><arg type="u" direction="out"/>
  </method>
  <signal name="NotificationClosed"><arg type="u"/><arg type="u"/></signal>
  <signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
 </interface>
</node>"""


class GoneError(Exception):
    """The program behind an icon does not answer any more."""


class Host:
    """The tray and what stands in it."""

    def __init__(self, connection: DBusConnection) -> None:
        self._connection = connection
        self._icons: list[str] = []
        self._notices: list[tuple[str, str]] = []

    def serve(self, message: Message) -> None:
        """Answer what a program on the bus asks."""
        if message.header.message_type is MessageType.signal:
            self._note_leaving(message)
        if message.header.message_type is not MessageType.method_call:
            return
        self._connection.send(self._answer(message))

    def _answer(self, message: Message) -> Message:
        match message.header.fields[HeaderFields.member]:
            case "Introspect":
                return new_method_return(message, "s", (_DESCRIPTION,))
            case "Get":
                return new_method_return(message, "v", (("b", True),))
            case "GetAll":
                return new_method_return(message, "a{sv}", ({"IsStatusNotifierHostRegistered": ("b", True)},))
            case "RegisterStatusNotifierItem":
                self._icons.append(message.header.fields[HeaderFields.sender])
                return new_method_return(message)
            case "Notify":
                self._notices.append((message.body[3], message.body[4]))
                return new_method_return(message, "u", (len(self._notices),))
            case "GetCapabilities":
                return new_method_return(message, "as", (["body"],))
            case "GetServerInformation":
                return new_method_return(message, "ssss", ("tests", "tests", "1", "1.2"))
            case _:
                return new_error(message, "org.freedesktop.DBus.Error.UnknownMethod")

    def _note_leaving(self, message: Message) -> None:
        if message.header.fields.get(HeaderFields.member) == "NameOwnerChanged" and not message.body[2]:
            self._icons = [icon for icon in self._icons if icon != message.body[0]]

    def do(self, order: list[str]) -> object:
        """Do what a test orders; returns the answer, an empty text where there is no icon."""
        try:
            return self._do(order)
        except GoneError:
            return ""

    def _do(self, order: list[str]) -> object:
        match order:
            case ["notices"]:
                return self._notices
            case _ if not self._icons:
                return ""
            case ["tooltip"]:
                tip = self._property("ToolTip")
                return "\n".join(filter(None, tip[2:]))
            case ["menu"]:
                return [text for _number, text in self._entries()]
            case ["choose", text]:
                (number,) = [number for number, found in self._entries() if found == text]
                self._call(self._menu(), "Event", "isvu", (number, "clicked", ("s", ""), 0))
                return "chosen"
            case ["activate"]:
                self._call(self._icon(), "Activate", "ii", (0, 0))
                return "activated"
            case _:
                return "not understood"

    def _icon(self) -> DBusAddress:
        return DBusAddress("/StatusNotifierItem", self._icons[-1], ITEM)

    def _menu(self) -> DBusAddress:
        return DBusAddress(self._property("Menu"), self._icons[-1], _MENU)

    def _entries(self) -> list[tuple[int, str]]:
        _revision, (_root, _properties, entries) = self._call(self._menu(), "GetLayout", "iias", (0, -1, []))
        found = [(entry[0], entry[1].get("label")) for _signature, entry in entries]
        return [(number, label[1].replace("_", "")) for number, label in found if label]

    def _property(self, name: str) -> Any:  # noqa: ANN401 - as D-Bus has it
        address = DBusAddress("/StatusNotifierItem", self._icons[-1], _PROPERTIES)
        return self._call(address, "Get", "ss", (ITEM, name))[0][1]

    def _call(self, address: DBusAddress, name: str, signature: str, body: tuple[object, ...]) -> Any:  # noqa: ANN401
        call = new_method_call(address, name, signature, body)
        serial = next(self._connection.outgoing_serial)
        self._connection.send(call, serial=serial)
        while True:
            message = self._connection.receive()
            if message.header.fields.get(HeaderFields.reply_serial) == serial:
                if message.header.message_type is MessageType.error:
                    raise GoneError
                return message.body
            self.serve(message)


def main() -> None:
    """Be the tray until there are no more orders."""
    with open_dbus_connection() as connection:
        host = Host(connection)
        for name in (WATCHER, NOTICES):
            connection.send_and_get_reply(message_bus.RequestName(name))
        connection.send_and_get_reply(
            new_method_call(
                DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus"),
                "AddMatch", "s", ("type='signal',member='NameOwnerChanged'",),
            )
        )  # fmt: skip
        print(json.dumps("ready"), flush=True)  # noqa: T201 - how the two processes speak
        _listen(connection, host.serve, host.do)


def _listen(connection: DBusConnection, serve: Callable[[Message], None], do: Callable[[list[str]], object]) -> None:
    while True:
        ready, _writable, _broken = select.select([sys.stdin, connection.sock], [], [])
        if connection.sock in ready:
            serve(connection.receive())
        if sys.stdin in ready:
            line = sys.stdin.readline()
            if not line:
                return
            print(json.dumps(do(json.loads(line))), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
