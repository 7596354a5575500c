// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

/// Reads an ELF64 shared object as data. No code of it runs, and no file, however broken or hostile, makes the reader crash,
/// read outside the file or allocate more than a small multiple of its size. What is read is what the dynamic linker reads
/// (program headers and the dynamic section), not the section headers, which a file can forge or lack.
namespace ophamin::registry {

enum class ElfFault : std::uint8_t {
  kNotElf,         ///< no ELF magic
  kTruncated,      ///< a header or table lies outside the file
  kWrongFormat,    ///< not ELF64, or not of this machine's byte order
  kWrongMachine,   ///< for another processor
  kNotShared,      ///< ELF, but no shared object
  kMalformed,      ///< tables that contradict each other
};

class ElfError : public std::runtime_error {
 public:
  ElfError(ElfFault fault, const std::string& what) : std::runtime_error(what), fault_(fault) {}
  ElfFault fault() const noexcept { return fault_; }

 private:
  ElfFault fault_;
};

struct ElfSymbol {
  std::string name;
  std::uint64_t address = 0;  ///< virtual, as linked
  std::uint64_t size = 0;
  bool function = false;  ///< STT_FUNC or STT_GNU_IFUNC
  bool object = false;    ///< STT_OBJECT
  bool gnu_unique = false;
  bool absolute = false;  ///< in no section: version names and the like
};

struct ElfFile {
  std::vector<ElfSymbol> exported;     ///< defined and visible dynamic symbols, sorted by name
  std::vector<std::string> imported;   ///< undefined dynamic symbols, sorted
  std::vector<std::string> needed;     ///< DT_NEEDED, in order
  std::vector<std::string> run_path;   ///< DT_RUNPATH or DT_RPATH entries, in order, `$ORIGIN` not replaced
  std::string soname;                  ///< DT_SONAME or empty
  std::optional<std::uint32_t> boot_number;  ///< value of `ophamin_abi_version` in the file's bytes, if exported as 4 bytes of data

  const ElfSymbol* find_export(std::string_view name) const noexcept;
};

/// Throws ElfError; std::system_error if the file cannot be read.
ElfFile read_elf(const std::filesystem::path& file);

/// The same for a file in memory. Throws ElfError.
ElfFile read_elf(std::span<const std::byte> bytes);

}  // namespace ophamin::registry
