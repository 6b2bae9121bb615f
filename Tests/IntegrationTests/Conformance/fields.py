"""The table, continued: header fields, framing, chunks, persistence, content."""

from rows import HOST, JSON, chunked, chunks, get, post, row, sized

REFUSED = "400 close"


def field_lines():
    for name, line in [
        ("no white space", "A:b"), ("much white space", "A: \t b \t "), ("empty value", "A:"),
        ("empty value, spaces", "A:   "), ("every tchar", "!#$%&'*+-.^_`|~9z: b"), ("tab in the value", "A: b\tc"),
        ("obs-text in the value", "A: \x80\xff"), ("colons in the value", "A: b:c: d"), ("quotes", 'A: "b, c'),
        ("digits", "123: 4"), ("underscore", "A_B: c"), ("a field twice", "A: b\r\nA: c"),
        ("Upgrade is ignored", "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__"),
        ("WebSocket is ignored", "Connection: Upgrade\r\nUpgrade: websocket"), ("Range is ignored", "Range: bytes=0-1"),
        ("If-None-Match is ignored", "If-None-Match: *"), ("If-Match is ignored", 'If-Match: "x"'),
        ("If-Modified-Since is ignored", "If-Modified-Since: Mon, 01 Jan 2035 00:00:00 GMT"),
        ("TE is ignored", "TE: trailers, deflate;q=0.5"), ("X-HTTP-Method-Override is ignored", "X-HTTP-Method-Override: DELETE"),
        ("X-Forwarded-Host is ignored", "X-Forwarded-Host: b"), ("Max-Forwards is ignored", "Max-Forwards: 0"),
        ("Trailer is ignored", "Trailer: A"), ("Keep-Alive is ignored", "Keep-Alive: timeout=1, max=1"),
        ("an underscore is no hyphen", "Content_Length: 5"), ("a proxy's field", "Proxy-Connection: close"),
        ("a name like a framing one", "XTransfer-Encoding: chunked"), ("and another", "Content-Length-X: 5"),
    ]:
        row("9112 5", name, get(fields=line + "\r\n"), "200 open")
    for name, line in [
        ("space before the colon", "A : b"), ("tab before the colon", "A\t: b"), ("no colon", "A"), ("no name", ": b"),
        ("space for a name", " : b"), ("space in the name", "A B: c"), ("brackets in the name", "A(b): c"),
        ("slash in the name", "A/b: c"), ("quote in the name", 'A": b'), ("at in the name", "A@b: c"),
        ("comma in the name", "A,b: c"), ("obs-text in the name", "\xe9: c"), ("NUL in the name", "A\0: c"),
        ("bare CR in the name", "A\rB: c"), ("DEL in the name", "A\x7f: c"), ("folded by a space", "A: b\r\n c"),
        ("folded by a tab", "A: b\r\n\tc"), ("folded, blank", "A: b\r\n "), ("folded without value", "A:\r\n b"),
        ("folded with a field", "A: b\r\n Content-Length: 5"), ("NUL in the value", "A: b\0c"), ("NUL as value", "A: \0"),
        ("bare CR in the value", "A: b\rc"), ("bare CR and a field", "A: b\rContent-Length: 5"), ("CR CR LF", "A: b\r"),
        ("bare LF in the value", "A: b\nC: d"), ("LF CR", "A: b\n\rC: d"), ("DEL in the value", "A: \x7f"),
        ("escape in the value", "A: \x1b[0m"), ("vertical tab", "A: \x0bb"), ("form feed", "A: \x0cb"), ("bell", "A: \x07"),
        ("backspace", "A: b\x08"), ("unit separator", "A: \x1f"), ("a request line", "GET / HTTP/1.1"),
        ("semicolon for colon", "A; b"), ("equals for colon", "A=b"),
    ]:
        row("9112 5.1", name, get(fields=line + "\r\n"), REFUSED)
    row("9112 2.2", "space before the first field", "GET /livez HTTP/1.1\r\n Host: a\r\n\r\n", REFUSED)
    row("9112 2.2", "tab before the first field", "GET /livez HTTP/1.1\r\n\tHost: a\r\n\r\n", REFUSED)
    row("9112 2.2", "blank line of spaces", f"GET /livez HTTP/1.1\r\n{HOST} \r\n\r\n", REFUSED)
    row("9112 2.2", "the head ends in LF", f"GET /livez HTTP/1.1\r\n{HOST}\n", REFUSED)
    row("9112 2.2", "the head ends in CR and a letter", f"GET /livez HTTP/1.1\r\n{HOST}\rx", REFUSED + "+end")
    row("6585 5", "100 fields", get(fields="A: b\r\n" * 99), "200 open")
    row("6585 5", "101 fields", get(fields="A: b\r\n" * 100), "431 close")
    row("6585 5", "10 000 fields", get(fields="A: b\r\n" * 10_000), "431 close")
    row("6585 5", "a value of 8000 bytes", get(fields=f"A: {'b' * 8000}\r\n"), "200 open")
    row("6585 5", "a value of 9000 bytes", get(fields=f"A: {'b' * 9000}\r\n"), "431 close")
    row("6585 5", "a name of 9000 bytes", get(fields=f"{'A' * 9000}: b\r\n"), "431 close")
    row("6585 5", "a line of 1 MiB", get(fields=f"A: {'b' * (1 << 20)}\r\n"), "431 close")
    row("6585 5", "a line of 1 MiB without a colon", get(fields="A" * (1 << 20) + "\r\n"), "431 close")
    row("6585 5", "40 000 bytes of fields", get(fields=f"A: {'b' * 4000}\r\n" * 10), "431 close")


