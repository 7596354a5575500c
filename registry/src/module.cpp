// SPDX-License-Identifier: Apache-2.0
#include "module.hpp"

#include <dlfcn.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <system_error>
#include <utility>

#include <boost/dll/shared_library.hpp>
#include <fmt/format.h>
#include <ophamin/registry/elf_file.hpp>
#include <ophamin/registry/validate.hpp>

#include "violation_json.hpp"

namespace ophamin::registry {
namespace {

namespace fs = std::filesystem;

Violation violation_of(const fs::path& file, std::string_view rule, ErrorKind error, std::string expected, std::string found,
                       std::string mend) {
  return {.rule = std::string(rule),
          .error = error,
          .file = file,
          .component = {},
          .expected = std::move(expected),
          .found = std::move(found),
          .mend = std::move(mend)};
}

Violation protocol(const fs::path& file, std::string_view rule, std::string expected, std::string found, std::string mend) {
  return violation_of(file, rule, ErrorKind::kPluginProtocolViolationError, std::move(expected), std::move(found),
                      std::move(mend));
}

Violation unloadable(const fs::path& file, std::string expected, std::string found, std::string mend) {
  return violation_of(file, "OPH-HOST-2", ErrorKind::kPluginLoadError, std::move(expected), std::move(found), std::move(mend));
}

// What linkers and sanitizers add by themselves, without a version script to hold it back.
bool is_tool_symbol(const ElfSymbol& symbol) {
  constexpr std::array<std::string_view, 5> kLinker{"_init", "_fini", "_edata", "_end", "__bss_start"};
  return symbol.absolute || symbol.name.starts_with("__odr_asan") ||
         std::find(kLinker.begin(), kLinker.end(), symbol.name) != kLinker.end();
}

std::string list_names(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 5;
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kShown); ++i) {
    if (i != 0) text += ", ";
    text += printable(names[i]);
  }
  if (names.size() > kShown) text += fmt::format(" and {} more", names.size() - kShown);
  return text;
}

void check_extra_exports(const fs::path& file, const ElfFile& elf, std::vector<Violation>& violations) {
  std::vector<std::string> extra, unique;
  for (const ElfSymbol& symbol : elf.exported) {
    if (symbol.name == OPH_BOOT_SYMBOL || symbol.name == OPH_ENTRY_SYMBOL || is_tool_symbol(symbol)) continue;
    (symbol.gnu_unique ? unique : extra).push_back(symbol.name);
  }
  const std::string expected = fmt::format("no exports but {} and {}", OPH_BOOT_SYMBOL, OPH_ENTRY_SYMBOL);
  if (!extra.empty()) {
    violations.push_back(protocol(file, "OPH-ABI-1", expected, fmt::format("{} exported too", list_names(extra)),
                                  "link with the SDK's export map, or hide everything else"));
  }
  if (!unique.empty()) {
    violations.push_back(protocol(file, "OPH-ABI-1", expected,
                                  fmt::format("GNU-unique symbols, which local binding cannot keep apart: {}",
                                              list_names(unique)),
                                  "compile with -fno-gnu-unique and link with the SDK's export map"));
  }
}

// The needed library, among those that the file's own run path leads to, that exports `symbol`.
fs::path exporting_dependency(const fs::path& file, const ElfFile& elf, std::string_view symbol) {
  for (std::string folder : elf.run_path) {
    for (const std::string_view origin : {"${ORIGIN}", "$ORIGIN"}) {
      if (const std::size_t at = folder.find(origin); at != std::string::npos) {
        folder.replace(at, origin.size(), file.parent_path().native());
      }
    }
    for (const std::string& needed : elf.needed) {
      const fs::path candidate = fs::path(folder) / needed;
      try {
        if (read_elf(candidate).find_export(symbol) != nullptr) return candidate;
      } catch (const std::exception&) {
        continue;  // not there, or no library: the dynamic linker's business
      }
    }
  }
  return {};
}

void check_entry(const fs::path& file, const ElfFile& elf, std::vector<Violation>& violations) {
  const ElfSymbol* entry = elf.find_export(OPH_ENTRY_SYMBOL);
  const std::string expected = fmt::format("an exported function {}", OPH_ENTRY_SYMBOL);
  if (entry != nullptr) {
    if (!entry->function) {
      violations.push_back(protocol(file, "OPH-ABI-1", expected, "an export of that name that is no function",
                                    "define it as abi.h declares it"));
    }
    return;
  }
  const fs::path dependency = exporting_dependency(file, elf, OPH_ENTRY_SYMBOL);
  if (!dependency.empty()) {
    violations.push_back(protocol(file, "OPH-HOST-2", fmt::format("{} in the plugin's own file", OPH_ENTRY_SYMBOL),
                                  fmt::format("it comes from {}, which the file links", printable(dependency.native())),
                                  "define the entry function in the plugin, or load the library itself"));
    return;
  }
  violations.push_back(protocol(file, "OPH-ABI-1", expected, "no export of that name",
                                "define it as abi.h declares it, with OPH_EXPORT"));
}

