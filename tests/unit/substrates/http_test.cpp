// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <fstream>

#include <support/http_server.hpp>
#include <support/temporary_directory.hpp>

#include "substrate_kit.hpp"

using namespace ophamin::test;

namespace {

json::object asking(const HttpServer& server, std::string_view path, json::object more = {}) {
  more["url"] = server.url(path);
  if (!more.contains("version") && !more.contains("version_url")) more["version"] = "1";
  return more;
}

// The request as the server saw it, for a stimulus.
std::string seen(const HttpServer& server, const json::object& params, const std::string& text, const json::value& attributes = nullptr) {
  auto all = params;
  if (!all.contains("url")) all["url"] = server.url("/request");
  all["version"] = "1";
  Session session("http", all);
  const auto result = session.run({text}, attributes);
  CHECK(result.failures[0] == "");
  return std::string(result.raw[0].at("body").as_string());
}

}  // namespace

TEST_CASE("a request is answered, measured and kept") {
  const HttpServer server;
  Session session("http", asking(server, "/echo", {{"method", "POST"}, {"body", "{raw}"}}));
  const auto result = session.run({"one", "two", ""});
  REQUIRE(result.success == std::vector<bool>(3, true));
  CHECK(integer(result, "status") == 200);
  CHECK(integer(result, "bytes") == 3);
  CHECK(integer(result, "bytes", 2) == 0);
  CHECK(integer(result, "header_bytes") > 50);
  CHECK(integer(result, "request_bytes") > 50);
  CHECK(result.cells.at("content_type")[0] == json::value("text/plain"));
  CHECK(result.cells.at("error_kind")[0].is_null());
  CHECK(integer(result, "redirects") == 0);
  CHECK(result.raw[0].at("body") == json::value("one"));
  CHECK(result.raw[1].at("body") == json::value("two"));
  CHECK(result.raw[0].at("body_cut") == json::value(false));
  CHECK(result.raw[0].at("headers").at(0) == json::value({"server", "test-server/1.2.3"}));
  CHECK(integer(result, "first_byte_us") <= integer(result, "total_us"));
  CHECK(integer(result, "connect_us") <= integer(result, "first_byte_us"));
  CHECK(integer(result, "tls_us") == 0);
  CHECK(result.marks.size() == 3);
  CHECK(server.requests() == 3);
}

TEST_CASE("a connection is kept, but not beyond a reset, nor where that is not wanted") {
  const HttpServer server;
  {
    Session session("http", asking(server, "/echo"));
    const auto result = session.run({"a", "b", "c"});
    CHECK(result.cells.at("connected") == std::vector<json::value>{true, false, false});
    CHECK(server.connections() == 1);
    session->reset();
    session.run({"d"});
    CHECK(server.connections() == 2);
    const auto state = session->state();
    CHECK(state.at("requests") == json::value(4));
    CHECK(state.at("whole_replies") == json::value(4));
    CHECK(state.at("connections") == json::value(2));
    CHECK(state.at("last_http_version") == json::value(1.1));
    CHECK(state.at("last_address") == json::value("127.0.0.1"));
  }
  Session fresh("http", asking(server, "/echo", {{"keep_alive", false}}));
  fresh.run({"a", "b"});
  CHECK(server.connections() == 4);
  Session closing("http", asking(server, "/close"));
  CHECK(closing.run({"a", "b"}).cells.at("connected") == std::vector<json::value>{true, true});
}

TEST_CASE("records fill the parts of a request, each in its own writing") {
  const HttpServer server;
  const json::object attributes{{"lang", "d\xc3\xa9"}, {"n", 7}, {"x", 0.25}, {"yes", true}, {"none", nullptr}};
  CHECK(contains(seen(server, {{"url", server.url("/request?q={text}&l={lang}&i={id}&n={n}&x={x}&y={yes}&z={none}&{}{-}")}}, "a/b c&\xc3\xbc", attributes),
                 "/request?q=a%2Fb%20c%26%C3%BC&l=d%C3%A9&i=r0&n=7&x=0.25&y=true&z=&{}{-}"));
  CHECK(contains(seen(server, {{"headers", {"X-Text: {text}", "X-Empty: {none}", "User-Agent: mine"}}}, "v", attributes), "X-Text: v\r\nX-Empty:\r\n"));

  const auto posted = [&](const char* body, const char* escape, const std::string& text) {
    const auto request = seen(server, {{"method", "POST"}, {"body", body}, {"body_escape", escape}}, text, attributes);
    return request.substr(request.find("\r\n\r\n") + 4);
  };
  CHECK(posted(R"({"prompt": "{text}", "n": {n}, "deep": {"a": 1}})", "json", "say \"hi\"\n\\") ==
        R"({"prompt": "say \"hi\"\u000A\\", "n": 7, "deep": {"a": 1}})");
  CHECK(posted("t={text}&l={lang}", "percent", "a b") == "t=a%20b&l=d%C3%A9");
  CHECK(posted("<{text}>", "none", "a\"b") == "<a\"b>");
}

TEST_CASE("a body says what it is, unless a header does") {
  const HttpServer server;
  const auto head = [&](json::object params) {
    params["method"] = "PUT";
    params["body"] = "x";
    return seen(server, params, "t");
  };
  CHECK(contains(head({}), "Content-Type: application/octet-stream"));
  CHECK(contains(head({{"body_escape", "json"}}), "Content-Type: application/json"));
  CHECK(contains(head({{"body_escape", "percent"}}), "Content-Type: application/x-www-form-urlencoded"));
  const auto own = head({{"headers", {"content-type: text/csv"}}});
  CHECK(contains(own, "content-type: text/csv"));
  CHECK_FALSE(contains(own, "octet-stream"));
  CHECK(contains(own, "PUT /request"));
  CHECK_FALSE(contains(head({}), "Expect:"));
}

