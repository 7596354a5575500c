// SPDX-License-Identifier: Apache-2.0
#include "transfer.hpp"

#include <common/pipe_signal.hpp>

#include <algorithm>
#include <utility>

#include <ophamin/failure.hpp>

namespace ophamin::http {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(kBlanks);
  return begin == std::string_view::npos ? std::string_view{} : text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::int64_t info(CURL* curl, CURLINFO which) {
  curl_off_t value = 0;
  curl_easy_getinfo(curl, which, &value);
  return value;
}
std::int64_t info_long(CURL* curl, CURLINFO which) {
  long value = 0;
  curl_easy_getinfo(curl, which, &value);
  return value;
}

int version_number(long version) noexcept {
  switch (version) {
    case CURL_HTTP_VERSION_1_0: return 10;
    case CURL_HTTP_VERSION_1_1: return 11;
    case CURL_HTTP_VERSION_2_0: return 20;
    case CURL_HTTP_VERSION_3: return 30;
    default: return 0;
  }
}

}  // namespace

// What the callbacks of one request write to.
struct Transfer::Exchange {
  const sdk::Host* host;
  Reply* reply;
  std::size_t kept_bytes;
  std::int64_t max_bytes;

  static std::size_t body(char* data, std::size_t, std::size_t size, void* context) noexcept {
    auto& self = *static_cast<Exchange*>(context);
    self.reply->body_bytes += static_cast<std::int64_t>(size);
    if (self.reply->body_bytes > self.max_bytes) {
      self.reply->too_large = true;
      return 0;
    }
    try {
      const auto room = self.kept_bytes - std::min(self.kept_bytes, self.reply->body.size());
      self.reply->body.append(data, std::min(room, size));
    } catch (const std::bad_alloc&) {
      return 0;
    }
    return size;
  }
  static std::size_t header(char* data, std::size_t, std::size_t size, void* context) noexcept {
    auto& self = *static_cast<Exchange*>(context);
    const std::string_view line(data, size);
    try {
      if (line.starts_with("HTTP/")) {
        self.reply->headers.clear();  // of a reply that was not the last one
      } else if (const auto colon = line.find(':'); colon != std::string_view::npos) {
        std::string name(trimmed(line.substr(0, colon)));
        std::transform(name.begin(), name.end(), name.begin(), lower);
        self.reply->headers.emplace_back(std::move(name), trimmed(line.substr(colon + 1)));
      }
    } catch (const std::bad_alloc&) {
      return 0;
    }
    return size;
  }
  static int progress(void* context, curl_off_t, curl_off_t, curl_off_t, curl_off_t) noexcept {
    return static_cast<Exchange*>(context)->host->is_cancelled() ? 1 : 0;
  }
};

Transfer::Transfer(const sdk::Host& host, const TransferOptions& options) : host_(host), options_(options) {
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) throw sdk::unavailable("libcurl does not start");
  try {
    open();
  } catch (...) {
    curl_global_cleanup();
    throw;
  }
}

Transfer::~Transfer() {
  curl_.reset();
  curl_global_cleanup();
}

template <class Value>
void Transfer::set(CURLoption option, Value value) {
  if (const auto code = curl_easy_setopt(curl_.get(), option, value); code != CURLE_OK) {
    const auto* known = curl_easy_option_by_id(option);
    throw sdk::invalid_argument("libcurl does not take " + std::string(known != nullptr ? known->name : "an option") + ": " +
                                curl_easy_strerror(code));
  }
}

