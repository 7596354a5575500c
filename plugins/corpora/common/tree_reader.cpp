// SPDX-License-Identifier: Apache-2.0
#include "tree_reader.hpp"

#include <filesystem>
#include <system_error>
#include <utility>

namespace ophamin::files {
namespace {

std::string listed(const std::vector<std::string>& patterns) {
  std::string text;
  for (const auto& pattern : patterns) text += (text.empty() ? "`" : ", `") + pattern + "`";
  return text;
}

// A member's path as a relative one.
std::string_view relative(std::string_view member) noexcept {
  for (;;) {
    if (member.starts_with("./")) {
      member.remove_prefix(2);
    } else if (member.starts_with('/')) {
      member.remove_prefix(1);
    } else {
      return member;
    }
  }
}

}  // namespace

void TreeReader::Trail::add(std::string_view label) noexcept {
  ++count;
  constexpr std::uint64_t kPrime = 1099511628211u;
  for (const char c : label) hash = (hash ^ static_cast<unsigned char>(c)) * kPrime;
  hash = (hash ^ 0xffu) * kPrime;  // no byte of UTF-8: labels do not run into each other
}

TreeReader::TreeReader(const TreeParams& params, const sdk::Host& host)
    : host_(host),
      include_(params.include),
      exclude_(params.exclude),
      follow_(params.follow_symlinks),
      unpack_(params.unpack),
      limits_{params.max_unpacked_bytes, params.max_unpack_ratio} {
  std::error_code error;
  const auto root = std::filesystem::canonical(params.root, error);
  const auto status = error ? std::filesystem::file_status{} : std::filesystem::status(root, error);
  if (error || !std::filesystem::exists(status)) {
    throw sdk::unavailable("root `" + params.root + "`: expected a directory with files that match " +
                           listed(params.include) + ", or one file; found none: " + error.message());
  }
  root_ = root.string();
  if (std::filesystem::is_regular_file(status)) {
    only_file_ = root.filename().string();
    ahead_ = only_file_;
    return;
  }
  if (!std::filesystem::is_directory(status)) {
    throw sdk::unavailable("root `" + params.root + "`: expected a directory or a regular file");
  }
  walk_.emplace(root_, walk_options(), host_);
  ahead_ = walk_->next();
  if (!ahead_) {
    throw sdk::unavailable("root `" + root_ + "`: expected files that match " + listed(params.include) +
                           (params.exclude.empty() ? "" : " and not " + listed(params.exclude)) +
                           ", found none");
  }
}

FileWalk::Options TreeReader::walk_options() const {
  FileWalk::Options options;
  options.follow_symlinks = follow_;
  options.enters = [this](std::string_view directory) {
    return include_.may_match_below(directory) && !exclude_.covers(directory);
  };
  options.takes = [this](std::string_view file) { return takes(file); };
  return options;
}

bool TreeReader::takes(std::string_view label) const {
  switch (packing(label)) {
    case Packing::kNone:
      return include_.matches(label) && !exclude_.matches(label);
    case Packing::kOneFile: {
      const auto inside = unpacked_name(label);
      return (include_.matches(label) || include_.matches(inside)) && !exclude_.matches(label) &&
             !exclude_.matches(inside);
    }
    case Packing::kTree:
      return (include_.matches(label) || include_.may_match_below(label)) && !exclude_.matches(label) &&
             !exclude_.covers(label);
  }
  return false;
}

bool TreeReader::takes_member(std::string_view member) const {
  const auto label = archive_label_ + std::string(member);
  const auto inside =
      packing(member) == Packing::kOneFile ? std::string_view(unpacked_name(label)) : std::string_view(label);
  return (whole_archive_ || include_.matches(label) || include_.matches(inside)) &&
         !exclude_.matches(label) && !exclude_.matches(inside);
}

void TreeReader::name_files(sdk::FileSink& sink) {
  Trail trail;
  if (!only_file_.empty()) {
    sink.add(root_, only_file_);
    trail.add(only_file_);
  } else {
    FileWalk walk(root_, walk_options(), host_);
    while (const auto label = walk.next()) {
      sink.add(root_ + "/" + *label, *label);
      trail.add(*label);
    }
  }
  named_ = trail;
}

bool TreeReader::open_next(ByteSource& source) {
  for (;;) {
    host_.check_cancelled();
    if (archive_ != nullptr) {
      if (open_member(source)) return true;
      archive_.reset();
    }
    if (!ahead_ && walk_) ahead_ = walk_->next();
    if (!ahead_) {
      if (named_ && !(*std::exchange(named_, std::nullopt) == read_)) {
        throw sdk::io_failure(
            root_ +
            ": files came or went between hashing and reading; run again once nothing writes to the data");
      }
      return false;
    }
    label_ = *std::exchange(ahead_, std::nullopt);
    read_.add(label_);
    if (open_file(only_file_.empty() ? root_ + "/" + label_ : root_, source)) return true;
  }
}

// False if the file is an archive, whose members come next.
bool TreeReader::open_file(const std::string& path, ByteSource& source) {
  place_ = path;
  auto stream = std::make_unique<FileStream>(path);
  if (packing(label_) != Packing::kTree) {
    source.open(unpacked_if_packed(std::move(stream), label_), place_);
    return true;
  }
  archive_ = std::make_unique<ArchiveReader>(std::move(stream), label_, path, limits_, host_);
  archive_place_ = path;
  archive_label_ = only_file_.empty() ? label_ + "/" : std::string();
  whole_archive_ = only_file_.empty() && include_.matches(label_);
  return false;
}

bool TreeReader::open_member(ByteSource& source) {
  while (archive_->next_member()) {
    const auto member = relative(archive_->member());
    if (member.empty() || !takes_member(member)) continue;
    place_ = archive_place_ + ": " + std::string(member);
    if (!sdk::is_utf8(member)) {
      throw sdk::io_failure(place_ +
                            ": the name is no UTF-8, so that it means nothing on another machine; pack the "
                            "archive anew, or exclude it");
    }
    label_ = archive_label_ + std::string(member);
    source.open(unpacked_if_packed(std::make_unique<MemberStream>(*archive_), member), place_);
    return true;
  }
  return false;
}

std::unique_ptr<ByteStream> TreeReader::unpacked_if_packed(std::unique_ptr<ByteStream> stream,
                                                           std::string_view name) {
  if (packing(name) != Packing::kOneFile) return stream;
  return std::make_unique<UnpackedStream>(std::move(stream), name, place_, limits_, host_);
}

}  // namespace ophamin::files
