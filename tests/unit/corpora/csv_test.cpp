// SPDX-License-Identifier: Apache-2.0
//
// Corpus csv: rows of CSV files, their columns as attributes, and what is wrong with rows that cannot be read.
#include <doctest/doctest.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "corpus_kit.hpp"

using namespace ophamin::test;

namespace {

struct Outcome {
  std::vector<RecordCopy> records;
  std::vector<std::string> log;
  std::map<std::string, std::uint64_t> skipped;
};

Outcome read(std::string_view content, json::object params = {}, std::uint64_t limit = 2) {
  Tree tree;
  tree.file("data.csv", content);
  Reading reading("files", "csv", tree.root(), std::move(params));
  auto records = reading.records(limit);
  return {std::move(records), reading.host.lines, reading.host.skipped};
}

std::string fault(std::string_view content, json::object params = {}) {
  return complaint(OPH_INVALID_ARGUMENT, [&] { read(content, std::move(params)); });
}

}  // namespace

TEST_CASE("a row is a record: a column its text, the others attributes") {
  const auto records = read("\xef\xbb\xbfname,text,score\r\n"
                            "a,one,0.5\r\n"
                            "\r\n"
                            "b,\"two, \"\"quoted\"\"\nand broken\",7\n"
                            "c,,")
                           .records;
  REQUIRE(records.size() == 3);
  CHECK(ids_and_texts(records) ==
        Pairs{{"data.csv:2", "one"}, {"data.csv:4", "two, \"quoted\"\nand broken"}, {"data.csv:6", ""}});
  CHECK(records[0].attributes == json::object{{"name", "a"}, {"score", 0.5}});
  CHECK(records[1].attributes == json::object{{"name", "b"}, {"score", 7}});
  CHECK(records[2].attributes == json::object{{"name", "c"}, {"score", nullptr}});
}

TEST_CASE("cells are typed as JSON writes them, and only so") {
  const auto one = [](const std::string& cell, bool typed = true) {
    return read("text,x\nt," + cell + "\n", {{"typed", typed}}).records.at(0).attributes.as_object().at("x");
  };
  CHECK(one("true") == true);
  CHECK(one("false") == false);
  CHECK(one("0") == 0);
  CHECK(one("-12") == -12);
  CHECK(one("9223372036854775807") == INT64_MAX);
  CHECK(one("-0.5e-3") == -0.5e-3);
  CHECK(one("1E5") == 1e5);
  for (const std::string text : {"True", "007", "-", "+1", ".5", "1.", "1.e3", "0x10", "inf", "nan", "1e999", "9223372036854775808", "1 ", "1,"}) {
    CAPTURE(text);
    const auto cell = text == "1," ? "\"1,\"" : text;
    CHECK(one(cell) == json::value(text));
  }
  CHECK(one("0.5", false) == json::value("0.5"));
  CHECK(one("", false).is_null());
}

TEST_CASE("names, delimiter and quote of another dialect") {
  const auto records = read("id;1;'a;''b'\n", {{"columns", {"key", "n", "body"}},
                                                {"id_field", "key"},
                                                {"text_field", "body"},
                                                {"delimiter", ";"},
                                                {"quote", "'"}})
                           .records;
  REQUIRE(records.size() == 1);
  CHECK(records[0].id == "id");
  CHECK(records[0].text == "a;'b");
  CHECK(records[0].attributes == json::object{{"n", 1}});
  CHECK(read("a\ttext\n1\t2\n", {{"delimiter", "\t"}}).records.at(0).text == "2");
}

TEST_CASE("bytes that are no UTF-8 are replaced, and those of a text kept") {
  const auto records = read("text,x\ncaf\xe9,gr\xfcn\n").records;
  REQUIRE(records.size() == 1);
  CHECK(records[0].text == "caf\xef\xbf\xbd");
  CHECK(records[0].raw == "caf\xe9");
  CHECK(records[0].flags == OPH_RECORD_INVALID_UTF8);
  CHECK(records[0].attributes == json::object{{"x", "gr\xef\xbf\xbdn"}});
}

