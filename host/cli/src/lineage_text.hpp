// SPDX-License-Identifier: Apache-2.0
//
// Runs of the lineage store as lines and pages.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include <ophamin/lineage/store.hpp>

namespace ophamin::cli {

/// The title and the rule above lines of run_line().
std::string run_title();

/// "RUN  RESULT  NAME" and a newline; the name is indented by the run's depth, has the day before it for a root, and is cut to
/// `width` columns. Lines of one list are printed as they come, so the columns have fixed widths.
std::string run_line(const lineage::RunSummary& run, std::size_t width);

/// The same of a whole entry, without indentation.
std::string run_line(const lineage::RunEntry& run, std::size_t width);

/// Title and rule above lines of dataset_line().
std::string dataset_title();
std::string dataset_line(const lineage::DatasetUse& use, std::size_t width);

/// All that is known of a run, a label and a value per line.
std::string run_page(const lineage::RunEntry& run, std::uint64_t n_children, std::size_t width);

records::JsonObject summary_json(const lineage::RunSummary& run);
records::JsonObject dataset_json(const lineage::DatasetUse& use);

}  // namespace ophamin::cli
