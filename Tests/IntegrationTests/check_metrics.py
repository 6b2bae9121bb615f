"""Checks the page of metrics of a running server with the parser of Prometheus's own client.

usage: check_metrics.py http://127.0.0.1:PORT

The server has answered just these requests before: two times POST /gradient with 200, one time with
422, and GET /nothing.
"""

import sys
import urllib.request

from prometheus_client.parser import text_string_to_metric_families

with urllib.request.urlopen(sys.argv[1] + "/metrics") as answer:
    kind = answer.headers["Content-Type"]
    text = answer.read().decode()
assert kind == "text/plain; version=0.0.4; charset=utf-8", kind

families = {}
for family in text_string_to_metric_families(text):
    assert family.name not in families, f"{family.name} comes twice"
    assert family.documentation, f"{family.name} has no help"
    families[family.name] = family

EXPECTED = {
    "http_server_request_duration_seconds": "histogram",
    "http_server_active_requests": "gauge",
    "http_server_connections": "gauge",
    "backsolve_queue_depth": "gauge",
    "backsolve_stage_duration_seconds": "histogram",
    "backsolve_computations": "counter",
    "backsolve_points": "counter",
    "backsolve_problem_cache_hits": "counter",
    "backsolve_problem_cache_misses": "counter",
    "backsolve_expressions_parsed": "counter",
    "backsolve_rejections": "counter",
    "backsolve_log_dropped": "counter",
    "backsolve_build_info": "gauge",
    "process_cpu_seconds": "counter",
    "process_resident_memory_bytes": "gauge",
    "process_open_fds": "gauge",
    "process_start_time_seconds": "gauge",
}
for name, type in EXPECTED.items():
    assert name in families, f"{name} is missing"
    assert families[name].type == type, f"{name} is a {families[name].type}"

for family in families.values():
    assert len({(s.name, tuple(sorted(s.labels.items()))) for s in family.samples}) == len(
        family.samples), f"{family.name} has a sample twice"
    if family.type != "histogram":
        continue
    series = {}
    for sample in family.samples:
        labels = {k: v for k, v in sample.labels.items() if k != "le"}
        key = tuple(sorted(labels.items()))
        series.setdefault(key, []).append(sample)
    for samples in series.values():
        buckets = [s for s in samples if s.name.endswith("_bucket")]
        bounds = [float(s.labels["le"]) for s in buckets]
        counts = [s.value for s in buckets]
        total = [s.value for s in samples if s.name.endswith("_count")]
        assert bounds == sorted(bounds) and bounds[-1] == float("inf"), bounds
        assert counts == sorted(counts) and counts[-1:] == total, counts
        assert [s for s in samples if s.name.endswith("_sum")][0].value > 0


def value(family, name, **labels):
    found = [s.value for s in families[family].samples if s.name == name and s.labels == labels]
    assert len(found) == 1, f"{name} {labels}: {found}"
    return found[0]


def requests(method, route, status):
    name = "http_server_request_duration_seconds"
    return value(name, name + "_count", method=method, route=route, status=status)


assert requests("POST", "/gradient", "200") == 2
assert requests("POST", "/gradient", "422") == 1
assert requests("GET", "unmatched", "404") == 1
assert value("backsolve_computations", "backsolve_computations_total", purpose="gradient") == 2
assert value("backsolve_rejections", "backsolve_rejections_total", code="unknown-path") == 1
assert value("backsolve_problem_cache_hits", "backsolve_problem_cache_hits_total") == 1
assert value("http_server_active_requests", "http_server_active_requests") == 1, "this one"
print("the page of metrics is well-formed and true")
