// SPDX-License-Identifier: Apache-2.0
#include <ophamin/registry/lock_file.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <system_error>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <ophamin/registry/registry.hpp>

#include "unique_fd.hpp"
#include "violation_json.hpp"

namespace ophamin::registry {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
constexpr std::int64_t kVersion = 1;

Violation policy(const fs::path& file, std::string expected, std::string found, std::string mend) {
  return {.rule = "OPH-HOST-9",
          .error = ErrorKind::kPluginPolicyError,
          .file = file,
          .component = {},
          .expected = std::move(expected),
          .found = std::move(found),
          .mend = std::move(mend)};
}

[[noreturn]] void no_lock_file(const fs::path& file, std::string found) {
  throw RegistryError({policy(file, "a lock file of plugins, version 1", std::move(found), "write the lock file again")});
}

bool is_digest(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string text_member(const json::object& object, std::string_view key, const fs::path& file) {
  const json::value* value = object.if_contains(key);
  if (value == nullptr || !value->is_string()) no_lock_file(file, fmt::format("a plugin without the text `{}`", key));
  return std::string(value->get_string());
}

[[noreturn]] void system_failure(const fs::path& file, const char* what) {
  throw std::system_error(errno, std::generic_category(), fmt::format("cannot {} {}", what, file.native()));
}

void sync_folder(const fs::path& folder) {
  const UniqueFd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd || ::fsync(fd.get()) != 0) system_failure(folder, "sync");
}

}  // namespace

const LockedPlugin* LockFile::find_id(std::string_view id) const noexcept {
  const auto found = std::find_if(plugins.begin(), plugins.end(), [id](const LockedPlugin& p) { return p.id == id; });
  return found == plugins.end() ? nullptr : &*found;
}

const LockedPlugin* LockFile::find_digest(std::string_view sha256) const noexcept {
  const auto found =
      std::find_if(plugins.begin(), plugins.end(), [sha256](const LockedPlugin& p) { return p.sha256 == sha256; });
  return found == plugins.end() ? nullptr : &*found;
}

const LockedPlugin* LockFile::find_file(std::string_view base_name) const noexcept {
  const auto found =
      std::find_if(plugins.begin(), plugins.end(), [base_name](const LockedPlugin& p) { return p.file == base_name; });
  return found == plugins.end() ? nullptr : &*found;
}

LockFile make_lock(const Registry& registry) {
  LockFile lock;
  for (const Plugin* plugin : registry.plugins()) {
    lock.plugins.push_back({plugin->id, plugin->version, plugin->sha256, printable(plugin->path.filename().native())});
  }
  std::sort(lock.plugins.begin(), lock.plugins.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  return lock;
}

LockFile parse_lock(std::string_view text, const fs::path& file) {
  boost::system::error_code error;
  const json::value root = json::parse(text, error);
  if (error) no_lock_file(file, "no JSON: " + error.message());
  const json::object* object = root.if_object();
  const json::value* version = object == nullptr ? nullptr : object->if_contains("ophamin_lock");
  if (version == nullptr) no_lock_file(file, "JSON without `ophamin_lock`");
  if (*version != kVersion) no_lock_file(file, "version " + printable(json::serialize(*version)));
  const json::value* plugins = object->if_contains("plugins");
  if (plugins == nullptr || !plugins->is_array()) no_lock_file(file, "no list `plugins`");

  LockFile lock;
  lock.path = file;
  for (const json::value& item : plugins->get_array()) {
    if (!item.is_object()) no_lock_file(file, "a plugin that is no object");
    const json::object& entry = item.get_object();
    LockedPlugin plugin{text_member(entry, "id", file), text_member(entry, "version", file),
                        text_member(entry, "sha256", file), text_member(entry, "file", file)};
    if (!is_digest(plugin.sha256)) no_lock_file(file, fmt::format("`{}` as the SHA-256 of {}", plugin.sha256, plugin.id));
    if (lock.find_id(plugin.id) != nullptr) no_lock_file(file, fmt::format("the plugin {} twice", plugin.id));
    lock.plugins.push_back(std::move(plugin));
  }
  std::sort(lock.plugins.begin(), lock.plugins.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  return lock;
}

LockFile read_lock(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) no_lock_file(file, std::generic_category().message(errno));
  const std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  if (stream.bad()) no_lock_file(file, "a file that cannot be read");
  return parse_lock(text, file);
}

std::string to_text(const LockFile& lock) {
  std::string text = fmt::format("{{\n  \"ophamin_lock\": {},\n  \"plugins\": [", kVersion);
  const char* separator = "\n";
  for (const LockedPlugin& plugin : lock.plugins) {
    const auto quote = [](const std::string& value) { return json::serialize(json::string(value)); };
    text += fmt::format("{}    {{\"id\": {}, \"version\": {}, \"sha256\": {}, \"file\": {}}}", separator, quote(plugin.id),
                        quote(plugin.version), quote(plugin.sha256), quote(plugin.file));
    separator = ",\n";
  }
  return text + (lock.plugins.empty() ? "]\n}\n" : "\n  ]\n}\n");
}

void write_lock(const fs::path& file, const LockFile& lock) {
  const std::string text = to_text(lock);
  const fs::path folder = fs::absolute(file).parent_path();
  std::string name = (folder / ("." + file.filename().native() + ".XXXXXX")).native();
  UniqueFd fd(::mkostemp(name.data(), O_CLOEXEC));
  if (!fd) system_failure(file, "write");
  try {
    for (std::size_t done = 0; done < text.size();) {
      const ssize_t count = ::write(fd.get(), text.data() + done, text.size() - done);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) system_failure(file, "write");
      done += static_cast<std::size_t>(count);
    }
    if (::fchmod(fd.get(), 0644) != 0 || ::fsync(fd.get()) != 0) system_failure(file, "write");
    if (::rename(name.c_str(), file.c_str()) != 0) system_failure(file, "replace");
  } catch (...) {
    ::unlink(name.c_str());
    throw;
  }
  sync_folder(folder);
}

std::vector<Violation> compare(const LockFile& lock, const Registry& registry) {
  std::vector<Violation> violations;
  constexpr std::string_view kMend = "use the locked build, or write the lock file again";
  for (const LockedPlugin& locked : lock.plugins) {
    const Plugin* plugin = registry.find_plugin(locked.id);
    const std::string expected = fmt::format("{} {} with SHA-256 {}", locked.id, locked.version, locked.sha256);
    if (plugin == nullptr) {
      violations.push_back(policy(lock.path, expected, "no such plugin registered", std::string(kMend)));
    } else if (plugin->version != locked.version || plugin->sha256 != locked.sha256) {
      violations.push_back(policy(plugin->path, expected, fmt::format("version {} with SHA-256 {}", plugin->version,
                                                                      plugin->sha256), std::string(kMend)));
    }
  }
  for (const Plugin* plugin : registry.plugins()) {
    if (lock.find_id(plugin->id) != nullptr) continue;
    violations.push_back(policy(plugin->path, "plugins that the lock file lists", fmt::format("{} {}, which it does not list",
                                                                                              plugin->id, plugin->version),
                                std::string(kMend)));
  }
  return violations;
}

}  // namespace ophamin::registry