def hosts():
    for name, value in [
        ("a name", "a"), ("with a port", "a.example:8080"), ("an empty port", "a:"), ("IPv4", "127.0.0.1:80"), ("IPv6", "[::1]:80"),
        ("a dot at the end", "a."), ("upper case", "A.EXAMPLE"), ("no white space", "a"), ("encoded", "a%20b"),
    ]:
        row("9110 7.2", f"Host: {name}", get(host=f"Host: {value}\r\n"), "200 open")
    row("9110 7.2", "host in lower case", get(host="host:a\r\n"), "200 open")
    row("9110 7.2", "white space around Host", get(host="Host: \t a \t\r\n"), "200 open")
    row("9110 7.2", "Host last", get(host="A: b\r\nHost: a\r\n"), "200 open")
    for name, host in [
        ("none", ""), ("two", "Host: a\r\nHost: b\r\n"), ("the same twice", "Host: a\r\nhost: a\r\n"),
        ("two, one empty", "Host: a\r\nHost:\r\n"), ("two apart", "Host: a\r\nA: b\r\nHOST: b\r\n"), ("a list", "Host: a, b\r\n"),
        ("a comma", "Host: a,b\r\n"), ("empty", "Host:\r\n"), ("blank", "Host:  \r\n"), ("a port alone", "Host: :80\r\n"),
        ("a space", "Host: a b\r\n"), ("a tab", "Host: a\tb\r\n"), ("a user", "Host: u@a\r\n"), ("user and password", "Host: u:p@a\r\n"),
        ("a path", "Host: a/livez\r\n"), ("a query", "Host: a?b\r\n"), ("a fragment", "Host: a#b\r\n"), ("a scheme", "Host: http://a\r\n"),
        ("two ports", "Host: a:80:80\r\n"), ("a port that is no number", "Host: a:b\r\n"), ("port 65536", "Host: a:65536\r\n"),
        ("port -1", "Host: a:-1\r\n"), ("port +80", "Host: a:+80\r\n"), ("an open bracket", "Host: [::1\r\n"), ("IPv6 without brackets", "Host: ::1\r\n"),
        ("empty brackets", "Host: []\r\n"), ("letters after the bracket", "Host: [::1]a\r\n"), ("a backslash", "Host: a\\b\r\n"),
        ("a quote", 'Host: "a"\r\n'), ("obs-text", "Host: \xe9\r\n"), ("NUL", "Host: a\0b\r\n"), ("bad percent", "Host: a%2\r\n"),
        ("an angle bracket", "Host: <a>\r\n"), ("space before the colon", "Host : a\r\n"), ("folded", "Host:\r\n a\r\n"),
    ]:
        row("9112 3.2", f"Host: {name}", get(host=host), REFUSED)
    row("9112 3.2", "HTTP/1.0 with two hosts", get(host="Host: a\r\nHost: b\r\n", version="HTTP/1.0"), REFUSED)


