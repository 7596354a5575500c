// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <curl/curl.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <ophamin/host.hpp>

#include "reply.hpp"

namespace ophamin::http {

/// What holds for every request.
struct TransferOptions {
  double timeout_seconds = 30.0;
  double connect_timeout_seconds = 5.0;
  bool keep_alive = true;
  std::int64_t max_redirects = 0;
  std::int64_t max_bytes = 0;
  std::string proxy;  ///< empty: none, whatever the environment says
  bool verify_tls = true;
  std::string ca_file;
  long http_version = CURL_HTTP_VERSION_1_1;
  bool decompress = false;
};

struct Request {
  std::string method;
  std::string url;
  std::vector<std::string> headers;  ///< lines, without their ends
  bool has_body = false;
  std::string body;
};

/// Sends requests one after the other, over the same connection where both sides keep it.
class Transfer {
 public:
  /// Throws sdk::Failure if libcurl does not take the options.
  Transfer(const sdk::Host& host, const TransferOptions& options);
  ~Transfer();
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  /// Keeps the first `kept_bytes` of the body. Throws sdk::cancelled(); whatever else happens is in the reply.
  Reply send(const Request& request, std::size_t kept_bytes);
  /// Closes what is kept open and forgets names that were looked up.
  void forget();

 private:
  struct Exchange;
  struct Cleanup {
    void operator()(CURL* raw) const noexcept { curl_easy_cleanup(raw); }
  };
  void open();
  template <class Value>
  void set(CURLoption option, Value value);

  sdk::Host host_;
  TransferOptions options_;
  std::unique_ptr<CURL, Cleanup> curl_;
  char words_[CURL_ERROR_SIZE] = {};
};

}  // namespace ophamin::http
