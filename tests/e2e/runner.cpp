// SPDX-License-Identifier: Apache-2.0
//
// Runs one end-to-end test: a text file of commands, what they print and how they end. The commands run one after the
// other with /bin/sh in a folder of their own, with a clean environment.
//
//   # a comment
//   file table.csv                 a file of the folder, from the lines that follow
//   | value
//   | 1
//   $ ophamin-host pillar list     a command; a backslash at its end: the next line belongs to it
//   > name      plugin             a line of its stdout
//   > ...                          any number of lines
//   ! note: {any}                  a line of its stderr
//   = 3                            its exit code; 0 if there is none
//
// Every line that is printed must be expected. In expected lines, the names of kPatterns in braces stand for values that
// differ from run to run; $TMP, $PROJECT, $FIXTURES, $GOLDEN and $PLUGINS stand for folders, and are variables in commands.
// When an output is not the expected one, what should stand in the file is printed, but for the patterns.
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/wait.h>
#include <utility>
#include <vector>

#include <support/temporary_directory.hpp>

namespace fs = std::filesystem;

namespace {

const std::map<std::string, std::string>& patterns() {
  static const std::map<std::string, std::string> kPatterns{
      {"any", ".*"},
      {"integer", "-?[0-9]+"},
      {"number", "-?[0-9]+(\\.[0-9]+)?(e[+-]?[0-9]+)?"},
      {"sha256", "[0-9a-f]{64}"},
      {"hex8", "[0-9a-f]{8}"},
      {"hex12", "[0-9a-f]{12}"},
      {"version", "[0-9]+\\.[0-9]+\\.[0-9]+[0-9A-Za-z.+-]*"},
      {"date", "[0-9]{4}-[0-9]{2}-[0-9]{2}"},
      {"duration", "([0-9]+ms|[0-9.]+s|[0-9]+m[0-9]{2}s|[0-9]+h[0-9]{2}m)"},
      {"verdict", "(VALIDATED|REFUTED|INCONCLUSIVE)"},
      {"path", "/[^ :]*"},
  };
  return kPatterns;
}

struct Step {
  std::size_t line = 0;
  std::string command;
  std::vector<std::string> out, err;
  int code = 0;
};

struct Folders {
  fs::path tmp, project, fixtures, golden, plugins;
  // Longer paths first: one may lie in another.
  std::vector<std::pair<std::string, std::string>> names() const {
    return {{tmp.string(), "$TMP"}, {fixtures.string(), "$FIXTURES"}, {golden.string(), "$GOLDEN"},
            {plugins.string(), "$PLUGINS"}, {project.string(), "$PROJECT"}};
  }
};

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::string after_mark(const std::string& line) { return line.size() > 2 ? line.substr(2) : std::string(); }

/// Writes the files of the test into its folder and gives its commands.
std::vector<Step> parse(const fs::path& test, const fs::path& folder) {
  std::vector<Step> steps;
  std::ofstream file;
  const std::vector<std::string> lines = lines_of(read(test));
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string& line = lines[i];
    if (line.empty() || line.front() == '#') continue;
    if (line.starts_with("file ")) {
      const fs::path path = folder / line.substr(5);
      fs::create_directories(path.parent_path());
      file = std::ofstream(path, std::ios::binary);
    } else if (line.front() == '|' && file.is_open()) {
      file << after_mark(line) << '\n';
    } else if (line.starts_with("$ ")) {
      file = std::ofstream();
      Step step{.line = i + 1, .command = line.substr(2), .out = {}, .err = {}};
      while (step.command.ends_with('\\') && i + 1 < lines.size()) {
        step.command.back() = '\n';
        step.command += lines[++i];
      }
      steps.push_back(std::move(step));
    } else if (!steps.empty() && line.front() == '>') {
      steps.back().out.push_back(after_mark(line));
    } else if (!steps.empty() && line.front() == '!') {
      steps.back().err.push_back(after_mark(line));
    } else if (!steps.empty() && line.starts_with("= ")) {
      steps.back().code = std::stoi(line.substr(2));
    } else {
      throw std::runtime_error(test.string() + ":" + std::to_string(i + 1) + ": this line means nothing: " + line);
    }
  }
  if (steps.empty()) throw std::runtime_error(test.string() + ": there is no command");
  return steps;
}

