// SPDX-License-Identifier: Apache-2.0
#include <ophamin/registry/elf_file.hpp>

#include <elf.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <limits>
#include <system_error>
#include <type_traits>
#include <unordered_map>

#include <fmt/format.h>
#include <ophamin/abi.h>

#include "unique_fd.hpp"

namespace ophamin::registry {
namespace {

#if defined(__x86_64__)
constexpr std::uint16_t kMachine = EM_X86_64;
#elif defined(__aarch64__)
constexpr std::uint16_t kMachine = EM_AARCH64;
#elif defined(__riscv)
constexpr std::uint16_t kMachine = EM_RISCV;
#elif defined(__powerpc64__)
constexpr std::uint16_t kMachine = EM_PPC64;
#elif defined(__s390x__)
constexpr std::uint16_t kMachine = EM_S390;
#else
#error "name this processor's ELF machine number"
#endif
constexpr unsigned char kByteOrder = std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;
constexpr std::size_t kMostHeaders = 4096;       // program headers; linkers write about ten
constexpr std::size_t kMostDynamic = 65'536;     // entries of the dynamic section
constexpr std::size_t kMostSymbols = 1u << 22;   // dynamic symbols
constexpr std::size_t kLongestName = 1u << 16;   // of a symbol or library, in bytes

[[noreturn]] void fail(ElfFault fault, const std::string& what) { throw ElfError(fault, what); }

// Where bytes come from: a file or memory. `read` either fills the whole range or throws kTruncated.
class Source {
 public:
  explicit Source(std::span<const std::byte> bytes) : bytes_(bytes), size_(bytes.size()) {}
  Source(int fd, std::uint64_t size) : fd_(fd), size_(size) {}

  std::uint64_t size() const noexcept { return size_; }

  void read(std::uint64_t offset, std::span<std::byte> into, std::string_view what) const {
    if (offset > size_ || into.size() > size_ - offset) {
      fail(ElfFault::kTruncated, fmt::format("{} at bytes {}..+{} lies outside the file of {} bytes", what, offset,
                                             into.size(), size_));
    }
    if (fd_ < 0) {
      if (!into.empty()) std::memcpy(into.data(), bytes_.data() + offset, into.size());
      return;
    }
    std::size_t done = 0;
    while (done < into.size()) {
      const ssize_t count =
          ::pread(fd_, into.data() + done, into.size() - done, static_cast<off_t>(offset + done));
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) throw std::system_error(errno, std::generic_category(), "cannot read the file");
      if (count == 0) fail(ElfFault::kTruncated, fmt::format("the file ended while {} was read", what));
      done += static_cast<std::size_t>(count);
    }
  }

  template <typename T>
  T read(std::uint64_t offset, std::string_view what) const {
    static_assert(std::is_trivially_copyable_v<T>);
    T value{};
    read(offset, std::as_writable_bytes(std::span(&value, 1)), what);
    return value;
  }

  template <typename T>
  std::vector<T> read_array(std::uint64_t offset, std::size_t count, std::string_view what) const {
    // The check precedes the allocation: a forged count must not cost memory that the file does not have.
    if (count > size_ / sizeof(T)) {
      fail(ElfFault::kTruncated, fmt::format("{} of {} entries cannot fit in the file of {} bytes", what, count, size_));
    }
    std::vector<T> values(count);
    read(offset, std::as_writable_bytes(std::span(values)), what);
    return values;
  }

 private:
  std::span<const std::byte> bytes_;
  int fd_ = -1;
  std::uint64_t size_;
};

struct Dynamic {
  std::unordered_map<std::int64_t, std::uint64_t> tags;  // the first of each; the linker's own reading
  std::vector<std::uint64_t> needed;                     // offsets into the strings
};

class Reader {
 public:
  explicit Reader(const Source& source) : source_(source) {}

