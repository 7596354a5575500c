// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <csignal>
#include <map>
#include <string>
#include <support/packing.hpp>
#include <vector>

#include "corpus_kit.hpp"

using namespace ophamin::test;
using Counts = std::map<std::string, std::uint64_t>;

namespace {

const std::string kArchive = "enron/enron_mail_20150507.tar.gz";

/// An Enron archive of these members.
Tree& add(Tree& tree, const std::vector<Member>& members) {
  return tree.file(kArchive, tar(members, ARCHIVE_FILTER_GZIP));
}

std::vector<RecordCopy> enron(const std::vector<Member>& members, json::object params = {}) {
  Tree tree;
  add(tree, members);
  return Reading("mail", "enron", tree.root(), std::move(params)).records();
}

/// The body of one message.
std::string body_of(const std::string& message) {
  return enron({{"m/1.", message}}).at(0).text;
}

const std::string kPlain =
    "Message-ID: <1@example.org>\r\nDate: Mon, 14 May 2001 16:39:00 -0700 (PDT)\r\nFrom: a@enron.com\r\n"
    "To: b@enron.com,\r\n\tc@enron.com\r\nSubject: =?utf-8?q?Caf=C3=A9?= at\r\n noon\r\n\r\nLine "
    "one\r\n\r\nLine two\r\n";

}  // namespace

TEST_CASE("each regular member of the archive is a message, in the order of the archive") {
  const auto records = enron({{"maildir", "", AE_IFDIR},
                              {"maildir/b/1.", kPlain},
                              {"maildir/a/2.", "From: x@enron.com\n\nshort\n"},
                              {"maildir/link", "", AE_IFLNK, "a/2."}});
  REQUIRE(records.size() == 2);
  CHECK(records[0].id == "maildir/b/1.");
  CHECK(records[0].text == "Line one\r\n\r\nLine two\r\n");
  CHECK(records[0].attributes == json::value{{"from", "a@enron.com"},
                                             {"to", "b@enron.com,\tc@enron.com"},
                                             {"date", "Mon, 14 May 2001 16:39:00 -0700 (PDT)"},
                                             {"subject", "Caf\xc3\xa9 at noon"}});
  CHECK(records[1].id == "maildir/a/2.");
  CHECK(records[1].attributes ==
        json::value{{"from", "x@enron.com"}, {"to", ""}, {"date", ""}, {"subject", ""}});
}

TEST_CASE("a body is transfer-decoded, whatever its type") {
  CHECK(body_of("Content-Transfer-Encoding: base64\n\nSGVsbG8s\nIHdvcmxk\n") == "Hello, world");
  CHECK(body_of("Content-Transfer-Encoding: quoted-printable\n\na=C3=A9=\nb =3D\n") ==
        "a\xc3\xa9"
        "b =\n");
  CHECK(body_of("Content-Transfer-Encoding: 8bit\n\ncaf\xc3\xa9\n") == "caf\xc3\xa9\n");
  CHECK(body_of("Content-Type: text/html\n\n<p>hi</p>\n") == "<p>hi</p>\n");
  CHECK(body_of("Subject: nothing else\n") == "");
  CHECK(body_of("Subject: nothing else\n\n") == "");
}

TEST_CASE("of a multipart message the plain texts count, joined by a newline, however deep") {
  const std::string parts =
      "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"out\"\n\npreamble\n--out\nContent-Type: "
      "text/plain\n\none\n--out\n"
      "Content-Type: multipart/alternative; boundary=\"in\"\n\n--in\nContent-Type: "
      "text/plain\nContent-Transfer-Encoding: base64\n\n"
      "dHdv\n--in\nContent-Type: text/html\n\n<p>two</p>\n--in--\n\n--out\nContent-Type: message/rfc822\n\n"
      "Subject: inner\nContent-Type: text/plain\n\nthree\n--out\nContent-Type: "
      "application/octet-stream\n\nbinary\n--out--\nepilogue\n";
  CHECK(body_of(parts) == "one\ntwo\nthree");
  CHECK(
      body_of(
          "Content-Type: multipart/mixed; boundary=\"b\"\n\n--b\nContent-Type: text/html\n\n<p>\n--b--\n") ==
      "");
}

TEST_CASE("broken MIME gives what there is") {
  // A boundary that never comes, one that is never closed, one that is not even named; a part that ends in
  // its header.
  CHECK(body_of("Content-Type: multipart/mixed; boundary=\"b\"\n\nno boundary here\n") ==
        "no boundary here\n");
  CHECK(body_of(
            "Content-Type: multipart/mixed; boundary=\"b\"\n\n--b\nContent-Type: text/plain\n\nopen end\n") ==
        "open end\n");
  CHECK(body_of("Content-Type: multipart/mixed\n\nno name\n") == "no name\n");
  CHECK(body_of("Content-Type: multipart/mixed; boundary=\"b\"\n\n--b\nContent-Type: text/plain") == "");
  CHECK(body_of("Content-Transfer-Encoding: base64\n\n####SGVsbG8=\n") == "Hello");
  CHECK(body_of("Content-Transfer-Encoding: made-up\n\nas it is\n") == "as it is\n");
  CHECK(body_of("Content-Type: nonsense\n\nas it is\n") == "as it is\n");
  std::string deep;
  std::string end;
  for (int i = 0; i < 3000; ++i) {
    const auto name = std::to_string(i);
    deep += "Content-Type: multipart/mixed; boundary=\"" + name + "\"\n\n--" + name + "\n";
  }
  CHECK(enron({{"deep", "Subject: x\n" + deep + "\nbottom\n"}}).size() == 1);
}

