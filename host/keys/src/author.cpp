// SPDX-License-Identifier: Apache-2.0
#include <ophamin/keys/author.hpp>

#include <cstdio>
#include <cstdlib>
#include <cwchar>
#include <cwctype>
#include <functional>
#include <locale.h>
#include <memory>
#include <pwd.h>
#include <unistd.h>
#include <utility>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/canonical.hpp>

namespace ophamin::keys {
namespace {

using diagnostics::ErrorCode;

// This thread reads text as UTF-8, whatever the user's locale is.
class Utf8Locale {
 public:
  Utf8Locale() : locale_(::newlocale(LC_CTYPE_MASK, "C.UTF-8", locale_t{})) {
    if (locale_ != locale_t{}) before_ = ::uselocale(locale_);
  }
  ~Utf8Locale() {
    if (locale_ == locale_t{}) return;
    ::uselocale(before_);
    ::freelocale(locale_);
  }
  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;

 private:
  locale_t locale_;
  locale_t before_{};
};

// Calls `take` with each character and its bytes. What is no character is taken byte by byte, as a control character.
void each_character(std::string_view text, const std::function<void(wint_t, std::string_view)>& take) {
  const Utf8Locale utf8;
  for (std::size_t at = 0; at < text.size();) {
    std::mbstate_t state{};
    wchar_t character = 0;
    std::size_t size = std::mbrtowc(&character, text.data() + at, text.size() - at, &state);
    const bool is_character = size != 0 && size <= text.size() - at;
    if (!is_character) size = 1;
    take(is_character ? static_cast<wint_t>(character) : wint_t{1}, text.substr(at, size));
    at += size;
  }
}

std::string trimmed(std::string_view text) {
  std::size_t begin = text.size(), end = 0, at = 0;
  each_character(text, [&](wint_t character, std::string_view bytes) {
    if (std::iswspace(character) == 0 && character != 0xA0) {
      if (begin == text.size()) begin = at;
      end = at + bytes.size();
    }
    at += bytes.size();
  });
  return begin < end ? std::string(text.substr(begin, end - begin)) : std::string();
}

std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::string() : trimmed(value);
}

// What git says, or nothing: it may not be installed, and the key may not be set.
std::string git_setting(const char* command) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(::popen(command, "re"), ::pclose);
  if (!pipe) return {};
  char buffer[512];
  const std::size_t size = std::fread(buffer, 1, sizeof buffer, pipe.get());
  return trimmed(std::string_view(buffer, size));
}

std::string login_name() {
  for (const char* name : {"LOGNAME", "USER", "LNAME", "USERNAME"}) {
    if (std::string value = variable(name); !value.empty()) return value;
  }
  const passwd* const user = ::getpwuid(::getuid());
  return user == nullptr ? std::string() : trimmed(user->pw_name);
}

}  // namespace

std::string checked_author(std::string_view text) {
  std::string author = trimmed(text);
  if (!author.empty() && records::find_invalid_utf8(author) == std::string_view::npos) return author;
  throw diagnostics::Error({.code = ErrorCode::kAuthorInvalid,
                            .message = author.empty() ? "the author is blank" : "the author's name is no UTF-8",
                            .expected = "a name or an address",
                            .mend = "say who attests with --author or OPHAMIN_AUTHOR"});
}

std::string default_author() {
  std::string author = variable("OPHAMIN_AUTHOR");
  if (author.empty()) author = git_setting("git config --get user.email 2>/dev/null");
  if (author.empty()) author = git_setting("git config --get user.name 2>/dev/null");
  if (author.empty()) author = login_name();
  if (author.empty()) author = "ophamin-local";
  return checked_author(author);
}

std::string author_file_stem(std::string_view author) {
  std::string stem;
  each_character(trimmed(author), [&stem](wint_t character, std::string_view bytes) {
    const bool stays = std::iswalnum(character) != 0 || bytes == "-" || bytes == "_" || bytes == ".";
    stem += stays ? bytes : std::string_view("_");
  });
  return stem;
}

}  // namespace ophamin::keys
