// SPDX-License-Identifier: Apache-2.0
#include "mail_parser.hpp"

#include <gmime/gmime.h>
#include <signal.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <ophamin/sdk.hpp>
#include <vector>

namespace ophamin::mail {
namespace {

struct Unref {
  void operator()(void* object) const noexcept { g_object_unref(object); }
};
template <class T>
using Ref = std::unique_ptr<T, Unref>;

// Once per process, and never undone: types of GLib cannot be unregistered. GMime starts the library that it
// checks signatures with, which sets the disposition of SIGPIPE; that is not ours to change.
void start_gmime() {
  static std::once_flag once;
  std::call_once(once, [] {
    struct sigaction before {};
    ::sigaction(SIGPIPE, nullptr, &before);
    g_mime_init();
    ::sigaction(SIGPIPE, &before, nullptr);
  });
}

std::string header(GMimeMessage* message, const char* name) {
  const char* value = g_mime_object_get_header(GMIME_OBJECT(message), name);
  std::string text;
  if (value != nullptr) sdk::to_utf8(value, text);
  return text;
}

// The transfer-decoded content of a part.
std::string content_of(GMimeObject* object) {
  if (!GMIME_IS_PART(object)) return {};
  auto* content = g_mime_part_get_content(GMIME_PART(object));
  if (content == nullptr) return {};
  const Ref<GMimeStream> stream(g_mime_stream_mem_new());
  g_mime_data_wrapper_write_to_stream(content, stream.get());
  const auto* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
  return bytes == nullptr || bytes->len == 0
             ? std::string()
             : std::string(reinterpret_cast<const char*>(bytes->data), bytes->len);
}

bool is_plain_text(GMimeObject* object) {
  auto* type = g_mime_object_get_content_type(object);
  return type == nullptr || g_mime_content_type_is_type(type, "text", "plain") != FALSE;
}

// `bytes` in UTF-8, or as they are where their charset is not known or does not fit them.
std::string converted(std::string bytes, GMimeObject* object) {
  const char* charset = g_mime_object_get_content_type_parameter(object, "charset");
  const char* known = charset == nullptr ? nullptr : g_mime_charset_iconv_name(charset);
  if (known == nullptr || bytes.empty()) return bytes;
  gsize size = 0;
  const std::unique_ptr<char, void (*)(void*)> text(
      g_convert(bytes.data(), static_cast<gssize>(bytes.size()), "UTF-8", known, nullptr, &size, nullptr),
      g_free);
  return text == nullptr ? bytes : std::string(text.get(), size);
}

// What a multipart message whose boundary never comes holds: everything after its header.
std::string_view after_header(std::string_view message) {
  for (std::size_t at = message.find('\n'); at != std::string_view::npos; at = message.find('\n', at + 1)) {
    const auto rest = message.substr(at + 1);
    if (rest.starts_with('\n')) return rest.substr(1);
    if (rest.starts_with("\r\n")) return rest.substr(2);
  }
  return {};
}

}  // namespace

MailParser::MailParser(Charset charset) : charset_(charset) {
  start_gmime();
}

bool MailParser::parse(std::string_view bytes, Mail& mail) const {
  // A line of an mbox that stayed on the message when it was taken out of one.
  if (bytes.starts_with("From ")) bytes.remove_prefix(std::min(bytes.find('\n'), bytes.size() - 1) + 1);
  const Ref<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size()));
  const Ref<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
  g_mime_parser_set_format(parser.get(), GMIME_FORMAT_MESSAGE);
  const Ref<GMimeMessage> message(g_mime_parser_construct_message(parser.get(), nullptr));
  auto* top = message == nullptr ? nullptr : g_mime_message_get_mime_part(message.get());
  if (top == nullptr) return false;

  mail.from = header(message.get(), "From");
  mail.to = header(message.get(), "To");
  mail.date = header(message.get(), "Date");
  mail.subject = header(message.get(), "Subject");
  mail.message_id = header(message.get(), "Message-ID");

  const auto text_of = [&](GMimeObject* object) {
    return charset_ == Charset::kConvert ? converted(content_of(object), object) : content_of(object);
  };
  mail.body.clear();
  const bool has_parts = GMIME_IS_MULTIPART(top) != FALSE || GMIME_IS_MESSAGE_PART(top) != FALSE;
  if (!has_parts) {
    mail.body = text_of(top);
    return true;
  }
  if (GMIME_IS_MULTIPART(top) != FALSE && g_mime_multipart_get_count(GMIME_MULTIPART(top)) == 0) {
    mail.body = after_header(bytes);
    return true;
  }
  // Depth first and without recursion: how deep parts are nested is the message's choice.
  bool is_first = true;
  std::vector<GMimeObject*> waiting{top};
  while (!waiting.empty()) {
    auto* object = waiting.back();
    waiting.pop_back();
    if (GMIME_IS_MULTIPART(object) != FALSE) {
      auto* parts = GMIME_MULTIPART(object);
      for (int i = g_mime_multipart_get_count(parts); i-- > 0;)
        waiting.push_back(g_mime_multipart_get_part(parts, i));
    } else if (GMIME_IS_MESSAGE_PART(object) != FALSE) {
      auto* inner = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));
      auto* part = inner == nullptr ? nullptr : g_mime_message_get_mime_part(inner);
      if (part != nullptr) waiting.push_back(part);
    } else if (is_plain_text(object)) {
      if (!is_first) mail.body += '\n';
      is_first = false;
      mail.body += text_of(object);
    }
  }
  return true;
}

}  // namespace ophamin::mail