TEST_CASE("bodies are UTF-8; what is none is replaced, flagged and kept") {
  const auto records = enron({{"1", "Content-Type: text/plain; charset=iso-8859-1\n\ncaf\xe9\n"},
                              {"2", "Subject: caf\xe9\n\nplain\n"}});
  CHECK(records[0].text == "caf\xef\xbf\xbd\n");
  CHECK(records[0].raw == "caf\xe9\n");
  CHECK(records[0].flags == OPH_RECORD_INVALID_UTF8);
  CHECK(records[1].flags == 0);
  CHECK(!records[1].attributes.at("subject").as_string().empty());
}

TEST_CASE("what is no message, or too large, is counted or ends the run") {
  const std::vector<Member> members{{"good", kPlain},
                                    {"bad", "this is no mail\n"},
                                    {"large", kPlain + std::string(5000, 'x')},
                                    {"last", kPlain}};
  Tree tree;
  add(tree, members);
  Reading reading("mail", "enron", tree.root(), {{"max_record_bytes", 4000}});
  CHECK(ids_and_texts(reading.records()).size() == 2);
  CHECK(reading.host.skipped ==
        Counts{{"a message longer than max_record_bytes", 1}, {"not a mail message", 1}});
  REQUIRE(reading.host.lines.size() == 2);
  CHECK(has(reading.host.lines[0], ": bad: expected a mail message"));
  CHECK(has(complaint(OPH_INVALID_ARGUMENT,
                      [&] {
                        enron(members, {{"on_error", "fail"}});
                      }),
            "set on_error to `skip`"));
}

TEST_CASE("the archive is hashed as it is, by the rule of one file") {
  const auto* component = shipped("mail", "enron");
  CHECK(metadata(component, "hash_rule") == "file");
  CHECK(metadata(component, "dataset") == "enron-email-corpus");
  CHECK(metadata(component, "kind") == "email_corpus");
  Tree tree;
  add(tree, {{"m", kPlain}});
  CHECK(Reading("mail", "enron", fs::canonical(tree.root())).files() ==
        Pairs{{(fs::canonical(tree.root()) / kArchive).string(), "enron_mail_20150507.tar.gz"}});
}

TEST_CASE("absent, truncated and exploding archives") {
  Tree tree;
  const auto read = [&](json::object params = {}) {
    Reading("mail", "enron", tree.root(), params).records();
  };
  CHECK(has(complaint(OPH_UNAVAILABLE, [&] { read(); }), "enron/enron_mail_20150507.tar.gz"));
  fs::create_directories(tree.root() / kArchive);
  CHECK(has(complaint(OPH_UNAVAILABLE, [&] { read(); }), "found none"));
  fs::remove(tree.root() / kArchive);
  std::vector<Member> members;
  for (int i = 0; i < 50; ++i) members.push_back({std::to_string(i), kPlain + std::to_string(i * 7919)});
  const auto whole = tar(members, ARCHIVE_FILTER_GZIP);
  tree.file(kArchive, whole.substr(0, whole.size() / 2));
  CHECK(has(complaint(OPH_IO, [&] { read(); }), "damaged or cut off"));
  tree.file(kArchive, "");
  CHECK(has(complaint(OPH_IO, [&] { read(); }), "but is none"));
  tree.file(kArchive, tar({{"bomb", kPlain + std::string(std::size_t{70} << 20, ' ')}}, ARCHIVE_FILTER_GZIP));
  CHECK(has(complaint(OPH_LIMIT, [&] { read(); }), "max_unpack_ratio"));
  read({{"max_unpack_ratio", 5000}});
}

TEST_CASE("the library does not change what a broken pipe does") {
  struct sigaction before {};
  struct sigaction after {};
  ::sigaction(SIGPIPE, nullptr, &before);
  enron({{"m", kPlain}});
  ::sigaction(SIGPIPE, nullptr, &after);
  CHECK((before.sa_handler == after.sa_handler));
}

// ------------------------------------------------------------------------------------------------------------------
// mbox

namespace {

std::vector<RecordCopy> mbox(const std::string& content, json::object params = {}, std::uint64_t limit = 3) {
  Tree tree;
  tree.file("list.mbox", content);
  return Reading("mail", "mbox", tree.root(), std::move(params)).records(limit);
}

}  // namespace

