// SPDX-License-Identifier: Apache-2.0
#include "flores.hpp"

#include <algorithm>
#include <common/file_walk.hpp>
#include <filesystem>

namespace ophamin::flores {
namespace {

constexpr std::string_view kEnglish = "eng_Latn";
// An aligned record is a sentence in each of two hundred languages: a batch of many would be large.
constexpr std::size_t kMostPerBatch = 64;

}  // namespace

Flores::Flores(const sdk::Host& host, const Params& params)
    : host_(host), split_(params.split), aligned_(params.aligned), most_(params.max_record_bytes) {
  if (split_.empty() || split_.find('/') != std::string::npos || split_.starts_with('.')) {
    throw sdk::invalid_argument("split `" + split_ + "`: expected the name of a folder, such as `dev`");
  }
  const auto layout = "flores/flores200_dataset/" + split_ + "/LANGUAGE." + split_;
  std::error_code error;
  const auto folder = std::filesystem::canonical(
      std::filesystem::path(params.root) / "flores" / "flores200_dataset" / split_, error);
  if (!error && std::filesystem::is_directory(folder, error)) {
    files::FileWalk::Options options;
    options.enters = [](std::string_view) { return false; };
    options.takes = [this](std::string_view name) {
      return name.size() > split_.size() + 1 && name.ends_with("." + split_);
    };
    files::FileWalk walk(folder.string(), options, host_);
    while (const auto name = walk.next()) {
      languages_.push_back({name->substr(0, name->rfind('.')), (folder / *name).string()});
    }
  }
  if (languages_.empty()) {
    throw sdk::unavailable("root `" + params.root + "`: expected " + layout + " (such as " +
                           std::string(kEnglish) + "." + split_ +
                           "), found none; Meta AI publishes the FLORES-200 data set as an archive that "
                           "holds flores200_dataset");
  }
  const auto english = std::find_if(languages_.begin(), languages_.end(),
                                    [](const Language& one) { return one.name == kEnglish; });
  english_ = english == languages_.end() ? 0 : static_cast<std::size_t>(english - languages_.begin());
}

void Flores::files(sdk::FileSink& sink) {
  for (const auto& language : languages_) sink.add(language.path, language.name + "." + split_);
}

bool Flores::read_line(Language& language) {
  if (language.lines == nullptr) language.lines = std::make_unique<files::LineReader>(language.path, most_);
  if (!language.lines->next(language.bytes)) return false;
  if (sdk::is_utf8(language.bytes)) {
    language.text = language.bytes;
  } else {
    sdk::to_utf8(language.bytes, language.text);
  }
  return true;
}

bool Flores::next_aligned(sdk::RecordBatch& out) {
  for (auto& language : languages_) {
    if (!read_line(language)) return false;
  }
  translations_.clear();
  for (const auto& language : languages_) translations_.emplace_back(language.name, language.text);
  const auto& english = languages_[english_];
  const auto& shown = english.bytes.empty() ? languages_.front() : english;
  id_ = "flores-" + split_ + "-" + std::to_string(index_++);
  out.add_bytes(id_, shown.bytes)
      .object("translations", translations_)
      .attribute("n_languages", languages_.size());
  return true;
}

bool Flores::next_flat(sdk::RecordBatch& out) {
  while (current_ < languages_.size()) {
    auto& language = languages_[current_];
    if (read_line(language)) {
      id_ = "flores-" + split_ + "-" + language.name + "-" + std::to_string(index_++);
      out.add_bytes(id_, language.bytes).attribute("language", language.name);
      return true;
    }
    language.lines.reset();
    ++current_;
    index_ = 0;
  }
  return false;
}

void Flores::next(std::uint64_t limit, sdk::RecordBatch& out) {
  host_.check_cancelled();
  const auto most = std::min<std::uint64_t>(limit, aligned_ ? kMostPerBatch : limit);
  while (out.size() < most && (aligned_ ? next_aligned(out) : next_flat(out))) continue;
}

}  // namespace ophamin::flores
