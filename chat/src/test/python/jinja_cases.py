"""Writes ../resources/dev/parlance/chat/jinja/cases.json: what Jinja2 itself makes of many small templates.

The environment is Hugging Face's: an immutable sandbox with trim_blocks, lstrip_blocks, loop controls, generation
blocks, and its own tojson, raise_exception and strftime_now. Needs Python 3 with jinja2 (3.1.6 wrote the file).
"""

import copy
import datetime
import json
import pathlib
import re

import jinja2
from jinja2 import nodes
from jinja2.ext import Extension, loopcontrols
from jinja2.sandbox import ImmutableSandboxedEnvironment

VARIABLES = {
    "n": 7,
    "big": 123456789012345678901234567890,
    "f": 2.5,
    "s": "Hello, World",
    "u": "  naïve Ünïcödé ß ŉ \u4f60\u597d 😀\t\n ",
    "html": "<b class=\"x\">Tom & 'Jerry'</b>",
    "l": [3, 1, 2],
    "words": ["banana", "Apple", "cherry", "apple"],
    "empty": [],
    "d": {"b": 2, "a": 1, "C": 3, "items": "shadow"},
    "users": [
        {"name": "Zoe", "age": 30, "tags": ["x", "y"], "address": {"city": "Oslo"}},
        {"name": "adam", "age": 25, "tags": [], "address": {"city": "Bern"}},
        {"name": "Bob", "age": 30, "tags": ["z"], "address": {"city": "oslo"}},
    ],
    "tree": [{"v": 1, "c": [{"v": 2, "c": []}, {"v": 3, "c": [{"v": 4, "c": []}]}]}, {"v": 5, "c": []}],
    "none_value": None,
    "yes": True,
    "no": False,
    "mixed": [1, "a", None, True, 2.0, [1, [2]], {"k": "v"}],
    "quote": "it's \"quoted\" \\ back\tslash\n\x00\x7f\u200b\u00a0é",
    "text": "The quick brown fox jumps over the lazy dog. Well-known state-of-the-art things -- really?\n\nsecond",
}


class Generation(Extension):
    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return nodes.CallBlock(self.call_method("_put"), [], [], body).set_lineno(line)

    def _put(self, caller):
        return caller()


def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


def raise_exception(message):
    raise jinja2.exceptions.TemplateError(message)


def strftime_now(form):
    return datetime.datetime(2024, 2, 29, 15, 4, 5).strftime(form)


ENVIRONMENT = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[Generation, loopcontrols])
ENVIRONMENT.filters["tojson"] = tojson
ENVIRONMENT.globals["raise_exception"] = raise_exception
ENVIRONMENT.globals["strftime_now"] = strftime_now


def case(template):
    variables = copy.deepcopy(VARIABLES)  # because the filter indent adds a line end to a list
    try:
        return {"template": template, "expected": ENVIRONMENT.from_string(template).render(**variables)}
    except Exception as e:  # whatever Python raises is what the case expects
        return {"template": template, "error": str(e), "error_type": type(e).__name__}


def alone(template):
    """Returns the expressions of a template that has nothing else, so that one that fails hides no other."""
    parts = re.findall(r"\{\{.*?\}\}(?!\})", template)
    return parts if "{%" not in template and "\n" not in template and len(parts) > 1 else []


here = pathlib.Path(__file__).parent
templates = []
for file in sorted(here.glob("*.cases")):
    for template in file.read_text(encoding="utf-8").removesuffix("\n").split("\n====\n"):
        templates += [template, *alone(template)]
cases = [case(t) for t in dict.fromkeys(templates)]
# What Python prints with an address has no equal elsewhere.
cases = [c for c in cases if " at 0x" not in c.get("expected", "")]
out = here.parent / "resources/dev/parlance/chat/jinja/cases.json"
document = {
    "source": f"jinja2 {jinja2.__version__}, written by src/test/python/jinja_cases.py",
    "variables": VARIABLES,
    "now": "2024-02-29T15:04:05",
    "cases": cases,
}
out.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
print(len(document["cases"]), "cases,", sum("error" in c for c in document["cases"]), "of them refused")
