"""What can go wrong with a mail server, each with a sentence for a person."""

import socket
import ssl

from severa_desktop.core.source_settings import ImapSettings
from severa_desktop.printable import one_line
from severa_desktop.texts import _

_LONGEST = 200
"""Characters of what a server said that are repeated."""

# OpenSSL's numbers, X509_V_ERR_…
_NOT_YET_VALID = 9
_EXPIRED = 10
_OTHER_NAME = frozenset({62, 64})
_NOT_TRUSTED = frozenset({2, 18, 19, 20, 21, 27})

_OLD = ("PROTOCOL_VERSION", "UNSUPPORTED_PROTOCOL", "NO_PROTOCOLS_AVAILABLE", "WRONG_SSL_VERSION")
_NO_TLS = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG", "RECORD_LAYER_FAILURE", "UNKNOWN_PROTOCOL")


class TroubleError(Exception):
    """Something did not work and is tried again; the message is the sentence for a person."""


class LostError(TroubleError):
    """There is no connection, or none any more."""


class RefusedError(TroubleError):
    """The server refused one command, or answered it in a way that is not understood; the connection holds."""


class PersonNeededError(Exception):
    """Trying again would do harm or no good: a person has to act. The message says how."""


class StoppedError(Exception):
    """The source was told to stop while it waited for the server."""


def quoted(said: object) -> str:
    """Return what a server said, made safe to show and to log."""
    text = one_line(str(said)).strip()
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def connecting_sentence(error: OSError, settings: ImapSettings) -> str:
    """Return why there is no connection to a server, and what to do."""
    host, port = settings.host, settings.port
    match error:
        case ssl.SSLCertVerificationError():
            return _certificate_sentence(error, host)
        case ssl.SSLError():
            return _tls_sentence(error, settings)
        case socket.gaierror():
            sentence = _("There is no server {host}, or this computer has no network. Check the server’s name.")
        case ConnectionRefusedError():
            sentence = _(
                "No mail server answers at port {port} of {host}. Check the name, the port and the encryption."
            )
        case TimeoutError():
            sentence = _("{host} does not answer at port {port}. Check the network, the server’s name and the port.")
        case _:
            sentence = _("{host} cannot be reached ({why}). Check the network.")
    return sentence.format(host=host, port=port, why=quoted(error.strerror or error))


def _certificate_sentence(error: ssl.SSLCertVerificationError, host: str) -> str:
    code = error.verify_code
    if code == _EXPIRED:
        sentence = _(
            "The certificate of {host} has expired, so it is not trusted. Ask whoever runs the server to renew it."
        )
    elif code == _NOT_YET_VALID:
        sentence = _("The certificate of {host} is not valid yet. Check the clock of this computer.")
    elif code in _OTHER_NAME:
        sentence = _(
            "The certificate that answers at {host} is for another name, so it is not trusted. "
            "Give the server’s name as it stands in its certificate."
        )
    elif code in _NOT_TRUSTED:
        sentence = _(
            "The certificate of {host} was issued by nobody whom this computer trusts. If your company has a "
            "certificate authority of its own, give its file (CA file)."
        )
    else:
        sentence = _(
            "The certificate of {host} is not trusted ({why}). Ask whoever runs the server, "
            "or give your company’s CA file."
        )
    return sentence.format(host=host, why=quoted(error.verify_message))


def _tls_sentence(error: ssl.SSLError, settings: ImapSettings) -> str:
    host, port = settings.host, settings.port
    reason = str(getattr(error, "reason", "") or "")
    if any(word in reason for word in _NO_TLS):
        sentence = _("Port {port} of {host} does not speak TLS. Use port 993, or choose STARTTLS with port 143.")
    elif any(word in reason for word in _OLD):
        sentence = _(
            "{host} offers only encryption older than TLS 1.2, which is not safe. "
            "Ask whoever runs the server to allow TLS 1.2 or newer."
        )
    else:
        sentence = _("No encrypted connection to {host} came about ({why}). Check the port and the server.")
    return sentence.format(host=host, port=port, why=quoted(reason or error))
