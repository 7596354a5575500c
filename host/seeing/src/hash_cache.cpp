// SPDX-License-Identifier: Apache-2.0
#include <ophamin/seeing/hash_cache.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <vector>

#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include <ophamin/storage/files.hpp>

namespace ophamin::seeing {
namespace {

using diagnostics::Diagnostic;
using diagnostics::ErrorCode;

constexpr std::string_view kHead = "ophamin content hashes 1\n";
constexpr std::size_t kHexDigits = 64;

std::int64_t today() {
  return std::chrono::duration_cast<std::chrono::days>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::optional<unsigned> hex_value(char digit) {
  if (digit >= '0' && digit <= '9') return static_cast<unsigned>(digit - '0');
  if (digit >= 'a' && digit <= 'f') return static_cast<unsigned>(digit - 'a' + 10);
  return std::nullopt;
}

std::optional<records::Digest> digest_from(std::string_view hex) {
  records::Digest digest{};
  if (hex.size() != kHexDigits) return std::nullopt;
  for (std::size_t i = 0; i < digest.size(); ++i) {
    const auto high = hex_value(hex[2 * i]), low = hex_value(hex[2 * i + 1]);
    if (!high || !low) return std::nullopt;
    digest[i] = static_cast<unsigned char>(*high << 4 | *low);
  }
  return digest;
}

// A path may hold any byte but NUL; a line holds it up to its end.
std::string escaped(std::string_view path) {
  std::string out;
  for (const char byte : path) {
    if (byte == '\n' || byte == '%') {
      out += byte == '\n' ? "%0a" : "%25";
    } else {
      out += byte;
    }
  }
  return out;
}

std::optional<std::string> unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
    } else if (text.substr(i, 3) == "%0a" || text.substr(i, 3) == "%25") {
      out += text[i + 1] == '0' ? '\n' : '%';
      i += 2;
    } else {
      return std::nullopt;
    }
  }
  return out;
}

template <typename Number>
bool take_number(std::string_view& line, Number& number) {
  const auto [end, fault] = std::from_chars(line.data(), line.data() + line.size(), number);
  const auto size = static_cast<std::size_t>(end - line.data());
  if (fault != std::errc{} || size >= line.size() || line[size] != ' ') return false;
  line.remove_prefix(size + 1);
  return true;
}

}  // namespace

std::optional<std::filesystem::path> HashCache::default_file() {
  // The environment of a privileged process is somebody else's.
  if (::getauxval(AT_SECURE) != 0) return std::nullopt;
  const auto below = [](const char* variable, const char* part) -> std::optional<std::filesystem::path> {
    const char* value = std::getenv(variable);
    if (value == nullptr || value[0] != '/') return std::nullopt;
    return std::filesystem::path(value) / part / "ophamin" / "content-hashes";
  };
  if (auto file = below("XDG_CACHE_HOME", "")) return file;
  return below("HOME", ".cache");
}

std::optional<HashCache::Entries> HashCache::parse(std::string_view text) {
  if (!text.starts_with(kHead) || text.size() < kHead.size() + kHexDigits + 1 || text.back() != '\n') return std::nullopt;
  const auto body = text.substr(0, text.size() - kHexDigits - 1);
  if (records::sha256_hex(body) != text.substr(body.size(), kHexDigits)) return std::nullopt;
  Entries entries;
  for (auto rest = body.substr(kHead.size()); !rest.empty();) {
    const auto end = rest.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    auto line = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    Entry entry{};
    const auto digest = digest_from(line.substr(0, kHexDigits));
    if (!digest || line.size() <= kHexDigits || line[kHexDigits] != ' ') return std::nullopt;
    entry.sha256 = *digest;
    line.remove_prefix(kHexDigits + 1);
    auto& identity = entry.identity;
    if (!take_number(line, identity.device) || !take_number(line, identity.inode) || !take_number(line, identity.size) ||
        !take_number(line, identity.modified_ns) || !take_number(line, identity.changed_ns) || !take_number(line, entry.used_day)) {
      return std::nullopt;
    }
    auto path = unescaped(line);
    if (!path) return std::nullopt;
    entries.insert_or_assign(std::move(*path), entry);
  }
  return entries;
}