/// A line with patterns as a regular expression of the whole line.
std::regex expression(const std::string& line) {
  std::string text;
  for (std::size_t at = 0; at < line.size();) {
    if (line[at] == '{') {
      const std::size_t end = line.find('}', at);
      const auto found = end == std::string::npos ? patterns().end() : patterns().find(line.substr(at + 1, end - at - 1));
      if (found != patterns().end()) {
        text += found->second;
        at = end + 1;
        continue;
      }
    }
    if (std::string_view("\\^$.|?*+()[]{}").find(line[at]) != std::string_view::npos) text += '\\';
    text += line[at++];
  }
  return std::regex(text);
}

bool matches(const std::vector<std::string>& expected, std::size_t e, const std::vector<std::string>& found, std::size_t f) {
  if (e == expected.size()) return f == found.size();
  if (expected[e] == "...") {
    for (std::size_t next = f; next <= found.size(); ++next)
      if (matches(expected, e + 1, found, next)) return true;
    return false;
  }
  return f < found.size() && std::regex_match(found[f], expression(expected[e])) && matches(expected, e + 1, found, f + 1);
}

std::vector<std::string> with_names(std::string text, const Folders& folders) {
  for (const auto& [path, name] : folders.names())
    for (std::size_t at = text.find(path); at != std::string::npos; at = text.find(path, at + name.size())) text.replace(at, path.size(), name);
  return lines_of(text);
}

void show(const std::vector<std::string>& lines, char mark) {
  for (const std::string& line : lines) std::cout << mark << (line.empty() ? "" : " ") << line << '\n';
}

bool run(const Step& step, const Folders& folders, const fs::path& scratch, const fs::path& test) {
  std::ofstream(scratch / "command") << step.command << '\n';
  const std::string call = "cd '" + folders.tmp.string() + "' && /bin/sh '" + (scratch / "command").string() + "' > '" +
                           (scratch / "out").string() + "' 2> '" + (scratch / "err").string() + "' < /dev/null";
  const int status = std::system(call.c_str());
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  const std::vector<std::string> out = with_names(read(scratch / "out"), folders);
  const std::vector<std::string> err = with_names(read(scratch / "err"), folders);
  if (code == step.code && matches(step.out, 0, out, 0) && matches(step.err, 0, err, 0)) return true;
  std::cout << test.string() << ':' << step.line << ": this is not what was expected; what came is\n$ " << step.command << '\n';
  show(out, '>');
  show(err, '!');
  if (code != 0) std::cout << "= " << code << '\n';
  std::cout << '\n';
  return false;
}

void clean_environment(const Folders& folders, const fs::path& host) {
  for (const char* name : {"OPHAMIN_PLUGIN_PATH", "OPHAMIN_SIGN_KEY_FILE", "OPHAMIN_SIGNING_KEY", "OPHAMIN_KEYSTORE", "OPHAMIN_AUTHOR", "NO_COLOR", "COLUMNS", "LANG"}) ::unsetenv(name);
  // Where it is installed, a locale with a decimal comma shows whether numbers depend on it.
  ::setenv("LC_ALL", "de_DE.UTF-8", 1);
  // Keys are made anew each time; a test that wants attestations switches them on.
  ::setenv("OPHAMIN_ATTEST", "0", 1);
  ::setenv("TERM", "dumb", 1);
  ::setenv("HOME", folders.tmp.c_str(), 1);
  ::setenv("PATH", (host.parent_path().string() + ":/usr/bin:/bin").c_str(), 1);
  for (const auto& [path, name] : folders.names()) ::setenv(name.c_str() + 1, path.c_str(), 1);
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 6) {
    std::cerr << "usage: e2e_runner HOST PROJECT FIXTURES GOLDEN TEST\n";
    return 2;
  }
  try {
    const fs::path host = arguments[1], test = arguments[5];
    const ophamin::test::TemporaryDirectory folder, scratch;
    const Folders folders{folder.path(), arguments[2], arguments[3], arguments[4], host.parent_path().parent_path() / "plugins"};
    const std::vector<Step> steps = parse(test, folder.path());
    clean_environment(folders, host);
    std::size_t failed = 0;
    for (const Step& step : steps) failed += run(step, folders, scratch.path(), test) ? 0u : 1u;
    std::cout << steps.size() - failed << " of " << steps.size() << " commands did what was expected\n";
    return failed == 0 ? 0 : 1;
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 2;
  }
}
