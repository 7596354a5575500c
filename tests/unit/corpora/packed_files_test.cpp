// SPDX-License-Identifier: Apache-2.0
//
// Compressed files and tar archives, as every corpus that reads files reads them.
#include <doctest/doctest.h>

#include <cstdlib>
#include <string>
#include <string_view>
#include <support/packing.hpp>
#include <utility>
#include <vector>

#include "corpus_kit.hpp"

using namespace ophamin::test;

namespace {

/// Ids and texts of text-files.
Pairs read(const fs::path& root, json::object params = {}) {
  return ids_and_texts(Reading("files", "text-files", root, std::move(params)).records());
}

std::string complaint(oph_status_t status, const fs::path& root, json::object params = {}) {
  return ophamin::test::complaint(status, [&] { read(root, std::move(params)); });
}

const std::vector<std::pair<std::string, int>> kFilters{{"gz", ARCHIVE_FILTER_GZIP},
                                                        {"bz2", ARCHIVE_FILTER_BZIP2},
                                                        {"xz", ARCHIVE_FILTER_XZ},
                                                        {"zst", ARCHIVE_FILTER_ZSTD}};

/// Text that no compressor makes nothing of.
std::string prose(std::size_t bytes) {
  std::string text;
  std::uint64_t state = 1;
  while (text.size() < bytes) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    text += std::to_string(state >> 20) + (text.size() % 7 == 0 ? "\n" : " ");
  }
  text.resize(bytes);
  return text;
}

}  // namespace

TEST_CASE("a compressed file is what is in it, whatever packed it") {
  for (const auto& [ending, filter] : kFilters) {
    CAPTURE(ending);
    Tree tree;
    tree.file("a.txt." + ending, compressed("one\ntwo\n", filter)).file("b.txt", "three\n");
    const auto name = "a.txt." + ending;
    CHECK(read(tree.root(), {{"unit", "line"}}) ==
          Pairs{{name + ":1", "one"}, {name + ":2", "two"}, {"b.txt:1", "three"}});
    CHECK(read(tree.root() / name) == Pairs{{name, "one\ntwo\n"}});
    const auto large = prose(3'000'000);
    tree.file("large." + ending, compressed(large, filter));
    const auto whole = read(tree.root(), {{"include", {"large"}}});
    REQUIRE(whole.size() == 1);
    CHECK((whole[0].second == large));
  }
}

TEST_CASE("several streams in a row are one file, and nothing at all is nothing") {
  Tree tree;
  tree.file("a.gz", compressed("one ", ARCHIVE_FILTER_GZIP) + compressed("two", ARCHIVE_FILTER_GZIP))
      .file("b.xz", compressed("", ARCHIVE_FILTER_XZ))
      .file("c.gz", compressed("", ARCHIVE_FILTER_GZIP));
  CHECK(read(tree.root()) == Pairs{{"a.gz", "one two"}, {"b.xz", ""}, {"c.gz", ""}});
}

TEST_CASE("a tar archive is a folder, in its own order") {
  const std::vector<Member> members{{"dir", "", AE_IFDIR},
                                    {"dir/b.txt", "B"},
                                    {"./a.txt", "A"},
                                    {"link", "", AE_IFLNK, "a.txt"},
                                    {"again.txt", "", AE_IFREG, "dir/b.txt"},
                                    {"/rooted.txt", "R"},
                                    {"empty.txt", ""},
                                    {"../up.txt", "U"}};
  for (const auto& [ending, filter] :
       std::vector<std::pair<std::string, int>>{{"tar", ARCHIVE_FILTER_NONE},
                                                {"tar.gz", ARCHIVE_FILTER_GZIP},
                                                {"tgz", ARCHIVE_FILTER_GZIP},
                                                {"tar.bz2", ARCHIVE_FILTER_BZIP2},
                                                {"tar.xz", ARCHIVE_FILTER_XZ},
                                                {"tzst", ARCHIVE_FILTER_ZSTD}}) {
    for (const int format :
         {ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FORMAT_TAR_PAX_INTERCHANGE, ARCHIVE_FORMAT_TAR_GNUTAR}) {
      CAPTURE(ending);
      CAPTURE(format);
      Tree tree;
      const auto name = "in/data." + ending;
      tree.file(name, tar(members, filter, format)).file("z.txt", "Z");
      CHECK(read(tree.root()) == Pairs{{name + "/dir/b.txt", "B"},
                                       {name + "/a.txt", "A"},
                                       {name + "/rooted.txt", "R"},
                                       {name + "/empty.txt", ""},
                                       {name + "/../up.txt", "U"},
                                       {"z.txt", "Z"}});
      // As the root, it is the folder itself.
      CHECK(read(tree.root() / name, {{"include", {"dir/*", "empty.txt"}}}) ==
            Pairs{{"dir/b.txt", "B"}, {"empty.txt", ""}});
    }
  }
}

