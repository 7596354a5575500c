// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include <support/fake_cycles.hpp>
#include <support/temporary_directory.hpp>

#include "golden.hpp"

using namespace ophamin::test;
namespace fs = std::filesystem;

namespace {

const oph_component_t* text_files() { return shipped("files", OPH_CORPUS, "text-files"); }

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

std::vector<RecordCopy> read(const fs::path& root, json::object params = {}, std::uint64_t limit = 3) {
  params["root"] = root.string();
  FakeHost host;
  Instance<oph_corpus_t> corpus(text_files(), host, params);
  return read_all(corpus, limit);
}

std::vector<std::string> ids(const std::vector<RecordCopy>& records) {
  std::vector<std::string> out;
  for (const auto& record : records) out.push_back(record.id);
  return out;
}
std::vector<std::string> texts(const std::vector<RecordCopy>& records) {
  std::vector<std::string> out;
  for (const auto& record : records) out.push_back(record.text);
  return out;
}
using Strings = std::vector<std::string>;

}  // namespace

TEST_CASE("files come in byte order of their relative paths") {
  Tree tree;
  tree.file("b.txt", "2").file("a/z.txt", "1").file("a-b.txt", "0").file("B.txt", "3").file("a/deep/er/x.txt", "4").file("empty", "");
  const auto records = read(tree.root());
  CHECK(ids(records) == Strings{"B.txt", "a-b.txt", "a/deep/er/x.txt", "a/z.txt", "b.txt", "empty"});
  CHECK(texts(records) == Strings{"3", "0", "4", "1", "2", ""});
  CHECK(records[3].attributes == json::object{{"path", "a/z.txt"}, {"index", 1}});
}

TEST_CASE("patterns choose the files") {
  Tree tree;
  tree.file("a.md", "").file("src/a.cpp", "").file("src/deep/b.cpp", "").file("src/deep/b.hpp", "").file("build/x.cpp", "").file("[1].md", "");
  const auto chosen = [&](json::array include, json::array exclude) {
    return ids(read(tree.root(), {{"include", std::move(include)}, {"exclude", std::move(exclude)}}));
  };
  CHECK(chosen({"**/*.cpp"}, {}) == Strings{"build/x.cpp", "src/a.cpp", "src/deep/b.cpp"});
  CHECK(chosen({"**/*.cpp"}, {"build/**"}) == Strings{"src/a.cpp", "src/deep/b.cpp"});
  CHECK(chosen({"*"}, {}) == Strings{"[1].md", "a.md"});
  CHECK(chosen({"src/*/*"}, {}) == Strings{"src/deep/b.cpp", "src/deep/b.hpp"});
  CHECK(chosen({"src/**/?.[ch]pp"}, {"**/*.cpp"}) == Strings{"src/deep/b.hpp"});
  CHECK(chosen({"src/**"}, {"**/deep/**"}) == Strings{"src/a.cpp"});
  CHECK(chosen({"[[]1].md", "a.*"}, {}) == Strings{"[1].md", "a.md"});
  CHECK(chosen({"**/[!b].*"}, {"build/*"}) == Strings{"a.md", "src/a.cpp"});
}

TEST_CASE("lines end with LF or CR LF, the last one also with nothing") {
  Tree tree;
  tree.file("a.txt", "one\r\ntwo\n\nfour\r\n\r\nsix");
  const auto records = read(tree.root(), {{"unit", "line"}});
  CHECK(texts(records) == Strings{"one", "two", "four", "six"});
  CHECK(ids(records) == Strings{"a.txt:1", "a.txt:2", "a.txt:4", "a.txt:6"});
  CHECK(records[2].attributes.at("index") == 4);
  CHECK(texts(read(tree.root(), {{"unit", "line"}, {"keep_empty", true}})) == Strings{"one", "two", "", "four", "", "six"});
}

TEST_CASE("paragraphs are divided by blank lines") {
  Tree tree;
  tree.file("a.txt", "\n \t\na\nb\n\n\n\r\nc\r\nd\r\n\t\r\ne").file("b.txt", "\n\n").file("c.txt", "x\n");
  const auto records = read(tree.root(), {{"unit", "paragraph"}});
  CHECK(texts(records) == Strings{"a\nb", "c\r\nd", "e", "x"});
  CHECK(ids(records) == Strings{"a.txt:1", "a.txt:2", "a.txt:3", "c.txt:1"});
}

