#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Whole records, both ways: what is written here is checked by canonical_form.py, and what that signs is verified by the program.

usage: records_crosscheck.py RECORDS_PROBE OPHAMIN_HOST [records of each kind]

The seed is fixed and printed, so that a failure can be repeated. Exit code 77 says skipped.
"""
import json
import os
import random
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

import ed25519
from canonical_form import body_text, id_and_signature, id_member, pretty, sign

if sys.version_info < (3, 11):
    print("skipped: Python 3.11 or newer is needed")
    sys.exit(77)

PROBE, HOST = sys.argv[1], sys.argv[2]
RECORDS = int(sys.argv[3]) if len(sys.argv) > 3 else 40
SEED = 20260516
chance = random.Random(SEED)
failures = []

# Members whose text is one of a few, or says which form the record has.
FIXED = {"schema_version", "comparator", "outcome", "cross_check", "status", "severity", "pillar_name", "rule_id", "path",
         "per_file_top10", "per_rule_top10", "signature", "proof_id", "audit_id", "campaign_id", "alert_id", "scan_id"}
# Members that hold whatever they are given; the summary of an audit is no such map.
FREE = {"detail", "detector_config", "sweep_grid", "provenance", "summary", "extra"}
TYPED = {"AuditRecord": {"summary"}}


def expect(what, expected, found):
    if expected != found:
        failures.append(f"{what}\n  expected {expected!r:.300}\n  found    {found!r:.300}")


def probe(*arguments):
    return subprocess.run([PROBE, *arguments], capture_output=True, check=True).stdout.decode()


def host(*arguments):
    environment = {"PATH": os.environ["PATH"], "OPHAMIN_ATTEST": "0", "HOME": "/nonexistent"}
    return subprocess.run([HOST, *arguments], capture_output=True, env=environment)


def any_text():
    characters = [chance.choice([0x20 + chance.randrange(0x5F), chance.randrange(0x20), 0x7F, chance.randrange(0x80, 0x3000),
                                 0xD800 + chance.randrange(0x800), 0xE000 + chance.randrange(0x2000), chance.randrange(0x10000, 0x110000)])
                  for _ in range(chance.randrange(1, 30))]
    text = "".join(map(chr, characters))
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")  # two halves in a row are one character


def any_double():
    return chance.choice([struct.unpack("<d", chance.randbytes(8))[0], chance.uniform(-9, 9), float(chance.randrange(10**6)), -0.0, 5e-324, 1e22])


def any_value(depth=3):
    kind = chance.randrange(8 if depth else 6)
    if kind < 3:
        return chance.choice([None, True, False, any_text(), chance.randrange(-10**100, 10**100), chance.randrange(100)])
    if kind < 6:
        return any_double()
    if kind == 6:
        return [any_value(depth - 1) for _ in range(chance.randrange(4))]
    return {any_text(): any_value(depth - 1) for _ in range(chance.randrange(5))}


def mutate(value, free=FREE, name=""):
    """The record with other content: every text that may be any text, every number, what is in free maps."""
    if isinstance(value, dict):
        changed = {key: mutate(entry, free, key) for key, entry in value.items()}
        if name in free:
            changed.update({any_text(): any_value() for _ in range(chance.randrange(4))})
        return changed
    if isinstance(value, list):
        return [mutate(entry, free, name) for entry in value]
    if name in FIXED or chance.random() < 0.3:
        return value
    if isinstance(value, str):
        return any_text()
    if isinstance(value, float):
        return any_double()
    return value


def tamper(text):
    """One byte of the file, changed."""
    at = chance.randrange(len(text))
    byte = chance.choice([entry for entry in b'0"a,{ e\\' if entry != text[at]])
    return text[:at] + bytes([byte]) + text[at + 1:]


def check_kind(kind, folder):
    ours = probe("record", kind)
    record = json.loads(ours)
    expect(f"{kind}: id and signature of a record written here", id_and_signature(record), (record[id_member(record)], record["signature"]))
    expect(f"{kind}: layout of a record written here", pretty(record), ours)
    expect(f"{kind}: layout, by Python", json.dumps(record, indent=2), ours)
    path = folder / f"{kind}.json"
    for number in range(RECORDS):
        changed = mutate(record, FREE - TYPED.get(kind.partition("-")[0], set()))
        sign(changed)
        text = pretty(changed).encode()
        path.write_bytes(text)
        done = host("record", "verify", str(path), "--json")
        expect(f"{kind} {number}: a record signed by Python verifies: {done.stdout.decode()}{done.stderr.decode()}", 0, done.returncode)
        expect(f"{kind} {number}: its id", changed[id_member(changed)], json.loads(done.stdout)["id"])
        path.write_bytes(tamper(text))
        expect(f"{kind} {number}: a changed byte is noticed: {path.read_bytes()!r}", True, host("record", "verify", str(path)).returncode in (1, 2))
        # Signed anew by the program, and with a key of one's own.
        changed["signature"] = "0" * 64
        path.write_bytes(pretty(changed).encode())
        key = folder / "key"
        key.write_bytes(chance.randbytes(32).replace(b"\n", b"n"))
        key.chmod(0o600)
        done = host("record", "sign", str(path), "--key-file", str(key))
        signed = json.loads(done.stdout)
        expect(f"{kind} {number}: signed by the program", id_and_signature(signed, key.read_bytes()), (signed[id_member(signed)], signed["signature"]))
    return 4 * RECORDS


def check_attestations(folder):
    """Ed25519 both ways, and the registry."""
    keystore = folder / "keys"
    path, registry = folder / "proof.json", folder / "authors.json"
    for number in range(5):
        author = f"author {number} \u00e9\U0001f680"
        path.write_text(probe("record", "EmpiricalProofRecord-1.0"))
        expect("proof attest", 0, host("proof", "attest", str(path), "--author", author, "--keystore", str(keystore)).returncode)
        record = json.loads(path.read_text())
        attestation = record["attestation"]
        key_file = next(keystore.glob(f"author_{number}*.ed25519.key"))
        secret = bytes.fromhex(key_file.read_text())
        expect("mode of the key's file", 0o600, key_file.stat().st_mode & 0o7777)
        expect("public key", ed25519.public_key(secret).hex(), attestation["public_key"])
        expect("attestation by the program", ed25519.sign(secret, body_text(record)).hex(), attestation["signature"])
        expect("author", author, attestation["author"])
        # The other way: attested by Python, of other content.
        secret = chance.randbytes(32)
        changed = mutate(record)
        sign(changed)
        changed["attestation"] = {"author": author, "algorithm": "ed25519", "public_key": ed25519.public_key(secret).hex(),
                                  "signature": ed25519.sign(secret, body_text(changed)).hex()}
        path.write_bytes(pretty(changed).encode())
        registry.write_text(json.dumps({author: ed25519.public_key(secret).hex().upper()}))
        done = host("proof", "verify", str(path), "--authors", str(registry), "--json")
        expect(f"attested by Python: {done.stdout.decode()}", (0, True), (done.returncode, json.loads(done.stdout)["author_registered"]))
        registry.write_text(json.dumps({author: attestation["public_key"]}))
        expect("another key in the registry", 1, host("proof", "verify", str(path), "--authors", str(registry)).returncode)
        wrong = bytearray(bytes.fromhex(changed["attestation"]["signature"]))
        wrong[chance.randrange(64)] ^= 1 << chance.randrange(8)
        changed["attestation"]["signature"] = wrong.hex()
        path.write_bytes(pretty(changed).encode())
        expect("a bit of the attestation", 1, host("proof", "verify", str(path)).returncode)
    return 40


with tempfile.TemporaryDirectory() as name:
    counts = {kind: check_kind(kind, Path(name)) for kind in probe("kinds").split()}
    counts["attestations"] = check_attestations(Path(name))
print(f"seed {SEED}: " + ", ".join(f"{count} of {kind}" for kind, count in counts.items()) + " checked both ways")
for failure in failures[:20]:
    print(failure)
if failures:
    sys.exit(f"{len(failures)} differences")
