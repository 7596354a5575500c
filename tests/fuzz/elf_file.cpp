// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as a shared object: a fault, or tables that agree with one another. The reader looks at every plugin file before
// anything of it is run.
#include <algorithm>
#include <span>

#include <ophamin/registry/elf_file.hpp>

#include "fuzz.hpp"

using namespace ophamin;
using fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const registry::ElfFile file = registry::read_elf(std::as_bytes(std::span(data, size)));
    require(std::is_sorted(file.exported.begin(), file.exported.end(), [](const auto& a, const auto& b) { return a.name < b.name; }),
            "exported symbols are sorted");
    require(std::is_sorted(file.imported.begin(), file.imported.end()), "imported symbols are sorted");
    for (const registry::ElfSymbol& symbol : file.exported) {
      const registry::ElfSymbol* found = file.find_export(symbol.name);
      require(found != nullptr && found->name == symbol.name, "every exported symbol is found by its name");
    }
    require(!file.boot_number || file.find_export("ophamin_abi_version") != nullptr, "only an exported boot number is read");
    // Names are copies out of the file: no more text than a small multiple of it.
    std::size_t text = file.soname.size();
    for (const auto& symbol : file.exported) text += symbol.name.size();
    for (const auto* list : {&file.imported, &file.needed, &file.run_path})
      for (const std::string& name : *list) text += name.size();
    require(text <= 64 * size + 4096, "the reader keeps no more than a small multiple of the file");
  } catch (const registry::ElfError&) {
  }
  return 0;
}
