// SPDX-License-Identifier: Apache-2.0
//
// What every pillar that ships has to do with awkward tables, whatever it computes: an answer, a reason why there is none, or
// an error that says what is wrong. Never a NaN that looks like a figure.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <support/fake_host.hpp>
#include <support/paths.hpp>

#include "streaming.hpp"

using namespace ophamin::test;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::vector<const oph_component_t*> every_pillar() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(shipped_plugins())) {
    if (entry.path().extension() == ".so") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<const oph_component_t*> pillars;
  for (const auto& file : files) {
    const auto* plugin = load_plugin(file.string());
    for (std::uint64_t i = 0; i < plugin->component_count; ++i) {
      if (plugin->components[i]->kind == OPH_PILLAR) pillars.push_back(plugin->components[i]);
    }
  }
  return pillars;
}

const oph_component_t* pillar_named(std::string_view name) {
  for (const auto* pillar : every_pillar()) {
    if (view(pillar->name) == name) return pillar;
  }
  return nullptr;
}

bool accepts(const oph_role_t& role, oph_type_t type) { return (role.types & OPH_TYPE_BIT(type)) != 0; }

bool is_required(const oph_role_t& role) { return role.arity == OPH_ROLE_ONE || role.arity == OPH_ROLE_MANY; }

bool takes_labels(const oph_pillar_t& pillar) {
  return std::any_of(pillar.roles, pillar.roles + pillar.role_count,
                     [](const oph_role_t& role) { return is_required(role) && accepts(role, OPH_TEXT); });
}

/// One column for each role that a table must have, `number(row)` in it; as a text where the role takes texts alone.
void fill(TableData& table, const oph_pillar_t& pillar, std::size_t begin, std::size_t end, const std::function<double(std::size_t)>& number,
          bool is_missing = false) {
  const auto column = [&]<class T>(std::vector<T> cells, auto cell) {
    for (std::size_t row = begin; row < end; ++row) cells.push_back(cell(row));
    return cells;
  };
  for (std::uint64_t i = 0; i < pillar.role_count; ++i) {
    const auto& role = pillar.roles[i];
    if (!is_required(role)) continue;
    const auto name = view(role.name);
    if (accepts(role, OPH_FLOAT)) {
      table.numbers(name, column(std::vector<double>{}, number));
    } else if (accepts(role, OPH_INT)) {
      table.integers(name, column(std::vector<std::int64_t>{}, [](std::size_t) { return std::int64_t{1}; }));
    } else if (accepts(role, OPH_BOOL)) {
      table.booleans(name, column(std::vector<std::uint8_t>{}, [](std::size_t) { return std::uint8_t{1}; }));
    } else {
      table.texts(name, column(std::vector<std::string>{}, [](std::size_t) { return std::string("label"); }));
    }
    if (is_missing) table.validity(std::vector<std::uint8_t>(end - begin, 0));
  }
}

/// What a pillar makes of a table: evidence, or an error with its message.
struct Answer {
  std::vector<Row> rows;
  oph_status_t status = OPH_OK;
  std::string message;

  bool refused() const { return status != OPH_OK; }
};

template <class Body>
Answer answer_of(Body body) {
  try {
    return {body(), OPH_OK, {}};
  } catch (const CallFailed& failed) {
    return {{}, failed.status, failed.what()};
  }
}

Answer ask(const oph_component_t* component, std::size_t rows, const std::function<double(std::size_t)>& number, bool is_missing = false) {
  return answer_of([&] {
    FakeHost host;
    host.pillars = pillar_named;
    Instance<oph_pillar_t> pillar(component, host);
    TableData table(rows);
    fill(table, *static_cast<const oph_pillar_t*>(component->table), 0, rows, number, is_missing);
    return compute(pillar, table);
  });
}

/// A figure is a number, an interval has two ends, a p-value lies in [0, 1], and what is undefined says why.
void check_sound(const Answer& answer) {
  if (answer.refused()) {
    CHECK((answer.status == OPH_INVALID_ARGUMENT || answer.status == OPH_MISSING_ROLE));
    CHECK(!answer.message.empty());
    return;
  }
  CHECK(!answer.rows.empty());
  for (const auto& row : answer.rows) {
    CAPTURE(row.statistic);
    if (row.undefined()) {
      CHECK(!row.reason.empty());
      continue;
    }
    CHECK(!std::isnan(row.value));
    if (row.has_ci()) CHECK(row.ci_low <= row.ci_high);
    if ((row.flags & OPH_EVIDENCE_P_VALUE) != 0) {
      CHECK(row.p_value >= 0.0);
      CHECK(row.p_value <= 1.0);
    }
    if ((row.flags & OPH_EVIDENCE_EFFECT_SIZE) != 0) CHECK(!std::isnan(row.effect_size));
  }
}

/// Nothing to go by: no row of evidence holds a figure.
void check_says_nothing(const Answer& answer) {
  check_sound(answer);
  for (const auto& row : answer.rows) {
    CAPTURE(row.statistic);
    CHECK(row.undefined());
    CHECK(row.needed > row.found);
  }
}