TEST_CASE("patterns choose archives, members and what is compressed, with its ending or without") {
  Tree tree;
  tree.file("a.tar", tar({{"x/one.txt", "1"},
                          {"two.md", "2"},
                          {"x/three.txt.gz", compressed("3", ARCHIVE_FILTER_GZIP)}}))
      .file("b.txt.gz", compressed("4", ARCHIVE_FILTER_GZIP))
      .file("sub/c.tar", tar({{"five.txt", "5"}}));
  const auto chosen = [&](json::array include, json::array exclude = {}) {
    return read(tree.root(), {{"include", std::move(include)}, {"exclude", std::move(exclude)}});
  };
  CHECK(chosen({"**/*.txt"}) == Pairs{{"a.tar/x/one.txt", "1"},
                                      {"a.tar/x/three.txt.gz", "3"},
                                      {"b.txt.gz", "4"},
                                      {"sub/c.tar/five.txt", "5"}});
  CHECK(chosen({"**/*.gz"}) == Pairs{{"a.tar/x/three.txt.gz", "3"}, {"b.txt.gz", "4"}});
  CHECK(chosen({"*.tar"}) ==
        Pairs{{"a.tar/x/one.txt", "1"}, {"a.tar/two.md", "2"}, {"a.tar/x/three.txt.gz", "3"}});
  CHECK(chosen({"a.tar/x/*"}, {"**/three.txt"}) == Pairs{{"a.tar/x/one.txt", "1"}});
  CHECK(chosen({"**"}, {"a.tar", "sub/**"}) == Pairs{{"b.txt.gz", "4"}});
  CHECK(chosen({"**"}, {"a.tar/x/**", "sub"}) ==
        Pairs{{"a.tar/two.md", "2"}, {"b.txt.gz", "4"}, {"sub/c.tar/five.txt", "5"}});
  // An archive that cannot hold what is wanted is not opened.
  tree.file("broken.tar", "this is no archive");
  CHECK(chosen({"*.txt"}) == Pairs{{"b.txt.gz", "4"}});
}

TEST_CASE("with unpack = false files are their stored bytes") {
  Tree tree;
  const auto packed = compressed("text", ARCHIVE_FILTER_GZIP);
  tree.file("a.gz", packed);
  const auto records = Reading("files", "text-files", tree.root(), {{"unpack", false}}).records();
  REQUIRE(records.size() == 1);
  CHECK(records[0].raw == packed);
}

TEST_CASE("an archive in an archive is a file like any other") {
  Tree tree;
  const auto inner = tar({{"x.txt", "x"}});
  tree.file("outer.tar", tar({{"inner.tar", inner}}));
  const auto records = read(tree.root());
  REQUIRE(records.size() == 1);
  CHECK(records[0].first == "outer.tar/inner.tar");
  CHECK(records[0].second.size() == inner.size());
}