TEST_CASE("what is no UTF-8 is replaced, flagged and kept raw") {
  Tree tree;
  const std::string wrong = "a\xff\xc3(\xe2\x82" "b\xed\xa0\x80\xf0\x9f\x98\x80 \xc0\x80";
  tree.file("a.txt", "gr\xc3\xbc\xc3\x9f\n" + wrong + "\nplain");
  const auto records = read(tree.root(), {{"unit", "line"}});
  REQUIRE(records.size() == 3);
  CHECK(records[0].text == "gr\xc3\xbc\xc3\x9f");
  CHECK(records[0].flags == 0);
  CHECK(records[0].raw.empty());
  const std::string r = "\xef\xbf\xbd";
  CHECK(records[1].text == "a" + r + r + "(" + r + "b" + r + r + r + "\xf0\x9f\x98\x80 " + r + r);
  CHECK(records[1].raw == wrong);
  CHECK(records[1].flags == OPH_RECORD_INVALID_UTF8);
  CHECK(records[2].text == "plain");
  CHECK(records[2].flags == 0);
}

TEST_CASE("records of any size come whole, however many are asked for at once") {
  Tree tree;
  std::string content;
  Strings expected;
  for (int i = 0; i < 3000; ++i) {
    const auto size = i % 700 == 699 ? 400'000u + static_cast<unsigned>(i) : static_cast<unsigned>(i * 37 % 300 + 1);
    expected.emplace_back(size, static_cast<char>('a' + i % 26));
    if (i % 97 == 0) expected.back() += "\xc3\xa4";
    content += expected.back() + "\n";
  }
  tree.file("big.txt", content).file("small.txt", "end");
  expected.push_back("end");
  for (const std::uint64_t limit : {1u, 7u, 100'000u}) {
    const auto records = read(tree.root(), {{"unit", "line"}}, limit);
    CHECK(texts(records) == expected);
    std::set<std::string> unique;
    for (const auto& record : records) unique.insert(record.id);
    CHECK(unique.size() == records.size());
    CHECK(records[1999].id == "big.txt:2000");
  }
  const auto whole = read(tree.root(), {{"unit", "file"}});
  REQUIRE(whole.size() == 2);
  CHECK(whole[0].text == content);
}

TEST_CASE("characters that lie across what is read at once are whole, and one wrong line stains no other") {
  Tree tree;
  std::string content;
  std::vector<std::size_t> wrong;
  for (std::size_t i = 0; content.size() < 1'500'000; ++i) {
    content += std::to_string(i) + "\xe2\x82\xac\xf0\x9f\x98\x80\xc3\xa4";
    if (i % 20'000 == 777) {
      content += "\xe2\x82";
      wrong.push_back(i);
    }
    content += "\n";
  }
  content += "end\xc3";  // cut off by the end of the file
  tree.file("a.txt", content);
  const auto records = read(tree.root(), {{"unit", "line"}}, 5000);
  wrong.push_back(records.size() - 1);
  std::vector<std::size_t> flagged;
  std::string joined;
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (records[i].flags != 0) flagged.push_back(i);
    joined += records[i].flags != 0 ? records[i].raw : records[i].text;
    if (i + 1 != records.size()) joined += "\n";
  }
  CHECK(flagged == wrong);
  CHECK(joined == content);
  CHECK(records.back().text == "end\xef\xbf\xbd");
}

