"""Reads a subunit stream and writes one JSON object a line for each test."""

import json
import sys

import subunit
from testtools import StreamToDict

# What is in the stream beside tests.
OUTPUT = "output"
STATUSES = {"success": "PASSED", "xfail": "PASSED", "skip": "SKIPPED"}

# What the HTTP client writes into the log when it sends a request once more.
SENT_AGAIN = "after connection broken by"


def text(test):
    texts = {
        name: content.as_text()
        for name, content in test["details"].items()
        if content.content_type.type == "text"
    }
    if "reason" in texts:
        return texts["reason"]
    sent_again = [
        line
        for name, value in texts.items()
        if "pythonlogging" in name
        for line in value.splitlines()
        if SENT_AGAIN in line
    ]
    tracebacks = [value for name, value in texts.items() if "traceback" in name]
    return "\n".join(sent_again + tracebacks)


def write(test):
    if test["id"] == OUTPUT:
        return
    status = STATUSES.get(test["status"], "FAILED")
    json.dump(
        {
            "id": test["id"],
            "status": status,
            "text": "" if status == "PASSED" else text(test),
        },
        sys.stdout,
    )
    print()


results = StreamToDict(write)
results.startTestRun()
subunit.ByteStreamToStreamResult(sys.stdin.buffer, non_subunit_name=OUTPUT).run(results)
results.stopTestRun()
