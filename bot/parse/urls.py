"""Web addresses: made absolute, made comparable, and refused where they are not plain web links.

Pure.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

MAX_LENGTH = 2_000
_SCHEMES = {"http": 80, "https": 443}
# Parameters that say who sent the reader, never which page it is.
_TRACKING = frozenset(
    "fbclid gclid dclid gbraid wbraid msclkid yclid twclid igshid igsh mc_cid mc_eid _ga _gl _hsenc _hsmi mkt_tok "
    "at_medium at_campaign at_custom1 at_custom2 at_custom3 at_custom4 at_link_id at_link_type at_link_origin "
    "at_format at_bbc_team at_ptr_name ns_mchannel ns_source ns_campaign ns_linkname ns_fee xtor cmpid ocid smid "
    "traffic_source wt.mc_id wt.rss_f feedtype feedname __twitter_impression guccounter guce_referrer "
    "guce_referrer_sig".split()
)
_TRACKING_PREFIXES = ("utm_", "hsa_", "pk_", "mtm_")
_HOST = re.compile(r"\[[0-9a-f:.]+\]|[^\s\x00-\x20\"#%/:<>?@\[\\\]^`{|}\x7f]+")
_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_HEX = re.compile(r"%[0-9a-f]{2}", re.IGNORECASE)
_UNRESERVED = "!$&'()*+,;=:@/-._~"


def canonical(address: str, base: str | None = None) -> str | None:
    """The address made absolute and comparable; None where it is not a web link that one may show.

    Scheme and host in lower case, no default port, no user name, no fragment (except ``#!``), escapes in one form,
    and without the parameters that only track. The rest of the query stays, in its order. Idempotent.
    """
    parts = _split(address, base)
    if parts is None:
        return None
    host = (parts.hostname or "").rstrip(".")
    host = f"[{host}]" if ":" in host else host
    try:
        port = parts.port
    except ValueError:
        return None
    if not _HOST.fullmatch(host):
        return None
    netloc = host if port is None or port == _SCHEMES[parts.scheme] else f"{host}:{port}"
    fragment = parts.fragment if parts.fragment.startswith("!") else ""
    query = "&".join(part for part in parts.query.split("&") if part and not _tracks(part))
    clean = (parts.scheme, netloc, _escape(parts.path) or "/", _escape(query, "?"), _escape(fragment, "?"))
    url = urlunsplit(clean)
    return url if len(url) <= MAX_LENGTH else None


def names_a_page(url: str) -> bool:
    """Whether a canonical address tells one page of a site from another: a home page does not."""
    parts = urlsplit(url)
    return parts.path not in ("", "/") or bool(parts.query or parts.fragment)


def _split(address: str, base: str | None) -> SplitResult | None:
    address = re.sub(r"[\x00-\x1f\x7f]", "", address.strip())
    if not address or len(address) > MAX_LENGTH:
        return None
    try:
        parts = urlsplit(urljoin(base, address) if base else address)
        return parts if parts.scheme in _SCHEMES and parts.hostname else None
    except ValueError:
        return None


def _tracks(parameter: str) -> bool:
    name = parameter.partition("=")[0].lower()
    return name in _TRACKING or name.startswith(_TRACKING_PREFIXES)


def _escape(part: str, extra: str = "") -> str:
    """Everything escaped that must be, once; hexadecimal digits in upper case."""
    part = _ESCAPE.sub("%25", part)
    quoted = quote(part, safe=_UNRESERVED + extra + "%", errors="replace")
    return _HEX.sub(lambda match: match.group().upper(), quoted)
