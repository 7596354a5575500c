// SPDX-License-Identifier: Apache-2.0
#include <ophamin/registry/load.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <ophamin/registry/digest.hpp>
#include <ophamin/registry/validate.hpp>

#include "module.hpp"
#include "violation_json.hpp"

namespace ophamin::registry {
namespace {

namespace fs = std::filesystem;

// A file on its way through the steps.
struct Item {
  Candidate candidate;
  std::string origin;
  std::string expected_sha256;  // of a trusted file; else empty
  std::string sha256;
  std::uint32_t boot_number = 0;
  bool out = false;  // refused or left out: no further step
};

Violation policy(const fs::path& file, std::string expected, std::string found, std::string mend) {
  return {.rule = "OPH-HOST-9",
          .error = ErrorKind::kPluginPolicyError,
          .file = file,
          .component = {},
          .expected = std::move(expected),
          .found = std::move(found),
          .mend = std::move(mend)};
}

std::string describe(const LockedPlugin& locked) {
  return fmt::format("{} {} with SHA-256 {}", locked.id, locked.version, locked.sha256);
}

class Loader {
 public:
  Loader(const LoadOptions& options, LoadReport& report) : options_(options), report_(report) {
    report_.registry = Registry(options.preferences);
  }

  void run(std::vector<Item> items) {
    items_ = std::move(items);
    read_as_data();
    leave_out_copies();
    if (options_.lock != nullptr) check_lock();
    if (options_.prober) probe_files();
    std::vector<ValidPlugin> valid;
    for (Item& item : items_) {
      if (!item.out) load_file(item, valid);
    }
    for (Violation& violation : report_.registry.register_plugins(std::move(valid))) {
      trace(violation.file, "refused, {}: {}", violation.rule, violation.found);
      report(std::move(violation), {});
    }
    for (const Plugin* plugin : report_.registry.plugins()) {
      trace(plugin->path, "registered as {} {}", plugin->id, plugin->version);
    }
    check_all_there();
  }

 private:
  template <typename... Args>
  void trace(const fs::path& file, fmt::format_string<Args...> format, Args&&... args) {
    report_.trace.push_back(fmt::format("{}: {}", printable(file.native()), fmt::format(format, std::forward<Args>(args)...)));
  }

  bool is_optional(const fs::path& file, std::string_view id) const {
    return std::any_of(options_.optional.begin(), options_.optional.end(), [&](const std::string& name) {
      return file == name || file.filename() == name || (!id.empty() && id == name);
    });
  }

  void report(Violation violation, std::string_view id) {
    violation.optional = is_optional(violation.file, id);
    report_.violations.push_back(std::move(violation));
  }

  // Takes a file out, with the reasons; `claims` as far as they are known.
  void refuse(Item& item, std::vector<Violation> violations, std::string_view id = {},
              std::span<const std::pair<oph_kind_t, std::string>> claims = {}) {
    if (violations.empty()) return;
    item.out = true;
    report_.registry.note_refused(claims, violations);
    if (!id.empty()) refused_ids_.insert(std::string(id));
    for (Violation& violation : violations) {
      trace(item.candidate.file, "refused, {}: {}", violation.rule, violation.found);
      report(std::move(violation), id);
    }
  }

  // On this thread alone: a helper would save half a millisecond on an idle machine, and cost ten on a busy one.
  void read_as_data() {
    for (Item& item : items_) {
      try {
        refuse(item, check_file_symbols(item.candidate.file, item.boot_number));
        if (!item.out && wants_digest(item)) item.sha256 = file_sha256(item.candidate.file);
      } catch (const std::exception& error) {
        refuse(item, {{.rule = "OPH-HOST-2", .file = item.candidate.file, .expected = "a file that can be read",
                       .found = error.what(), .mend = "correct its permissions"}});
      }
      if (item.out || item.expected_sha256.empty() || item.sha256 == item.expected_sha256) continue;
      refuse(item, {policy(item.candidate.file, "SHA-256 " + item.expected_sha256, "SHA-256 " + item.sha256,
                           "do not replace plugins while a campaign runs")});
    }
  }

  // Where nobody asked for digests, only files of equal size have to be told from copies.
  bool wants_digest(const Item& item) const {
    if (options_.digests || options_.lock != nullptr || !item.expected_sha256.empty()) return true;
    const std::uintmax_t size = fs::file_size(item.candidate.file);
    return std::any_of(items_.begin(), items_.end(), [&](const Item& other) {
      std::error_code ignored;
      return &other != &item && fs::file_size(other.candidate.file, ignored) == size;
    });
  }

  // Equal bytes are the same plugin: the first hit in the search order counts (OPH-HOST-1, OPH-HOST-4).
  void leave_out_copies() {
    std::map<std::string, fs::path> first;
    for (Item& item : items_) {
      if (item.out || item.sha256.empty()) continue;
      const auto [known, fresh] = first.emplace(item.sha256, item.candidate.file);
      if (fresh) continue;
      item.out = true;
      trace(item.candidate.file, "the same bytes as {}, which counts", printable(known->second.native()));
    }
  }

  void check_lock() {
    std::set<std::string> there;
    for (const Item& item : items_) there.insert(item.sha256);
    for (Item& item : items_) {
      if (item.out || options_.lock->find_digest(item.sha256) != nullptr) continue;
      const fs::path& file = item.candidate.file;
      const LockedPlugin* same_name = options_.lock->find_file(file.filename().native());
      if (same_name != nullptr && !there.contains(same_name->sha256)) {
        refuse(item, {lock_mismatch(file, *same_name, "SHA-256 " + item.sha256)}, same_name->id);
      } else if (options_.locked) {
        item.out = true;
        trace(file, "left out, the lock file does not list it");
      }
    }
  }

