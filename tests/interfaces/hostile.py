"""What nobody's browser sends and anybody's program can: text that is no text, numbers that are none, and their kin."""

from __future__ import annotations

import json
from urllib.parse import quote

SURROGATE, OVERRIDE, NUL = "\ud800", "\u202e", "\x00"
TEXTS = (
    SURROGATE, f"a{SURROGATE}b", OVERRIDE, f"1{OVERRIDE}042", "\u200f1", "\u2066x\u2069", NUL, f"1{NUL}", "\ufffe",
    "NaN",
    "\U000f0000", "Infinity", "-inf", "1e400", "1E+9999999", "9" * 5000, "-" + "9" * 30, str(2**63), str(-2**63 - 1),
    "-1", "0", "0.0000000001", "１２", "²", "٣", "0000", "0000-01-01", "10000", "10000-01-01", "9999-12-31",
    "0001-01-01..9999-12-31",
    "2013-02-30", "2013-Q5", "99999-Q1", "inf..inf", "between:..", "between:1..9e999",

    "prefix:", "prefix:%", "empty:maybe", "in:", "in:,", ":", "..", "../../etc/passwd", "a/b", "~", "~2",
    "%", "%2", "\\",
    "'", '"', "<b>", "{{x}}", "\t", "\r\n", " ", "é" * 3000, "x" * 70000, "[]", "{}", "null", "true", "[" * 5000,
    "MTIz", "eyJ9", "=" * 9, "a:b:c:d",
)
RAW = ("%ED%A0%80", "%FF", "%C0%AF", "%00", "%", "%zz", "%E2%80%AE", "%u0041", "+", "%F4%90%80%80", "%2e%2e", "%0d%0a")
BODIES = (
    b"", b"null", b"[]", b"1", b'"x"', b"{", b"{}{}", b'{"a":1,"a":2}', b'{"number":"1","number":"2"}',
    b'{"number":"\\ud800"}', b'{"\\ud800":1}', b'{"number":"\\u0000"}', b'{"number":"\\u202e1"}', b'{"\\u202ea":1}',
    b'{"x":NaN}', b'{"x":Infinity}', b'{"x":1e999}', b'{"x":' + b"9" * 5000 + b"}", b"[" * 100000, b'{"a":' * 3000,
    b"\xff\xfe", b"\xef\xbb\xbf{}", b'{"x":"\xed\xa0\x80"}', b'{"x":"\xff"}', b"\x00", b'{"region":{"a":1,"a":2}}',
    b'{"reason":"\\ud800","region":"2"}', b'{"region":"\\ud800","item":"\\ud800","value":"\\ud800"}',
    b'{"region":9223372036854775808}', b'{"region":"2","value":1e400}', b'{"answers":{"\\ud800":"x"}}',
)
HEADERS = {
    "Accept-Language": ("x" * 5000, "zh-hans;q=9e999", "\xff", "*", ",,,;q=", "\xe2\x80\xae", "a-" * 200, "zh;q=nan"),
    "Range": ("bytes=0-", "bytes=-1", "bytes=99999999999999999999-", "bytes=5-1", "bytes=a-b", "\xff", "x" * 9000),
    "If-None-Match": ('"', "*", 'W/"', "\xff", "x" * 9000, '"a", "b'),
    "If-Match": ('"', "*", '"x"', f'"{"9" * 5000}"', '"-1"', '"1e5"', "\xff", '"²"', '"１"'),
    "If-Modified-Since": ("x", "Mon, 01 Jan 0000 00:00:00 GMT", "Fri, 31 Dec 99999 23:59:59 GMT", "\xff"),
    "Content-Type": ("", "text", "application/json; charset=\xff", "application/json; charset=utf-99",
                     "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\xff",
                     "multipart/form-data; boundary=" + "x" * 300, "application/x-www-form-urlencoded; charset=nope",
                     "application/x-www-form-urlencoded; charset=utf-16", ";", "\xff/\xff"),
    "Content-Length": ("-1", "x", "9" * 50, "1e3", "²", ""),
    "Cookie": ("plumb_session=\xff", "plumb_session=" + "x" * 5000, "plumb_language=\xed", "plumb_language=../../x",
               "plumb_csrf=\x01", "messages=[]", "messages=x", "a=b; a=c; ;;=;", "plumb_session=a:b:c",
               "plumb_appearance=\xe2\x80\xae", 'messages="[[\\"__json_message\\""'),
    "Authorization": ("", "Bearer", "Bearer \xff", "Bearer " + "x" * 9000, "Basic x", "Bearer plumb_²", "\xff"),
    "Accept": ("", "*", "\xff", "x/y;q=nan", "a" * 5000, "application/json;q=9e999", "/", ";;"),
    "Host": ("\xff", "a b", "127.0.0.1:99999999", "[::1", "localhost:\xff", ""),
    "Referer": ("\xff", "http://[", "x" * 9000), "HX-Request": ("true", "\xff"), "HX-Current-URL": ("http://[", "\xff"),
    "X-CSRFToken": ("\xff", "x" * 9000), "X-Forwarded-For": ("\xff", "a, b"), "X-Forwarded-Proto": ("\xff",),
    "Origin": ("null", "http://[", "\xff"),
}
"""By header what to send in it; as servers do, one character stands for one byte."""


def quoted(text: str) -> str:
    """``text`` as an address would carry it, a lone surrogate as its three bytes."""
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def in_json(text: str) -> bytes:
    """``text`` as JSON, with a lone surrogate as its escape."""
    return json.dumps(text).encode()
