// SPDX-License-Identifier: Apache-2.0
#include "reply.hpp"

#include <curl/curl.h>

#include <algorithm>

namespace ophamin::http {

std::string_view Reply::header(std::string_view name) const noexcept {
  const auto found = std::find_if(headers.begin(), headers.end(), [&](const auto& each) { return each.first == name; });
  return found == headers.end() ? std::string_view{} : std::string_view(found->second);
}

std::string_view transfer_fault_kind(const Reply& reply) noexcept {
  if (reply.too_large) return "too_large";
  switch (reply.fault) {
    case CURLE_OK: return {};
    case CURLE_URL_MALFORMAT:
    case CURLE_BAD_FUNCTION_ARGUMENT: return "request";
    case CURLE_UNSUPPORTED_PROTOCOL:  // of the URL, of the URL that a redirect gave, or of a reply that is no HTTP
      if (reply.sent_bytes == 0) return "request";
      return reply.status >= 300 && reply.status < 400 ? "redirects" : "protocol";
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY: return "name_lookup";
    case CURLE_COULDNT_CONNECT:
    case CURLE_INTERFACE_FAILED:
    case CURLE_PROXY: return "connect";
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_PEER_FAILED_VERIFICATION: return "tls";
    case CURLE_OPERATION_TIMEDOUT: return "timeout";
    case CURLE_SEND_ERROR: return "send";
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING: return "receive";
    case CURLE_PARTIAL_FILE: return "partial";
    case CURLE_TOO_MANY_REDIRECTS: return "redirects";
    default: return "protocol";
  }
}

std::string transfer_fault_words(const Reply& reply) {
  const std::string kind(transfer_fault_kind(reply));
  if (reply.too_large) return kind + ": the reply has more than max_bytes";
  return kind + ": libcurl error " + std::to_string(reply.fault) + ", " + curl_easy_strerror(static_cast<CURLcode>(reply.fault));
}

}  // namespace ophamin::http
