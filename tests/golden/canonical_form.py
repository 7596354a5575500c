# SPDX-License-Identifier: Apache-2.0
"""The canonical form of signed records, written down from its rules and not from any program: nothing of Python's json module
writes here, so that two implementations that know nothing of one another can be compared."""
import hashlib
import hmac

_SHORT = {0x22: '\\"', 0x5C: "\\\\", 0x08: "\\b", 0x09: "\\t", 0x0A: "\\n", 0x0C: "\\f", 0x0D: "\\r"}


def string_text(text):
    """Double quotes, ASCII alone: what is above U+FFFF as two halves, DEL and half characters escaped like all others."""
    pieces = ['"']
    for character in text:
        code = ord(character)
        if code in _SHORT:
            pieces.append(_SHORT[code])
        elif 0x20 <= code <= 0x7E:
            pieces.append(character)
        elif code <= 0xFFFF:
            pieces.append(f"\\u{code:04x}")
        else:
            code -= 0x10000
            pieces.append(f"\\u{0xD800 | code >> 10:04x}\\u{0xDC00 | code & 0x3FF:04x}")
    pieces.append('"')
    return "".join(pieces)


def _digits_and_exponent(value):
    """The shortest digits that read back as the positive double, without zeros at their end, and the exponent of the first."""
    mantissa, _, exponent = repr(value).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    first = len(whole) - 1 if whole.lstrip("0") else -1 - (len(fraction) - len(fraction.lstrip("0")))
    return digits.rstrip("0") or "0", first + int(exponent or 0)


def float_text(value):
    """Plain decimals from 1e-4 up to below 1e16, always with a point; otherwise an exponent with its sign and two digits."""
    if value != value:
        return "NaN"
    sign = "-" if str(value).startswith("-") else ""
    value = abs(value)
    if value == float("inf"):
        return sign + "Infinity"
    if value == 0:
        return sign + "0.0"
    digits, exponent = _digits_and_exponent(value)
    if -4 <= exponent < 16:
        if exponent < 0:
            return f"{sign}0.{'0' * (-exponent - 1)}{digits}"
        whole = digits[:exponent + 1].ljust(exponent + 1, "0")
        return f"{sign}{whole}.{digits[exponent + 1:] or '0'}"
    point = "." + digits[1:] if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{point}e{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


def canonical(value, item=",", colon=":"):
    """Keys in order of their code points at every depth; one line."""
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, str):
        return string_text(value)
    if isinstance(value, int):
        return "%d" % value
    if isinstance(value, float):
        return float_text(value)
    if isinstance(value, list):
        return "[" + item.join(canonical(entry, item, colon) for entry in value) + "]"
    keys = sorted(value, key=lambda key: [ord(character) for character in key])
    return "{" + item.join(string_text(key) + colon + canonical(value[key], item, colon) for key in keys) + "}"


def spaced(value):
    """The separators of audit records."""
    return canonical(value, ", ", ": ")


def pretty(value, indent=""):
    """The text of a file: two spaces, members in their own order, no newline at the end."""
    deeper = indent + "  "
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(deeper + pretty(entry, deeper) for entry in value) + "\n" + indent + "]"
    if isinstance(value, dict) and value:
        entries = (deeper + string_text(key) + ": " + pretty(entry, deeper) for key, entry in value.items())
        return "{\n" + ",\n".join(entries) + "\n" + indent + "}"
    return canonical(value)


# Of each kind of record: its id, what else is no part of the body, how its text is spaced, its published key.
PROOF_KEY = b"ophamin-scenario-proof-key"
KINDS = {
    "proof_id": (("attestation",), canonical, PROOF_KEY),
    "audit_id": ((), spaced, b"ophamin-audit-default-key"),
    "campaign_id": ((), canonical, PROOF_KEY),
    "alert_id": ((), canonical, PROOF_KEY),
    "scan_id": ((), canonical, b"ophamin-drift-default-key"),
}


def id_member(record):
    return next(member for member in KINDS if member in record)


def body_text(record):
    member = id_member(record)
    excluded, write, _ = KINDS[member]
    return write({key: value for key, value in record.items() if key not in (member, "signature", *excluded)}).encode()


def id_and_signature(record, key=None):
    """SHA-256 of the body's bytes, and their HMAC with the kind's published key or another."""
    text = body_text(record)
    secret = key if key is not None else KINDS[id_member(record)][2]
    return hashlib.sha256(text).hexdigest(), hmac.new(secret, text, hashlib.sha256).hexdigest()


def sign(record, key=None):
    record[id_member(record)], record["signature"] = id_and_signature(record, key)