std::string HashCache::render(const Entries& entries) {
  std::string text(kHead);
  for (const auto& [path, entry] : entries) {
    const auto& identity = entry.identity;
    text += fmt::format("{} {} {} {} {} {} {} {}\n", records::to_hex(entry.sha256), identity.device, identity.inode, identity.size,
                        identity.modified_ns, identity.changed_ns, entry.used_day, escaped(path));
  }
  text += records::sha256_hex(text) + '\n';
  return text;
}

void HashCache::warn(std::string message) {
  warnings_.push_back({.code = ErrorCode::kFileUnreadable,
                       .severity = diagnostics::Severity::kWarning,
                       .message = std::move(message),
                       .mend = "nothing is lost: the data is hashed anew; delete the file if this comes again",
                       .place = {.file = file_->string()}});
}

void HashCache::read_into(Entries& entries) {
  struct stat status {};
  if (::stat(file_->c_str(), &status) != 0) return;  // There is none yet.
  if (status.st_uid != ::geteuid() || (status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return warn("the cache of content hashes can be written by others and was not used");
  }
  try {
    auto parsed = parse(storage::read_file(*file_));
    damaged_ = !parsed;
    if (damaged_) return warn("the cache of content hashes is damaged or of another version and was not used");
    entries = std::move(*parsed);
  } catch (const diagnostics::Error& error) {
    warn(fmt::format("the cache of content hashes was not used: {}", error.diagnostics().front().message));
  }
}

void HashCache::load() {
  if (!file_ || loaded_) return;
  loaded_ = true;
  read_into(entries_);
}

std::optional<records::Digest> HashCache::find(const std::string& path, const storage::FileIdentity& identity) {
  load();
  const auto found = entries_.find(path);
  if (found == entries_.end() || !(found->second.identity == identity)) return std::nullopt;
  if (const auto day = today(); found->second.used_day != day) {
    found->second.used_day = day;
    touched_[path] = true;
  }
  return found->second.sha256;
}

void HashCache::remember(const std::string& path, const HashedFile& hashed) {
  if (!file_) return;
  load();
  const auto& identity = hashed.identity;
  const bool settled = std::max(identity.modified_ns, identity.changed_ns) < hashed.begun_ns - kGranularityNs;
  if (!hashed.steady || !settled || identity.size < kSmallestFile) return forget(path);
  entries_.insert_or_assign(path, Entry{identity, hashed.sha256, today()});
  touched_[path] = true;
}

void HashCache::forget(const std::string& path) {
  load();
  if (entries_.erase(path) != 0) touched_[path] = false;
}

std::vector<Diagnostic> HashCache::save() {
  if (file_ && (damaged_ || !touched_.empty())) {
    // What another process has saved since is kept.
    Entries all;
    const auto said = warnings_.size();
    read_into(all);
    warnings_.resize(std::min(said, warnings_.size()));
    for (const auto& [path, kept] : touched_) {
      if (kept) {
        all.insert_or_assign(path, entries_.at(path));
      } else {
        all.erase(path);
      }
    }
    if (all.size() > kMostEntries) {
      std::vector<std::pair<std::int64_t, std::string>> by_use;
      for (const auto& [path, entry] : all) by_use.emplace_back(entry.used_day, path);
      std::sort(by_use.begin(), by_use.end());
      for (std::size_t i = 0; all.size() > kMostEntries; ++i) all.erase(by_use[i].second);
    }
    try {
      storage::ensure_directory(file_->parent_path(), 0700);
      storage::write_file_atomic(*file_, render(all));
      entries_ = std::move(all);
      touched_.clear();
      damaged_ = false;
    } catch (const diagnostics::Error& error) {
      warn(fmt::format("the cache of content hashes cannot be written: {}", error.diagnostics().front().message));
    }
  }
  return std::exchange(warnings_, {});
}

}  // namespace ophamin::seeing
