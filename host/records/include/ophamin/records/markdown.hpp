// SPDX-License-Identifier: Apache-2.0
//
// Records as Markdown, for people. All texts end in one newline and need nothing but the record.
#pragma once

#include <string>
#include <string_view>

#include <ophamin/records/audit_record.hpp>
#include <ophamin/records/campaign_record.hpp>
#include <ophamin/records/proof.hpp>
#include <ophamin/records/regression_alert.hpp>

namespace ophamin::records {

/// The record's own page: ten sections and whether it is well-formed.
std::string to_markdown(const EmpiricalProofRecord& record);

/// The page in a bundle: six sections, shorter; `meaning` is an optional paragraph in plain language.
std::string to_bundle_markdown(const EmpiricalProofRecord& record, std::string_view meaning = {});

/// Title, times, a line of counts and a table of phases.
std::string to_markdown(const CampaignRecord& record);

/// Title, identity, a table of tools, the summary, reproduction and signature.
std::string to_markdown(const AuditRecord& record);

/// Title, the two collections, counts, and tables of what became worse and what became better.
std::string to_markdown(const RegressionAlertRecord& record);

/// A text made safe for one cell of a table: newlines become spaces, `|` is escaped.
std::string markdown_cell(std::string_view text);

}  // namespace ophamin::records
