// SPDX-License-Identifier: Apache-2.0
//
// Reading corpora through the ABI: files made on the spot, records copied, failures in words.
#pragma once

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <support/fake_cycles.hpp>
#include <support/paths.hpp>
#include <support/temporary_directory.hpp>
#include <utility>
#include <vector>

namespace ophamin::test {

namespace fs = std::filesystem;
using Pairs = std::vector<std::pair<std::string, std::string>>;

/// A corpus of one of the plugins that ship with the host.
inline const oph_component_t* shipped(std::string_view plugin, std::string_view name) {
  return find_component(load_plugin((shipped_plugins() / (std::string(plugin) + ".so")).string()), OPH_CORPUS,
                        name);
}

/// A folder with files.
class Tree {
 public:
  Tree& file(const std::string& name, std::string_view content) {
    const auto path = root() / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << content;
    return *this;
  }
  fs::path root() const { return folder_.path(); }

 private:
  TemporaryDirectory folder_;
};

/// One reading of a corpus of a shipped plugin, its `root` being `root`.
class Reading {
 public:
  Reading(std::string_view plugin, std::string_view name, const fs::path& root, json::object params = {})
      : corpus_(shipped(plugin, name), host, with(std::move(params), root)) {}

  /// Paths and labels of what the host is to hash.
  Pairs files() {
    Pairs named;
    const oph_file_sink_t sink{OPH_SIZEOF(oph_file_sink_t, file), &named,
                               [](void* c, oph_str_t path, oph_str_t label) noexcept -> oph_status_t {
                                 static_cast<Pairs*>(c)->emplace_back(text(path), text(label));
                                 return OPH_OK;
                               }};
    call([&](oph_error_t* error) { return corpus_->files(corpus_.raw(), &sink, error); });
    return named;
  }
  std::string revision() {
    TextCapture capture;
    call([&](oph_error_t* error) { return corpus_->revision(corpus_.raw(), capture.raw(), error); });
    return capture.value;
  }
  std::vector<RecordCopy> records(std::uint64_t limit = 3) { return read_all(corpus_, limit); }

  FakeHost host;

 private:
  static json::object with(json::object params, const fs::path& root) {
    if (!params.contains("root")) params["root"] = root.string();
    return params;
  }
  Instance<oph_corpus_t> corpus_;
};

inline Pairs ids_and_texts(const std::vector<RecordCopy>& records) {
  Pairs pairs;
  for (const auto& record : records) pairs.emplace_back(record.id, record.text);
  return pairs;
}

/// What `body` fails with, which has to be `status`.
template <class Body>
std::string complaint(oph_status_t status, Body body) {
  try {
    body();
  } catch (const CallFailed& failed) {
    CHECK(failed.status == status);
    return failed.what();
  }
  return "no complaint";
}

inline bool has(std::string_view text, std::string_view piece) {
  return text.find(piece) != std::string_view::npos;
}

}  // namespace ophamin::test
