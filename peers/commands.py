"""Runs commands of the OpenStack client, one after the other, in one process. See commands.txt."""

import contextlib
import io
import json
import logging
import os
import re
import sys
import time

from openstackclient import shell

PATIENCE_SECONDS = 120

saved = {
    "project": os.environ.get("OS_PROJECT_NAME", ""),
    "subnet1": "00000000-0000-4000-8000-000000000001",
    "subnet2": "00000000-0000-4000-8000-000000000002",
}
passed = failed = 0


def run(words):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = shell.main(words)
        except SystemExit as ending:
            status = ending.code
        except Exception as failure:
            status = repr(failure)
    # Each run adds a handler that writes to the stream of its time.
    for handler in list(logging.getLogger("").handlers):
        logging.getLogger("").removeHandler(handler)
    return status, out.getvalue(), err.getvalue()


def put_in(text):
    return re.sub(r"@(\w+)", lambda match: saved.get(match[1], match[0]), text)


def await_active(name):
    end = time.time() + PATIENCE_SECONDS
    show = ["loadbalancer", "show", name, "-f", "value", "-c", "provisioning_status"]
    while run(show)[1].strip() not in ("ACTIVE", "ERROR") and time.time() < end:
        time.sleep(0.2)


def save(name, output):
    try:
        saved[name] = json.loads(output)["id"]
    except ValueError:
        saved[name] = (output.split() or [""])[0]


with open(sys.argv[1]) as lines:
    for line in lines:
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("!"):
            await_active(line[1:].strip())
            continue
        must_fail = line.startswith("~")
        command, _, wanted = line.lstrip("~ ").partition(" :: ")
        command, _, name = command.partition(" > ")
        words = [put_in(word) for word in command.split()]
        if name and "-f" not in words:
            words += ["-f", "json"]
        wanted = put_in(wanted.strip())
        begun = time.time()
        status, out, err = run(words)
        good = (status != 0) == must_fail and wanted in out + err
        if good and name:
            save(name.strip(), out)
        passed += good
        failed += not good
        print(
            "%-6s %5.1f %s%s"
            % ("ok" if good else "FAILED", time.time() - begun, "(refused) " if must_fail else "", " ".join(words)),
            flush=True,
        )
        if not good:
            print("    status %s: %s" % (status, (out + err).strip()[-1500:]), flush=True)

print("%d passed, %d failed" % (passed, failed))
sys.exit(failed > 0)
