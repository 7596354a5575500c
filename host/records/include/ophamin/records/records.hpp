// SPDX-License-Identifier: Apache-2.0
//
// All of the records room.
#pragma once

#include <ophamin/records/any_record.hpp>
#include <ophamin/records/attestation.hpp>
#include <ophamin/records/audit_record.hpp>
#include <ophamin/records/author_key.hpp>
#include <ophamin/records/bundle.hpp>
#include <ophamin/records/campaign_record.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/codec.hpp>
#include <ophamin/records/digest.hpp>
#include <ophamin/records/drift_scan.hpp>
#include <ophamin/records/json.hpp>
#include <ophamin/records/json_parser.hpp>
#include <ophamin/records/layout.hpp>
#include <ophamin/records/load_notes.hpp>
#include <ophamin/records/markdown.hpp>
#include <ophamin/records/number_text.hpp>
#include <ophamin/records/proof.hpp>
#include <ophamin/records/provenance.hpp>
#include <ophamin/records/python_repr.hpp>
#include <ophamin/records/record_kind.hpp>
#include <ophamin/records/record_list.hpp>
#include <ophamin/records/record_walk.hpp>
#include <ophamin/records/regression_alert.hpp>
#include <ophamin/records/schema.hpp>
#include <ophamin/records/signing_key.hpp>
#include <ophamin/records/timestamp.hpp>
#include <ophamin/records/verify.hpp>
