// SPDX-License-Identifier: Apache-2.0
//
// Histories made by git itself, and read without it.
#include <doctest/doctest.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "corpus_kit.hpp"

using namespace ophamin::test;

namespace {

/// A repository of its own, with nothing of this user's settings.
class Repository {
 public:
  Repository() { run("init -q -b main ."); }

  /// What `git ARGUMENTS` prints. `before`: variables of its environment.
  std::string run(const std::string& arguments, const std::string& before = {}) const {
    const auto command =
        "cd '" + root().string() +
        "' && env HOME=/nonexistent GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME='A. U. Thor' " +
        "GIT_AUTHOR_EMAIL=a@example.org GIT_COMMITTER_NAME=C GIT_COMMITTER_EMAIL=c@example.org " + before +
        " git " + arguments;
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command.c_str(), "r"), ::pclose);
    REQUIRE(pipe != nullptr);
    std::string out;
    char buffer[4096];
    while (const auto got = std::fread(buffer, 1, sizeof buffer, pipe.get())) out.append(buffer, got);
    return out;
  }
  /// An empty commit of that message, `minute` minutes into 2024.
  void commit(const std::string& message, int minute, const std::string& options = {}) const {
    tree_.file("message", message);
    const auto date = "@" + std::to_string(1704067200 + 60 * minute) + " +0130";
    run(options + " commit -q --allow-empty --allow-empty-message --cleanup=verbatim -F message",
        "GIT_AUTHOR_DATE='" + date + "' GIT_COMMITTER_DATE='" + date + "'");
  }
  Repository& file(const std::string& name, std::string_view content) {
    tree_.file(name, content);
    return *this;
  }
  fs::path root() const { return tree_.root(); }

 private:
  mutable Tree tree_;
};

std::vector<RecordCopy> read(const fs::path& root, json::object params = {}) {
  return Reading("git", "git-log", root, std::move(params)).records();
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

std::string stripped(std::string text) {
  text.erase(text.find_last_not_of(" \t\r\n\v\f") + 1);
  text.erase(0, text.find_first_not_of(" \t\r\n\v\f"));
  return text;
}

}  // namespace

TEST_CASE("commits come as git log has them: order, subject, body, author, date") {
  Repository repository;
  repository.commit("First", 0);
  repository.commit("Second line\nof a subject   \n  in three\n\n\n  body\n\nmore\n\n", 1);
  repository.run("checkout -q -b side");
  repository.commit("\n \nOn the side\n \t\nbody\n", 2);
  repository.run("checkout -q main");
  repository.commit("On the main line", 3);
  repository.commit("Same minute", 3);
  const std::string date = "GIT_AUTHOR_DATE='@1704070000 -0800' GIT_COMMITTER_DATE='@1704070000 -0800'";
  repository.run("merge -q --no-ff -m 'Merge side' side", date);
  repository.commit("", 100);

  Reading reading("git", "git-log", repository.root());
  CHECK(reading.revision() == stripped(repository.run("rev-parse HEAD")));
  const auto records = reading.records();
  const auto hashes = lines_of(repository.run("log --format=%H"));
  REQUIRE(records.size() == hashes.size());
  REQUIRE(records.size() == 7);
  for (std::size_t i = 0; i < records.size(); ++i) {
    const auto show = [&](const std::string& format) {
      return repository.run("show -s --format='" + format + "' " + hashes[i]);
    };
    CHECK(records[i].id == hashes[i]);
    CHECK(records[i].text == stripped(show("%s%n%n%b")));
    CHECK(records[i].attributes == json::value{{"author", stripped(show("%an"))},
                                               {"date", stripped(show("%aI"))},
                                               {"subject", lines_of(show("%s")).at(0)}});
    CHECK(records[i].flags == 0);
  }
  CHECK(records[6].attributes.at("date") == "2024-01-01T01:30:00+01:30");
  CHECK(records[1].attributes.at("date") == "2023-12-31T16:46:40-08:00");
}

TEST_CASE("bare repositories, branches and tags are read, too") {
  Repository repository;
  repository.commit("one", 0);
  repository.run("tag -a -m annotated v1");
  repository.commit("two", 1);
  repository.run("clone -q --bare . bare.git");
  CHECK(read(repository.root() / "bare.git").size() == 2);
  CHECK(read(repository.root(), {{"revision", "v1"}}).size() == 1);
  CHECK(read(repository.root(), {{"revision", "HEAD~1"}})[0].text == "one");
  const auto packed = repository.run("gc -q");
  CHECK(read(repository.root()).size() == 2);
}