def lengths():
    n = len(JSON)
    row("9112 6.3", "a length", sized(), "200 open")
    row("9112 6.3", "and another request", sized() + get(), "200 200 open")
    row("9112 6.3", "zeros in front", post(f"Content-Length: 000{n}\r\n"), "200 open")
    row("9112 6.3", "white space around", post(f"Content-Length: \t {n} \t\r\n"), "200 open")
    row("9112 6.3", "case of the name", post(f"cOnTENT-lENGTH: {n}\r\n"), "200 open")
    row("9112 6.3", "no length is no content", post("", "") + get(), "400 200 open")
    row("9112 6.3", "length 0", post("Content-Length: 0\r\n", "") + get(), "400 200 open")
    row("9112 6.3", "a body that looks like a request", sized(get()) + get(), "400 200 open")
    for name, value in [
        ("plus", f"+{n}"), ("minus", f"-{n}"), ("minus zero", "-0"), ("hexadecimal", "0xa"), ("hexadecimal digits", "a"),
        ("octal", "0o12"), ("underscore", "1_0"), ("fraction", f"{n}.0"), ("exponent", "1e1"), ("space within", "1 0"),
        ("tab within", "1\t0"), ("quoted", f'"{n}"'), ("empty", ""), ("blank", "  "), ("a word", "ten"), ("other digits", "\xb9\xb2"),
        ("Arabic digits", "\xd9\xa1\xd9\xa0"), ("full-width digits", "\xef\xbc\x91\xef\xbc\x90"), ("a list of equals", f"{n}, {n}"),
        ("a list", f"{n}, 0"), ("a list without space", f"{n},{n}"), ("comma at the end", f"{n},"), ("comma in front", f",{n}"),
        ("semicolon", f"{n};"), ("parameter", f"{n}; a=b"), ("2^63", str(1 << 63)), ("2^64", str(1 << 64)),
        ("2^64 and the length", str((1 << 64) + n)), ("2^32 and the length, negative", str(-(1 << 32) + n)), ("forty nines", "9" * 40),
        ("NaN", "NaN"), ("infinity", "Infinity"), ("NUL after", f"{n}\0"), ("CR after", f"{n}\r"), ("brackets", f"({n})"),
        ("vertical tab in front", f"\x0b{n}"),
    ]:
        row("9110 8.6", f"length: {name}", post(f"Content-Length: {value}\r\n") + get(), REFUSED)
    for name, first, second in [("different", n, 0), ("equal", n, n), ("zeros", "0", "00"), ("one empty", n, ""), ("one no number", n, "x")]:
        row("9112 6.3", f"two lengths, {name}", post(f"Content-Length: {first}\r\nContent-Length: {second}\r\n"), REFUSED)
    row("9112 6.3", "two lengths, names in other cases", post(f"Content-Length: {n}\r\ncontent-length: 0\r\n"), REFUSED)
    row("9112 5.1", "space before the colon of the length", post(f"Content-Length : {n}\r\n"), REFUSED)
    row("9112 5.2", "a folded length", post(f"Content-Length:\r\n {n}\r\n"), REFUSED)
    row("9110 15.5.14", "a length beyond the limit, nothing sent", post("Content-Length: 999999999\r\n", ""), "413 close")
    row("9110 15.5.14", "2^63 - 1", post(f"Content-Length: {(1 << 63) - 1}\r\n", ""), "413 close")
    row("9112 8", "cut short", post("Content-Length: 99\r\n") , "400 close+end")


