// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <string>

#include "corpus_kit.hpp"

using namespace ophamin::test;

namespace {

const std::string kFolder = "flores/flores200_dataset/dev/";

Tree& add(Tree& tree, const std::string& language, std::string_view lines) {
  return tree.file(kFolder + language + ".dev", lines);
}

}  // namespace

TEST_CASE("aligned records have a sentence in every language, up to the shortest file") {
  Tree tree;
  add(tree, "fra_Latn", "un\ndeux\ntrois\n");
  add(tree, "eng_Latn", "one\n\nthree\nfour");
  add(tree, "deu_Latn", "eins\r\nzwei\r\ndrei\r\nvier\r\n");
  tree.file(kFolder + "README", "no language")
      .file("flores/flores200_dataset/devtest/eng_Latn.devtest", "other");
  const auto records = Reading("flores", "flores", tree.root()).records(2);
  CHECK(ids_and_texts(records) ==
        Pairs{{"flores-dev-0", "one"}, {"flores-dev-1", "zwei"}, {"flores-dev-2", "three"}});
  CHECK(records[0].attributes ==
        json::value{{"translations", {{"deu_Latn", "eins"}, {"eng_Latn", "one"}, {"fra_Latn", "un"}}},
                    {"n_languages", 3}});
  CHECK(records[1].attributes.at("translations").at("eng_Latn") == "");
  CHECK(Reading("flores", "flores", tree.root(), {{"split", "devtest"}}).records().size() == 1);
}

TEST_CASE("without English the first language is the text") {
  Tree tree;
  add(tree, "spa_Latn", "uno\n");
  add(tree, "fra_Latn", "un\n");
  CHECK(ids_and_texts(Reading("flores", "flores", tree.root()).records()) == Pairs{{"flores-dev-0", "un"}});
}

TEST_CASE("flat records are the lines of all files") {
  Tree tree;
  add(tree, "fra_Latn", "un\ndeux\n");
  add(tree, "eng_Latn", "one\n");
  const auto records = Reading("flores", "flores", tree.root(), {{"aligned", false}}).records();
  CHECK(ids_and_texts(records) == Pairs{{"flores-dev-eng_Latn-0", "one"},
                                        {"flores-dev-fra_Latn-0", "un"},
                                        {"flores-dev-fra_Latn-1", "deux"}});
  CHECK(records[2].attributes == json::value{{"language", "fra_Latn"}});
}

TEST_CASE("the host hashes the files by their names, as the reference does") {
  const auto* component = shipped("flores", "flores");
  CHECK(metadata(component, "hash_rule") == "python-repr-files");
  CHECK(metadata(component, "dataset") == "flores-200");
  CHECK(metadata(component, "kind") == "parallel_corpus");
  Tree tree;
  add(tree, "fra_Latn", "un\n");
  add(tree, "eng_Latn", "one\n");
  const auto folder = (fs::canonical(tree.root()) / kFolder).string();
  CHECK(Reading("flores", "flores", tree.root()).files() ==
        Pairs{{folder + "eng_Latn.dev", "eng_Latn.dev"}, {folder + "fra_Latn.dev", "fra_Latn.dev"}});
}

TEST_CASE("absent, empty and wrong data are told apart") {
  Tree tree;
  const auto says = [&](json::object params) {
    return complaint(OPH_UNAVAILABLE, [&] { Reading("flores", "flores", tree.root(), params); });
  };
  CHECK(has(says({}), "flores/flores200_dataset/dev/LANGUAGE.dev"));
  fs::create_directories(tree.root() / kFolder);
  CHECK(has(says({}), "found none"));
  CHECK(has(complaint(OPH_INVALID_ARGUMENT,
                      [&] {
                        Reading("flores", "flores", tree.root(), {{"split", "../dev"}});
                      }),
            "name of a folder"));
  add(tree, "eng_Latn", "");
  CHECK(Reading("flores", "flores", tree.root()).records().empty());
  add(tree, "fra_Latn", "un\n");
  CHECK(Reading("flores", "flores", tree.root()).records().empty());
  fs::create_directory(tree.root() / kFolder / "dir.dev");
  fs::create_symlink("fra_Latn.dev", tree.root() / kFolder / "link.dev");
  CHECK(Reading("flores", "flores", tree.root()).files().size() == 2);
}

TEST_CASE(
    "invalid UTF-8 is replaced, flagged and kept, and a line beyond the limit is an error that names it") {
  Tree tree;
  add(tree, "eng_Latn", "caf\xe9\nfine\n");
  add(tree, "fra_Latn", "bon\nm\xff\n");
  const auto records = Reading("flores", "flores", tree.root()).records();
  REQUIRE(records.size() == 2);
  CHECK(records[0].text == "caf\xef\xbf\xbd");
  CHECK(records[0].raw == "caf\xe9");
  CHECK(records[0].flags == OPH_RECORD_INVALID_UTF8);
  CHECK(records[1].flags == 0);
  CHECK(records[1].attributes.at("translations").at("fra_Latn") == "m\xef\xbf\xbd");
  add(tree, "eng_Latn", "short\n" + std::string(40'000, 'x') + "\n");
  const auto says = complaint(OPH_LIMIT, [&] {
    Reading("flores", "flores", tree.root(), {{"max_record_bytes", 39'999}}).records();
  });
  CHECK(has(says, "eng_Latn.dev:2: a line is longer than max_record_bytes, 39999"));
  CHECK(Reading("flores", "flores", tree.root(), {{"max_record_bytes", 40'000}}).records().size() == 2);
}

TEST_CASE("lines are whole wherever the buffer ends") {
  Tree tree;
  std::string lines;
  Pairs expected;
  for (int i = 0; i < 400; ++i) {
    const std::string line(static_cast<std::size_t>(i) * 7 % 501, static_cast<char>('a' + i % 26));
    lines += line + "\r\n";
    expected.emplace_back("flores-dev-eng_Latn-" + std::to_string(i), line);
  }
  add(tree, "eng_Latn", lines);
  CHECK(ids_and_texts(Reading("flores", "flores", tree.root(), {{"aligned", false}}).records(1000)) ==
        expected);
}
