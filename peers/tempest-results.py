"""Sums up a run of stestr. Called by tempest.sh: directory, mode, seconds."""

import collections
import subunit
import sys
import testtools

directory, mode, seconds = sys.argv[1:4]
results = []  # status, seconds, test, why


def last_line(text):
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return " ".join(lines[-1].split())[:300] if lines else ""


def take(test):
    status = test["status"]
    if status == "exists":
        return
    begun, ended = (list(test["timestamps"]) + [None, None])[:2]
    took = (ended - begun).total_seconds() if begun and ended else 0
    details = test.get("details") or {}
    why = ""
    if "reason" in details:
        why = last_line(details["reason"].as_text())
    elif status != "success":
        why = last_line(
            "\n".join(each.as_text() for name, each in details.items() if name.startswith("traceback"))
        )
    results.append((status, took, test["id"].split("[")[0], why))


collector = testtools.StreamToDict(take)
with open(directory + "/run.subunit", "rb") as stream:
    collector.startTestRun()
    subunit.ByteStreamToStreamResult(stream, non_subunit_name="stdout").run(collector)
    collector.stopTestRun()

with open(directory + "/results.tsv", "w") as table:
    for status, took, test, why in sorted(results, key=lambda each: each[2]):
        print(status, "%.1f" % took, test, why, sep="\t", file=table)

allowed = {}
with open(directory + "/tempest-skips.txt") as lines:
    for line in lines:
        if not line.startswith("#"):
            most, reason = line.rstrip("\n").split("\t")
            allowed[reason] = int(most)

with open(directory + "/selected.txt") as lines:
    selected = {line.strip().split("[")[0] for line in lines}

passed = [each for each in results if each[0] == "success" and each[2] in selected]
failed = [each for each in results if each[0] in ("fail", "inprogress")]
skipped = [each for each in results if each[0] == "skip" and each[2] in selected]
not_run = selected - {each[2] for each in results}
reasons = collections.Counter()
for each in skipped:
    reasons[next((reason for reason in allowed if reason in each[3]), "not expected: " + each[3])] += 1
too_many = {reason: count for reason, count in reasons.items() if count > allowed.get(reason, 0)}

for each in sorted(failed):
    print("FAILED", each[2], "|", each[3])
for test in sorted(not_run):
    print("NOT RUN", test)
for reason, count in sorted(reasons.items()):
    print("skipped %d: %s%s" % (count, reason, " (TOO MANY)" if reason in too_many else ""))
print(
    "%s: passed %d, failed %d, skipped %d, not run %d of %d, in %s s"
    % (mode, len(passed), len(failed), len(skipped), len(not_run), len(selected), seconds)
)
sys.exit(bool(failed or not_run or too_many or not passed))
