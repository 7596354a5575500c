// SPDX-License-Identifier: Apache-2.0
//
// What the substrates sqlite and http add to the library beneath them, in one run.
//
//   sqlite_cycle     a query through a substrate session, beside prepare, step and finalize of the same query on the same rows
//   http_cycle       a request over a connection that is kept, beside curl_easy_perform of the same request to the same server
//
// `us_per_cycle` is the figure, `floor_us` that of the bare calls, `ratio` floor over cycle (1 is as fast as the library). Each is
// the median over rounds in which both take turns.
#include <curl/curl.h>
#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <benchmark/benchmark.h>
#include <boost/json.hpp>

#include <ophamin/guests/host_services.hpp>
#include <ophamin/registry/load.hpp>
#include <ophamin/seeing/substrate_session.hpp>
#include <support/http_server.hpp>

namespace {

using namespace ophamin;

const std::string kTable =
    "CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT);"
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) INSERT INTO t SELECT i, 'row ' || i FROM n";
const std::string kQuery = "SELECT a, b FROM t WHERE a BETWEEN 100 AND 119";

[[noreturn]] void give_up(const char* what) {
  std::fprintf(stderr, "%s\n", what);
  std::exit(1);
}

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

class Substrate {
 public:
  Substrate(const std::string& name, const boost::json::object& params, const std::string& stimulus)
      : report_(load(name)),
        session_(environment_, report_.registry.get(OPH_SUBSTRATE, name), params, {}),
        buffers_(session_.guest(), session_.fields(), std::vector<bool>(session_.fields().size(), false), false),
        stimulus_(stimulus) {
    record_.id = {"r", 1};
    record_.text = {stimulus_.data(), stimulus_.size()};
  }
  void run(std::size_t cycles) {
    records_.assign(cycles, record_);
    session_.run(records_, buffers_);
    if (!buffers_.failures().empty()) give_up(buffers_.failures().front().second.c_str());
  }

 private:
  static registry::LoadReport load(const std::string& name) {
    registry::SearchOptions where;
    where.command_line = {std::string(OPHAMIN_PLUGIN_FOLDER) + "/" + name + ".so"};
    return registry::load(where, {});
  }
  registry::LoadReport report_;
  guests::Environment environment_;
  seeing::SubstrateSession session_;
  seeing::CycleBuffers buffers_;
  std::string stimulus_;
  oph_record_t record_{};
  std::vector<oph_record_t> records_;
};

// `floor` and the substrate take turns, `cycles` at a time.
template <class Floor>
void compare(benchmark::State& state, Substrate& substrate, std::size_t cycles, Floor floor) {
  substrate.run(cycles);
  std::vector<double> floors, cycle_times, ratios;
  for (auto _ : state) {
    auto begin = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < cycles; ++i) floor();
    floors.push_back(seconds_since(begin) * 1e6 / static_cast<double>(cycles));
    begin = std::chrono::steady_clock::now();
    substrate.run(cycles);
    cycle_times.push_back(seconds_since(begin) * 1e6 / static_cast<double>(cycles));
    ratios.push_back(floors.back() / cycle_times.back());
  }
  state.counters["floor_us"] = median(floors);
  state.counters["us_per_cycle"] = median(cycle_times);
  state.counters["ratio"] = median(ratios);
}

void sqlite_cycle(benchmark::State& state) {
  sqlite3* bare = nullptr;
  if (sqlite3_open(":memory:", &bare) != SQLITE_OK || sqlite3_exec(bare, kTable.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    give_up(sqlite3_errmsg(bare));
  }
  Substrate substrate("sqlite", {{"init_sql", kTable}}, kQuery);
  compare(state, substrate, 1000, [&] {
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(bare, kQuery.c_str(), -1, &statement, nullptr);
    std::int64_t bytes = 0;
    while (sqlite3_step(statement) == SQLITE_ROW) bytes += sqlite3_column_int64(statement, 0) + sqlite3_column_bytes(statement, 1);
    benchmark::DoNotOptimize(bytes);
    sqlite3_finalize(statement);
  });
  sqlite3_close(bare);
}
BENCHMARK(sqlite_cycle)->Unit(benchmark::kMillisecond)->Iterations(40);

void http_cycle(benchmark::State& state) {
  const test::HttpServer server;
  const auto url = server.url("/huge/1000");
  CURL* bare = curl_easy_init();
  curl_easy_setopt(bare, CURLOPT_URL, url.c_str());
  curl_easy_setopt(bare, CURLOPT_WRITEFUNCTION,
                   +[](char*, std::size_t, std::size_t size, void*) noexcept -> std::size_t { return size; });
  Substrate substrate("http", {{"url", url}, {"version", "1"}}, "x");
  compare(state, substrate, 200, [&] {
    if (curl_easy_perform(bare) != CURLE_OK) give_up("curl_easy_perform");
  });
  curl_easy_cleanup(bare);
}
BENCHMARK(http_cycle)->Unit(benchmark::kMillisecond)->Iterations(40);

}  // namespace

BENCHMARK_MAIN();
