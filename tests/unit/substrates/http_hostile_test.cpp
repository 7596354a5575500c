// SPDX-License-Identifier: Apache-2.0
//
// Services that misbehave, and requests that cannot be made.
#include <doctest/doctest.h>

#include <chrono>
#include <cstdlib>

#include <support/http_server.hpp>

#include "substrate_kit.hpp"

using namespace ophamin::test;

namespace {

Session asking(const HttpServer& server, json::object more = {}) {
  more["url"] = server.url("/{raw}");
  more["version"] = "1";
  return Session("http", more);
}
// The path is encoded; a server that decodes nothing must see it plain.
std::string failure(const HttpServer& server, const std::string& path, json::object more = {}) {
  more["url"] = server.url(path);
  more["version"] = "1";
  Session session("http", more);
  const auto result = session.run({"x", "x"});
  CHECK(result.success == std::vector<bool>{false, false});
  CHECK(result.failures[0] == result.failures[1]);
  return result.failures[0];
}

struct Variable {
  Variable(const char* name, const char* value) : name_(name) { ::setenv(name, value, 1); }
  ~Variable() { ::unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;
  const char* name_;
};

}  // namespace

TEST_CASE("each way to fail has its kind, the same every time") {
  const HttpServer server;
  CHECK(failure(server, "/half") == "partial: libcurl error 18, Transferred a partial file");
  CHECK(failure(server, "/nothing").starts_with("receive: libcurl error 52"));
  CHECK(failure(server, "/reset").starts_with("receive: libcurl error 56"));
  CHECK(failure(server, "/garbage").starts_with("protocol: libcurl error"));
  CHECK(failure(server, "/broken-chunk").starts_with("receive: libcurl error 56"));
  CHECK(failure(server, "/slow/5000", {{"timeout_seconds", 0.2}}) == "timeout: libcurl error 28, Timeout was reached");
  CHECK(failure(server, "/drip/20", {{"timeout_seconds", 0.2}}) == "timeout: libcurl error 28, Timeout was reached");
  CHECK(failure(server, "/huge/5000", {{"max_bytes", 4999}}) == "too_large: the reply has more than max_bytes");
  CHECK(failure(server, "/endless", {{"max_bytes", 1'000'000}}) == "too_large: the reply has more than max_bytes");
  CHECK(failure(server, "/loop", {{"max_redirects", 3}}).starts_with("redirects: "));
  CHECK(failure(server, "/to-file", {{"max_redirects", 3}}).starts_with("redirects: libcurl error 1,"));
  CHECK_FALSE(failure(server, "/long-header").empty());
}

TEST_CASE("after a failure the next request is answered") {
  const HttpServer server;
  Session session("http", {{"url", server.url("/{text}")}, {"version", "1"}});
  const auto result = session.run({"half", "echo", "reset", "echo", "garbage", "chunked"});
  CHECK(result.success == std::vector<bool>{false, true, false, true, false, true});
  CHECK(result.raw[5].at("body") == json::value("first second third"));
  CHECK(result.raw[0].at("error_kind") == json::value("partial"));
  CHECK(result.raw[0].at("status") == json::value(200));
}

TEST_CASE("nobody there is a failed cycle") {
  std::uint16_t port = 0;
  {
    const HttpServer gone;
    port = gone.port();
  }
  const auto fails = [](const std::string& url) {
    Session session("http", {{"url", url}, {"version", "1"}, {"connect_timeout_seconds", 2}});
    return session.run({"x"}).failures[0];
  };
  CHECK(fails("http://127.0.0.1:" + std::to_string(port) + "/").starts_with("connect: libcurl error 7"));
  CHECK(fails("http://no-such-name.invalid/").starts_with("name_lookup: libcurl error 6"));
  CHECK(fails("file:///etc/passwd").starts_with("request: libcurl error 1"));
  CHECK(fails("http://[half").starts_with("request: libcurl error 3"));
  CHECK(fails("").starts_with("request: "));
}

TEST_CASE("a plain server behind a TLS address is a TLS fault") {
  const HttpServer server;
  Session session("http", {{"url", "https://127.0.0.1:" + std::to_string(server.port()) + "/"}, {"version", "1"}});
  CHECK(session.run({"x"}).failures[0].starts_with("tls: libcurl error 35"));
}

TEST_CASE("a proxy of the environment is not used, one that is asked for is") {
  const HttpServer server;
  const Variable all("http_proxy", "http://127.0.0.1:1/");
  CHECK(asking(server).run({"x"}).success[0]);
  Session through("http", {{"url", "http://somewhere.invalid/request"}, {"version", "1"}, {"proxy", server.url("")}});
  const auto result = through.run({"x"});
  CHECK(result.failures[0] == "");
  CHECK(server.requests() == 2);
}

TEST_CASE("replies that are no text are kept as far as they are") {
  const HttpServer server;
  const auto result = asking(server).run({"invalid"});
  CHECK(result.success[0]);
  CHECK(integer(result, "bytes") == 7);
  CHECK(result.cells.at("content_type")[0] == json::value("text/\xef\xbf\xbd"));
  CHECK(result.raw[0].at("body") == json::value("\xef\xbf\xbd\xef\xbf\xbd body"));
}

TEST_CASE("a long body is read whole, and kept in part") {
  const HttpServer server;
  Session session("http", {{"url", server.url("/huge/3000000")}, {"version", "1"}, {"raw_bytes", 100}});
  const auto result = session.run({"x"});
  CHECK(integer(result, "bytes") == 3'000'000);
  CHECK(result.raw[0].at("body").as_string().size() == 100);
  CHECK(result.raw[0].at("body_cut") == json::value(true));
}

TEST_CASE("records cannot smuggle headers in, and say what they lack") {
  const HttpServer server;
  Session headers("http", {{"url", server.url("/")}, {"version", "1"}, {"headers", {"X-Text: {text}"}}});
  const auto result = headers.run({"a\r\nX-Evil: 1", "fine"});
  CHECK(result.failures[0] == "a header of this record has an end of line or a NUL character within it");
  CHECK(result.success[1]);
  Session lacking("http", {{"url", server.url("/{lang}")}, {"version", "1"}});
  CHECK(lacking.run({"x"}, json::object{{"language", "de"}}).failures[0] ==
        "the record has no value for {lang}; expected one of {id}, {text}, {raw}, {language}");
  CHECK(lacking.run({"x"}, json::object{{"lang", {1, 2}}}).failures[0] ==
        "{lang}: expected a text, a number or a boolean, found an array in the record");
  CHECK(server.requests() == 1);
}

TEST_CASE("parameters that contradict each other are refused") {
  const auto refused = [](json::object params) {
    params["url"] = "http://127.0.0.1/";
    params["version"] = "1";
    return refusal(OPH_INVALID_ARGUMENT, [&] { Session("http", params); });
  };
  CHECK(contains(refused({{"body", "x"}}), "body: expected none with method GET"));
  CHECK(contains(refused({{"headers", {"no colon"}}}), "headers: expected a line `Name: value`"));
  CHECK(contains(refused({{"headers", {"A: b\nC: d"}}}), "an end of line"));
  CHECK(contains(refused({{"headers", {"A b: c"}}}), "a blank in its name"));
}

TEST_CASE("a run ends when the host wants it to") {
  const HttpServer server;
  Session session("http", {{"url", server.url("/slow/60000")}, {"version", "1"}, {"timeout_seconds", 1000}});
  session.host().cancel = true;
  const auto begin = std::chrono::steady_clock::now();
  CHECK(status_of([&] { session.run({"x"}); }) == OPH_CANCELLED);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(20));
}
