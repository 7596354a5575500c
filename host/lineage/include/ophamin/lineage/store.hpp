// SPDX-License-Identifier: Apache-2.0
//
// The lineage store: every run of this folder's campaigns and where it came from, in one SQLite file.
//
//   auto store = lineage::Store::open("runs/lineage.db");
//   store.record({.run_id = lineage::make_run_id(config), .kind = "campaign", ...});
//   for (const auto& run : store.lineage_of(id)) ...   // the run, its parent, ... up to the root
//
// Several processes may use one file at once. A process that is ended at any instant leaves each run recorded whole or not
// at all. The schema is schemas/lineage-1.sql.
//
// Every function throws diagnostics::Error: kFileUnwritable (of a store that is open to record in) or kFileUnreadable for what is
// wrong with the file, the disk or the lock on it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <ophamin/lineage/run_entry.hpp>

namespace ophamin::lineage {

/// A run in a list.
struct RunSummary {
  std::string run_id;
  std::string parent_run_id;  ///< empty: none
  std::string kind;
  std::string name;
  std::string outcome;
  std::string created_at;
  std::string proof_id;  ///< empty: none
  std::optional<double> observed_value;
  std::size_t depth = 0;  ///< 0 for a root, 1 for its children, ...
};

/// A dataset and the runs that were about it.
struct DatasetUse {
  Dataset dataset;
  std::uint64_t n_runs = 0;
  std::string last_used;  ///< created_at of the newest of them; empty without any
};

/// One thread. Must not be used from within a callback of its own, but for reading.
class Store {
 public:
  static constexpr std::chrono::milliseconds kPatience{10'000};

  /// Opens the file to record in, made with its folder if it is not there, and looks whether it is damaged. `patience` is how
  /// long each call waits for other processes. The file of another program, or of a newer host, is refused and not touched.
  static Store open(const std::filesystem::path& file, std::chrono::milliseconds patience = kPatience);
  /// Opens a file that is there to read from it; a folder that cannot be written is fine.
  static Store open_to_read(const std::filesystem::path& file, std::chrono::milliseconds patience = kPatience);
  ~Store();
  Store(Store&&) noexcept;
  Store& operator=(Store&&) noexcept;

  /// Records a run, durably, or none of it. A run that is there already is replaced and keeps its place in lists. Throws
  /// kValueOutOfRange for an id that is none (is_run_id), or that is its own parent's.
  void record(const RunEntry& run);
  /// Records `count` runs in one transaction: all or none. `make` is called once for each index.
  void record_all(std::size_t count, const std::function<RunEntry(std::size_t)>& make);
  /// Notes that a run's artifacts are in another folder now. Nothing if there is no such run.
  void relocate(std::string_view run_id, const std::filesystem::path& folder);
  /// Adds a dataset to a run; one that it has already is not added again. Throws kUnknownName.
  void add_dataset(std::string_view run_id, const Dataset& dataset);

  /// Whether this very run with this proof is recorded. `proof_id` may be empty.
  bool holds(std::string_view run_id, std::string_view proof_id);
  /// Throws kUnknownName with near ids.
  RunEntry get(std::string_view run_id);
  /// The id of the run that `text` means: an id, the beginning of exactly one, or the beginning (at least 8 digits) of the
  /// id of exactly one run's proof. Throws kUnknownName, with the candidates or near ids.
  std::string resolve(std::string_view text);
  std::uint64_t count();

  /// Every run below its parent, roots newest first, children in the order in which they were recorded. Ends when `visit`
  /// gives false. Memory does not grow with the number of runs.
  void for_each_run(const std::function<bool(const RunSummary&)>& visit);
  /// The children of a run, with depth 1, in the order in which they were recorded.
  void for_each_child(std::string_view run_id, const std::function<bool(const RunSummary&)>& visit);
  /// Every dataset, by name and path; ends when `visit` gives false.
  void for_each_dataset(const std::function<bool(const DatasetUse&)>& visit);

  /// The run, its parent, and so on up to the root. A cycle ends the walk. Throws kUnknownName for the run
  /// itself, and for an ancestor that is not there.
  std::vector<RunEntry> lineage_of(std::string_view run_id);

  const std::filesystem::path& file() const noexcept;

 private:
  class Impl;
  explicit Store(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace ophamin::lineage
