// SPDX-License-Identifier: Apache-2.0
//
// Records of a corpus, as JSON and as rows of a table.
#pragma once

#include <ophamin/abi.h>

#include <cstddef>
#include <span>
#include <string>

#include <ophamin/records/json.hpp>

namespace ophamin::cli {

/// {id, text, attributes}, and where the stored bytes are no UTF-8 raw_hex and flags, too.
records::JsonObject record_json(const oph_record_t& record);

/// One row a record: id, text in one line, attributes.
std::string records_table(std::span<const oph_record_t> records, std::size_t width);

}  // namespace ophamin::cli
