"""Why no answer came, in words that say what to check."""

from __future__ import annotations

import ssl

import requests
import urllib3.exceptions

NOT_A_URL = (
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidSchema,
    requests.exceptions.MissingSchema,
)
# What OpenSSL says of an answer that does not begin as its own protocol does.
NO_TLS = ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG", "HTTP_REQUEST")


def reason_of(error: requests.exceptions.RequestException) -> str:
    """Why there was no answer, in words; the library's own text may hold the whole url and is not shown."""
    causes = _causes(error)
    if isinstance(error, requests.exceptions.ProxyError):
        return "the proxy does not let the request through; check HTTPS_PROXY and NO_PROXY"
    if any(isinstance(cause, ssl.SSLError) and _is_no_https(cause) for cause in causes):
        return "https is spoken to a port that answers with something else, such as plain http; check the url"
    if isinstance(error, requests.exceptions.SSLError):
        return "the certificate is not accepted; check the url, or REQUESTS_CA_BUNDLE behind a company proxy"
    if any(isinstance(cause, urllib3.exceptions.NameResolutionError) for cause in causes):
        return "the host's name is not known; check the source's url and this machine's network"
    if isinstance(error, requests.exceptions.Timeout):
        return "no answer in time; check the source's url, this machine's network and the proxy"
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return "the connection is refused; check the source's url"
    if isinstance(error, NOT_A_URL):
        return "the source's url is not one; it starts with https://"
    return "the connection broke off"


def was_connected(error: requests.exceptions.RequestException) -> bool:
    """Whether somebody took the connection, and broke it off later."""
    return any(isinstance(cause, ConnectionResetError | BrokenPipeError) for cause in _causes(error))


def _is_no_https(error: ssl.SSLError) -> bool:
    return isinstance(error, ssl.SSLEOFError) or error.reason in NO_TLS


def _causes(error: BaseException) -> list[BaseException]:
    causes = [error]
    while (cause := _cause(causes[-1])) is not None and cause not in causes:
        causes.append(cause)
    return causes


def _cause(error: BaseException) -> BaseException | None:
    if error.__cause__ is not None:
        return error.__cause__
    if isinstance(reason := getattr(error, "reason", None), BaseException):
        return reason
    if error.args and isinstance(error.args[0], BaseException):
        return error.args[0]
    return error.__context__
