// SPDX-License-Identifier: Apache-2.0
//
// Corpus flores: the sentences of FLORES-200, aligned over its languages or one by one.
#pragma once

#include <common/line_reader.hpp>
#include <cstdint>
#include <memory>
#include <ophamin/sdk.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ophamin::flores {

/// Reads ROOT/flores/flores200_dataset/SPLIT/LANGUAGE.SPLIT, in order of names. Aligned: record
/// `flores-SPLIT-I` is the I-th line (from 0) of all files at once, up to the end of the shortest; its text
/// is the English line, or the first language's where that is absent or empty; attributes `translations`, an
/// object of language and line, and `n_languages`. Flat: record `flores-SPLIT-LANGUAGE-I` for each line of
/// each file, attribute `language`. Memory: a buffer of 16 KiB and a line for each language.
class Flores {
 public:
  struct Params {
    std::string root = "data/raw";
    std::string split = "dev";
    bool aligned = true;
    std::uint64_t max_record_bytes = std::uint64_t{64} << 20;
  };

  static constexpr sdk::CorpusInfo kInfo{
      .name = "flores",
      .summary = "FLORES-200: sentences in 200 languages, aligned or one by one",
      .kind = "parallel_corpus",
      .source = "FLORES-200 evaluation benchmark, published by Meta AI (No Language Left Behind)",
      .dataset = "flores-200",
      .hash_rule = sdk::HashRule::kPythonReprFiles};
  static constexpr auto kParameters = sdk::parameters(
      sdk::param("root", &Params::root).help("data root; the data is flores/flores200_dataset in it").path(),
      sdk::param("split", &Params::split)
          .help("folder of the data set, and the ending of its files: dev, devtest"),
      sdk::param("aligned", &Params::aligned)
          .help("a record is a sentence in all languages; else a sentence in one"),
      sdk::param("max_record_bytes", &Params::max_record_bytes)
          .help("a longer line is an error, bytes")
          .at_least(1));

  Flores(const sdk::Host& host, const Params& params);

  void files(sdk::FileSink& sink);
  void next(std::uint64_t limit, sdk::RecordBatch& out);

 private:
  struct Language {
    std::string name;  ///< of the file without its ending
    std::string path;
    std::unique_ptr<files::LineReader> lines{};
    std::string bytes{};  ///< the current line as it is stored
    std::string text{};   ///< the same in UTF-8
  };
  bool read_line(Language& language);
  bool next_aligned(sdk::RecordBatch& out);
  bool next_flat(sdk::RecordBatch& out);

  sdk::Host host_;
  std::string split_;
  bool aligned_;
  std::uint64_t most_;
  std::vector<Language> languages_;
  std::size_t english_;      // index, or that of the first language
  std::size_t current_ = 0;  // flat: the language that is read
  std::uint64_t index_ = 0;
  std::string id_;
  std::vector<std::pair<std::string_view, std::string_view>> translations_;
};

}  // namespace ophamin::flores
