// SPDX-License-Identifier: Apache-2.0
#include <csignal>
#include <fstream>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/storage/files.hpp>
#include <support/temporary_directory.hpp>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace ophamin;
using diagnostics::ErrorCode;

namespace {

std::size_t entries_of(const std::filesystem::path& folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

template <typename Call>
diagnostics::Diagnostic problem_of(const Call& call) {
  try {
    call();
  } catch (const diagnostics::Error& error) {
    return error.diagnostics().front();
  }
  FAIL("no error was thrown");
  return {};
}

// Runs in a child, so that limits stay there. 0 from `work` is success.
template <typename Work>
int in_child(const Work& work) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(work());
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 100 + WTERMSIG(status);
}

}  // namespace

TEST_CASE("an atomic write makes and replaces a file and leaves nothing beside it") {
  const test::TemporaryDirectory folder;
  const auto path = folder / "record.json";
  storage::write_file_atomic(path, "first");
  CHECK(storage::read_file(path) == "first");
  storage::write_file_atomic(path, std::string("\0binary\n", 8));
  CHECK(storage::read_file(path) == std::string("\0binary\n", 8));
  storage::write_file_atomic(path, "");
  CHECK(storage::read_file(path).empty());
  CHECK(entries_of(folder.path()) == 1);
}

TEST_CASE("a file is created with its mode, and never in place of another") {
  const test::TemporaryDirectory folder;
  const auto path = folder / "key";
  CHECK(storage::create_file(path, "first", 0600));
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 07777u) == 0600);
  CHECK_FALSE(storage::create_file(path, "second", 0600));
  CHECK(storage::read_file(path) == "first");
  std::filesystem::create_directory(folder / "folder");
  CHECK_FALSE(storage::create_file(folder / "folder", "x"));
  std::filesystem::create_symlink("nowhere", folder / "link");
  CHECK_FALSE(storage::create_file(folder / "link", "x"));
  CHECK(problem_of([&] { (void)storage::create_file(folder / "none" / "key", "x"); }).code == ErrorCode::kFileUnwritable);
  CHECK(entries_of(folder.path()) == 3);
}

TEST_CASE("a file that cannot be written whole is not created") {
  const test::TemporaryDirectory folder;
  CHECK(in_child([&] {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{100, 100};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    try {
      (void)storage::create_file(folder / "key", std::string(1000, 'x'));
    } catch (const diagnostics::Error& error) {
      return error.code() == ErrorCode::kFileUnwritable ? 0 : 1;
    }
    return 2;
  }) == 0);
  CHECK(entries_of(folder.path()) == 0);
}

TEST_CASE("folders are created with their mode") {
  const test::TemporaryDirectory folder;
  storage::ensure_directory(folder / "a" / "b", 0700);
  for (const auto& path : {folder / "a", folder / "a" / "b"}) {
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 07777u) == 0700);
  }
}