  Violation lock_mismatch(const fs::path& file, const LockedPlugin& locked, std::string found) const {
    return policy(file, fmt::format("{}, as {} says", describe(locked), printable(options_.lock->path.native())),
                  std::move(found), "use the locked build, or write the lock file again");
  }

  void probe_files() {
    std::vector<fs::path> files;
    std::vector<Item*> probed;
    for (Item& item : items_) {
      if (item.out) continue;
      files.push_back(item.candidate.file);
      probed.push_back(&item);
    }
    std::vector<ProbeResult> results = probe_all(*options_.prober, files);
    for (std::size_t i = 0; i < results.size(); ++i) {
      ProbeResult& result = results[i];
      trace(result.file, "probed in {:.1f} ms", std::chrono::duration<double, std::milli>(result.duration).count());
      refuse(*probed[i], std::move(result.violations), result.id, result.claims);
    }
  }

  void load_file(Item& item, std::vector<ValidPlugin>& valid) {
    const fs::path& file = item.candidate.file;
    Module module = load_module(file, item.boot_number);
    if (!module.violations.empty()) return refuse(item, std::move(module.violations));
    Inspection inspection = inspect(module.entry(), item.boot_number, file);
    if (!inspection.valid) {
      return refuse(item, std::move(inspection.violations), inspection.id, inspection.claims);
    }
    Plugin& plugin = inspection.valid->plugin;
    plugin.sha256 = item.sha256;
    plugin.position = item.candidate.position;
    plugin.origin = item.origin;
    if (options_.lock != nullptr) {
      const LockedPlugin* locked = options_.lock->find_id(plugin.id);
      if (locked != nullptr && (locked->version != plugin.version || locked->sha256 != plugin.sha256)) {
        return refuse(item,
                      {lock_mismatch(file, *locked, fmt::format("{} {} with SHA-256 {}", plugin.id, plugin.version,
                                                                plugin.sha256))},
                      plugin.id, inspection.claims);
      }
    }
    valid.push_back(std::move(*inspection.valid));
  }

  void check_all_there() {
    if (options_.lock != nullptr && options_.locked) {
      for (const LockedPlugin& locked : options_.lock->plugins) {
        if (absent(locked.id)) {
          report(policy(options_.lock->path, describe(locked), "no such plugin in any place searched",
                        "install it, or write the lock file again"),
                 locked.id);
        }
      }
    }
    for (const std::string& id : options_.required) {
      if (!absent(id)) continue;
      report({.rule = "OPH-HOST-5",
              .error = ErrorKind::kPluginLoadError,
              .file = {},
              .expected = fmt::format("the plugin {}, which is required", id),
              .found = "no such plugin in any place searched",
              .mend = "add the folder that holds it"},
             id);
    }
  }

  // Neither registered nor refused, which was said already.
  bool absent(const std::string& id) const {
    if (report_.registry.find_plugin(id) != nullptr || refused_ids_.contains(id)) return false;
    return std::none_of(report_.violations.begin(), report_.violations.end(), [&](const Violation& violation) {
      return violation.rule == "OPH-HOST-4" && violation.found.starts_with(id + " ");
    });
  }

  const LoadOptions& options_;
  LoadReport& report_;
  std::vector<Item> items_;
  std::set<std::string> refused_ids_;
};

}  // namespace

bool LoadReport::failed() const noexcept {
  return std::any_of(violations.begin(), violations.end(), [](const Violation& violation) { return !violation.optional; });
}

LoadReport load(std::span<const Candidate> candidates, const LoadOptions& options) {
  LoadReport report;
  std::vector<Item> items;
  for (const Candidate& candidate : candidates) {
    items.push_back({.candidate = candidate, .origin = std::string(name(candidate.origin)), .expected_sha256 = {}, .sha256 = {}});
  }
  Loader(options, report).run(std::move(items));
  return report;
}

LoadReport load(const SearchOptions& where, const LoadOptions& options) {
  SearchResult found = search(where);
  LoadReport report = load(found.candidates, options);
  for (Violation& violation : found.violations) {
    report.registry.note_refused({}, std::span(&violation, 1));
    violation.optional = std::any_of(options.optional.begin(), options.optional.end(), [&](const std::string& name) {
      return violation.file == name || violation.file.filename() == name;
    });
  }
  report.violations.insert(report.violations.begin(), found.violations.begin(), found.violations.end());
  report.trace.insert(report.trace.begin(), found.trace.begin(), found.trace.end());
  return report;
}

LoadReport load_trusted(std::span<const TrustedFile> files, std::vector<Preference> preferences) {
  LoadReport report;
  LoadOptions options;
  options.preferences = std::move(preferences);
  std::vector<Item> items;
  std::vector<Violation> refused;
  for (const TrustedFile& file : files) {
    std::vector<Violation> violations = check_permissions(file.path);
    refused.insert(refused.end(), violations.begin(), violations.end());
    items.push_back({.candidate = {.file = file.path},
                     .origin = "trusted",
                     .expected_sha256 = file.sha256,
                     .sha256 = {},
                     .out = !violations.empty()});
  }
  std::erase_if(items, [](const Item& item) { return item.out; });
  Loader(options, report).run(std::move(items));
  for (const Violation& violation : refused) report.registry.note_refused({}, std::span(&violation, 1));
  report.violations.insert(report.violations.begin(), refused.begin(), refused.end());
  return report;
}

LoadReport check_file(const fs::path& file, const Prober& prober) {
  SearchOptions where;
  where.command_line.push_back(file);
  LoadOptions options;
  options.prober = prober;
  return load(where, options);
}

}  // namespace ophamin::registry
