"""The table: what a client sends, and what has to come back.

A row is the paragraph, a name, the bytes, and the outcome: the statuses in order, then 'open' or
'close'; 'silence' if there is to be no answer. '(HEAD)' after a status: it answers HEAD. '+end': the
client ends its side after the bytes.
"""

from collections import namedtuple

Row = namedtuple("Row", "rule name wire outcome")

HOST = "Host: a\r\n"
JSON = '{"t": 1.0}'
ROWS = []


def row(rule, name, wire, outcome):
    data = wire if isinstance(wire, bytes) else wire.encode("latin-1")
    ROWS.append(Row(rule, name, data, outcome))


def get(target="/livez", fields="", method="GET", version="HTTP/1.1", host=HOST):
    return f"{method} {target} {version}\r\n{host}{fields}\r\n"


def post(fields, body=JSON, version="HTTP/1.1", target="/gradient"):
    return f"POST {target} {version}\r\n{HOST}{fields}\r\n{body}"


def sized(body=JSON, more=""):
    return post(f"Content-Length: {len(body)}\r\n{more}", body)


def chunked(body, more=""):
    return post(f"Transfer-Encoding: chunked\r\n{more}", body)


def chunks(*parts):
    return "".join(f"{len(part):x}\r\n{part}\r\n" for part in parts) + "0\r\n\r\n"


def request_lines():
    refused = "400 close"
    row("9112 3", "GET", get(), "200 open")
    row("9112 2.2", "one empty line before", "\r\n" + get(), "200 open")
    row("9112 2.2", "three empty lines before", "\r\n\r\n\r\n" + get(), "200 open")
    row("9112 2.2", "many empty lines before", "\r\n" * 40 + get(), refused)
    row("9112 2.2", "an empty line after a request", get() + "\r\n" + get(), "200 200 open")
    row("9112 2.2", "an empty line after a body", sized() + "\r\n" + get(), "200 200 open")
    row("9112 2.2", "bare LF before", "\n" + get(), refused)
    row("9112 2.2", "bare CR before", "\r" + get(), refused)
    row("9112 2.2", "space before", " " + get(), refused)
    row("9112 2.2", "tab before", "\t" + get(), refused)
    row("9112 2.2", "all lines end in LF", get().replace("\r\n", "\n"), refused)
    row("9112 2.2", "request line ends in LF", "GET /livez HTTP/1.1\nHost: a\r\n\r\n", refused)
    row("9112 2.2", "request line ends in CR", "GET /livez HTTP/1.1\rHost: a\r\n\r\n", refused)
    row("9112 2.2", "request line ends in CR CR LF", "GET /livez HTTP/1.1\r\r\n" + HOST + "\r\n", refused)
    row("9112 2.2", "request line ends in LF CR", "GET /livez HTTP/1.1\n\rHost: a\r\n\r\n", refused)
    for name, line in [
        ("HTTP/0.9", "GET /livez"), ("a method alone", "GET"), ("method and space", "GET "),
        ("no target", "GET HTTP/1.1"), ("empty target", "GET  HTTP/1.1"),
        ("two spaces after the method", "GET  /livez HTTP/1.1"),
        ("two spaces before the version", "GET /livez  HTTP/1.1"),
        ("space at the end", "GET /livez HTTP/1.1 "), ("tab at the end", "GET /livez HTTP/1.1\t"),
        ("tabs between", "GET\t/livez\tHTTP/1.1"), ("tab after the method", "GET\t/livez HTTP/1.1"),
        ("tab before the version", "GET /livez\tHTTP/1.1"),
        ("form feed between", "GET\x0c/livez HTTP/1.1"), ("no-break space", "GET\xa0/livez HTTP/1.1"),
        ("a fourth word", "GET /livez HTTP/1.1 x"), ("two versions", "GET /livez HTTP/1.1 HTTP/1.1"),
        ("space in the target", "GET /liv ez HTTP/1.1"), ("garbage", "\x16\x03\x01\x02\x00\x01"),
        ("a response", "HTTP/1.1 200 OK"), ("a header line", "Host: a"),
        ("NUL in the method", "G\0ET /livez HTTP/1.1"), ("NUL before", "\0GET /livez HTTP/1.1"),
        ("obs-text in the method", "G\xc9T /livez HTTP/1.1"), ("method in quotes", '"GET" /livez HTTP/1.1'),
        ("colon in the method", "GET: /livez HTTP/1.1"), ("slash in the method", "G/T /livez HTTP/1.1"),
        ("brackets in the method", "[GET] /livez HTTP/1.1"), ("comma in the method", "GET,POST /livez HTTP/1.1"),
        ("at in the method", "G@T /livez HTTP/1.1"), ("bare CR in the target", "GET /li\rvez HTTP/1.1"),
    ]:
        row("9112 3", name, f"{line}\r\n{HOST}\r\n", refused)