  ElfFile read() {
    read_headers();
    const Dynamic dynamic = read_dynamic();
    read_strings(dynamic);
    ElfFile result;
    for (const std::uint64_t offset : dynamic.needed) result.needed.push_back(string_at(offset));
    if (const auto soname = dynamic.tags.find(DT_SONAME); soname != dynamic.tags.end()) {
      result.soname = string_at(soname->second);
    }
    read_run_path(dynamic, result);
    read_symbols(dynamic, result);
    read_boot_number(result);
    return result;
  }

 private:
  void read_headers() {
    std::array<unsigned char, EI_NIDENT> ident{};
    if (source_.size() < SELFMAG) fail(ElfFault::kNotElf, fmt::format("a file of {} bytes", source_.size()));
    source_.read(0, std::as_writable_bytes(std::span(ident).first(SELFMAG)), "the magic");
    if (std::memcmp(ident.data(), ELFMAG, SELFMAG) != 0) {
      fail(ElfFault::kNotElf, fmt::format("the first bytes are {:02x} {:02x} {:02x} {:02x}", ident[0], ident[1], ident[2],
                                          ident[3]));
    }
    source_.read(0, std::as_writable_bytes(std::span(ident)), "the ELF identification");
    if (ident[EI_CLASS] != ELFCLASS64) fail(ElfFault::kWrongFormat, "an ELF file that is not 64-bit");
    if (ident[EI_DATA] != kByteOrder) fail(ElfFault::kWrongFormat, "an ELF file of the other byte order");
    const auto header = source_.read<Elf64_Ehdr>(0, "the ELF header");
    if (header.e_machine != kMachine) {
      fail(ElfFault::kWrongMachine, fmt::format("an ELF file for machine {} (this one is {})", header.e_machine, kMachine));
    }
    if (header.e_type != ET_DYN) fail(ElfFault::kNotShared, fmt::format("an ELF file of type {}", header.e_type));
    if (header.e_phentsize != sizeof(Elf64_Phdr) || header.e_phnum == 0 || header.e_phnum > kMostHeaders) {
      fail(ElfFault::kMalformed, fmt::format("{} program headers of {} bytes", header.e_phnum, header.e_phentsize));
    }
    headers_ = source_.read_array<Elf64_Phdr>(header.e_phoff, header.e_phnum, "the program headers");
  }

  // The place in the file of `length` bytes at a virtual address, if they are all stored there.
  std::optional<std::uint64_t> offset_of(std::uint64_t address, std::uint64_t length) const {
    for (const Elf64_Phdr& header : headers_) {
      if (header.p_type != PT_LOAD || address < header.p_vaddr) continue;
      const std::uint64_t into = address - header.p_vaddr;
      if (into > header.p_filesz || length > header.p_filesz - into) continue;
      if (into > std::numeric_limits<std::uint64_t>::max() - header.p_offset) continue;
      return header.p_offset + into;
    }
    return std::nullopt;
  }

  std::uint64_t require_offset(std::uint64_t address, std::uint64_t length, std::string_view what) const {
    const auto offset = offset_of(address, length);
    if (!offset) fail(ElfFault::kMalformed, fmt::format("{} at address {:#x} is in no loaded segment", what, address));
    return *offset;
  }

  Dynamic read_dynamic() const {
    const auto header = std::find_if(headers_.begin(), headers_.end(),
                                     [](const Elf64_Phdr& candidate) { return candidate.p_type == PT_DYNAMIC; });
    if (header == headers_.end()) fail(ElfFault::kNotShared, "an ELF file without a dynamic section");
    const std::size_t count = header->p_filesz / sizeof(Elf64_Dyn);
    if (count > kMostDynamic) fail(ElfFault::kMalformed, fmt::format("{} dynamic entries", count));
    Dynamic dynamic;
    for (const Elf64_Dyn& entry : source_.read_array<Elf64_Dyn>(header->p_offset, count, "the dynamic section")) {
      if (entry.d_tag == DT_NULL) break;
      dynamic.tags.emplace(entry.d_tag, entry.d_un.d_val);
      if (entry.d_tag == DT_NEEDED) dynamic.needed.push_back(entry.d_un.d_val);
    }
    return dynamic;
  }

