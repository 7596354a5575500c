// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace ophamin::mail {

/// A message as a record wants it. Headers are decoded (RFC 2047) and unfolded, UTF-8, empty if absent.
/// `body` is bytes.
struct Mail {
  std::string from, to, date, subject, message_id;
  std::string body;
};

/// What becomes of the charset that a text part declares.
enum class Charset {
  kIgnore,   ///< the body is the transfer-decoded bytes as they are
  kConvert,  ///< converted to UTF-8 where the charset is known and the bytes fit it; else the bytes as they
             ///< are
};

/// Parses messages, through GMime. Instances do not share anything that changes.
class MailParser {
 public:
  explicit MailParser(Charset charset);

  /// False if `bytes` do not begin like a mail message. The body is the text/plain parts of a multipart
  /// message, transfer-decoded and joined by a newline, or whatever the one part is, transfer-decoded.
  bool parse(std::string_view bytes, Mail& mail) const;

 private:
  Charset charset_;
};

}  // namespace ophamin::mail
