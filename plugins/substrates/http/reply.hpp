// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ophamin::http {

/// What came of one request. Texts are the bytes as they came.
struct Reply {
  int fault = 0;             ///< libcurl's code; 0: a whole reply
  bool too_large = false;    ///< the body went beyond its limit
  std::string fault_detail;  ///< libcurl's own words, which may hold times and addresses

  std::int64_t status = 0;
  std::int64_t body_bytes = 0;
  std::int64_t header_bytes = 0;
  std::int64_t sent_bytes = 0;
  std::int64_t redirects = 0;
  std::int64_t name_lookup_us = 0;  ///< this and the next: since the start of the request
  std::int64_t connect_us = 0;
  std::int64_t tls_us = 0;
  std::int64_t first_byte_us = 0;
  std::int64_t total_us = 0;
  std::int64_t new_connections = 0;
  int http_version = 0;  ///< 10, 11, 20, 30; 0 if none
  std::string address;   ///< of the server
  std::string body;      ///< its beginning, as much as was asked for
  std::vector<std::pair<std::string, std::string>> headers;  ///< of the last reply; names in lower case

  bool is_whole() const noexcept { return fault == 0 && !too_large; }
  /// The first header of that name, in lower case; empty if there is none.
  std::string_view header(std::string_view name) const noexcept;
};

/// One word for what went wrong on the way: "name_lookup", "connect", "tls", "timeout", "send", "receive", "partial", "protocol",
/// "redirects", "too_large", "request"; empty for a whole reply.
std::string_view transfer_fault_kind(const Reply& reply) noexcept;
/// The same with words that are equal for equal faults.
std::string transfer_fault_words(const Reply& reply);

}  // namespace ophamin::http