TEST_CASE("methods are sent as they are asked for, in any order") {
  const HttpServer server;
  for (const char* method : {"GET", "DELETE", "OPTIONS", "PATCH"}) CHECK(seen(server, {{"method", method}}, "x").starts_with(method));
  Session head("http", asking(server, "/huge/1000", {{"method", "HEAD"}}));
  const auto result = head.run({"a", "b"});
  CHECK(result.success == std::vector<bool>{true, true});
  CHECK(integer(result, "bytes") == 0);
}

TEST_CASE("what success means is a choice") {
  const HttpServer server;
  const auto run = [&](const char* rule) {
    Session session("http", {{"url", server.url("/status/{text}")}, {"version", "1"}, {"success", rule}});
    return session.run({"200", "204", "302", "404", "503"});
  };
  const auto any = run("reply");
  CHECK(any.success == std::vector<bool>(5, true));
  CHECK(any.cells.at("error_kind") == std::vector<json::value>{nullptr, nullptr, nullptr, "client_error", "server_error"});
  CHECK(integer(any, "status", 3) == 404);
  const auto below = run("below_400");
  CHECK(below.success == std::vector<bool>{true, true, true, false, false});
  CHECK(below.failures[4] == "status: 503");
  CHECK(below.raw[4].at("status") == json::value(503));
  CHECK(run("2xx").success == std::vector<bool>{true, true, false, false, false});
}

TEST_CASE("redirects are replies, until they are to be followed") {
  const HttpServer server;
  Session plain("http", asking(server, "/redirect/2"));
  CHECK(integer(plain.run({"x"}), "status") == 302);
  Session following("http", asking(server, "/redirect/2", {{"max_redirects", 2}}));
  const auto result = following.run({"x"});
  CHECK(integer(result, "status") == 200);
  CHECK(integer(result, "redirects") == 2);
  CHECK(result.raw[0].at("body") == json::value("arrived"));
  Session too_far("http", asking(server, "/redirect/3", {{"max_redirects", 2}}));
  CHECK(too_far.run({"x"}).failures[0].starts_with("redirects: libcurl error 47"));
}

TEST_CASE("a reply of JSON is the raw output, or part of it") {
  const HttpServer server;
  Session part("http", asking(server, "/json"));
  CHECK(part.run({"x"}).raw[0].at("json").at("phi") == json::value(0.5));
  Session whole("http", {{"url", server.url("/{text}")}, {"version", "1"}, {"raw_output", "body"}});
  const auto result = whole.run({"json", "text"});
  CHECK(result.success == std::vector<bool>{true, false});
  CHECK(result.raw[0] == json::object{{"phi", 0.5}, {"concepts", {"a", "b"}}});
  CHECK(result.failures[1] == "decode: expected a JSON object as the body");
  Session cut("http", asking(server, "/json", {{"raw_output", "body"}, {"raw_bytes", 5}}));
  CHECK(contains(cut.run({"x"}).failures[0], "longer than raw_bytes"));
}

TEST_CASE("the version comes from where the user says") {
  const HttpServer server;
  CHECK(Session("http", asking(server, "/", {{"version", "build 7"}}))->revision == "build 7");
  CHECK(Session("http", asking(server, "/", {{"version_url", server.url("/version")}}))->revision == "test-server 1.2.3");
  CHECK(Session("http", asking(server, "/", {{"version_url", server.url("/")}, {"version_header", "SERVER"}}))->revision == "test-server/1.2.3");

  const auto refused = [&](oph_status_t status, json::object params) {
    params["url"] = server.url("/");
    return refusal(status, [&] { Session("http", params); });
  };
  CHECK(contains(refused(OPH_INVALID_ARGUMENT, {}), "expected the version under test, found none"));
  CHECK(contains(refused(OPH_INVALID_ARGUMENT, {{"version", "1"}, {"version_url", "x"}}), "found both"));
  CHECK(contains(refused(OPH_UNAVAILABLE, {{"version_url", server.url("/status/500")}}), "found status 500"));
  CHECK(contains(refused(OPH_UNAVAILABLE, {{"version_url", server.url("/nothing")}}), "receive: libcurl error 52"));
  CHECK(contains(refused(OPH_UNAVAILABLE, {{"version_url", server.url("/")}, {"version_header", "X-Not"}}), "no header X-Not"));
}

TEST_CASE("headers of a file are sent and come back nowhere") {
  const HttpServer server;
  const TemporaryDirectory folder;
  const auto path = (folder / "headers").string();
  std::ofstream(path) << "Authorization: Bearer secret\r\n\nX-Second: 2\n";
  const auto request = seen(server, {{"header_file", path}}, "x");
  CHECK(contains(request, "Authorization: Bearer secret\r\nX-Second: 2\r\n"));
  CHECK(contains(refusal(OPH_UNAVAILABLE, [&] { Session("http", asking(server, "/", {{"header_file", path + "x"}})); }), "expected lines at"));
  std::ofstream(path) << "no header";
  CHECK(contains(refusal(OPH_INVALID_ARGUMENT, [&] { Session("http", asking(server, "/", {{"header_file", path}})); }), "header_file: expected a line"));
}