  void read_strings(const Dynamic& dynamic) {
    const auto table = dynamic.tags.find(DT_STRTAB);
    const auto size = dynamic.tags.find(DT_STRSZ);
    if (table == dynamic.tags.end() || size == dynamic.tags.end()) {
      fail(ElfFault::kMalformed, "a dynamic section without a string table");
    }
    const std::uint64_t offset = require_offset(table->second, size->second, "the string table");
    strings_ = source_.read_array<char>(offset, size->second, "the string table");
  }

  std::string string_at(std::uint64_t offset) const {
    if (offset >= strings_.size()) {
      fail(ElfFault::kMalformed, fmt::format("a name at {} of a string table of {} bytes", offset, strings_.size()));
    }
    const auto begin = strings_.begin() + static_cast<std::ptrdiff_t>(offset);
    const auto end = std::find(begin, strings_.end(), '\0');
    if (end == strings_.end()) fail(ElfFault::kMalformed, "a name without an end");
    if (static_cast<std::size_t>(end - begin) > kLongestName) fail(ElfFault::kMalformed, "a name of more than 64 KiB");
    return {begin, end};
  }

  void read_run_path(const Dynamic& dynamic, ElfFile& result) const {
    auto tag = dynamic.tags.find(DT_RUNPATH);
    if (tag == dynamic.tags.end()) tag = dynamic.tags.find(DT_RPATH);
    if (tag == dynamic.tags.end()) return;
    const std::string text = string_at(tag->second);
    for (std::size_t begin = 0; begin <= text.size();) {
      const std::size_t end = std::min(text.find(':', begin), text.size());
      if (end > begin) result.run_path.push_back(text.substr(begin, end - begin));
      begin = end + 1;
    }
  }

  // The dynamic section does not say how many symbols there are; the hash tables do.
  std::size_t symbol_count(const Dynamic& dynamic) const {
    if (const auto hash = dynamic.tags.find(DT_HASH); hash != dynamic.tags.end()) {
      const std::uint64_t offset = require_offset(hash->second, 8, "the hash table");
      return source_.read<std::uint32_t>(offset + 4, "the hash table");
    }
    const auto hash = dynamic.tags.find(DT_GNU_HASH);
    if (hash == dynamic.tags.end()) fail(ElfFault::kMalformed, "a dynamic section without a hash table");
    return gnu_symbol_count(hash->second);
  }

  std::size_t gnu_symbol_count(std::uint64_t address) const {
    struct Header {
      std::uint32_t bucket_count, symbol_offset, bloom_size, bloom_shift;
    };
    const auto header = source_.read<Header>(require_offset(address, sizeof(Header), "the GNU hash table"), "the GNU hash");
    const std::uint64_t buckets_at = address + sizeof(Header) + std::uint64_t{header.bloom_size} * 8;
    const std::uint64_t bucket_bytes = std::uint64_t{header.bucket_count} * 4;
    const std::uint64_t offset = require_offset(buckets_at, bucket_bytes, "the GNU hash buckets");
    const auto buckets = source_.read_array<std::uint32_t>(offset, header.bucket_count, "the GNU hash buckets");
    std::uint32_t last = 0;
    for (const std::uint32_t bucket : buckets) last = std::max(last, bucket);
    if (last < header.symbol_offset) return header.symbol_offset;
    const std::uint64_t chains_at = buckets_at + bucket_bytes;
    for (std::uint64_t index = last; index < kMostSymbols; ++index) {
      const std::uint64_t link = chains_at + (index - header.symbol_offset) * 4;
      const auto value = source_.read<std::uint32_t>(require_offset(link, 4, "a GNU hash chain"), "a GNU hash chain");
      if ((value & 1) != 0) return index + 1;
    }
    fail(ElfFault::kMalformed, "a GNU hash chain without an end");
  }

