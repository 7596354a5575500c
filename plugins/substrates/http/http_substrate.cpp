// SPDX-License-Identifier: Apache-2.0
#include "http_substrate.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace ophamin::http {
namespace {

namespace json = boost::json;

constexpr std::size_t kVersionBytes = 200;
constexpr std::size_t kDeepestJson = 50;

TransferOptions options_of(const Http::Params& params) {
  return {.timeout_seconds = params.timeout_seconds,
          .connect_timeout_seconds = params.connect_timeout_seconds,
          .keep_alive = params.keep_alive,
          .max_redirects = params.max_redirects,
          .max_bytes = params.max_bytes,
          .proxy = params.proxy,
          .verify_tls = params.verify_tls,
          .ca_file = params.ca_file,
          .http_version = static_cast<long>(params.http_version),
          .decompress = params.decompress};
}

std::vector<std::string> lines_of_file(const std::string& path) {
  struct Close {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
  };
  const std::unique_ptr<std::FILE, Close> file(std::fopen(path.c_str(), "rbe"));
  const auto refused = [&] { return sdk::unavailable("header_file: expected lines at `" + path + "`: " + std::strerror(errno)); };
  if (file == nullptr) throw refused();
  std::vector<std::string> lines(1);
  for (int c = 0; (c = std::fgetc(file.get())) != EOF;) {
    if (c == '\n') {
      lines.emplace_back();
    } else if (c != '\r') {
      lines.back() += static_cast<char>(c);
    }
  }
  if (std::ferror(file.get()) != 0) throw refused();
  std::erase_if(lines, [](const std::string& line) { return line.empty(); });
  return lines;
}

// What is wrong with the line of a header; empty if nothing is.
std::string_view header_fault(std::string_view line) {
  if (line.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos) return "an end of line or a NUL character within it";
  const auto colon = line.find(':');
  if (colon == 0 || colon == std::string_view::npos) return "no name and colon at its beginning";
  if (line.find_first_of(" \t") < colon) return "a blank in its name";
  return {};
}

void require_header(std::string_view line, const char* parameter) {
  if (const auto fault = header_fault(line); !fault.empty()) {
    throw sdk::invalid_argument(std::string(parameter) + ": expected a line `Name: value`, found " + std::string(fault));
  }
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

// libcurl takes `Name:` for the wish to send no such header, and `Name;` for one without a value.
std::string as_libcurl_wants(std::string line) {
  const auto colon = line.find(':');
  if (line.find_first_not_of(" \t", colon + 1) == std::string::npos) {
    line.resize(colon);
    line += ';';
  }
  return line;
}

std::string_view content_type(Escape escape) noexcept {
  switch (escape) {
    case Escape::kJson: return "Content-Type: application/json";
    case Escape::kPercent: return "Content-Type: application/x-www-form-urlencoded";
    default: return "Content-Type: application/octet-stream";
  }
}

std::string utf8(std::string_view bytes) {
  std::string text;
  sdk::to_utf8(bytes, text);
  return text;
}

// The document as the host takes it, or nothing.
std::optional<json::value> parsed(const std::string& body) {
  json::error_code fault;
  json::parse_options options;
  options.max_depth = kDeepestJson;
  auto value = json::parse(body, fault, {}, options);
  if (fault) return std::nullopt;
  return value;
}

}  // namespace

Http::Http(const sdk::Host& host, const Params& params)
    : host_(host), params_(params), transfer_(host, options_of(params)), url_(params.url), body_(params.body) {
  if (!params_.body.empty() && (params_.method == "GET" || params_.method == "HEAD")) {
    throw sdk::invalid_argument("body: expected none with method " + params_.method + "; use POST, PUT or PATCH");
  }
  for (const auto& line : params_.headers) {
    require_header(line, "headers");
    headers_.emplace_back(line);
  }
  if (!params_.header_file.empty()) {
    for (const auto& line : lines_of_file(params_.header_file)) {
      require_header(line, "header_file");
      fixed_headers_.push_back(as_libcurl_wants(line));
    }
  }
  const auto is_content_type = [](const std::string& line) { return lower(line).starts_with("content-type"); };
  if (!params_.body.empty() && std::none_of(params_.headers.begin(), params_.headers.end(), is_content_type) &&
      std::none_of(fixed_headers_.begin(), fixed_headers_.end(), is_content_type)) {
    fixed_headers_.emplace_back(content_type(params_.body_escape));
  }
  version_ = ask_version();
}

std::string Http::ask_version() {
  if (!params_.version.empty()) {
    if (!params_.version_url.empty()) throw sdk::invalid_argument("version, version_url: expected one of them, found both");
    return params_.version;
  }
  if (params_.version_url.empty()) {
    throw sdk::invalid_argument("expected the version under test, found none: give it in version, or in version_url where to ask for it");
  }
  Request request;
  request.method = "GET";
  request.url = params_.version_url;
  request.headers = fixed_headers_;
  std::erase_if(request.headers, [](const std::string& line) { return lower(line).starts_with("content-type"); });
  const auto reply = transfer_.send(request, kVersionBytes * 4);
  const auto refused = [&](const std::string& found) {
    return sdk::unavailable("version_url: expected the version from `" + params_.version_url + "`, found " + found);
  };
  if (!reply.is_whole()) throw refused(transfer_fault_words(reply));
  if (reply.status < 200 || reply.status > 299) throw refused("status " + std::to_string(reply.status));
  std::string text = params_.version_header.empty() ? reply.body : std::string(reply.header(lower(params_.version_header)));
  text = utf8(std::string_view(text).substr(0, text.find_first_of("\r\n")));
  text.erase(0, text.find_first_not_of(" \t"));
  text.resize(text.find_last_not_of(" \t") + 1);
  if (text.empty()) throw refused(params_.version_header.empty() ? "an empty first line" : "no header " + params_.version_header);
  return std::string(sdk::cut(text, kVersionBytes));
}

Request Http::request_for(const sdk::Record& stimulus) const {
  Request request;
  request.method = params_.method;
  url_.fill(stimulus, Escape::kPercent, request.url);
  request.headers = fixed_headers_;
  for (const auto& header : headers_) {
    std::string line;
    header.fill(stimulus, Escape::kNone, line);
    if (const auto fault = header_fault(line); !fault.empty()) throw sdk::CycleFailure("a header of this record has " + std::string(fault));
    request.headers.push_back(as_libcurl_wants(std::move(line)));
  }
  request.has_body = !params_.body.empty();
  body_.fill(stimulus, params_.body_escape, request.body);
  return request;
}

void Http::cycle(const sdk::Record& stimulus, sdk::Cycle<Http>& out) {
  const auto request = request_for(stimulus);
  ++requests_;
  const bool needs_body = out.wants_raw() || params_.raw_output == RawOutput::kBody;
  const auto reply = transfer_.send(request, needs_body ? static_cast<std::size_t>(params_.raw_bytes) : 0);
  connections_ += static_cast<std::uint64_t>(reply.new_connections);
  body_bytes_ += static_cast<std::uint64_t>(reply.body_bytes);
  last_address_ = reply.address;
  last_version_ = reply.http_version;

  if (params_.raw_output == RawOutput::kReply || !reply.is_whole()) write_raw(reply, out);
  if (!reply.is_whole()) throw sdk::CycleFailure(transfer_fault_words(reply));
  ++whole_replies_;
  const bool fits = params_.success == Success::kReply || (params_.success == Success::kBelow400 && reply.status < 400) ||
                    (params_.success == Success::k2xx && reply.status >= 200 && reply.status < 300);
  if (params_.raw_output == RawOutput::kBody) {
    const auto document = parsed(reply.body);
    if (document && document->is_object()) {
      out.raw([&](sdk::Object& raw) {
        for (const auto& member : document->get_object()) raw.set_json(member.key(), json::serialize(member.value()));
      });
    } else if (fits) {
      throw sdk::CycleFailure(static_cast<std::int64_t>(reply.body.size()) < reply.body_bytes
                                  ? "decode: the body is longer than raw_bytes, and no JSON object without its end"
                                  : "decode: expected a JSON object as the body");
    }
  }
  if (!fits) throw sdk::CycleFailure("status: " + std::to_string(reply.status));

  out.set<"status">(reply.status);
  out.set<"bytes">(reply.body_bytes);
  out.set<"header_bytes">(reply.header_bytes);
  out.set<"request_bytes">(reply.sent_bytes);
  if (const auto type = reply.header("content-type"); !type.empty()) out.set<"content_type">(utf8(type));
  out.set<"redirects">(reply.redirects);
  if (reply.status >= 400) out.set<"error_kind">(reply.status >= 500 ? "server_error" : "client_error");
  out.set<"connected">(reply.new_connections > 0);
  out.set<"name_lookup_us">(reply.name_lookup_us);
  out.set<"connect_us">(reply.connect_us);
  out.set<"tls_us">(reply.tls_us);
  out.set<"first_byte_us">(reply.first_byte_us);
  out.set<"total_us">(reply.total_us);
}

void Http::write_raw(const Reply& reply, sdk::Cycle<Http>& out) const {
  out.raw([&](sdk::Object& raw) {
    raw.set("status", reply.status);
    if (!reply.is_whole()) {
      raw.set("error_kind", transfer_fault_kind(reply)).set("error", utf8(reply.fault_detail)).set("libcurl_code", reply.fault);
    }
    raw.set("http_version", reply.http_version / 10.0).set("address", utf8(reply.address)).set("bytes", reply.body_bytes);
    raw.set("headers", [&](sdk::Array& headers) {
      for (const auto& [name, value] : reply.headers) {
        headers.add([&](sdk::Array& pair) { pair.add(utf8(name)).add(utf8(value)); });
      }
    });
    raw.set("body", utf8(reply.body));
    const bool complete = static_cast<std::int64_t>(reply.body.size()) == reply.body_bytes;
    raw.set("body_cut", !complete);
    if (complete && reply.header("content-type").find("json") != std::string_view::npos) {
      if (const auto document = parsed(reply.body)) raw.set_json("json", json::serialize(*document));
    }
  });
}

void Http::state(sdk::Object& state) const {
  state.set("requests", requests_).set("whole_replies", whole_replies_).set("connections", connections_).set("body_bytes", body_bytes_);
  state.set("last_address", utf8(last_address_)).set("last_http_version", last_version_ / 10.0).set("libcurl", curl_version_info(CURLVERSION_NOW)->version);
}

}  // namespace ophamin::http
