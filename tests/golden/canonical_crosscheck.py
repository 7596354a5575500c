#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares the records room on random input with Python's own json, hashlib, hmac, repr and datetime, and with the canonical
form as canonical_form.py writes it from its rules alone. Whole records are the matter of records_crosscheck.py.

usage: canonical_crosscheck.py RECORDS_PROBE [OPHAMIN_HOST [documents]]

The seed is fixed and printed, so that a failure can be repeated. Exit code 77 says skipped.
"""
import datetime
import hashlib
import hmac
import json
import math
import random
import struct
import subprocess
import sys

from canonical_form import canonical, pretty, spaced

if sys.version_info < (3, 11):
    print("skipped: Python 3.11 or newer is needed (limit of integer digits, date parser)")
    sys.exit(77)

sys.setrecursionlimit(10000)  # documents are deep, and what writes them here is recursive
PROBE = sys.argv[1]
DOCUMENTS = int(sys.argv[3]) if len(sys.argv) > 3 else 10000
SEED = 20260515
chance = random.Random(SEED)
failures = []


def ask(what, lines):
    done = subprocess.run([PROBE, what], input="\n".join(lines).encode() + b"\n", capture_output=True, check=True)
    answers = done.stdout.decode().split("\n")[:-1]
    if len(answers) != len(lines):
        sys.exit(f"{what}: {len(lines)} questions, {len(answers)} answers")
    return answers


def expect(what, question, expected, found):
    if expected != found:
        failures.append(f"{what}: {question[:300]!r}\n  expected {expected[:300]!r}\n  found    {found[:300]!r}")


# Random values.
def any_double():
    kind = chance.random()
    if kind < 0.5:
        return struct.unpack("<d", chance.randbytes(8))[0]
    if kind < 0.7:
        return chance.uniform(-1000, 1000)
    if kind < 0.9:
        return round(chance.uniform(-1000, 1000), chance.randrange(6))
    return chance.choice([0.0, -0.0, 1e16, 1e15, 1e-4, 1e-5, 5e-324, 1.7976931348623157e308, 9999999999999998.0, 1e22])


def any_integer():
    digits = chance.choice([1, 2, 5, 18, 19, 20, 100])
    value = chance.randrange(10**digits)
    return -value if chance.random() < 0.4 else value


def any_character():
    kind = chance.random()
    if kind < 0.6:
        return chr(chance.randrange(0x20, 0x80))
    if kind < 0.7:
        return chr(chance.randrange(0x20))
    if kind < 0.8:
        return chr(chance.randrange(0x80, 0x800))
    if kind < 0.95:
        return chr(chance.randrange(0x800, 0x10000))
    return chr(chance.randrange(0x10000, 0x110000))


def any_string():
    # Two surrogates in a row would be read back as one character.
    text = "".join(any_character() for _ in range(chance.choice([0, 1, 3, 8, 20, 60])))
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def any_value(depth):
    kind = chance.random()
    if depth > 0 and kind < 0.25:
        return [any_value(depth - 1) for _ in range(chance.choice([0, 1, 2, 5]))]
    if depth > 0 and kind < 0.6:
        return {any_string(): any_value(depth - 1) for _ in range(chance.choice([0, 1, 3, 8, 40]))}
    if kind < 0.7:
        return any_double()
    if kind < 0.8:
        return any_integer()
    if kind < 0.87:
        return chance.choice([True, False, None])
    return any_string()


def any_space():
    return "" if chance.random() < 0.6 else chance.choice([" ", "\t", "  ", " \t "])


def any_spelling(text):
    """A string as JSON, each character raw or escaped in one of the ways there are."""
    pieces = []
    for character in text:
        code = ord(character)
        must_be_escaped = code < 0x20 or character in '"\\' or 0xD800 <= code <= 0xDFFF
        if not must_be_escaped and chance.random() < 0.8:
            pieces.append(character)
        elif character in '"\\/\b\f\n\r\t' and chance.random() < 0.7:
            pieces.append("\\" + {"\b": "b", "\f": "f", "\n": "n", "\r": "r", "\t": "t"}.get(character, character))
        else:
            units = character.encode("utf-16-be", "surrogatepass")
            for at in range(0, len(units), 2):
                hexadecimal = units[at:at + 2].hex()
                pieces.append("\\u" + (hexadecimal.upper() if chance.random() < 0.3 else hexadecimal))
    return '"' + "".join(pieces) + '"'


def any_number_text(value):
    if isinstance(value, int):
        return str(value)
    text = repr(value)
    if not math.isfinite(value):
        return {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}[text]
    # Other spellings of the same number: an exponent, zeros at the end, too many digits.
    return chance.choice([text, text, f"{value:.17e}", f"{value:.25E}", text + "0" if "e" not in text else text.replace("e", "E")])


def as_line(value):
    """JSON text on one line: any white space, any spelling of strings and numbers, some keys more than once."""
    if isinstance(value, str):
        return any_spelling(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, (int, float)):
        return any_number_text(value)
    if isinstance(value, list):
        return "[" + any_space() + ("," + any_space()).join(as_line(item) + any_space() for item in value) + "]"
    entries = [(key, as_line(item)) for key, item in value.items()]
    if entries and chance.random() < 0.2:
        entries.insert(chance.randrange(len(entries) + 1), (chance.choice(entries)[0], as_line(any_value(0))))
    return "{" + any_space() + ("," + any_space()).join(
        any_spelling(key) + any_space() + ":" + any_space() + text + any_space() for key, text in entries) + "}"


def deep_line(depth):
    """Arrays and objects inside one another."""
    opened = [chance.choice(["[", '{"a":', '[1,{"b":']) for _ in range(depth)]
    closed = ["]" if entry == "[" else "}" if entry.startswith("{") else "}]" for entry in reversed(opened)]
    return "".join(opened) + "0.5" + "".join(closed)


def expected_document(text):
    try:
        value = json.loads(text)
        compact = json.dumps(value, sort_keys=True, separators=(",", ":"))
    except (ValueError, RecursionError):
        return "refused"
    with_blanks, on_disk = json.dumps(value, sort_keys=True), json.dumps(value, indent=2)
    expect("rules against Python", text, compact, canonical(value))
    if chance.random() < 0.2:
        expect("rules against Python, spaced", text, with_blanks, spaced(value))
        expect("rules against Python, pretty", text, on_disk, pretty(value))
    return "\t".join([compact, with_blanks, hashlib.sha256(on_disk.encode()).hexdigest(),
                      hmac.new(b"key", compact.encode(), hashlib.sha256).hexdigest()])


def check_documents():
    lines = [as_line(any_value(chance.choice([1, 2, 3]))) for _ in range(DOCUMENTS)]
    lines += [deep_line(chance.randrange(1, 250)) for _ in range(100)]
    lines += ["-0", "-0.0", "1E5", "1e400", "-1e400", "1e-400", "NaN", "[Infinity,-Infinity]", '{"a":1,"b":2,"a":3}',
              '"\\ud800"', '"\\udc00\\ud800"', '"\\ud83d\\ude80"', "9" * 4300, "9" * 4301, "01", "1.", ".5", "[1,]", "{,}",
              "'a'", "-", "--1", "+1", "1e", "nul", "", " ", "[", '"\\x"', '"\\u12"', "-NaN", "// x", "\t[ 1 ]\r",
              '"a\tb"', "\x0c1", "\xa01", '{"a":{"b":[{"c":null}]}}', '"\x7f"', '{"\\u0061":1,"a":2}']
    for line, answer in zip(lines, ask("documents", lines)):
        expect("document", line, expected_document(line), answer)
    # Damage: what Python takes must be taken, what it refuses must be refused.
    damaged = []
    for line in lines[:DOCUMENTS // 4]:
        if not line:
            continue
        at = chance.randrange(len(line))
        replacement = chance.choice(['"', "\\", "{", "]", ",", "0", "-", ".", "e", " ", "x", ""])
        damaged.append(line[:at] + replacement + line[at + 1:])
    for line, answer in zip(damaged, ask("documents", damaged)):
        expect("damaged document", line, expected_document(line), answer)
    return len(lines) + len(damaged)


def check_numbers():
    values = [any_double() for _ in range(20000)]
    values += [10.0**power for power in range(-30, 30)] + [math.inf, -math.inf, math.nan]
    lines = [struct.pack(">d", value).hex() for value in values]
    for value, answer in zip(values, ask("numbers", lines)):
        expect("number", repr(value), f"{value!r}\t{value:.6g}\t{value:.4g}", answer)
    return len(values)


def check_timestamps():
    lines = []
    for _ in range(2000):
        stamp = datetime.datetime(1970, 1, 1) + datetime.timedelta(microseconds=chance.randrange(4 * 10**15))
        if chance.random() < 0.3:
            stamp = stamp.replace(microsecond=0)
        if chance.random() < 0.6:
            offset = datetime.timedelta(minutes=chance.randrange(-1439, 1440))
            stamp = stamp.replace(tzinfo=datetime.timezone(offset))
        text = stamp.isoformat(sep=chance.choice("T x"))
        if chance.random() < 0.2:
            # In the date only: behind it Python takes offsets and fractions that are none.
            at = chance.randrange(10)
            text = text[:at] + chance.choice("0123456789-TZx") + text[at + 1:]
        lines.append(text)
    compared = 0
    for line, answer in zip(lines, ask("timestamps", lines)):
        if "W" in line:
            continue
        try:
            stamp = datetime.datetime.fromisoformat(line)
            aware = stamp.tzinfo is not None
            since = stamp - datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc if aware else None)
            expected = f"{since // datetime.timedelta(microseconds=1)}\t{'utc' if aware else 'local'}"
        except ValueError:
            expected = "refused"
        expect("timestamp", line, expected, answer)
        compared += 1
    return compared


COUNTS = {"documents": check_documents(), "numbers": check_numbers(), "timestamps": check_timestamps()}
print(f"seed {SEED}: " + ", ".join(f"{count} {what}" for what, count in COUNTS.items()) + " compared with Python "
      + sys.version.split()[0])
for failure in failures[:20]:
    print(failure)
if failures:
    sys.exit(f"{len(failures)} differences")
