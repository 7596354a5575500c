// SPDX-License-Identifier: Apache-2.0
//
// Substrate http: a service under test. A cycle sends one request and reads the whole reply.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <ophamin/sdk.hpp>

#include "record_template.hpp"
#include "transfer.hpp"

namespace ophamin::http {

class Http {
 public:
  enum class Success { kReply, kBelow400, k2xx };
  enum class HttpVersion : long { k1_0 = CURL_HTTP_VERSION_1_0, k1_1 = CURL_HTTP_VERSION_1_1, k2 = CURL_HTTP_VERSION_2TLS };
  enum class RawOutput { kReply, kBody };
  struct Params {
    std::string url;
    std::string method = "GET";
    std::vector<std::string> headers;
    std::string header_file;
    std::string body;
    Escape body_escape = Escape::kNone;
    Success success = Success::kReply;
    double timeout_seconds = 30.0;
    double connect_timeout_seconds = 5.0;
    bool keep_alive = true;
    std::int64_t max_redirects = 0;
    std::int64_t max_bytes = std::int64_t{64} << 20;
    std::int64_t raw_bytes = 64 << 10;
    RawOutput raw_output = RawOutput::kReply;
    std::string proxy;
    bool verify_tls = true;
    std::string ca_file;
    HttpVersion http_version = HttpVersion::k1_1;
    bool decompress = false;
    std::string version;
    std::string version_url;
    std::string version_header;
  };

