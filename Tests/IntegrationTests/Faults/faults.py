"""What a server does while it lacks descriptors, or is stopped: faults.py CASE PORT PROCESS."""

import contextlib
import json
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import time
import urllib.request

GET = b"GET /livez HTTP/1.1\r\nHost: a\r\n\r\n"


def connect(port):
    return socket.create_connection(("127.0.0.1", port), timeout=20)


def status(connection):
    """The status of the answer; None if the connection ended without one."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(4096)
        if not piece:
            return None
        data += piece
    return int(data[9:12])


def ask(port):
    with connect(port) as connection:
        connection.sendall(GET)
        return status(connection)


def metric(port, name):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=20) as answer:
        return float(re.search(rf"^{name} (\S+)$", answer.read().decode(), re.M).group(1))


def processor_seconds(process):
    with open(f"/proc/{process}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def descriptors(port, process):
    """No descriptor is left: those who are connected go on, nobody spins, and the rest come in later."""
    assert ask(port) == 200
    numbers = [int(name) for name in os.listdir(f"/proc/{process}/fd")]
    # The limit is one of numbers, and there may be gaps below it.
    limit = max(numbers) + 21
    room = limit - len(numbers)
    resource.prlimit(process, resource.RLIMIT_NOFILE, (limit, limit))
    clients = [connect(port) for _ in range(room + 30)]
    for client in clients:
        client.sendall(GET)
    assert status(clients[0]) == 200, "the first is not served"
    for client in clients[room + 5:]:
        client.settimeout(0.05)
        with contextlib.suppress(TimeoutError):
            assert status(client) is None, "more are served than there are descriptors"
        client.settimeout(20)
    assert len(os.listdir(f"/proc/{process}/fd")) >= limit - 2, "the limit is not reached"
    spent = processor_seconds(process)
    time.sleep(1)
    spent = processor_seconds(process) - spent
    assert spent < 0.3, f"{spent} s of processor time in a second without work"
    clients[0].sendall(GET)
    assert status(clients[0]) == 200, "who is connected is not served any more"
    for client in clients[:room + 5]:
        client.close()
    for client in clients[room + 5:]:
        assert status(client) == 200, "who waited is not served"
        client.close()
    assert ask(port) == 200


def stopped(port, process):
    """The process stands still for longer than any client may: that is not the clients' fault."""
    half = connect(port)
    half.sendall(GET[:10])
    idle = connect(port)
    idle.sendall(GET)
    assert status(idle) == 200
    post = connect(port)
    post.sendall(b"POST /gradient HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n{")
    time.sleep(0.2)
    os.kill(process, signal.SIGSTOP)
    try:
        half.sendall(GET[10:])
        idle.sendall(GET)
        post.sendall(b'"t": 1.0}')
        fresh = [connect(port) for _ in range(50)]
        for client in fresh:
            client.sendall(GET)
        time.sleep(2.5)
    finally:
        os.kill(process, signal.SIGCONT)
    found = [status(client) for client in [half, idle, post, *fresh]]
    assert found == [200] * 53, found


def memory(port, process):
    """An address space of 1 GB: large requests are answered or refused, however many ask at once."""
    resource.prlimit(process, resource.RLIMIT_AS, (10**9, 10**9))
    document = json.dumps({
        "t": {"start": 0, "stop": 1, "count": 4}, "domain": {"x": {"points": 262144}},
        "density": "cos(x)*sin(t)", "objective": "integral(phi^2)"})
    url = f"http://127.0.0.1:{port}/gradient"
    clients = [
        subprocess.Popen(
            ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "-d", document, url],
            stdout=subprocess.PIPE, text=True)
        for _ in range(16)]
    found = {client.communicate()[0] for client in clients}
    assert found <= {"200", "503"}, found
    assert ask(port) == 200


if __name__ == "__main__":
    globals()[sys.argv[1]](int(sys.argv[2]), int(sys.argv[3]))
