# SPDX-License-Identifier: Apache-2.0
"""A proof of about 8 KB: parsed, checked against its JSON Schema, hashed and its signature compared, in the standard way of
Python. The checklist, which only the benchmark does, is left out here."""
import hashlib
import hmac
import json
import pathlib

import peer

ROOT = pathlib.Path(__file__).resolve().parents[3]
KEY = b"ophamin-scenario-proof-key"
NOT_BODY = ("proof_id", "signature", "attestation")


def canonical(record):
    body = {name: value for name, value in record.items() if name not in NOT_BODY}
    return json.dumps(body, sort_keys=True, separators=(",", ":")).encode()


@peer.inputs
def proof():
    record = json.loads((ROOT / "schemas/examples/empirical-proof-record-1.0.json").read_text())
    row = record["evidence"][0]
    while len(json.dumps(record, indent=2)) < 8 << 10:
        number = len(record["evidence"])
        record["evidence"].append({**row, "statistic_name": f"share {number}", "statistic_value": 0.1234567890123 * number})
    text = canonical(record)
    record["proof_id"] = hashlib.sha256(text).hexdigest()
    record["signature"] = hmac.new(KEY, text, hashlib.sha256).hexdigest()
    pathlib.Path(peer.path("records_proof.json")).write_text(json.dumps(record, indent=2))


@peer.against("records/validate_shared", "jsonschema", at_least=20)
def json_jsonschema_hmac():
    import jsonschema

    file = pathlib.Path(peer.path("records_proof.json")).read_text()
    schema = json.loads((ROOT / "schemas/empirical-proof-record-1.0.schema.json").read_text())
    validator = jsonschema.Draft202012Validator(schema)

    def validate():
        record = json.loads(file)
        if next(validator.iter_errors(record), None) is not None:
            raise ValueError("the proof does not satisfy its schema")
        text = canonical(record)
        if hashlib.sha256(text).hexdigest() != record["proof_id"]:
            raise ValueError("the id is another")
        if not hmac.compare_digest(hmac.new(KEY, text, hashlib.sha256).hexdigest(), record["signature"]):
            raise ValueError("the signature does not match")

    return validate


peer.main()
