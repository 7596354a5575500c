// SPDX-License-Identifier: Apache-2.0
#include <ophamin/seeing/raw_trace.hpp>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/json_parser.hpp>

namespace ophamin::seeing {

using diagnostics::Diagnostic;
using diagnostics::Error;
using diagnostics::ErrorCode;

namespace {

constexpr std::size_t kBuffer = std::size_t{1} << 20;

[[noreturn]] void refuse(ErrorCode code, const std::filesystem::path& path, std::string_view what) {
  throw Error(Diagnostic{.code = code,
                         .message = fmt::format("the trace {} {}: {}", path.string(), what, std::strerror(errno)),
                         .mend = "see that the folder of the campaign is writable and has room",
                         .place = {.file = path.string()}});
}

}  // namespace

RawTrace::RawTrace(std::filesystem::path path)
    : path_(std::move(path)), fd_(::open(path_.c_str(), O_CREAT | O_TRUNC | O_RDWR | O_CLOEXEC, 0644)) {
  if (fd_ < 0) refuse(ErrorCode::kFileUnwritable, path_, "cannot be created");
}

RawTrace::~RawTrace() { ::close(fd_); }

void RawTrace::append(std::string_view document) {
  if (!document.empty()) {
    pending_ += document;
    pending_ += '\n';
  }
  ends_.push_back(written_ + pending_.size());
  if (pending_.size() >= kBuffer) flush();
}

void RawTrace::flush() {
  std::size_t done = 0;
  while (done < pending_.size()) {
    const auto n = ::write(fd_, pending_.data() + done, pending_.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) refuse(ErrorCode::kFileUnwritable, path_, "cannot be written");
    done += static_cast<std::size_t>(n);
  }
  written_ += pending_.size();
  pending_.clear();
}

void RawTrace::sync() {
  flush();
  if (::fsync(fd_) != 0) refuse(ErrorCode::kFileUnwritable, path_, "cannot be synced");
}

std::optional<records::Json> RawTrace::read(std::uint64_t row) {
  const auto begin = row == 0 ? 0 : ends_.at(row - 1);
  const auto end = ends_.at(row);
  if (begin == end) return std::nullopt;
  if (end > written_) flush();
  std::string text(end - begin, '\0');
  std::size_t done = 0;
  while (done < text.size()) {
    const auto n = ::pread(fd_, text.data() + done, text.size() - done, static_cast<off_t>(begin + done));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) refuse(ErrorCode::kFileUnreadable, path_, "cannot be read");
    done += static_cast<std::size_t>(n);
  }
  text.pop_back();  // the newline
  return records::parse_json(text);
}

}  // namespace ophamin::seeing