  void read_symbols(const Dynamic& dynamic, ElfFile& result) const {
    const auto table = dynamic.tags.find(DT_SYMTAB);
    if (table == dynamic.tags.end()) fail(ElfFault::kMalformed, "a dynamic section without a symbol table");
    if (const auto entry = dynamic.tags.find(DT_SYMENT); entry != dynamic.tags.end() && entry->second != sizeof(Elf64_Sym)) {
      fail(ElfFault::kMalformed, fmt::format("symbols of {} bytes", entry->second));
    }
    const std::size_t count = symbol_count(dynamic);
    if (count > kMostSymbols) fail(ElfFault::kMalformed, fmt::format("{} dynamic symbols", count));
    const std::uint64_t offset = require_offset(table->second, std::uint64_t{count} * sizeof(Elf64_Sym), "the symbol table");
    std::size_t name_bytes = 0;
    for (const Elf64_Sym& symbol : source_.read_array<Elf64_Sym>(offset, count, "the symbol table")) {
      const unsigned binding = ELF64_ST_BIND(symbol.st_info);
      const unsigned type = ELF64_ST_TYPE(symbol.st_info);
      const unsigned visibility = ELF64_ST_VISIBILITY(symbol.st_other);
      if (binding == STB_LOCAL || symbol.st_name == 0) continue;
      std::string name = string_at(symbol.st_name);
      name_bytes += name.size();
      // Names may share bytes, so without a bound a small file could ask for a lot of memory.
      if (name_bytes > 16 * source_.size() + 65'536) fail(ElfFault::kMalformed, "symbol names that overlap without end");
      if (symbol.st_shndx == SHN_UNDEF) {
        result.imported.push_back(std::move(name));
        continue;
      }
      if (visibility == STV_HIDDEN || visibility == STV_INTERNAL) continue;
      result.exported.push_back({.name = std::move(name),
                                 .address = symbol.st_value,
                                 .size = symbol.st_size,
                                 .function = type == STT_FUNC || type == STT_GNU_IFUNC,
                                 .object = type == STT_OBJECT,
                                 .gnu_unique = binding == STB_GNU_UNIQUE,
                                 .absolute = symbol.st_shndx == SHN_ABS});
    }
    std::sort(result.exported.begin(), result.exported.end(),
              [](const ElfSymbol& a, const ElfSymbol& b) { return a.name < b.name; });
    std::sort(result.imported.begin(), result.imported.end());
  }

  void read_boot_number(ElfFile& result) const {
    const ElfSymbol* symbol = result.find_export(OPH_BOOT_SYMBOL);
    if (symbol == nullptr || !symbol->object || symbol->size != sizeof(std::uint32_t)) return;
    const auto offset = offset_of(symbol->address, sizeof(std::uint32_t));
    if (!offset) return;  // in zero-initialised memory, not in the file: no constant
    result.boot_number = source_.read<std::uint32_t>(*offset, "the boot number");
  }

  const Source& source_;
  std::vector<Elf64_Phdr> headers_;
  std::vector<char> strings_;
};

}  // namespace

const ElfSymbol* ElfFile::find_export(std::string_view name) const noexcept {
  const auto found = std::lower_bound(exported.begin(), exported.end(), name,
                                      [](const ElfSymbol& symbol, std::string_view wanted) { return symbol.name < wanted; });
  return found != exported.end() && found->name == name ? &*found : nullptr;
}

ElfFile read_elf(std::span<const std::byte> bytes) {
  const Source source(bytes);
  return Reader(source).read();
}

ElfFile read_elf(const std::filesystem::path& file) {
  const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd) throw std::system_error(errno, std::generic_category(), "cannot open " + file.string());
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) throw std::system_error(errno, std::generic_category(), "cannot read " + file.string());
  if (!S_ISREG(status.st_mode)) fail(ElfFault::kNotElf, "no regular file");
  const Source source(fd.get(), static_cast<std::uint64_t>(status.st_size));
  return Reader(source).read();
}

}  // namespace ophamin::registry