TEST_CASE("the kernel's clone is looked for where the reference has it") {
  const auto* component = shipped("git", "linux");
  CHECK(metadata(component, "dataset") == "linux-kernel-commits");
  CHECK(metadata(component, "kind") == "commit_corpus");
  CHECK(metadata(component, "reference_hash") == "revision-count");
  CHECK((static_cast<const oph_corpus_t*>(component->table)->files == nullptr));
  Repository repository;
  CHECK(has(complaint(OPH_UNAVAILABLE, [&] { Reading("git", "linux", repository.root()); }),
            "the bare clone linux/linux.git"));
  repository.commit("Linux 0.01", 0);
  repository.run("clone -q --bare . linux/linux.git");
  CHECK(ids_and_texts(Reading("git", "linux", repository.root()).records())[0].second == "Linux 0.01");
}

TEST_CASE("a declared encoding is converted; what is no UTF-8 without one is replaced, flagged and kept") {
  Repository repository;
  repository.commit("gr\xfc\xdf", 0, "-c i18n.commitEncoding=ISO-8859-1");
  // git itself would mend this one: it is put together by hand.
  const auto tree = stripped(repository.run("rev-parse 'HEAD^{tree}'"));
  repository.file("commit",
                  "tree " + tree + "\nparent " + stripped(repository.run("rev-parse HEAD")) +
                      "\nauthor A <a@b> 1704070000 +0000\ncommitter A <a@b> 1704070000 +0000\n\ncaf\xe9\n");
  repository.run("update-ref HEAD " + stripped(repository.run("hash-object -t commit -w commit")));
  repository.commit("caf\xe9", 2, "-c i18n.commitEncoding=no-such-charset");
  const auto records = read(repository.root());
  REQUIRE(records.size() == 3);
  CHECK(records[2].text == "gr\xc3\xbc\xc3\x9f");
  CHECK(records[2].flags == 0);
  for (const auto i : {0u, 1u}) {
    CHECK(records[i].text == "caf\xef\xbf\xbd");
    CHECK(stripped(records[i].raw) == "caf\xe9");
    CHECK(records[i].flags == OPH_RECORD_INVALID_UTF8);
    CHECK(records[i].attributes.at("subject") == "caf\xef\xbf\xbd");
  }
}

TEST_CASE("what is no history is unavailable, with what was expected") {
  const auto says = [](const fs::path& root, json::object params = {}) {
    return complaint(OPH_UNAVAILABLE, [&] { Reading("git", "git-log", root, params); });
  };
  Tree empty;
  CHECK(has(says(empty.root()), "expected a git repository"));
  CHECK(has(says(empty.root() / "nowhere"), "expected a git repository"));
  Repository repository;
  CHECK(has(says(repository.root()), "no commit there yet"));
  repository.commit("one", 0);
  repository.commit("two", 1);
  CHECK(has(says(repository.root(), {{"revision", "no-such-branch"}}), "no-such-branch"));
  repository.run("tag tree 'HEAD^{tree}'");
  CHECK(has(says(repository.root(), {{"revision", "tree"}}), "names no commit"));
  repository.run("clone -q --depth 1 file://" + repository.root().string() + " shallow");
  CHECK(has(says(repository.root() / "shallow"), "git fetch --unshallow"));
}

TEST_CASE("a missing or damaged object ends the reading, and says which") {
  for (const bool is_missing : {true, false}) {
    Repository repository;
    repository.commit("one", 0);
    repository.commit("two", 1);
    repository.commit("three", 2);
    const auto hash = stripped(repository.run("rev-parse HEAD~1"));
    const auto object = repository.root() / ".git/objects" / hash.substr(0, 2) / hash.substr(2);
    REQUIRE(fs::exists(object));
    fs::permissions(object, fs::perms::owner_all);
    if (is_missing) {
      fs::remove(object);
    } else {
      std::ofstream(object, std::ios::binary) << "garbage";
    }
    const auto message = complaint(OPH_IO, [&] { read(repository.root()); });
    CHECK(has(message, "git fsck"));
    if (is_missing) CHECK(has(message, hash));
  }
}

TEST_CASE("a message beyond the limit is an error, or counted") {
  Repository repository;
  repository.commit("short", 0);
  repository.commit("long " + std::string(1000, 'x'), 1);
  CHECK(has(complaint(OPH_LIMIT,
                      [&] {
                        read(repository.root(), {{"max_record_bytes", 1000}});
                      }),
            "max_record_bytes, 1000"));
  Reading reading("git", "git-log", repository.root(), {{"max_record_bytes", 1000}, {"on_error", "skip"}});
  CHECK(ids_and_texts(reading.records()).size() == 1);
  CHECK(reading.host.skipped ==
        std::map<std::string, std::uint64_t>{{"a message longer than max_record_bytes", 1}});
}
