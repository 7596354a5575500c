// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cerrno>
#include <cstdlib>

#include <fcntl.h>
#include <ophamin/storage/files.hpp>
#include <unistd.h>

#include "descriptor.hpp"

namespace ophamin::storage {
namespace {

using diagnostics::ErrorCode;

constexpr std::size_t kPiece = std::size_t{256} << 10;

}  // namespace

struct Spool::State {
  std::filesystem::path folder;
  Descriptor file;
  std::string buffer{};
};

Spool::Spool() {
  const char* variable = std::getenv("TMPDIR");
  std::filesystem::path folder = variable != nullptr && *variable != '\0' ? variable : "/tmp";
  std::string name = (folder / "ophamin-spool-XXXXXX").string();
  const int number = ::mkostemp(name.data(), O_CLOEXEC);
  if (number < 0) throw system_error(ErrorCode::kFileUnwritable, "create a temporary file in the folder", folder, errno);
  state_ = std::make_unique<State>(State{.folder = std::move(folder), .file = Descriptor(number)});
  ::unlink(name.c_str());
}

Spool::~Spool() = default;

void Spool::append(std::string_view bytes) {
  state_->buffer += bytes;
  if (state_->buffer.size() < kPiece) return;
  if (!write_all(state_->file.number(), state_->buffer)) {
    throw system_error(ErrorCode::kFileUnwritable, "write a temporary file in the folder", state_->folder, errno);
  }
  state_->buffer.clear();
}

void Spool::replay(const std::function<void(std::string_view)>& consume) {
  const auto piece = std::make_unique<std::array<char, kPiece>>();
  if (::lseek(state_->file.number(), 0, SEEK_SET) != 0) {
    throw system_error(ErrorCode::kFileUnreadable, "read a temporary file in the folder", state_->folder, errno);
  }
  for (;;) {
    const long got = read_some(state_->file.number(), piece->data(), piece->size());
    if (got < 0) {
      throw system_error(ErrorCode::kFileUnreadable, "read a temporary file in the folder", state_->folder, errno);
    }
    if (got == 0) break;
    consume(std::string_view(piece->data(), static_cast<std::size_t>(got)));
  }
  consume(state_->buffer);
}

}  // namespace ophamin::storage
