// SPDX-License-Identifier: Apache-2.0
#include <ophamin/lineage/dataset.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/digest.hpp>
#include <ophamin/storage/input_file.hpp>

namespace ophamin::lineage {

namespace fs = std::filesystem;
using diagnostics::Error;
using diagnostics::ErrorCode;

namespace {

constexpr std::size_t kPiece = std::size_t{256} << 10;

struct File {
  std::vector<std::string> parts;  ///< of the relative path, as text
  fs::path path;
};

struct Hashed {
  std::string sha256;
  std::int64_t size = 0;
};

/// Bytes that are no UTF-8 become lone surrogates, each for itself.
std::string as_text(std::string_view name) {
  std::string text;
  while (!name.empty()) {
    const auto good = std::min(records::find_invalid_utf8(name), name.size());
    text += name.substr(0, good);
    name.remove_prefix(good);
    if (name.empty()) break;
    const auto byte = static_cast<unsigned char>(name.front());  // at least 0x80: below, it would be UTF-8
    text += '\xED';
    text += static_cast<char>(0x80u | (0x30u + (byte >> 6u)));
    text += static_cast<char>(0x80u | (byte & 0x3Fu));
    name.remove_prefix(1);
  }
  return text;
}

Hashed hash_file(const fs::path& path, char* buffer) {
  storage::InputFile file(path);
  const auto before = file.identity();
  records::Sha256 hash;
  Hashed result;
  for (auto size = file.read(buffer, kPiece); size != 0; size = file.read(buffer, kPiece)) {
    hash.update({buffer, size});
    result.size += static_cast<std::int64_t>(size);
  }
  if (file.identity() != before) {
    throw Error({.code = ErrorCode::kDataMismatch,
                 .message = "the file changed while it was read",
                 .mend = "try again once nothing writes to it",
                 .place = {.file = path.string()}});
  }
  result.sha256 = hash.finish_hex();
  return result;
}

std::vector<File> files_below(const fs::path& folder) {
  std::vector<File> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    File file{.parts = {}, .path = entry.path()};
    for (const auto& part : entry.path().lexically_relative(folder)) file.parts.push_back(as_text(part.native()));
    files.push_back(std::move(file));
  }
  std::sort(files.begin(), files.end(), [](const File& left, const File& right) { return left.parts < right.parts; });
  return files;
}

Dataset link_folder(const fs::path& folder, char* buffer) {
  Dataset dataset{.path = folder.string(), .content_hash = {}, .size_bytes = 0, .kind = "directory"};
  records::Sha256 hash;
  hash.update("[");
  bool first = true;
  for (const auto& file : files_below(folder)) {
    const auto hashed = hash_file(file.path, buffer);
    std::string pair = std::exchange(first, false) ? "[" : ",[";
    std::string relative;
    for (const auto& part : file.parts) relative += (relative.empty() ? "" : "/") + part;
    records::append_quoted(pair, relative);
    pair += ',';
    records::append_quoted(pair, hashed.sha256);
    pair += ']';
    hash.update(pair);
    *dataset.size_bytes += hashed.size;
  }
  hash.update("]");
  dataset.content_hash = hash.finish_hex();
  return dataset;
}

}  // namespace

Dataset link_dataset(const fs::path& path) {
  const auto buffer = std::make_unique_for_overwrite<char[]>(kPiece);
  try {
    auto absolute = fs::absolute(path).lexically_normal();
    if (!absolute.has_filename()) absolute = absolute.parent_path();  // "folder/"
    if (fs::is_directory(absolute)) return link_folder(absolute, buffer.get());
    auto hashed = hash_file(absolute, buffer.get());
    return {.path = absolute.string(), .content_hash = std::move(hashed.sha256), .size_bytes = hashed.size, .kind = "file"};
  } catch (const fs::filesystem_error& fault) {
    throw Error({.code = ErrorCode::kFileUnreadable,
                 .message = fmt::format("the folder cannot be read to its end: {}", fault.code().message()),
                 .mend = "check the path and its permissions",
                 .place = {.file = fault.path1().empty() ? path.string() : fault.path1().string()}});
  }
}

}  // namespace ophamin::lineage