TEST_CASE("messages begin at From lines after an empty line") {
  const auto records = mbox(
      "From a@x Mon Jan  1 00:00:00 2024\nFrom: a@x\nMessage-ID: <1>\n\nbody\nFrom here on\n\nFromage\n\n"
      "From b@x Mon Jan  1 00:00:01 2024\r\nSubject: two\r\n\r\nsecond\r\n\r\n"
      "From c@x Mon Jan  1 00:00:02 2024\nSubject: three\n\nthird");
  CHECK(ids_and_texts(records) == Pairs{{"list.mbox:1", "body\nFrom here on\n\nFromage\n"},
                                        {"list.mbox:2", "second\r\n"},
                                        {"list.mbox:3", "third"}});
  CHECK(records[0].attributes ==
        json::value{{"from", "a@x"}, {"to", ""}, {"date", ""}, {"subject", ""}, {"message_id", "<1>"}});
}

TEST_CASE("quoted From lines become what they were") {
  const std::string content = "From a\nSubject: x\n\n>From one\n>>From two\n> From three\n>Fromage\n";
  CHECK(mbox(content)[0].text == "From one\n>From two\n> From three\n>Fromage\n");
  CHECK(mbox(content, {{"quoting", "mboxo"}})[0].text == "From one\n>>From two\n> From three\n>Fromage\n");
  CHECK(mbox(content, {{"quoting", "none"}})[0].text == ">From one\n>>From two\n> From three\n>Fromage\n");
}

TEST_CASE("a declared charset is converted") {
  const auto records = mbox(
      "From a\nContent-Type: text/plain; charset=ISO-8859-15\n\ncaf\xe9 \xa4\n\n"
      "From b\nContent-Type: text/plain; charset=utf-8\n\ncaf\xe9\n\n"
      "From c\nContent-Type: text/plain; charset=no-such\n\ncaf\xc3\xa9\n");
  CHECK(records[0].text == "caf\xc3\xa9 \xe2\x82\xac\n");
  CHECK(records[0].flags == 0);
  CHECK(records[1].text == "caf\xef\xbf\xbd\n");
  CHECK(records[1].flags == OPH_RECORD_INVALID_UTF8);
  CHECK(records[2].text == "caf\xc3\xa9\n");
}

TEST_CASE("packed mbox files are read, and files that are none say so") {
  Tree tree;
  const std::string one = "From a\nSubject: x\n\none\n";
  tree.file("2024-01.mbox.gz", compressed(one, ARCHIVE_FILTER_GZIP))
      .file("old.tar", tar({{"a.mbox", one}}))
      .file("note.txt", "none");
  CHECK(ids_and_texts(Reading("mail", "mbox", tree.root()).records()) ==
        Pairs{{"2024-01.mbox.gz:1", "one\n"}, {"old.tar/a.mbox:1", "one\n"}});
  tree.file("bad.mbox", "not an mbox\n").file("empty.mbox", "").file("only.mbox", "From x");
  Reading reading("mail", "mbox", tree.root(), {{"on_error", "skip"}});
  CHECK(reading.records().size() == 2);
  CHECK(reading.host.skipped == Counts{{"a file that is no mbox", 1}, {"not a mail message", 1}});
  CHECK(has(complaint(OPH_INVALID_ARGUMENT, [&] { Reading("mail", "mbox", tree.root()).records(); }),
            "bad.mbox: expected an mbox"));
}

TEST_CASE("messages are whole wherever the buffer ends, and those beyond the limit are passed over") {
  std::string content;
  Pairs expected;
  std::uint64_t too_long = 0;
  for (int i = 1; i <= 300; ++i) {
    const bool is_large = i % 50 == 0;
    const std::string body(
        is_large ? 3'000'000u + static_cast<unsigned>(i) : static_cast<unsigned>(i * 911 % 20'011), 'x');
    content += "From a\nSubject: s\n\n" + body + (i % 2 == 0 ? "\r\n\r\n" : "\n\n");
    if (is_large) {
      ++too_long;
    } else {
      expected.emplace_back("list.mbox:" + std::to_string(i), body + (i % 2 == 0 ? "\r\n" : "\n"));
    }
  }
  Tree tree;
  tree.file("list.mbox", content);
  for (const std::uint64_t limit : {1u, 1000u}) {
    Reading reading("mail", "mbox", tree.root(), {{"max_record_bytes", 100'000}, {"on_error", "skip"}});
    CHECK((ids_and_texts(reading.records(limit)) == expected));
    CHECK(reading.host.skipped == Counts{{"a message longer than max_record_bytes", too_long}});
  }
  const auto whole = mbox(content, {}, 1000);
  CHECK(whole.size() == 300);
  CHECK(has(complaint(OPH_LIMIT,
                      [&] {
                        mbox(content, {{"max_record_bytes", 100'000}});
                      }),
            "message 50: is longer than"));
}