TEST_CASE("a record beyond the limit is an error that names the file") {
  Tree tree;
  tree.file("a.txt", std::string(600'000, 'x'));
  CHECK(status_of([&] { read(tree.root(), {{"unit", "line"}, {"max_record_bytes", 300'000}}); }) == OPH_LIMIT);
  CHECK(read(tree.root(), {{"unit", "line"}, {"max_record_bytes", 600'000}}).size() == 1);
}

TEST_CASE("absent data is unavailable, and the message says what was expected") {
  Tree tree;
  const auto message = [&](const fs::path& root, json::object params) -> std::string {
    try {
      read(root, std::move(params));
    } catch (const CallFailed& failed) {
      CHECK(failed.status == OPH_UNAVAILABLE);
      return failed.what();
    }
    return {};
  };
  CHECK(message(tree.root() / "nowhere", {}).find("nowhere") != std::string::npos);
  CHECK(message(tree.root(), {}).find("`**`") != std::string::npos);  // an empty folder
  tree.file("a.txt", "x");
  CHECK(message(tree.root(), {{"include", {"*.md"}}, {"exclude", {"b*"}}}).find("`*.md` and not `b*`") != std::string::npos);
}

TEST_CASE("a file that goes away while the corpus is read is an error") {
  Tree tree;
  tree.file("a.txt", "x").file("b.txt", "y");
  FakeHost host;
  Instance<oph_corpus_t> corpus(text_files(), host, json::object{{"root", tree.root().string()}});
  fs::remove(tree.root() / "b.txt");
  CHECK(status_of([&] { read_all(corpus, 1); }) == OPH_IO);
}

TEST_CASE("a file that may not be read is an error") {
  Tree tree;
  tree.file("a.txt", "x");
  fs::permissions(tree.root() / "a.txt", fs::perms::none);
  if (std::ifstream(tree.root() / "a.txt").good()) {
    MESSAGE("skipped: this user may read everything");
    return;
  }
  CHECK(status_of([&] { read(tree.root()); }) == OPH_IO);
}

TEST_CASE("symbolic links are followed only on demand, and loops end") {
  Tree tree;
  tree.file("real/a.txt", "x");
  fs::create_directory_symlink("..", tree.root() / "real/up");
  fs::create_directory_symlink("real", tree.root() / "again");
  fs::create_symlink("real/a.txt", tree.root() / "link.txt");
  fs::create_symlink("nowhere", tree.root() / "dangling");
  fs::create_symlink("self", tree.root() / "self");
  CHECK(ids(read(tree.root())) == Strings{"real/a.txt"});
  CHECK(ids(read(tree.root(), {{"follow_symlinks", true}})) == Strings{"again/a.txt", "link.txt", "real/a.txt"});
}

TEST_CASE("a name that is no UTF-8 is refused unless it is left out") {
  Tree tree;
  tree.file("ok.txt", "x").file("bad\xff.txt", "y");
  CHECK(status_of([&] { read(tree.root()); }) == OPH_IO);
  CHECK(read(tree.root(), {{"exclude", {"bad*"}}}).size() == 1);
}

TEST_CASE("files are named for the host to hash, and a root may be one file") {
  Tree tree;
  tree.file("b/x.txt", "1").file("a.txt", "2");
  const auto named = [](const fs::path& root) {
    FakeHost host;
    Instance<oph_corpus_t> corpus(text_files(), host, json::object{{"root", root.string()}});
    std::vector<std::pair<std::string, std::string>> files;
    const oph_file_sink_t sink{OPH_SIZEOF(oph_file_sink_t, file), &files, [](void* c, oph_str_t path, oph_str_t label) noexcept -> oph_status_t {
                                 static_cast<decltype(files)*>(c)->emplace_back(text(path), text(label));
                                 return OPH_OK;
                               }};
    call([&](oph_error_t* error) { return corpus->files(corpus.raw(), &sink, error); });
    return files;
  };
  const auto root = fs::canonical(tree.root());
  using Pairs = std::vector<std::pair<std::string, std::string>>;
  CHECK(named(root) == Pairs{{(root / "a.txt").string(), "a.txt"}, {(root / "b/x.txt").string(), "b/x.txt"}});
  CHECK(named(root / "b/x.txt") == Pairs{{(root / "b/x.txt").string(), "x.txt"}});
}

TEST_CASE("reading ends when the host wants it to") {
  Tree tree;
  tree.file("a.txt", "x");
  FakeHost host;
  Instance<oph_corpus_t> corpus(text_files(), host, json::object{{"root", tree.root().string()}});
  host.cancel = true;
  CHECK(status_of([&] { read_all(corpus, 1); }) == OPH_CANCELLED);
}
