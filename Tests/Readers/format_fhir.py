"""Reads every Bundle below a folder with fhir.resources (R4B), checks it against what the HL7 CGM Implementation Guide
1.0.0 fixes, and prints a JSON line for each reading: file, subject, identifier, time, value as it is written, unit.

    format_fhir.py FOLDER        a file is a Bundle, or one a line where its name ends in .ndjson
"""

import decimal
import json
import pathlib
import re
import sys

from fhir.resources.R4B.bundle import Bundle

BASE = "http://hl7.org/fhir/uv/cgm/StructureDefinition/"
LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
MASS, MOLES, PERCENT, DAYS = ("mg/dl", "mg/dL"), ("mmol/l", "mmol/L"), ("%", "%"), ("days", "d")
READING, SUMMARY = "effectiveDateTime", "effectivePeriod"

# What input/fsh/profiles.fsh of the guide says: LOINC code, unit (as shown, UCUM), time, whether a value must be there.
OBSERVATIONS = {
    "cgm-sensor-reading-mass-per-volume": ("99504-3", MASS, READING, True),
    "cgm-sensor-reading-moles-per-volume": ("105272-9", MOLES, READING, True),
    "cgm-summary": ("107931-8", None, SUMMARY, False),
    "cgm-summary-mean-glucose-mass-per-volume": ("97507-8", MASS, SUMMARY, True),
    "cgm-summary-mean-glucose-moles-per-volume": ("105273-7", MOLES, SUMMARY, True),
    "cgm-summary-times-in-ranges": ("106793-3", None, SUMMARY, False),
    "cgm-summary-gmi": ("97506-0", PERCENT, SUMMARY, True),
    "cgm-summary-coefficient-of-variation": ("104638-2", PERCENT, SUMMARY, True),
    "cgm-summary-days-of-wear": ("104636-6", DAYS, SUMMARY, True),
    "cgm-summary-sensor-active-percentage": ("104637-4", PERCENT, SUMMARY, True),
}
# The components of the times in ranges, each exactly once.
RANGES = ["104642-4", "104641-6", "97510-2", "104640-8", "104639-0"]
# The members of a summary: how often each profile must, and may, be among them.
MEMBERS = {
    "cgm-summary-mean-glucose-mass-per-volume": (0, 1),
    "cgm-summary-mean-glucose-moles-per-volume": (0, 1),
    "cgm-summary-times-in-ranges": (1, 1),
    "cgm-summary-gmi": (1, 1),
    "cgm-summary-coefficient-of-variation": (1, 1),
    "cgm-summary-days-of-wear": (1, 1),
    "cgm-summary-sensor-active-percentage": (1, 1),
}
# FHIR R4, datatypes: with a time of day there is an offset.
DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-](0\d|1[0-3]):[0-5]\d|[+-]14:00)$")
DATE = re.compile(r"\d{4}-\d\d-\d\d$")


def check(holds, what):
    if not holds:
        raise SystemExit(f"{check.place}: {what}")


def code(concept):
    check(len(concept["coding"]) == 1 and concept["coding"][0]["system"] == LOINC, "a LOINC code")
    return concept["coding"][0]["code"]


def quantity(value, unit):
    shown, ucum = unit
    check(isinstance(value["value"], (int, decimal.Decimal)), "a number as the value")
    check((value["unit"], value["system"], value["code"]) == (shown, UCUM, ucum), f"the unit {shown}, {ucum}")


def profile(resource):
    check(len(resource["meta"]["profile"]) == 1, "one profile")
    url = resource["meta"]["profile"][0]
    check(url.startswith(BASE), "a profile of the guide")
    return url[len(BASE):]


def subject(reference):
    check(bool(reference.get("reference", "").startswith("Patient/")) != bool(reference.get("identifier")), "a patient")
    return reference.get("reference") or reference["identifier"]["system"] + "|" + reference["identifier"]["value"]


def device(resource):
    check(profile(resource) == "cgm-device", "the profile cgm-device")
    names = [name for name in resource["deviceName"] if name["type"] == "user-friendly-name"]
    check(len(names) == 1 and names[0]["name"], "one user-friendly name")
    check(isinstance(resource.get("serialNumber", ""), str), "at most one serial number")


def observation(resource, references):
    name = profile(resource)
    loinc, unit, time, has_value = OBSERVATIONS[name]
    check(resource["status"] == "final", "status final")
    check(code(resource["code"]) == loinc, f"{name}: the code {loinc}")
    check((time in resource) and (READING in resource) != (SUMMARY in resource), f"{name}: {time}")
    if time == READING:
        check(DATE_TIME.match(resource[time]), "a time with an offset")
    else:
        check(DATE.match(resource[time]["start"]) and DATE.match(resource[time]["end"]), "a period of dates")
    check(("valueQuantity" in resource) == has_value, f"{name}: a value or none")
    if has_value:
        quantity(resource["valueQuantity"], unit)
    if name == "cgm-summary-times-in-ranges":
        check([code(part["code"]) for part in resource["component"]] == RANGES, "the five ranges, each once")
        for part in resource["component"]:
            quantity(part["valueQuantity"], PERCENT)
            check(-part["valueQuantity"]["value"].as_tuple().exponent >= 2, "at least two decimals")
    if name == "cgm-summary":
        members = [profile(references[member["reference"]]) for member in resource["hasMember"]]
        check(len(members) >= 6, "at least six members")
        for member, (least, most) in MEMBERS.items():
            check(least <= members.count(member) <= most, f"{least} to {most} of {member}")
    if "device" in resource:
        check(references[resource["device"]["reference"]]["resourceType"] == "Device", "a device in the Bundle")


def read(text, name):
    check.place = name
    Bundle.model_validate_json(text)
    bundle = json.loads(text, parse_float=decimal.Decimal)
    check(profile(bundle) == "cgm-data-submission-bundle", "the profile of a Bundle")
    check(bundle["type"] == "transaction" and DATE_TIME.match(bundle["timestamp"]), "a transaction with a timestamp")
    check(bundle["entry"], "at least one entry")
    references = {entry["fullUrl"]: entry["resource"] for entry in bundle["entry"] if "fullUrl" in entry}
    conditions = set()
    for entry in bundle["entry"]:
        resource, request = entry["resource"], entry["request"]
        check(request["method"] == "POST" and request["url"] == resource["resourceType"], "a create")
        check(len(resource["identifier"]) == 1, "one identifier")
        identifier = resource["identifier"][0]
        condition = f"identifier={identifier['system']}|{identifier['value']}"
        check(request["ifNoneExist"] == condition, "a condition on the identifier")
        check(condition not in conditions, "no identifier twice")
        conditions.add(condition)
        if resource["resourceType"] == "Device":
            device(resource)
            continue
        who = subject(resource["subject"])
        observation(resource, references)
        if READING in resource:
            value = resource["valueQuantity"]
            print(json.dumps({
                "file": name, "subject": who, "id": identifier["value"], "time": resource[READING],
                "value": str(value["value"]), "unit": value["code"],
            }))
        else:
            print(json.dumps({"file": name, "subject": who, "summary": profile(resource)}))


root = pathlib.Path(sys.argv[1])
for path in sorted(root.rglob("*")):
    if path.is_file() and not path.relative_to(root).parts[0].startswith("."):
        text = path.read_text()
        for part in text.splitlines() if path.suffix == ".ndjson" else [text]:
            read(part, str(path.relative_to(root)))
