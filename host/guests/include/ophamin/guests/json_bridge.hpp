// SPDX-License-Identifier: Apache-2.0
//
// Between the JSON of records, which keeps everything, and the JSON of parameters and schemas (Boost.JSON).
#pragma once

#include <boost/json/value.hpp>

#include <ophamin/records/json.hpp>

namespace ophamin::guests {

/// Exact, but for integers beyond 64 bits, which become doubles.
boost::json::value to_boost(const records::Json& value);

/// Exact.
records::Json from_boost(const boost::json::value& value);

}  // namespace ophamin::guests
