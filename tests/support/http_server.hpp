// SPDX-License-Identifier: Apache-2.0
//
// An HTTP server for tests that can misbehave: the path of a request says how it is answered.
//
//   /echo            the body of the request            /status/N       a reply of that status
//   /request         the whole request                  /json           an object
//   /slow/MS         after MS milliseconds              /drip/MS        a byte every MS milliseconds, without an end
//   /huge/N          N bytes                            /endless        bytes without an end
//   /chunked         three chunks                       /broken-chunk   a chunk of no size
//   /half            half of what it promises           /nothing        closes
//   /reset           breaks the connection off          /garbage        what is no HTTP
//   /redirect/N      N redirects on the way             /loop           a redirect to itself
//   /invalid         bytes that are no UTF-8            /long-header    a header of 1 MiB
//   /version         "test-server 1.2.3"                /close          closes after the reply
//   anything else    the path, as text
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace ophamin::test {

class HttpServer {
 public:
  /// Listens on the loopback; port 0 is any that is free.
  explicit HttpServer(std::uint16_t port = 0) : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const int yes = 1;
    ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    socklen_t size = sizeof address;
    if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), size) != 0 || ::listen(listener_, 64) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
      throw std::runtime_error("cannot listen on the loopback");
    }
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept(); });
  }
  ~HttpServer() {
    {
      const std::lock_guard lock(mutex_);
      stopped_ = true;
      for (const int each : open_) ::shutdown(each, SHUT_RDWR);
    }
    wake_.notify_all();
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    for (auto& each : workers_) each.join();
    ::close(listener_);
  }
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  std::uint16_t port() const noexcept { return port_; }
  std::string url(std::string_view path) const { return "http://127.0.0.1:" + std::to_string(port_) + std::string(path); }
  std::uint64_t connections() const noexcept { return connections_; }
  std::uint64_t requests() const noexcept { return requests_; }

 private:
  struct Request {
    std::string head, path, body;
    std::string_view method() const { return std::string_view(head).substr(0, head.find(' ')); }
  };

  void accept() {
    for (;;) {
      const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (connection < 0 && errno == EINTR) continue;
      if (connection < 0) return;
      ++connections_;
      const std::lock_guard lock(mutex_);
      if (stopped_) {
        ::close(connection);
        return;
      }
      open_.insert(connection);
      workers_.emplace_back([this, connection] { serve(connection); });
    }
  }

  void serve(int connection) {
    std::string pending;
    Request request;
    while (read(connection, pending, request)) {
      ++requests_;
      if (!answer(connection, request)) break;
    }
    const std::lock_guard lock(mutex_);
    open_.erase(connection);
    ::close(connection);
  }

  static bool read(int connection, std::string& pending, Request& request) {
    const auto more = [&] {
      char piece[16384];
      const auto got = ::recv(connection, piece, sizeof piece, 0);
      if (got <= 0) return false;
      pending.append(piece, static_cast<std::size_t>(got));
      return true;
    };
    std::size_t end = 0;
    while ((end = pending.find("\r\n\r\n")) == std::string::npos) {
      if (!more()) return false;
      if (pending.front() == '\x16') {  // a greeting in TLS
        send(connection, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
        return false;
      }
    }
    request.head = pending.substr(0, end + 2);
    const auto path = request.head.find(' ') + 1;
    request.path = request.head.substr(path, request.head.find(' ', path) - path);
    std::size_t length = 0;
    if (const auto at = request.head.find("Content-Length: "); at != std::string::npos) length = std::strtoull(&request.head[at + 16], nullptr, 10);
    while (pending.size() < end + 4 + length) {
      if (!more()) return false;
    }
    request.body = pending.substr(end + 4, length);
    pending.erase(0, end + 4 + length);
    return true;
  }

  // False once somebody has gone.
  static bool send(int connection, std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = ::send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  static bool reply(int connection, const Request& request, std::string_view body, std::string_view status = "200 OK",
                    std::string_view headers = "Content-Type: text/plain\r\n") {
    std::string text = "HTTP/1.1 " + std::string(status) + "\r\nServer: test-server/1.2.3\r\n" + std::string(headers);
    text += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
    if (request.method() != "HEAD") text += body;
    return send(connection, text);
  }
  bool wait(long milliseconds) {
    std::unique_lock lock(mutex_);
    return !wake_.wait_for(lock, std::chrono::milliseconds(milliseconds), [&] { return stopped_; });
  }

  // False if the connection ends.
  bool answer(int connection, const Request& request) {
    const auto is = [&](std::string_view path) { return request.path == path; };
    const auto begins = [&](std::string_view path) { return request.path.starts_with(path); };
    const auto number = [&] { return std::strtol(request.path.c_str() + request.path.rfind('/') + 1, nullptr, 10); };
    if (is("/echo")) return reply(connection, request, request.body);
    if (is("/request")) return reply(connection, request, request.head + "\r\n" + request.body);
    if (begins("/json")) return reply(connection, request, R"({"phi": 0.5, "concepts": ["a", "b"]})", "200 OK", "Content-Type: application/json\r\n");
    if (begins("/status/")) return reply(connection, request, "as you wish", std::to_string(number()) + " As Asked");
    if (is("/version")) return reply(connection, request, "test-server 1.2.3\nand more\n");
    if (begins("/slow/")) return wait(number()) && reply(connection, request, "at last");
    if (begins("/drip/")) {
      send(connection, "HTTP/1.1 200 OK\r\n\r\n");
      while (wait(number()) && send(connection, ".")) {
      }
      return false;
    }
    if (begins("/huge/")) return reply(connection, request, std::string(static_cast<std::size_t>(number()), 'x'));
    if (is("/endless")) {
      send(connection, "HTTP/1.1 200 OK\r\n\r\n");
      while (send(connection, std::string(65536, 'x'))) {
      }
      return false;
    }
    if (is("/chunked")) {
      return send(connection, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n7\r\n second\r\n6\r\n third\r\n0\r\n\r\n");
    }
    if (is("/broken-chunk")) {
      send(connection, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\nzz\r\n");
      return false;
    }
    if (is("/half")) {
      send(connection, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + std::string(500, 'x'));
      return false;
    }
    if (is("/nothing")) return false;
    if (is("/reset")) {
      send(connection, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nsome");
      const linger at_once{1, 0};
      ::setsockopt(connection, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
      return false;
    }
    if (is("/garbage")) {
      send(connection, "\x01\x02 this is no reply\r\n\r\n");
      return false;
    }
    if (begins("/redirect/")) {
      if (number() == 0) return reply(connection, request, "arrived");
      return reply(connection, request, "", "302 Found", "Location: /redirect/" + std::to_string(number() - 1) + "\r\n");
    }
    if (is("/loop")) return reply(connection, request, "", "302 Found", "Location: /loop\r\n");
    if (is("/to-file")) return reply(connection, request, "", "302 Found", "Location: file:///etc/passwd\r\n");
    if (is("/invalid")) return reply(connection, request, "\xff\xfe body", "200 OK", "Content-Type: text/\xff\r\nX-Odd: \xc3\r\n");
    if (is("/long-header")) return reply(connection, request, "", "200 OK", "X-Long: " + std::string(1 << 20, 'x') + "\r\n");
    if (is("/close")) {
      reply(connection, request, "bye", "200 OK", "Connection: close\r\n");
      return false;
    }
    return reply(connection, request, request.path + "\n");
  }

  int listener_;
  std::uint16_t port_ = 0;
  std::atomic<std::uint64_t> connections_{0}, requests_{0};
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopped_ = false;
  std::set<int> open_;
  std::vector<std::thread> workers_;
  std::thread acceptor_;
};

}  // namespace ophamin::test
