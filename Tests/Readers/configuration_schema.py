"""Says what a JSON Schema has against YAML documents, with a validator and a YAML parser that are not ours.

Standard input: {"schema": …, "documents": [text, …]}. Standard output: a list with a list of messages for each document.
The YAML is read as editors read it: the core schema of YAML 1.2, with merge keys.
"""

import json
import re
import sys

import yaml
from jsonschema import Draft202012Validator


class Loader(yaml.CSafeLoader):
    yaml_implicit_resolvers = {}


def resolve(tag, pattern, first):
    Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), first)


def integer(loader, node):
    text = loader.construct_scalar(node)
    return int(text, 0) if text[:2] in ("0o", "0x") else int(text)


resolve("bool", "true|True|TRUE|false|False|FALSE", list("tTfF"))
resolve("null", "~|null|Null|NULL|", ["~", "n", "N", ""])
resolve("int", "[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789"))
resolve("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", list("-+.0123456789"))
resolve("merge", "<<", ["<"])
Loader.add_constructor("tag:yaml.org,2002:int", integer)
Loader.add_constructor("tag:yaml.org,2002:float", lambda loader, node: float(loader.construct_scalar(node)))


def messages(validator, text):
    return [f"{error.json_path}: {error.message}"[:500] for error in validator.iter_errors(yaml.load(text, Loader))]


given = json.load(sys.stdin)
Draft202012Validator.check_schema(given["schema"])
validator = Draft202012Validator(given["schema"])
json.dump([messages(validator, text) for text in given["documents"]], sys.stdout)
