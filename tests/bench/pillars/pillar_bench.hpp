// SPDX-License-Identifier: Apache-2.0
//
// A shipped pillar, its inputs, and a sink that takes what it says.
#pragma once

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <support/fake_host.hpp>

namespace ophamin::bench {

namespace json = boost::json;

/// The values of FOLDER/NAME that run_peers.py wrote, 8 bytes each; none if there is no such file.
template <class T>
std::vector<T> read_values(const char* name) {
  static_assert(sizeof(T) == 8);
  const char* folder = std::getenv("OPHAMIN_BENCH_DATA");
  if (folder == nullptr) return {};
  const auto path = std::filesystem::path(folder) / name;
  std::ifstream file(path, std::ios::binary);
  std::vector<T> values(file ? std::filesystem::file_size(path) / sizeof(T) : 0);
  file.read(reinterpret_cast<char*>(values.data()), static_cast<std::streamsize>(values.size() * sizeof(T)));
  return values;
}

/// Ends the benchmark if an input is empty.
template <class... Inputs>
bool has_inputs(benchmark::State& state, const Inputs&... inputs) {
  if ((!inputs.empty() && ...)) return true;
  state.SkipWithError("no input: run tests/bench/run_peers.py");
  return false;
}

/// Takes evidence: keeps the value of each statistic, counts what is written into details.
class BenchSink {
 public:
  BenchSink() {
    writer_ = {OPH_SIZEOF(oph_writer_t, json),
               this,
               [](void* c) noexcept -> oph_status_t { return count(c); },
               [](void* c) noexcept -> oph_status_t { return count(c); },
               [](void* c) noexcept -> oph_status_t { return count(c); },
               [](void* c) noexcept -> oph_status_t { return count(c); },
               [](void* c, oph_str_t) noexcept -> oph_status_t { return count(c); },
               [](void* c) noexcept -> oph_status_t { return count(c); },
               [](void* c, std::uint32_t) noexcept -> oph_status_t { return count(c); },
               [](void* c, std::int64_t) noexcept -> oph_status_t { return count(c); },
               [](void* c, double) noexcept -> oph_status_t { return count(c); },
               [](void* c, oph_str_t) noexcept -> oph_status_t { return count(c); },
               [](void* c, oph_str_t) noexcept -> oph_status_t { return count(c); }};
    evidence_ = {OPH_SIZEOF(oph_evidence_sink_t, add), this,
                 [](void* c, const oph_evidence_t* row, const oph_writer_t** detail) noexcept -> oph_status_t {
                   auto& self = *static_cast<BenchSink*>(c);
                   if (self.used_ == self.rows_.size()) self.rows_.emplace_back();
                   auto& kept = self.rows_[self.used_++];
                   kept.statistic.assign(row->statistic.data, row->statistic.size);
                   kept.evidence = *row;
                   if (detail != nullptr) *detail = &self.writer_;
                   return OPH_OK;
                 }};
    events_ = {OPH_SIZEOF(oph_event_sink_t, emit), this, [](void* c, const oph_event_t*) noexcept -> oph_status_t {
                 ++static_cast<BenchSink*>(c)->event_count;
                 return OPH_OK;
               }};
  }
  BenchSink(const BenchSink&) = delete;
  BenchSink& operator=(const BenchSink&) = delete;

  /// To be called before each run; memory of earlier ones is kept.
  const oph_evidence_sink_t* evidence() {
    used_ = 0;
    return &evidence_;
  }
  const oph_event_sink_t* events() {
    event_count = 0;
    return &events_;
  }

  /// The row of a statistic; ends the program if there is none, or if it is undefined.
  const oph_evidence_t& row(std::string_view statistic) const {
    for (std::size_t i = 0; i < used_; ++i) {
      if (rows_[i].statistic == statistic && (rows_[i].evidence.flags & OPH_EVIDENCE_UNDEFINED) == 0) return rows_[i].evidence;
    }
    throw std::out_of_range("no value of " + std::string(statistic));
  }

  std::uint64_t written = 0;      ///< calls of the writer
  std::uint64_t event_count = 0;  ///< since events()

 private:
  struct Kept {
    std::string statistic;
    oph_evidence_t evidence{};
  };
  static oph_status_t count(void* context) noexcept {
    ++static_cast<BenchSink*>(context)->written;
    return OPH_OK;
  }

  oph_writer_t writer_{};
  oph_evidence_sink_t evidence_{};
  oph_event_sink_t events_{};
  std::vector<Kept> rows_;
  std::size_t used_ = 0;
};

/// An instance of a pillar of plugins/PLUGIN.so.
class ShippedPillar {
 public:
  ShippedPillar(const std::string& plugin, std::string_view name, const json::object& params = {})
      : instance_(test::find_component(test::load_plugin(OPHAMIN_PLUGIN_FOLDER "/" + plugin + ".so"), OPH_PILLAR, name), host_, params) {}

  void compute(const oph_table_t* table, BenchSink& sink) {
    test::call([&](oph_error_t* error) { return instance_->compute(instance_.raw(), table, sink.evidence(), error); });
  }
  void begin() {
    test::call([&](oph_error_t* error) { return instance_->begin(instance_.raw(), error); });
  }
  void update(const oph_table_t* rows, BenchSink& sink) {
    test::call([&](oph_error_t* error) { return instance_->update(instance_.raw(), rows, sink.events(), error); });
  }
  void finish(BenchSink& sink) {
    test::call([&](oph_error_t* error) { return instance_->finish(instance_.raw(), sink.evidence(), error); });
  }

 private:
  test::FakeHost host_;
  test::Instance<oph_pillar_t> instance_;
};

}  // namespace ophamin::bench
