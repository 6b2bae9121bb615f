"""What Benchmarks/server asks of uvicorn: an answer from a formula, by ASGI itself, no framework."""

import json
import math


def gradient(t):
    sine, cosine = math.sin(t), math.cos(t)
    return {"t": t, "value": 0.38 * sine**4, "gradient": {"t": 1.52 * sine**3 * cosine}}


def values(t):
    return {"t": t, "value": [0.38 * math.sin(each)**4 for each in t]}


async def application(scope, receive, send):
    assert scope["type"] == "http", "the lifespan is not used"
    body, more = b"", True
    while more:
        event = await receive()
        body += event.get("body", b"")
        more = event.get("more_body", False)
    t = json.loads(body)["t"]
    answer = json.dumps(values(t) if scope["path"] == "/evaluate" else gradient(float(t)))
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(answer))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": answer.encode()})