void Transfer::open() {
  curl_.reset(curl_easy_init());
  if (curl_ == nullptr) throw sdk::unavailable("libcurl does not start");
  const auto milliseconds = [](double seconds) { return static_cast<long>(std::max(1.0, seconds * 1e3)); };
  set(CURLOPT_ERRORBUFFER, words_);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  set(CURLOPT_PATH_AS_IS, 1L);
  set(CURLOPT_TIMEOUT_MS, milliseconds(options_.timeout_seconds));
  set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(options_.connect_timeout_seconds));
  set(CURLOPT_FORBID_REUSE, options_.keep_alive ? 0L : 1L);
  set(CURLOPT_FRESH_CONNECT, options_.keep_alive ? 0L : 1L);
  set(CURLOPT_FOLLOWLOCATION, options_.max_redirects > 0 ? 1L : 0L);
  set(CURLOPT_MAXREDIRS, static_cast<long>(options_.max_redirects));
  set(CURLOPT_PROXY, options_.proxy.c_str());
  if (options_.proxy.empty()) set(CURLOPT_NOPROXY, "*");
  set(CURLOPT_SSL_VERIFYPEER, options_.verify_tls ? 1L : 0L);
  set(CURLOPT_SSL_VERIFYHOST, options_.verify_tls ? 2L : 0L);
  if (!options_.ca_file.empty()) set(CURLOPT_CAINFO, options_.ca_file.c_str());
  set(CURLOPT_HTTP_VERSION, options_.http_version);
  if (options_.decompress) set(CURLOPT_ACCEPT_ENCODING, "");
  set(CURLOPT_WRITEFUNCTION, &Exchange::body);
  set(CURLOPT_HEADERFUNCTION, &Exchange::header);
  set(CURLOPT_XFERINFOFUNCTION, &Exchange::progress);
  set(CURLOPT_NOPROGRESS, 0L);
}

void Transfer::forget() { open(); }

Reply Transfer::send(const Request& request, std::size_t kept_bytes) {
  struct Free {
    void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
  };
  std::unique_ptr<curl_slist, Free> lines;
  const auto add = [&](const char* line) {
    auto* longer = curl_slist_append(lines.get(), line);
    if (longer == nullptr) throw std::bad_alloc();
    static_cast<void>(lines.release());
    lines.reset(longer);
  };
  for (const auto& line : request.headers) add(line.c_str());
  add("Expect:");  // to wait for a permission that few servers give would be part of the measured time

  Reply reply;
  Exchange exchange{&host_, &reply, kept_bytes, options_.max_bytes};
  words_[0] = '\0';
  set(CURLOPT_WRITEDATA, &exchange);
  set(CURLOPT_HEADERDATA, &exchange);
  set(CURLOPT_XFERINFODATA, &exchange);
  set(CURLOPT_HTTPHEADER, lines.get());
  set(CURLOPT_URL, request.url.c_str());
  set(CURLOPT_HTTPGET, 1L);  // forgets what the request before has set
  if (request.has_body) {
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    set(CURLOPT_POSTFIELDS, request.body.data());
  }
  set(CURLOPT_NOBODY, request.method == "HEAD" ? 1L : 0L);
  set(CURLOPT_CUSTOMREQUEST, request.method == "HEAD" ? nullptr : request.method.c_str());

  {
    const substrates::PipeSignal held;
    reply.fault = static_cast<int>(curl_easy_perform(curl_.get()));
  }
  if (reply.fault != CURLE_OK) host_.check_cancelled();
  reply.fault_detail = words_;
  reply.status = info_long(curl_.get(), CURLINFO_RESPONSE_CODE);
  reply.header_bytes = info_long(curl_.get(), CURLINFO_HEADER_SIZE);
  reply.sent_bytes = info_long(curl_.get(), CURLINFO_REQUEST_SIZE) + info(curl_.get(), CURLINFO_SIZE_UPLOAD_T);
  reply.redirects = info_long(curl_.get(), CURLINFO_REDIRECT_COUNT);
  reply.name_lookup_us = info(curl_.get(), CURLINFO_NAMELOOKUP_TIME_T);
  reply.connect_us = info(curl_.get(), CURLINFO_CONNECT_TIME_T);
  reply.tls_us = info(curl_.get(), CURLINFO_APPCONNECT_TIME_T);
  reply.first_byte_us = info(curl_.get(), CURLINFO_STARTTRANSFER_TIME_T);
  reply.total_us = info(curl_.get(), CURLINFO_TOTAL_TIME_T);
  reply.new_connections = info_long(curl_.get(), CURLINFO_NUM_CONNECTS);
  reply.http_version = version_number(info_long(curl_.get(), CURLINFO_HTTP_VERSION));
  const char* address = nullptr;
  curl_easy_getinfo(curl_.get(), CURLINFO_PRIMARY_IP, &address);
  if (address != nullptr) reply.address = address;
  return reply;
}

}  // namespace ophamin::http
