"""First contact: which flavour a site is of, what its clock says, and where its interface answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from connectors.errors import BadAnswer, CredentialsRefused, OutOfTime, RequestRefused, SourceError
from connectors.jira import records
from connectors.jira.client import AT_ONCE, JiraClient
from connectors.jira.cloud import CloudClient
from connectors.jira.data_center import DataCenterClient
from connectors.jira.source import JiraSource
from connectors.transport.addresses import is_safe_for_credentials
from connectors.transport.answers import Answer
from connectors.transport.http import Http

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Connection:
    """A site that answers and accepts the credentials. `started_at` is its clock, aware UTC.

    `url` is where it is asked, which may be the gateway. `info` is what the site says of itself, and
    `account` what it says of the one that asks.
    """

    url: str

    client: JiraClient
    info: Json
    account: Json
    started_at: datetime


def connect(source: JiraSource, deadline: float | None = None) -> Connection:
    """`deadline` is a time.monotonic(), see Http. Raises SourceError or OutOfTime.

    A site of the cloud does not accept scoped tokens and OAuth's: these are good at the vendor's gateway,
    below the site's cloud id, which is where everything is then asked.
    """
    http = _http(source, source.url, deadline)
    try:
        return _contact(source, source.url, http)
    except CredentialsRefused as refused:
        gateway = None if _is_gateway(source.url) else _gateway(source)
        http.close()
        if gateway is None:
            raise
        through = _http(source, gateway, deadline)
        try:
            return _contact(source, gateway, through)
        except (SourceError, OutOfTime) as error:
            through.close()
            message = f"{refused.message}; the gateway does not take them either ({error.message})"
            raise CredentialsRefused(source.name, message) from None
    except (SourceError, OutOfTime):
        http.close()
        raise


def _http(source: JiraSource, url: str, deadline: float | None) -> Http:
    if not is_safe_for_credentials(url):
        message = f"{url} would carry the API token unencrypted; the url must start with https://"
        raise BadAnswer(source.name, message)
    what_to_check = (
        f"check that {source.account} may read this, and that the token is that account's and has not expired"
    )
    if _is_gateway(url) and not source.user:
        what_to_check += (
            "; OAuth's access tokens last about an hour and Baton does not renew them: give each run a fresh"
            " one, or use an account's API token, which lasts"
        )
    return Http(
        source.name,
        url,
        user=source.user,
        password=source.token,
        what_to_check=what_to_check,
        most_at_once=AT_ONCE,
        deadline=deadline,
        ca_bundle=source.ca_bundle,
        proxy=source.proxy,
    )


def _contact(source: JiraSource, url: str, http: Http) -> Connection:
    try:
        answer = http.get("/rest/api/3/serverInfo")
    except RequestRefused as error:
        if error.status != 404:
            raise
        # Data Center has no version 3; its own answer says what it is.
        answer = _version_2(source, http)
    if not isinstance(answer.body, dict):
        raise BadAnswer(source.name, "GET /rest/api/3/serverInfo: the answer is no JSON object")
    kind = answer.body.get("deploymentType")
    client: JiraClient
    if kind == "Cloud":
        client = CloudClient(source, http)
    elif kind in ("Server", "Data Center"):
        client = DataCenterClient(source, http)
    else:
        raise BadAnswer(source.name, f"{source.url} does not say that it is Jira; check the url")
    account = client.get_object(f"{client.api}/myself")
    return Connection(url, client, answer.body, account, _clock(source, answer))


def _version_2(source: JiraSource, http: Http) -> Answer:
    try:
        return http.get("/rest/api/2/serverInfo")
    except RequestRefused as error:
        if error.status != 404:
            raise
        what = "no Jira answers below its url: it is what comes before /browse/ in a ticket's address"
        raise RequestRefused(source.name, f"{what} ({error.message})", 404) from None


def cloud_id(source: JiraSource, connection: Connection) -> str | None:
    """What the vendor calls the site wherever it is; None on Data Center, and where it does not tell."""
    if _is_gateway(connection.url):
        return urlsplit(connection.url).path.split("/ex/jira/")[1].split("/")[0]
    if connection.info.get("deploymentType") != "Cloud":
        return None
    connection.client.http.requests += 1
    return _told_cloud_id(source)


def _gateway(source: JiraSource) -> str | None:
    """Where the gateway has this site; None if the site does not tell its cloud id, as on Data Center."""
    base = source.token_gateway
    id_ = None if base is None else _told_cloud_id(source)
    return None if base is None or id_ is None else f"{base.rstrip('/')}/ex/jira/{id_}"


def _told_cloud_id(source: JiraSource) -> str | None:
    open_source = replace(source, user="", token="")
    tenant = _http(open_source, source.url, None)
    try:
        tenant_info = tenant.get("/_edge/tenant_info").body
    except (SourceError, OutOfTime):
        return None
    finally:
        tenant.close()
    id_ = tenant_info.get("cloudId") if isinstance(tenant_info, dict) else None
    return id_ if isinstance(id_, str) and id_.replace("-", "").isalnum() else None


def _is_gateway(url: str) -> bool:
    return "/ex/jira/" in urlsplit(url).path


def _clock(source: JiraSource, answer: Answer) -> datetime:
    try:
        server_time = records.instant(answer.body.get("serverTime"))
        return server_time or parsedate_to_datetime(answer.headers.get("Date", "")).astimezone(UTC)
    except (ValueError, TypeError, AttributeError):
        raise BadAnswer(source.name, "GET /rest/api/3/serverInfo: the site does not tell the time") from None