double wave(std::size_t row) { return std::sin(static_cast<double>(row) * 1.7) + static_cast<double>(row % 7); }

}  // namespace

TEST_CASE("every pillar makes something of awkward tables, or says why not") {
  const auto pillars = every_pillar();
  REQUIRE(pillars.size() >= 8);
  const auto always = [](double cell) { return [cell](std::size_t) { return cell; }; };
  const auto with = [](double cell) { return [cell](std::size_t row) { return row == 150 ? cell : wave(row); }; };
  struct Situation {
    const char* what;
    std::size_t rows;
    std::function<double(std::size_t)> number;
  };
  const std::vector<Situation> situations{
      {"an ordinary table", 200, wave},
      {"one row", 1, wave},
      {"two rows", 2, wave},
      {"all zero", 64, always(0.0)},
      {"all one", 64, always(1.0)},
      {"all alike, no binary fraction", 64, always(0.1)},
      {"all alike, negative", 64, always(-3.0)},
      {"all alike, far from zero", 64, always(1e9)},
      {"ties", 64, [](std::size_t row) { return row % 3 == 0 ? 1.0 : 0.0; }},
      {"one of a kind", 64, [](std::size_t row) { return row == 63 ? 1.0 : 0.0; }},
      {"a NaN", 200, with(kNaN)},
      {"an infinity", 200, with(HUGE_VAL)},
      {"a negative infinity", 200, with(-HUGE_VAL)},
      {"infinities of both signs", 64, [](std::size_t row) { return row % 2 == 0 ? HUGE_VAL : -HUGE_VAL; }},
      {"an offset of 1e12", 200, [](std::size_t row) { return 1e12 + wave(row); }},
      {"the largest numbers", 200, [](std::size_t row) { return row % 2 == 0 ? 1.7e308 : -1.7e308; }},
      {"the smallest numbers", 200, [](std::size_t row) { return static_cast<double>(row) * 5e-324; }}};
  for (const auto* pillar : pillars) {
    const auto name = text(pillar->name);
    CAPTURE(name);
    for (const auto& situation : situations) {
      CAPTURE(std::string(situation.what));
      check_sound(ask(pillar, situation.rows, situation.number));
    }
  }
}

TEST_CASE("no pillar has a figure without data") {
  for (const auto* pillar : every_pillar()) {
    const auto name = text(pillar->name);
    CAPTURE(name);
    check_says_nothing(ask(pillar, 0, wave));
    check_says_nothing(ask(pillar, 40, wave, true));
    // Where a column holds labels, NaN is one: of its own kind, and there is a table of 40 rows that carry it.
    const auto answer = ask(pillar, 40, [](std::size_t) { return kNaN; });
    takes_labels(*static_cast<const oph_pillar_t*>(pillar->table)) ? check_sound(answer) : check_says_nothing(answer);
  }
}

TEST_CASE("a pillar that computes twice, or beside another instance, says the same") {
  for (const auto* component : every_pillar()) {
    const auto name = text(component->name);
    CAPTURE(name);
    const auto first = ask(component, 200, wave);
    const auto twice = answer_of([&] {
      FakeHost host;
      host.pillars = pillar_named;
      Instance<oph_pillar_t> pillar(component, host), beside(component, host);
      TableData table(200), other(31);
      const auto& functions = *static_cast<const oph_pillar_t*>(component->table);
      fill(table, functions, 0, 200, wave);
      fill(other, functions, 0, 31, [](std::size_t row) { return static_cast<double>(row % 2); });
      answer_of([&] { return compute(pillar, other); });
      answer_of([&] { return compute(beside, table); });
      return compute(pillar, table);
    });
    CHECK(first.status == twice.status);
    CHECK(first.message == twice.message);
    CHECK(same_evidence(first.rows, twice.rows));
  }
}

TEST_CASE("a pillar that streams says of a stream what it says of the whole table") {
  std::size_t compared = 0;
  for (const auto* component : every_pillar()) {
    const auto name = text(component->name);
    CAPTURE(name);
    const auto& functions = *static_cast<const oph_pillar_t*>(component->table);
    const bool streams = functions.struct_size >= OPH_SIZEOF(oph_pillar_t, finish) && functions.begin != nullptr;
    if (!streams) continue;
    for (const std::size_t rows : {1u, 200u}) {
      for (const std::size_t chunk : {1u, 64u}) {
        const auto whole = ask(component, rows, wave);
        const auto stream = answer_of([&] {
          FakeHost host;
          Instance<oph_pillar_t> pillar(component, host);
          return stream_rows(pillar, rows, chunk, [&](TableData& table, std::size_t begin, std::size_t end) {
                   fill(table, functions, begin, end, wave);
                 }).rows;
        });
        CAPTURE(rows);
        CAPTURE(chunk);
        // A stream may need what a table has by itself (limits that are known beforehand), and says so.
        if (stream.status == OPH_UNSUPPORTED) {
          CHECK(stream.message.find("stream") != std::string::npos);
          continue;
        }
        ++compared;
        CHECK(stream.status == whole.status);
        CHECK(same_evidence(stream.rows, whole.rows));
      }
    }
  }
  CHECK(compared >= 16);
}