def versions():
    for version in ["http/1.1", "Http/1.1", "HTTP/1", "HTTP/1.", "HTTP/.1", "HTTP/11", "HTTP/1.10",
                    "HTTP/01.1", "HTTP/1.01", "HTTP/ 1.1", "HTTP /1.1", "HTTP/1 .1", "HTTP/1,1",
                    "HTTP/1.1.1", "HTTP/-1.1", "HTTP/+1.1", "HTTP/1.a", "HTTP/a.1", "HTTP/1.\xb9",
                    "HTTP\\1.1", "HTTPS/1.1", "HTP/1.1", "ICY/1.0", "1.1", "/1.1", "HTTP", "HTTP/",
                    "HTTP/1.1\0", "\"HTTP/1.1\""]:
        row("9112 2.3", f"version {version!r}", get(version=version), "400 close")
    for version in ["HTTP/2.0", "HTTP/3.0", "HTTP/0.9", "HTTP/0.0", "HTTP/9.9"]:
        row("9110 15.6.6", f"version {version}", get(version=version), "505 close")
    for version in ["HTTP/1.2", "HTTP/1.9"]:
        row("9110 2.5", f"a later minor version {version}", get(version=version), "200 open")
    row("9113 3.4", "the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505 close")
    row("9112 9.3", "HTTP/1.0", get(version="HTTP/1.0"), "200 close")
    row("9112 3.2", "HTTP/1.0 without Host", get(version="HTTP/1.0", host=""), "200 close")
    row("9112 9.3", "HTTP/1.0 keep-alive", get(version="HTTP/1.0", fields="Connection: keep-alive\r\n"), "200 open")
    row("9112 9.3", "HTTP/1.0 Keep-Alive, a list", get(version="HTTP/1.0", fields="Connection: x, Keep-Alive\r\n"), "200 open")
    row("9112 9.3", "HTTP/1.0 keep-alive, close", get(version="HTTP/1.0", fields="Connection: keep-alive, close\r\n"), "200 close")
    row("9112 9.3", "HTTP/1.0 pipelined", get(version="HTTP/1.0") * 2, "200 close")
    row("9112 9.3", "HTTP/1.0 HEAD", get(method="HEAD", version="HTTP/1.0"), "200(HEAD) close")
    row("9112 6.1", "HTTP/1.0 with a length", post(f"Content-Length: {len(JSON)}\r\n", version="HTTP/1.0"), "200 close")
    row("9112 6.1", "HTTP/1.0 chunked", post("Transfer-Encoding: chunked\r\n", chunks(JSON), "HTTP/1.0"), "400 close")
    row("9112 6.1", "HTTP/1.0 chunked with a length", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n", "HTTP/1.0"), "400 close")


def methods():
    for method in ["HEAD"]:
        row("9110 9.3.2", method, get(method=method), "200(HEAD) open")
    row("9110 9.3.2", "HEAD then GET", get(method="HEAD") + get(), "200(HEAD) 200 open")
    row("9110 9.3.2", "HEAD of nothing", get("/nope", method="HEAD"), "404(HEAD) open")
    row("9110 9.3.2", "HEAD, refused", get(method="HEAD", host=""), "400(HEAD) close")
    row("9110 9.3.2", "HEAD of POST only", get("/gradient", method="HEAD"), "405(HEAD) open")
    for method in ["POST", "PUT", "DELETE", "PATCH", "TRACE"]:
        row("9110 15.5.6", f"{method} where GET is", get(method=method), "405 open")
    for method in ["GET", "PUT", "DELETE", "PATCH", "TRACE"]:
        row("9110 15.5.6", f"{method} where POST is", get("/gradient", method=method), "405 open")
    for method in ["get", "Get", "gET", "post", "GETS", "GE", "BREW", "PROPFIND", "X", "!#$%&'*+-.^_`|~",
                   "A" * 100, "HTTP"]:
        row("9110 9.1", f"unknown method {method[:20]}", get(method=method), "501 open")
    row("9112 3", "a method longer than the line may be", get(method="A" * 9000), "501 close")
    row("9110 9.3.6", "CONNECT", get("a:80", method="CONNECT"), "501 close")
    row("9110 9.3.6", "CONNECT with a path", get("/livez", method="CONNECT"), "501 close")
    row("9110 9.3.7", "OPTIONS", get(method="OPTIONS"), "204 open")
    row("9110 9.3.7", "OPTIONS *", get("*", method="OPTIONS"), "204 open")
    row("9112 3.2.4", "OPTIONS with an absolute empty path", get("http://a", method="OPTIONS"), "204 open")
    row("9110 15.5.5", "OPTIONS of nothing", get("/nope", method="OPTIONS"), "404 open")
    row("9110 9.3.7", "OPTIONS with content", "OPTIONS * HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nxy" + get(), "204 200 open")
    row("9110 9.3.8", "TRACE *", get("*", method="TRACE"), "400 close")
    row("9110 9.3.1", "GET with content", "GET /livez HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nxy" + get(), "200 200 open")
    row("9110 9.3.1", "GET with chunks", "GET /livez HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks("xy") + get(), "200 200 open")
    row("9110 9.3.2", "HEAD with content", "HEAD /livez HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nxy" + get(), "200(HEAD) 200 open")


def targets():
    for name, target, outcome in [
        ("query", "/livez?a=b&c", "200 open"), ("empty query", "/livez?", "200 open"),
        ("question mark in the query", "/livez?a?b", "200 open"), ("slash in the query", "/livez?/", "200 open"),
        ("unreserved, encoded", "/%6Civez", "200 open"), ("lower-case digits", "/%6civez", "200 open"),
        ("encoded slash is no slash", "/livez%2F", "404 open"), ("encoded NUL", "/livez%00", "404 open"),
        ("encoded CR LF", "/livez%0d%0a", "404 open"), ("encoded dots", "/%2e%2e/livez", "404 open"),
        ("dots", "/../livez", "404 open"), ("two slashes", "//livez", "404 open"),
        ("slash at the end", "/livez/", "404 open"), ("nothing there", "/nope", "404 open"),
        ("case", "/LIVEZ", "404 open"), ("parameters", "/livez;a=b", "404 open"),
        ("encoded twice", "/%256Civez", "404 open"), ("root", "/", "404 open"),
    ]:
        row("9112 3.2.1", name, get(target), outcome)
    for name, target in [
        ("fragment", "/livez#a"), ("fragment alone", "#a"), ("percent at the end", "/livez%"),
        ("percent and one digit", "/livez%6"), ("percent and no digits", "/livez%zz"), ("percent u", "/%u006civez"),
        ("percent in the query", "/livez?%"), ("NUL", "/livez\0"), ("DEL", "/livez\x7f"), ("escape", "/livez\x1b"),
        ("obs-text", "/livez\xe9"), ("UTF-8", "/livez\xc3\xa9"), ("quote", '/livez"'), ("angle brackets", "/<livez>"),
        ("braces", "/{livez}"), ("backslash", "\\livez"), ("backslash within", "/a\\livez"), ("caret", "/^livez"),
        ("bar", "/a|b"), ("backquote", "/`livez`"), ("square brackets", "/[livez]"), ("no slash", "livez"),
        ("query alone", "?a"), ("asterisk", "*"), ("asterisk and more", "*/livez"), ("dots alone", ".."),
        ("obs-text in the query", "/livez?\xe9"), ("vertical tab", "/livez\x0b"),
    ]:
        row("9112 3.2", name, get(target), "400 close")
    for name, target, outcome in [
        ("absolute", "http://a/livez", "200 open"), ("another host wins", "http://b:81/livez", "200 open"),
        ("upper-case scheme", "HTTP://a/livez", "200 open"), ("query", "http://a/livez?b", "200 open"),
        ("IPv6", "http://[::1]:80/livez", "200 open"), ("empty port", "http://a:/livez", "200 open"),
        ("empty path", "http://a", "404 open"), ("empty path, query", "http://a?b", "404 open"),
        ("no host", "http:///livez", "400 close"), ("port alone", "http://:80/livez", "400 close"),
        ("user", "http://u@a/livez", "400 close"), ("user and password", "http://u:p@a/livez", "400 close"),
        ("port too large", "http://a:65536/livez", "400 close"), ("port no number", "http://a:x/livez", "400 close"),
        ("space in the host", "http://a b/livez", "400 close"), ("comma in the host", "http://a,b/livez", "400 close"),
        ("fragment", "http://a/livez#b", "400 close"), ("one slash", "http:/livez", "400 close"),
        ("no slash", "http:livez", "400 close"), ("three slashes", "http:////livez", "400 close"),
        ("ftp", "ftp://a/livez", "400 close"), ("file", "file:///livez", "400 close"),
        ("https", "https://a/livez", "421 close"), ("ws", "ws://a/livez", "400 close"),
        ("bad IPv6", "http://[::1/livez", "400 close"), ("backslash", "http://a\\livez", "400 close"),
    ]:
        row("9112 3.2.2", f"absolute: {name}", get(target), outcome)
    row("9112 3.2.2", "absolute without Host", get("http://a/livez", host=""), "400 close")
    row("9112 3.2.3", "authority form with GET", get("a:80"), "400 close")
    row("9110 4.1", "a target of 8000 bytes", get("/livez?" + "a" * 7978), "200 open")
    row("9112 3", "a target of 9000 bytes", get("/livez?" + "a" * 9000), "414 close")
    row("9112 3", "a target of 100 000 bytes", get("/" + "a" * 100_000), "414 close")
    row("9112 3", "a target of 2 MB", get("/" + "a" * 2_000_000), "414 close")


for table in (request_lines, versions, methods, targets):
    table()