TEST_CASE("names beyond ASCII are what the archive says, whatever the locale") {
  const std::string name =
      "stra\xc3\x9f"
      "e/\xe6\xbc\xa2.txt";
  for (const int format :
       {ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FORMAT_TAR_PAX_INTERCHANGE, ARCHIVE_FORMAT_TAR_GNUTAR}) {
    Tree tree;
    tree.file("a.tar", tar({{name, "x"}}, ARCHIVE_FILTER_NONE, format));
    CHECK(read(tree.root()) == Pairs{{"a.tar/" + name, "x"}});
  }
  Tree tree;
  tree.file("a.tar", tar({{"ok", "x"}, {"bad\xff", "y"}}, ARCHIVE_FILTER_NONE, ARCHIVE_FORMAT_TAR_GNUTAR));
  CHECK(has(complaint(OPH_IO, tree.root()), "no UTF-8"));
  CHECK(read(tree.root(), {{"exclude", {"**/bad*"}}}) == Pairs{{"a.tar/ok", "x"}});
}

TEST_CASE("what is cut off or damaged is an error that names the file") {
  const auto text = prose(400'000);
  for (const auto& [ending, filter] : kFilters) {
    CAPTURE(ending);
    const auto packed = compressed(text, filter);
    for (const auto size : {packed.size() - 1, packed.size() / 2, std::size_t{30}, std::size_t{7},
                            std::size_t{1}, std::size_t{0}}) {
      CAPTURE(size);
      Tree tree;
      tree.file("a.txt." + ending, packed.substr(0, size));
      CHECK(has(complaint(OPH_IO, tree.root()), "a.txt." + ending));
    }
    // One bit anywhere: checksums tell, where the decompressor itself does not. The zstd of this test has
    // none.
    if (filter == ARCHIVE_FILTER_ZSTD) continue;
    for (const auto place : {packed.size() / 3, packed.size() / 2, packed.size() - 200}) {
      auto damaged = packed;
      damaged[place] = static_cast<char>(damaged[place] ^ 1);
      Tree tree;
      tree.file("a.txt." + ending, damaged);
      CHECK(has(complaint(OPH_IO, tree.root()), "damaged or cut off"));
    }
  }
  const auto whole = tar({{"one.txt", prose(5000)}, {"two.txt", prose(5000)}});
  // In the middle of a file, in the middle of a header, and exactly between two files.
  for (const std::size_t size : {std::size_t{3000}, std::size_t{512 + 5120 + 200}, std::size_t{512 + 5120}}) {
    CAPTURE(size);
    Tree tree;
    tree.file("a.tar", whole.substr(0, size));
    CHECK(has(complaint(OPH_IO, tree.root()), "cut off"));
  }
  Tree tree;
  tree.file("a.tar", "this is no archive").file("b.gz", "nor is this compressed");
  CHECK(has(complaint(OPH_IO, tree.root() / "a.tar"), "a.tar"));
  CHECK(has(complaint(OPH_IO, tree.root() / "b.gz"), "is named as a compressed file, but is none"));
}

TEST_CASE("a bomb ends at its limit, which can be raised") {
  constexpr std::size_t kSize = std::size_t{80} << 20;
  Tree tree;
  tree.file("zeros.txt.gz", compressed(std::string(kSize, ' '), ARCHIVE_FILTER_GZIP));
  const json::object lines{{"unit", "line"}, {"max_record_bytes", 200'000'000}};
  const auto with = [&](json::object params) {
    for (const auto& member : lines) params.emplace(member.key(), member.value());
    return params;
  };
  CHECK(has(complaint(OPH_LIMIT, tree.root(), with({})), "max_unpack_ratio, 200"));
  CHECK(read(tree.root(), with({{"max_unpack_ratio", 2000}})).size() == 1);
  CHECK(has(complaint(OPH_LIMIT, tree.root(), with({{"max_unpacked_bytes", 1'000'000}})),
            "max_unpacked_bytes, 1000000"));

  // A hole that nobody had to store, and one in a member that is not even read.
  Tree sparse;
  const auto in = "cd '" + sparse.root().string() + "' && ";
  REQUIRE(std::system((in + "truncate -s 200G hole.bin && echo b > b.txt && tar -cSf a.tar hole.bin b.txt && "
                            "rm hole.bin b.txt")
                          .c_str()) == 0);
  const auto message = complaint(OPH_LIMIT, sparse.root());
  CHECK_MESSAGE(has(message, "a.tar: hole.bin"), message);
  CHECK(has(complaint(OPH_LIMIT, sparse.root(), {{"include", {"**/*.txt"}}}), "max_unpack_ratio"));
  // A hole of ordinary size is zeros.
  REQUIRE(std::system(
              (in +
               "printf x > hole.bin && truncate -s 100000 hole.bin && tar -cSf a.tar hole.bin && rm hole.bin")
                  .c_str()) == 0);
  CHECK(read(sparse.root()) == Pairs{{"a.tar/hole.bin", "x" + std::string(99'999, '\0')}});
}

TEST_CASE("the host hashes what is on disk: archives, not members") {
  Tree tree;
  tree.file("a.tar", tar({{"x", "1"}, {"y", "2"}})).file("b.gz", compressed("z", ARCHIVE_FILTER_GZIP));
  Reading reading("files", "text-files", tree.root());
  const auto root = fs::canonical(tree.root());
  CHECK(reading.files() == Pairs{{(root / "a.tar").string(), "a.tar"}, {(root / "b.gz").string(), "b.gz"}});
  CHECK(reading.records().size() == 3);
}

TEST_CASE("files that came or went after they were named are an error") {
  const auto reads = [](auto change) {
    Tree tree;
    tree.file("a/1.txt", "1").file("b/2.txt", "2");
    Reading reading("files", "text-files", tree.root());
    CHECK(reading.files().size() == 2);
    change(tree);
    return status_of([&] { reading.records(1); });
  };
  CHECK(reads([](Tree&) {}) == OPH_OK);
  CHECK(reads([](Tree& tree) { tree.file("b/3.txt", "3"); }) == OPH_IO);
  CHECK(reads([](Tree& tree) { fs::rename(tree.root() / "b/2.txt", tree.root() / "b/3.txt"); }) == OPH_IO);
}

TEST_CASE("JSON lines come out of archives, too, and their places name the member") {
  Tree tree;
  tree.file("a.tar.zst",
            tar({{"x.jsonl", "{\"text\": \"one\"}\n"},
                 {"y.jsonl.gz", compressed("{\"text\": \"two\"}\nno JSON\n", ARCHIVE_FILTER_GZIP)}},
                ARCHIVE_FILTER_ZSTD));
  Reading reading("files", "jsonl", tree.root(), {{"on_error", "skip"}});
  const auto records = reading.records();
  REQUIRE(records.size() == 2);
  CHECK(records[0].id == "a.tar.zst/x.jsonl:1");
  CHECK(records[1].id == "a.tar.zst/y.jsonl.gz:1");
  REQUIRE(!reading.host.lines.empty());
  CHECK(has(reading.host.lines[0], "a.tar.zst: y.jsonl.gz:2"));
}

TEST_CASE("files come in byte order of their whole paths, directories among them") {
  Tree tree;
  for (const auto* name : {"a/x", "a.b/x", "a-b", "a0", "a/-", "b", "a.b/a/z", "a.b.c"})
    tree.file(name, name);
  Pairs expected;
  for (const auto* name : {"a-b", "a.b.c", "a.b/a/z", "a.b/x", "a/-", "a/x", "a0", "b"})
    expected.emplace_back(name, name);
  CHECK(read(tree.root()) == expected);
}

TEST_CASE("a file that shrinks while it is read is an error") {
  Tree tree;
  tree.file("a.txt", prose(2'000'000));
  FakeHost host;
  Instance<oph_corpus_t> corpus(shipped("files", "text-files"), host, json::object{{"root", tree.root().string()}, {"unit", "line"}});
  const auto next = [&] {
    const oph_record_t* records = nullptr;
    std::uint64_t count = 0;
    call([&](oph_error_t* error) { return corpus->next(corpus.raw(), 10, &records, &count, error); });
    return count;
  };
  CHECK(next() == 10);
  fs::resize_file(tree.root() / "a.txt", 1'000'000);
  const auto message = ophamin::test::complaint(OPH_IO, [&] { while (next() != 0) continue; });
  CHECK_MESSAGE(has(message, "of its 2000000 bytes: it shrank while it was read"), message);
}