TEST_CASE("a file in pieces is there only once it is committed") {
  const test::TemporaryDirectory folder;
  const auto path = folder / "index.md";
  const std::string large(700'000, 'x');
  {
    storage::AtomicFile file(path);
    file.append("small");
    file.append(large);
  }
  CHECK(entries_of(folder.path()) == 0);
  storage::AtomicFile file(path);
  file.append("small");
  file.append(large);
  for (int more = 0; more < 1000; ++more) file.append(std::string(1000, 'y'));
  file.commit();
  CHECK(storage::read_file(path) == "small" + large + std::string(1'000'000, 'y'));
  CHECK(entries_of(folder.path()) == 1);
}

TEST_CASE("a spool gives back what was appended, and is on no disk any more") {
  storage::Spool spool;
  std::string expected;
  const auto replayed = [&spool] {
    std::string bytes;
    spool.replay([&bytes](std::string_view piece) { bytes += piece; });
    return bytes;
  };
  CHECK(replayed().empty());
  for (int piece = 0; piece < 20000; ++piece) {
    spool.append(std::to_string(piece) + "\n");
    expected += std::to_string(piece) + "\n";
  }
  spool.append(std::string(400'000, 'z'));
  expected += std::string(400'000, 'z');
  CHECK(replayed() == expected);
  CHECK(replayed() == expected);
}

TEST_CASE("a replaced file keeps its permissions") {
  const test::TemporaryDirectory folder;
  const auto path = folder / "key";
  storage::write_file_atomic(path, "old");
  REQUIRE(::chmod(path.c_str(), 0600) == 0);
  storage::write_file_atomic(path, "new");
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 07777) == 0600);
}

TEST_CASE("a write that fails half-way leaves the old file whole and no temporary file") {
  const test::TemporaryDirectory folder;
  const auto path = folder / "record.json";
  storage::write_file_atomic(path, "the old content");
  const int result = in_child([&path] {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{4096, 4096};
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return 2;
    try {
      storage::write_file_atomic(path, std::string(1 << 20, 'x'));
      return 3;
    } catch (const diagnostics::Error& error) {
      const diagnostics::Diagnostic& problem = error.diagnostics().front();
      return problem.code == ErrorCode::kFileUnwritable && !problem.mend.empty() ? 0 : 4;
    }
  });
  CHECK(result == 0);
  CHECK(storage::read_file(path) == "the old content");
  CHECK(entries_of(folder.path()) == 1);
}

TEST_CASE("a write to a folder that is missing or is no folder says so") {
  const test::TemporaryDirectory folder;
  storage::write_file_atomic(folder / "file", "x");
  const auto missing = problem_of([&] { storage::write_file_atomic(folder / "no" / "file", "x"); });
  CHECK(missing.code == ErrorCode::kFileUnwritable);
  CHECK(missing.message.find("No such file") != std::string::npos);
  CHECK(missing.place.file == (folder / "no" / "file").string());
  CHECK_FALSE(missing.mend.empty());
  CHECK(problem_of([&] { storage::write_file_atomic(folder / "file" / "x", "x"); }).code ==
        ErrorCode::kFileUnwritable);
  std::filesystem::create_directory(folder / "taken");
  CHECK(problem_of([&] { storage::write_file_atomic(folder / "taken", "x"); }).code == ErrorCode::kFileUnwritable);
  CHECK(entries_of(folder.path()) == 2);
}

TEST_CASE("many writers of one path leave one whole file") {
  const test::TemporaryDirectory folder;
  const auto path = folder / "shared";
  std::vector<pid_t> children;
  for (int writer = 0; writer < 4; ++writer) {
    const pid_t child = ::fork();
    if (child == 0) {
      for (int round = 0; round < 20; ++round) {
        storage::write_file_atomic(path, std::string(10000, static_cast<char>('a' + writer)));
      }
      ::_exit(0);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) ::waitpid(child, nullptr, 0);
  const std::string bytes = storage::read_file(path);
  CHECK(bytes.size() == 10000);
  CHECK(bytes == std::string(10000, bytes.front()));
  CHECK(entries_of(folder.path()) == 1);
}

TEST_CASE("reading is limited, and the limit itself is fine") {
  const test::TemporaryDirectory folder;
  const auto path = folder / "file";
  storage::write_file_atomic(path, "12345");
  CHECK(storage::read_file(path, 5) == "12345");
  CHECK(problem_of([&] { storage::read_file(path, 4); }).code == ErrorCode::kFileTooLarge);
}

TEST_CASE("a file that announces no size is read all the same, and limited") {
  CHECK_FALSE(storage::read_file("/proc/self/status").empty());
  CHECK(problem_of([] { storage::read_file("/proc/self/status", 10); }).code == ErrorCode::kFileTooLarge);
}

TEST_CASE("what is no regular file is refused without waiting for it") {
  const test::TemporaryDirectory folder;
  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  CHECK(problem_of([&] { storage::read_file(folder / "pipe"); }).code == ErrorCode::kFileUnreadable);
  CHECK(problem_of([&] { storage::read_file(folder.path()); }).code == ErrorCode::kFileUnreadable);
  CHECK(problem_of([] { storage::read_file("/dev/zero"); }).code == ErrorCode::kFileUnreadable);
  CHECK(problem_of([&] { storage::read_file(folder / "none"); }).message.find("No such file") != std::string::npos);
  std::filesystem::create_symlink("loop", folder / "loop");
  CHECK(problem_of([&] { storage::read_file(folder / "loop"); }).code == ErrorCode::kFileUnreadable);
}

TEST_CASE("pieces put together are the file") {
  const test::TemporaryDirectory folder;
  std::string content;
  for (int number = 0; number < 200000; ++number) content += std::to_string(number);
  storage::write_file_atomic(folder / "big", content);
  std::string seen;
  std::size_t longest = 0;
  storage::read_file_in_pieces(folder / "big", [&](std::string_view piece) {
    longest = std::max(longest, piece.size());
    seen += piece;
  });
  CHECK(seen == content);
  CHECK(longest <= (std::size_t{256} << 10));
}

TEST_CASE("folders are made with their parents, and a file in the way is named") {
  const test::TemporaryDirectory folder;
  storage::ensure_directory(folder / "a" / "b" / "c");
  CHECK(std::filesystem::is_directory(folder / "a" / "b" / "c"));
  storage::ensure_directory(folder / "a" / "b" / "c");
  storage::write_file_atomic(folder / "file", "x");
  CHECK(problem_of([&] { storage::ensure_directory(folder / "file"); }).code == ErrorCode::kDirectoryUnwritable);
  CHECK(problem_of([&] { storage::ensure_directory(folder / "file" / "sub"); }).code ==
        ErrorCode::kDirectoryUnwritable);
}
