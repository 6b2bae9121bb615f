"""Checks that openapi.yaml is valid, and that a running server's answers are what it says.

usage: check_openapi.py openapi.yaml http://127.0.0.1:PORT
"""

import json
import sys
import urllib.error
import urllib.request

import yaml
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

spec = yaml.safe_load(open(sys.argv[1], encoding="utf-8"))
base = sys.argv[2]
validate(spec)
registry = Registry().with_resource("urn:spec", Resource(spec, DRAFT202012))
failures = []


def resolve(node):
    """A node of the specification, behind its $ref if it is one."""
    while "$ref" in node:
        target = spec
        for key in node["$ref"].removeprefix("#/").split("/"):
            target = target[key]
        node = target
    return node


def absolute(node):
    """A copy of a schema whose references name the whole specification."""
    if isinstance(node, dict):
        return {k: "urn:spec" + v if k == "$ref" else absolute(v) for k, v in node.items()}
    return [absolute(v) for v in node] if isinstance(node, list) else node


def call(method, path, body=None, headers=None):
    """Status, content type and text of an answer."""
    request = urllib.request.Request(base + path, method=method, headers=headers or {})
    if body is not None:
        request.data = body.encode()
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers, answer.read().decode()


def check(operation, what, status, expected, headers, text):
    """An answer against what the operation declares."""
    if status != expected:
        failures.append(f"{what}: {status} instead of {expected}: {text}")
        return
    declared = operation["responses"].get(str(status)) or operation["responses"].get("default")
    if declared is None:
        failures.append(f"{what}: status {status} is not declared")
        return
    content = resolve(declared)["content"]
    kind = headers["Content-Type"].split(";")[0]
    if kind not in content:
        failures.append(f"{what}: content type {kind} is not declared for {status}")
        return
    validator = OAS31Validator(absolute(content[kind]["schema"]), registry=registry)
    value = json.loads(text) if kind.endswith("json") else (
        yaml.safe_load(text) if kind.endswith("yaml") else text)
    for error in validator.iter_errors(value):
        failures.append(f"{what}: {error.json_path}: {error.message}")


REFUSED = [
    ("{", {}, 400),
    ('{"t": 1, "t": 2}', {}, 400),
    ('{"t": "x", "tt": 1}', {}, 422),
    ('{"parameters": {"n0": 1}}', {}, 422),
    ("{}", {"Content-Type": "text/plain"}, 415),
    ("{}", {"Origin": "http://foreign.example"}, 403),
    ("{}", {"Accept": "text/html"}, 406),
]

document = OAS31Validator(absolute(spec["components"]["schemas"]["Problem"]), registry=registry)
for path, item in spec["paths"].items():
    for method, operation in item.items():
        what = f"{method.upper()} {path}"
        if method == "get":
            status, headers, text = call("GET", path)
            check(operation, what, status, 200, headers, text)
            continue
        examples = resolve(operation["requestBody"])["content"]["application/json"]["examples"]
        for name, example in examples.items():
            for error in document.iter_errors(example["value"]):
                failures.append(f"example {name}: {error.message}")
            body = json.dumps(example["value"])
            status, headers, text = call(
                "POST", path, body, {"Content-Type": "application/json"})
            check(operation, f"{what} {name}", status, 200, headers, text)
        for body, extra, expected in REFUSED:
            status, headers, text = call("POST", path, body, extra)
            check(operation, f"{what} {body}", status, expected, headers, text)
    undeclared = "PUT" if path != "/livez" else "TRACE"
    status, headers, text = call(undeclared, path)
    check(next(iter(item.values())), f"{undeclared} {path}", status, 405, headers, text)
    if "Allow" not in headers:
        failures.append(f"{undeclared} {path}: 405 without Allow")

offered = {name: call("GET", f"/openapi.{name}")[2] for name in ["yaml", "json"]}
if offered["yaml"] != open(sys.argv[1], encoding="utf-8").read():
    failures.append("GET /openapi.yaml is not openapi.yaml: build again")
if json.loads(offered["json"]) != spec:
    failures.append("GET /openapi.json is not openapi.yaml: run Scripts/openapi and build again")

print("\n".join(failures) or "openapi.yaml is valid and true")
sys.exit(bool(failures))