def codings():
    row("9112 7.1", "chunked", chunked(chunks(JSON)), "200 open")
    row("9112 7.1", "and another request", chunked(chunks(JSON)) + get(), "200 200 open")
    row("9112 7", "CHUNKED", post("Transfer-Encoding: CHUNKED\r\n", chunks(JSON)), "200 open")
    row("9112 7", "tabs around", post("Transfer-Encoding:\tchunked\t\r\n", chunks(JSON)), "200 open")
    n = len(JSON)
    for name, fields in [
        ("length first", f"Content-Length: {n}\r\nTransfer-Encoding: chunked"), ("length last", "Transfer-Encoding: chunked\r\nContent-Length: 5"),
        ("length 0", "Content-Length: 0\r\nTransfer-Encoding: chunked"), ("length and identity", f"Content-Length: {n}\r\nTransfer-Encoding: identity"),
        ("length and xchunked", f"Content-Length: {n}\r\nTransfer-Encoding: xchunked"), ("bad length", "Content-Length: x\r\nTransfer-Encoding: chunked"),
        ("twice", "Transfer-Encoding: chunked, chunked"), ("two fields", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"),
        ("chunked, identity", "Transfer-Encoding: chunked, identity"), ("chunked, gzip", "Transfer-Encoding: chunked, gzip"),
        ("chunked then gzip, two fields", "Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip"), ("parameter", "Transfer-Encoding: chunked;q=1"),
        ("parameter after a space", "Transfer-Encoding: chunked ; a=b"), ("quoted", 'Transfer-Encoding: "chunked"'), ("in single brackets", "Transfer-Encoding: (chunked)"),
        ("empty", "Transfer-Encoding:"), ("comma in front", "Transfer-Encoding: , chunked"), ("comma after", "Transfer-Encoding: chunked,"),
        ("vertical tab", "Transfer-Encoding: \x0bchunked"), ("form feed after", "Transfer-Encoding: chunked\x0c"), ("NUL after", "Transfer-Encoding: chunked\0"),
        ("CR after", "Transfer-Encoding: chunked\r"), ("folded", "Transfer-Encoding:\r\n chunked"), ("space before the colon", "Transfer-Encoding : chunked"),
        ("tab before the colon", "Transfer-Encoding\t: chunked"), ("name after a space", " Transfer-Encoding: chunked"), ("bare LF before the name", "A: b\nTransfer-Encoding: chunked"),
        ("no-break space", "Transfer-Encoding: \xa0chunked"),
    ]:
        row("9112 6.1", f"coding: {name}", post(fields + "\r\n", "0\r\n\r\n") + get(), REFUSED)
    for name, value in [
        ("gzip", "gzip"), ("gzip, chunked", "gzip, chunked"), ("identity", "identity"), ("identity, chunked", "identity, chunked"), ("xchunked", "xchunked"),
        ("chunke", "chunke"), ("chunkedx", "chunkedx"), ("chunked-x", "chunked-x"), ("cow", "cow"), ("deflate, chunked", "deflate,chunked"), ("a space within", "chun ked"),
    ]:
        row("9112 6.1", f"coding: {name}", post(f"Transfer-Encoding: {value}\r\n", "0\r\n\r\n") + get(), "501 close")
    row("9112 6.1", "coding: gzip and chunked in two fields", post("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), "501 close")


def chunk_lines():
    body = JSON
    row("9112 7.1", "several chunks", chunked(chunks(body[:3], body[3:5], body[5:])), "200 open")
    row("9112 7.1", "upper-case size", chunked(f"A\r\n{body}\r\n0\r\n\r\n"), "200 open")
    row("9112 7.1", "zeros in front", chunked(f"000a\r\n{body}\r\n0000\r\n\r\n"), "200 open")
    row("9112 7.1.1", "extensions", chunked(f"a;x\r\n{body}\r\n0;y=z\r\n\r\n"), "200 open")
    row("9112 7.1.1", "a quoted extension", chunked(f'a;x="y;\\"z"\r\n{body}\r\n0\r\n\r\n'), "200 open")
    row("9112 7.1.1", "white space in extensions", chunked(f"a ; x = y\r\n{body}\r\n0\r\n\r\n"), "200 open")
    row("9112 7.1.2", "trailers", chunked(f"a\r\n{body}\r\n0\r\nA: b\r\nC: d\r\n\r\n") + get(), "200 200 open")
    for name in ["Content-Length: 5", "Transfer-Encoding: chunked", "Host: b", "Connection: close", "Expect: x"]:
        row("9110 6.5.1", f"{name} as a trailer means nothing", chunked(f"a\r\n{body}\r\n0\r\n{name}\r\n\r\n") + get(), "200 200 open")
    for name, size in [
        ("none", ""), ("0x", "0xa"), ("plus", "+a"), ("minus", "-a"), ("minus zero", "-0"), ("underscore", "0_a"), ("letter g", "g"), ("space in front", " a"),
        ("tab in front", "\ta"), ("space after", "a "), ("tab after", "a\t"), ("space within", "0 a"), ("fraction", "a.0"), ("h", "ah"), ("quoted", '"a"'),
        ("17 digits", "0" * 16 + "a"), ("2^64 and the size", "1000000000000000a"), ("2^64 - 1", "f" * 16), ("2^63", "8" + "0" * 15), ("NUL after", "a\0"),
        ("CR after", "a\r"), ("bare LF in front", "\na"), ("comma", "a,"), ("full-width digit", "\xef\xbc\x91"), ("semicolon first", ";x"),
        ("extension without name", "a;"), ("extension without value", "a;x="), ("open quote", 'a;x="y'), ("text after a quote", 'a;x="y"z'), ("control in an extension", 'a;x="\x01"'),
        ("NUL in an extension", "a;x=\0"), ("bare CR in an extension", "a;x\ry"), ("bare CR in a quoted one", 'a;x="\r"'), ("words without semicolon", "a x"), ("equals first", "a=x"),
    ]:
        row("9112 7.1", f"chunk size: {name}", chunked(f"{size}\r\n{body}\r\n0\r\n\r\n") + get(), REFUSED)
    row("9112 2.2", "a size line that ends in LF", chunked(f"a\n{body}\r\n0\r\n\r\n"), REFUSED)
    row("9112 2.2", "an extension that ends in LF", chunked(f"a;x\n{body}\r\n0\r\n\r\n"), REFUSED)
    row("9112 2.2", "bare LF in a quoted extension", chunked(f'a;x="\n"\r\n{body}\r\n0\r\n\r\n'), REFUSED)
    row("9112 7.1", "data that ends in LF", chunked(f"a\r\n{body}\n0\r\n\r\n"), REFUSED)
    row("9112 7.1", "data without an end", chunked(f"a\r\n{body}0\r\n\r\n"), REFUSED)
    row("9112 7.1", "data that ends in CR CR", chunked(f"a\r\n{body}\r\r\n0\r\n\r\n"), REFUSED)
    row("9112 7.1", "data that ends in two letters", chunked(f"a\r\n{body}xx0\r\n\r\n"), REFUSED)
    row("9112 7.1", "more data than its size", chunked(f"9\r\n{body}\r\n0\r\n\r\n"), REFUSED)
    row("9112 7.1", "less data than its size", chunked(f"b\r\n{body}\r\n0\r\n\r\n"), REFUSED)
    row("9112 7.1", "the last chunk ends in LF", chunked(f"a\r\n{body}\r\n0\n\n"), REFUSED)
    row("9112 7.1", "the trailers end in LF", chunked(f"a\r\n{body}\r\n0\r\n\n"), REFUSED)
    row("9112 7.1", "no empty line at the end", chunked(f"a\r\n{body}\r\n0\r\n") + get(), REFUSED)
    row("9112 7.1", "a request after the last chunk", chunked(f"a\r\n{body}\r\n0\r\nGET /livez HTTP/1.1\r\n\r\n"), REFUSED)
    for name, line in [("no colon", "A"), ("space before the colon", "A : b"), ("folded", "A: b\r\n c"), ("NUL", "A: \0"), ("bare CR", "A: b\rc"), ("bare LF", "A: b\nC: d"), ("no name", ": b")]:
        row("9112 7.1.2", f"trailer: {name}", chunked(f"a\r\n{body}\r\n0\r\n{line}\r\n\r\n"), REFUSED)
    row("9112 7.1.1", "an extension without end", chunked("a;" + "x" * 100_000), "413 close")
    row("9112 7.1.1", "many small extensions", chunked("1;xxxxxxxx\r\na\r\n" * 1000), "413 close")
    row("6585 5", "101 trailers", chunked("0\r\n" + "A: b\r\n" * 101), "431 close")
    row("6585 5", "a trailer of 9000 bytes", chunked(f"0\r\nA: {'b' * 9000}\r\n"), "431 close")
    row("9110 15.5.14", "a chunk beyond the limit", chunked("7fffffffffffffff\r\n"), "413 close")
    row("9110 15.5.14", "chunks beyond the limit", chunked("f00000\r\n" + "x" * 0xF00000 + "\r\n200000\r\n"), "413 close")
    row("9112 8", "cut short within a chunk", chunked("a\r\nabc"), "400 close+end")


def persistence():
    for name, value, outcome in [
        ("close", "close", "200 close"), ("CLOSE", "CLOSE", "200 close"), ("in a list", "x, close, y", "200 close"), ("keep-alive and close", "keep-alive, close", "200 close"),
        ("without spaces", "x,close", "200 close"), ("empty elements", ", ,close,", "200 close"), ("keep-alive", "keep-alive", "200 open"), ("closed", "closed", "200 open"),
        ("unknown", "x", "200 open"), ("empty", "", "200 open"), ("quoted", '"close"', "200 open"),
    ]:
        row("9112 9.6", f"Connection: {name}", get(fields=f"Connection: {value}\r\n"), outcome)
    row("9112 9.6", "Connection: close in a second field", get(fields="Connection: x\r\nConnection: close\r\n"), "200 close")
    row("9112 9.6", "nothing after close", get(fields="Connection: close\r\n") + get() * 3, "200 close")
    row("9112 9.6", "nothing after close with a body", sized(more="Connection: close\r\n") + get(), "200 close")
    row("9112 9.3.2", "pipelined", get() * 3, "200 200 200 open")
    row("9112 9.3.2", "a hundred pipelined", get() * 100, " ".join(["200"] * 100) + " open")
    row("9112 9.3.2", "pipelined computations in order", sized() + get("/nope") + sized() + get(), "200 404 200 200 open")
    row("9112 9.3.2", "a refusal behind answers", get() + get(host="") + get(), "200 400 close")
    row("9112 9.3.2", "garbage behind a body", sized() + "xyz\r\n", "200 400 close")
    row("9112 9.6", "half-closed", get(), "200 close+end")
    row("9112 9.6", "half-closed behind two", get() + get(), "200 200 close+end")
    row("9112 9.6", "half-closed behind a computation", sized(), "200 close+end")
    row("9112 8", "ended within a request line", "GET /li", "400 close+end")
    row("9112 8", "ended within a head", "GET /livez HTTP/1.1\r\nHost: a\r\n", "400 close+end")
    row("9112 8", "ended at once", "", "silence close+end")
    row("9112 8", "ended after an empty line", "\r\n", "silence close+end")


def content():
    n = len(JSON)
    for name, fields, outcome in [
        ("application/json", "Content-Type: application/json\r\n", "200 open"), ("upper case, parameter", "Content-Type: Application/JSON; charset=utf-8\r\n", "200 open"),
        ("no type", "", "200 open"), ("text/plain", "Content-Type: text/plain\r\n", "415 open"), ("application/xml", "Content-Type: application/xml\r\n", "415 open"),
        ("application/jsonx", "Content-Type: application/jsonx\r\n", "415 open"), ("multipart", "Content-Type: multipart/form-data; boundary=x\r\n", "415 open"),
        ("gzip", "Content-Encoding: gzip\r\n", "415 open"), ("identity", "Content-Encoding: identity\r\n", "200 open"),
        ("Accept anything", "Accept: */*\r\n", "200 open"), ("Accept JSON", "Accept: application/json\r\n", "200 open"), ("Accept application/*", "Accept: application/*;q=0.5\r\n", "200 open"),
        ("Accept a list", "Accept: text/html, application/json;q=0.1\r\n", "200 open"), ("Accept nothing in particular", "Accept:\r\n", "200 open"),
        ("Accept HTML only", "Accept: text/html\r\n", "406 open"), ("Accept images only", "Accept: image/*\r\n", "406 open"), ("JSON with q=0", "Accept: application/json;q=0\r\n", "406 open"),
        ("JSON with q=0, others", "Accept: application/json;q=0, */*\r\n", "406 open"),
    ]:
        row("9110 12.5.1" if "Accept" in fields else "9110 15.5.16", name, post(f"Content-Length: {n}\r\n{fields}"), outcome)
    row("9110 12.5.1", "Accept HTML only, GET", get(fields="Accept: text/html\r\n"), "406 open")
    row("9110 15.5.1", "no JSON", sized("{"), "400 open")
    row("9110 15.5.1", "NUL for JSON", sized("\0\0"), "400 open")
    row("9110 15.5.21", "JSON that means nothing", sized('{"nope": 1}'), "422 open")
    row("9110 15.5.5", "POST to nothing", post(f"Content-Length: {n}\r\n", target="/nope"), "404 open")
    row("9110 10.1.1", "100-continue, body at once", sized(more="Expect: 100-continue\r\n"), "100? 200 open")
    row("9110 10.1.1", "100-Continue in another case", sized(more="Expect: 100-Continue\r\n"), "100? 200 open")
    row("9110 10.1.1", "100-continue, chunked", chunked(chunks(JSON), "Expect: 100-continue\r\n"), "100? 200 open")
    row("9110 10.1.1", "100-continue without content", get(fields="Expect: 100-continue\r\n"), "200 open")
    row("9110 10.1.1", "100-continue of HTTP/1.0", post(f"Content-Length: {n}\r\nExpect: 100-continue\r\n", version="HTTP/1.0"), "200 close")
    row("9110 10.1.1", "100-continue, client waits", post("Content-Length: 5\r\nExpect: 100-continue\r\n", ""), "100 open?")
    row("9110 10.1.1", "100-continue, too large", post("Content-Length: 999999999\r\nExpect: 100-continue\r\n", ""), "413 close")
    row("9110 10.1.1", "100-continue, too large for nothing", post("Content-Length: 999999999\r\nExpect: 100-continue\r\n", "", target="/nope"), "413 close")
    for name, wire, status in [
        ("nothing there", post(f"Content-Length: {n}\r\nExpect: 100-continue\r\n", "", target="/nope"), 404),
        ("not this method", post(f"Content-Length: {n}\r\nExpect: 100-continue\r\n", "", target="/livez"), 405),
        ("no method", get(method="BREW", fields=f"Content-Length: {n}\r\nExpect: 100-continue\r\n"), 501),
        ("a foreign page", post(f"Content-Length: {n}\r\nOrigin: http://b\r\nExpect: 100-continue\r\n", ""), 403),
        ("no such answer", post(f"Content-Length: {n}\r\nAccept: text/html\r\nExpect: 100-continue\r\n", ""), 406),
        ("no JSON", post(f"Content-Length: {n}\r\nContent-Type: text/html\r\nExpect: 100-continue\r\n", ""), 415),
        ("a coding", post(f"Content-Length: {n}\r\nContent-Encoding: gzip\r\nExpect: 100-continue\r\n", ""), 415),
        ("chunked", post("Transfer-Encoding: chunked\r\nContent-Type: text/html\r\nExpect: 100-continue\r\n", ""), 415),
        ("no content is needed", get(fields=f"Content-Length: {n}\r\nExpect: 100-continue\r\n"), 200),
    ]:
        row("9110 10.1.1", f"a final answer in place of 100: {name}", wire, f"{status} close")
        row("9110 10.1.1", f"and the content comes: {name}", wire + JSON + get(), f"{status} close")
        row("9110 10.1.1", f"and in its turn: {name}", get() + wire, f"200 {status} close")
    row("9110 10.1.1", "of HTTP/1.0, refused", post(f"Content-Length: {n}\r\nExpect: 100-continue\r\n", version="HTTP/1.0", target="/nope"), "404 close")
    for name, fields in [("nothing there", ""), ("no JSON", "Content-Type: text/html\r\n"), ("a foreign page", "Origin: http://b\r\n")]:
        target = "/gradient" if fields else "/nope"
        status = 404 if not fields else 415 if "html" in fields else 403
        coded = f"{fields}Transfer-Encoding: chunked\r\n"
        row("9112 9.3", f"refused, {name}, then more", post(f"Content-Length: {n}\r\n{fields}", target=target) + get(), f"{status} 200 open")
        row("9112 9.3", f"refused, {name}, a large body", post(f"Content-Length: 1000000\r\n{fields}", "x" * 1_000_000, target=target) + get(), f"{status} 200 open")
        row("9112 7.1", f"refused, {name}, in chunks", post(coded, chunks(JSON[:3], JSON[3:]), target=target) + get(), f"{status} 200 open")
        row("9112 7.1", f"refused, {name}, in bad chunks", post(coded, f"2\r\n{JSON}", target=target), "400 close")
        row("9110 15.5.14", f"refused, {name}, in chunks beyond the limit", post(coded, "7fffffffffffffff\r\n", target=target), "413 close")
        row("9112 8", f"refused, {name}, cut short", post(f"Content-Length: 99\r\n{fields}", target=target), "400 close+end")
    for host, target in [("Host: b\r\n", "/gradient"), ("Host: a\r\n", "http://b/gradient")]:
        row("9110 7.2", f"any host is served, {target}", f"POST {target} HTTP/1.1\r\n{host}Content-Length: {n}\r\n\r\n{JSON}" + get(), "200 200 open")
    row("9110 10.1.1", "100-continue, ambiguous", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n", ""), "400 close")
    for name, value in [("another", "200-ok"), ("two", "100-continue, x"), ("a parameter", "100-continue;a=b"), ("a value", "100-continue=1"), ("quoted", '"100-continue"')]:
        row("9110 10.1.1", f"Expect: {name}", sized(more=f"Expect: {value}\r\n"), "417 close")


for table in (field_lines, hosts, lengths, codings, chunk_lines, persistence, content):
    table()