void check_boot(const fs::path& file, const ElfFile& elf, std::vector<Violation>& violations) {
  if (elf.boot_number) {
    std::vector<Violation> found = check_boot_number(*elf.boot_number, file);
    violations.insert(violations.end(), found.begin(), found.end());
    return;
  }
  const bool there = elf.find_export(OPH_BOOT_SYMBOL) != nullptr;
  violations.push_back(protocol(file, "OPH-ABI-1", fmt::format("an exported constant {} of 4 bytes", OPH_BOOT_SYMBOL),
                                there ? "an export of that name that is no such constant" : "no export of that name",
                                fmt::format("write `const uint32_t {} = OPH_ABI_VERSION;` at file scope", OPH_BOOT_SYMBOL)));
}

bool same_file(const char* path, const struct stat& expected) {
  struct stat status {};
  return path != nullptr && ::stat(path, &status) == 0 && status.st_dev == expected.st_dev && status.st_ino == expected.st_ino;
}

// The words of the dynamic linker, without those that Boost.DLL lays around them.
std::string linker_message(std::string_view text) {
  constexpr std::string_view kBefore = "dlerror system message: ";
  if (const std::size_t at = text.find(kBefore); at != std::string_view::npos) {
    text.remove_prefix(at + kBefore.size());
    if (const std::size_t end = text.rfind("): "); end != std::string_view::npos) text = text.substr(0, end);
  }
  return printable(text);
}

void keep_until_the_end(boost::dll::shared_library library) {
  static std::mutex mutex;
  static auto& libraries = *new std::vector<boost::dll::shared_library>;  // never destroyed: see load_module
  const std::lock_guard lock(mutex);
  libraries.push_back(std::move(library));
}

}  // namespace

std::vector<Violation> check_file_symbols(const fs::path& file, std::uint32_t& boot_number) {
  std::vector<Violation> violations;
  try {
    const ElfFile elf = read_elf(file);
    check_boot(file, elf, violations);
    check_entry(file, elf, violations);
    check_extra_exports(file, elf, violations);
    boot_number = elf.boot_number.value_or(0);
  } catch (const ElfError& error) {
    violations.push_back(unloadable(file, "an ELF64 shared object for this machine", error.what(),
                                    "build the plugin as a shared object on this platform"));
  } catch (const std::system_error& error) {
    violations.push_back(unloadable(file, "a file that can be read", error.code().message(), "correct its permissions"));
  }
  return violations;
}

Module load_module(const fs::path& file, std::uint32_t boot_number) {
  Module module;
  struct stat before {};
  if (::stat(file.c_str(), &before) != 0) {
    module.violations.push_back(unloadable(file, "a file that can be read", std::generic_category().message(errno), "restore it"));
    return module;
  }
  boost::dll::shared_library library;
  try {
    library.load(file, boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local);
  } catch (const std::exception& error) {
    module.violations.push_back(unloadable(file, "a shared object whose symbols can all be bound", linker_message(error.what()),
                                           "link every library that it uses (-Wl,-z,defs finds them), and install them"));
    return module;
  }
  // Addresses as the dynamic linker resolves them, which looks into dependencies too.
  auto* const boot = library.has(OPH_BOOT_SYMBOL) ? &library.get<const std::uint32_t>(OPH_BOOT_SYMBOL) : nullptr;
  auto* const entry =
      library.has(OPH_ENTRY_SYMBOL) ? &library.get<const oph_plugin_t*()>(OPH_ENTRY_SYMBOL) : nullptr;
  for (const auto& [symbol, address] :
       {std::pair<std::string_view, const void*>{OPH_BOOT_SYMBOL, boot},
        std::pair<std::string_view, const void*>{OPH_ENTRY_SYMBOL, reinterpret_cast<const void*>(entry)}}) {
    Dl_info info{};
    if (address != nullptr && ::dladdr(address, &info) != 0 && same_file(info.dli_fname, before)) continue;
    module.violations.push_back(protocol(file, "OPH-HOST-2", fmt::format("{} in the plugin's own file", symbol),
                                         info.dli_fname == nullptr ? "nowhere" : fmt::format("it comes from {}", info.dli_fname),
                                         "define it in the plugin itself"));
  }
  if (module.violations.empty() && *boot != boot_number) {
    module.violations.push_back(protocol(file, "OPH-ABI-1", fmt::format("the boot number {:#010x} of the file", boot_number),
                                         fmt::format("{:#010x} once loaded", *boot), "make the boot number a constant"));
  }
  if (module.violations.empty()) module.entry = entry;
  keep_until_the_end(std::move(library));
  return module;
}

}  // namespace ophamin::registry
