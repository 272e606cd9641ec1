"""Why there is no connection to Severa, in words, and what to do."""

import socket
import ssl

from urllib3.exceptions import HTTPError, ProxyError

from severa_desktop.printable import one_line
from severa_desktop.texts import _

_LONGEST = 300
"""Characters of what somebody else said that are repeated."""

# OpenSSL's numbers, X509_V_ERR_…
_NOT_YET_VALID = 9
_EXPIRED = 10
_OTHER_NAME = frozenset({62, 64})
_NOT_TRUSTED = frozenset({2, 18, 19, 20, 21, 27})
_OLD = ("PROTOCOL_VERSION", "UNSUPPORTED_PROTOCOL", "NO_PROTOCOLS_AVAILABLE", "WRONG_SSL_VERSION")


def quoted(said: object) -> str:
    """Return what somebody else said, made safe to show."""
    text = " ".join(one_line(str(said)).split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def connecting_sentence(error: BaseException, host: str) -> str:
    """Return why there is no connection to a host."""
    cause = _cause(error)
    if _has(error, ProxyError):
        sentence = _(
            "The proxy of this computer’s network cannot be reached or does not let the program through ({why})."
        )
        return sentence.format(why=quoted(_why(cause)))
    match cause:
        case ssl.SSLCertVerificationError():
            sentence = _certificate_sentence(cause)
        case ssl.SSLError() if any(word in str(cause.reason) for word in _OLD):
            sentence = _("{host} offers only encryption older than TLS 1.2, which is not safe.")
        case ssl.SSLError():
            sentence = _("No encrypted connection to {host} came about ({why}).")
        case socket.gaierror():
            sentence = _("There is no server {host}, or this computer has no network.")
        case ConnectionRefusedError():
            sentence = _("{host} does not take connections at the moment.")
        case TimeoutError():
            sentence = _("{host} does not answer. Check this computer’s network.")
        case _:
            sentence = _("{host} cannot be reached ({why}). Check this computer’s network.")
    return sentence.format(host=host, why=quoted(_why(cause)))


def is_distrust(error: BaseException) -> bool:
    """Tell whether there is no connection as encryption or certificate are not as they should be."""
    return isinstance(_cause(error), ssl.SSLError)


def _certificate_sentence(error: ssl.SSLCertVerificationError) -> str:
    code = error.verify_code
    if code == _EXPIRED:
        return _("The certificate of {host} has expired, so it is not trusted.")
    if code == _NOT_YET_VALID:
        return _("The certificate of {host} is not valid yet. Check the clock of this computer.")
    if code in _OTHER_NAME:
        return _("The certificate that answers at {host} is for another name, so it is not trusted.")
    if code in _NOT_TRUSTED:
        return _(
            "The certificate of {host} was issued by nobody whom this computer trusts. If your company looks into "
            "encrypted connections, its certificate authority has to be known to this computer."
        )
    return _("The certificate of {host} is not trusted ({why}).")


def _why(error: BaseException) -> str:
    """Return what the system says; the library's own words hold addresses of what was asked for."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    if isinstance(error, ssl.SSLError):
        return str(error.reason or error.strerror or "")
    if isinstance(error, OSError) and not isinstance(error, HTTPError):
        return error.strerror or str(error)
    return type(error).__name__


def _has(error: BaseException, kind: type[BaseException]) -> bool:
    return isinstance(error, kind) or any(_has(inner, kind) for inner in _inner(error))


def _cause(error: BaseException) -> BaseException:
    """Return what the library wrapped."""
    for inner in _inner(error):
        return _cause(inner)
    return error


def _inner(error: BaseException) -> list[BaseException]:
    if isinstance(error, HTTPError):
        return [one for one in error.args if isinstance(one, BaseException)]
    return []