TEST_CASE("what cannot be read is named with its place") {
  CHECK(has(fault("text,x\na,b\n\"open,c\n"), "data.csv:3:1: a quote that is never closed"));
  CHECK(has(fault("text,x\n\"a\nb\"c,d\n"), "data.csv:3:3: text behind a closing quote"));
  CHECK(has(fault("text,x\na,b \"c\"\n"), "data.csv:2:5: a quote in a field that does not begin with one"));
  CHECK(has(fault("text,x\na\n"), "data.csv:2: expected 2 cells, found 1; mend it, or set on_error to `skip`"));
  CHECK(has(fault("text,x\na,b,c\n"), "expected 2 cells, found 3"));
  CHECK(has(fault("text,id\na,\n", {{"id_field", "id"}}), "data.csv:2: expected an id in column `id`, found an empty cell"));
}

TEST_CASE("columns that are not there end the run whatever on_error says") {
  const json::object skip{{"on_error", "skip"}};
  CHECK(has(fault("a,b\n1,2\n", skip), "data.csv: expected a column `text`, found `a`, `b`"));
  CHECK(has(fault("text,text\n1,2\n", skip), "found `text` twice"));
  CHECK(has(fault("text\n1\n", {{"delimiter", "::"}}), "delimiter: expected one ASCII character that ends no line, found `::`"));
  CHECK(has(fault("text\n1\n", {{"quote", ","}}), "expected two characters, found `,` for both"));
}

TEST_CASE("skipped rows are counted by reason, and the rows around them are read") {
  const auto [records, log, skipped] = read("text,x\na,1\nb\n\"c\"d,2\ne,3\n", {{"on_error", "skip"}});
  CHECK(ids_and_texts(records) == Pairs{{"data.csv:2", "a"}, {"data.csv:5", "e"}});
  CHECK(skipped == std::map<std::string, std::uint64_t>{{"a row with broken quoting", 1}, {"a row with more or fewer cells than columns", 1}});
  CHECK(log.size() == 2);
}

TEST_CASE("each file has its own header; a header alone is no record") {
  Tree tree;
  tree.file("a.csv", "text,x\none,1\n").file("b.csv", "y,text\n2,two\n").file("c.csv", "text\n").file("d.csv", "");
  const auto records = Reading("files", "csv", tree.root()).records();
  CHECK(ids_and_texts(records) == Pairs{{"a.csv:2", "one"}, {"b.csv:2", "two"}});
  CHECK(records.at(1).attributes == json::object{{"y", 2}});
}

TEST_CASE("cells stay what they are until the next call, over many files and where the buffer moves") {
  Tree tree;
  Pairs expected;
  for (int file = 0; file < 3; ++file) {
    const auto label = "f" + std::to_string(file) + ".csv";
    std::string content = "text,x\n";
    for (int row = 0; row < 9000; ++row) {
      const auto text = "row " + std::to_string(row) + " of " + label + std::string(static_cast<std::size_t>(row % 50), '.');
      content += row % 3 == 0 ? "\"" + text + " \"\"quoted\"\"\"" : text;
      content += ",\"" + std::to_string(row) + "\"\"\"\n";
      expected.emplace_back(label + ":" + std::to_string(row + 2), row % 3 == 0 ? text + " \"quoted\"" : text);
    }
    tree.file(label, content);
  }
  for (const std::uint64_t limit : {1, 7, 4096}) {
    const auto records = Reading("files", "csv", tree.root()).records(limit);
    CHECK(ids_and_texts(records) == expected);
    REQUIRE(records.size() == 27'000);
    CHECK(records.back().attributes == json::object{{"x", "8999\""}});
  }
}

TEST_CASE("a row beyond the limit is an error that names it, and one just below is read") {
  const auto row = "text\n" + std::string(70'000, 'x') + "\n";
  CHECK(read(row, {{"max_record_bytes", 200'000}}).records.at(0).text.size() == 70'000);
  const auto longer = "text\n\"" + std::string(700'000, 'x') + "\"\n";
  CHECK(has(complaint(OPH_LIMIT, [&] { read(longer, {{"max_record_bytes", 200'000}}); }), "longer than max_record_bytes, 200000"));
}