  static constexpr sdk::SubstrateInfo kInfo{
      .name = "http", .summary = "a service behind HTTP: one request for each stimulus", .kind = "service", .deterministic = false};
  static constexpr auto kParameters = sdk::parameters(
      sdk::param("url", &Params::url)
          .help("where requests go; {id}, {text}, {raw} and {ATTRIBUTE} stand for what the record holds, percent-encoded")
          .required(),
      sdk::param("method", &Params::method).help("of the request").one_of({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}),
      sdk::param("headers", &Params::headers).help("lines `Name: value` of the request; names in braces as in url, as they are"),
      sdk::param("header_file", &Params::header_file).help("a file of further lines, for what no record shall hold, such as keys").path(),
      sdk::param("body", &Params::body).help("of the request; names in braces as in url; \"{raw}\" sends the stimulus byte for byte"),
      sdk::param("body_escape", &Params::body_escape)
          .help("how values are written into body: none: as they are; json: inside of a JSON string; percent: as in a form")
          .choices({{"none", Escape::kNone}, {"json", Escape::kJson}, {"percent", Escape::kPercent}}),
      sdk::param("success", &Params::success)
          .help("the cycle succeeds with: reply: any whole reply; below_400: a status below 400; 2xx: a status from 200 to 299")
          .choices({{"reply", Success::kReply}, {"below_400", Success::kBelow400}, {"2xx", Success::k2xx}}),
      sdk::param("timeout_seconds", &Params::timeout_seconds).help("time for one request, from its start to the last byte").above(0).at_most(1e6),
      sdk::param("connect_timeout_seconds", &Params::connect_timeout_seconds).help("time for name lookup and connection").above(0).at_most(1e6),
      sdk::param("keep_alive", &Params::keep_alive).help("use a connection for many requests; else each makes a new one"),
      sdk::param("max_redirects", &Params::max_redirects).help("redirects that are followed; 0: a redirect is a reply like any other").range(0, 100),
      sdk::param("max_bytes", &Params::max_bytes).help("longest body that is read; a longer one fails the cycle").at_least(0),
      sdk::param("raw_bytes", &Params::raw_bytes).help("bytes of the body that the raw output holds at most").range(0, 1 << 30),
      sdk::param("raw_output", &Params::raw_output)
          .help("the raw output is: reply: status, headers and body; body: the JSON object that the body is, without which the cycle fails")
          .choices({{"reply", RawOutput::kReply}, {"body", RawOutput::kBody}}),
      sdk::param("proxy", &Params::proxy).help("URL of a proxy; without one there is none, whatever the environment says"),
      sdk::param("verify_tls", &Params::verify_tls).help("refuse a certificate that does not prove whose it is"),
      sdk::param("ca_file", &Params::ca_file).help("certificates to trust in place of the system's, PEM").path(),
      sdk::param("http_version", &Params::http_version)
          .help("version of the protocol; 2 over TLS only")
          .choices({{"1.0", HttpVersion::k1_0}, {"1.1", HttpVersion::k1_1}, {"2", HttpVersion::k2}}),
      sdk::param("decompress", &Params::decompress).help("ask for packed bodies, and unpack them; bytes are then those of the unpacked body"),
      sdk::param("version", &Params::version).help("the version under test, in words; or else version_url"),
      sdk::param("version_url", &Params::version_url).help("asked once for the version under test: the first line of its body"),
      sdk::param("version_header", &Params::version_header).help("take this header of version_url's reply, not the body"));
  static constexpr sdk::Field kFields[] = {
      {.name = "status", .type = sdk::Type::kInteger, .family = "reply", .description = "status code of the last reply"},
      {.name = "bytes", .type = sdk::Type::kInteger, .unit = "bytes", .family = "reply", .description = "size of the body"},
      {.name = "header_bytes", .type = sdk::Type::kInteger, .unit = "bytes", .family = "reply",
       .description = "size of the headers of all replies of the cycle"},
      {.name = "request_bytes", .type = sdk::Type::kInteger, .unit = "bytes", .family = "request",
       .description = "size of what was sent, headers and body"},
      {.name = "content_type", .type = sdk::Type::kText, .family = "reply", .description = "header Content-Type; none if there is none",
       .nullable = true},
      {.name = "redirects", .type = sdk::Type::kInteger, .family = "reply", .description = "redirects that were followed"},
      {.name = "error_kind", .type = sdk::Type::kText, .family = "error",
       .description = "client_error for a status from 400, server_error from 500; none below", .nullable = true},
      {.name = "connected", .type = sdk::Type::kBoolean, .family = "connection", .description = "a new connection was made", .measured = true},
      {.name = "name_lookup_us", .type = sdk::Type::kInteger, .unit = "us", .family = "timing",
       .description = "from the start of the request until the name was looked up", .measured = true},
      {.name = "connect_us", .type = sdk::Type::kInteger, .unit = "us", .family = "timing",
       .description = "from the start until the connection stood; 0 if it stood already", .measured = true},
      {.name = "tls_us", .type = sdk::Type::kInteger, .unit = "us", .family = "timing",
       .description = "from the start until TLS stood; 0 if it stood already, or without TLS", .measured = true},
      {.name = "first_byte_us", .type = sdk::Type::kInteger, .unit = "us", .family = "timing",
       .description = "from the start until the first byte of the reply", .measured = true},
      {.name = "total_us", .type = sdk::Type::kInteger, .unit = "us", .family = "timing", .description = "from the start to the last byte",
       .measured = true},
  };

  Http(const sdk::Host& host, const Params& params);
  Http(const Http&) = delete;
  Http& operator=(const Http&) = delete;

  std::string revision() const { return version_; }
  /// Forgets the connection and the names. What the service remembers is its own.
  void reset() { transfer_.forget(); }
  void cycle(const sdk::Record& stimulus, sdk::Cycle<Http>& out);
  void state(sdk::Object& state) const;

 private:
  std::string ask_version();
  Request request_for(const sdk::Record& stimulus) const;
  void write_raw(const Reply& reply, sdk::Cycle<Http>& out) const;

  sdk::Host host_;
  Params params_;
  Transfer transfer_;
  RecordTemplate url_, body_;
  std::vector<RecordTemplate> headers_;
  std::vector<std::string> fixed_headers_;  ///< from the file, and those that no template names
  std::string version_;
  std::uint64_t requests_ = 0, connections_ = 0, body_bytes_ = 0, whole_replies_ = 0;
  std::string last_address_;
  int last_version_ = 0;
};

}  // namespace ophamin::http
