// SPDX-License-Identifier: Apache-2.0
#include "templates.hpp"

#include <array>
#include <stdexcept>
#include <string>

#include "embedded_file.hpp"

namespace ophamin::process {
namespace {

std::string_view text_of(std::string_view name) {
  for (const auto& file : template_files()) {
    if (file.name == name) return file.text;
  }
  throw std::logic_error("no embedded template " + std::string(name));
}

}  // namespace

std::span<const sdk::Template> process_templates() {
  static const std::array kTemplates{
      sdk::Template{.variant = "python", .file = "model.py", .summary = "a model in Python, for both modes", .text = text_of("model_python"), .executable = true},
      sdk::Template{.variant = "shell", .file = "model.sh", .summary = "a tool in a shell script, for input = \"text\"", .text = text_of("model_shell"), .executable = true},
      sdk::Template{.variant = "cpp", .file = "model.cpp", .summary = "a model in C++ with Boost.JSON, for both modes", .text = text_of("model_cpp")}};
  return kTemplates;
}

std::string_view kimera_runner() { return text_of("kimera_runner"); }

std::span<const sdk::Template> kimera_templates() {
  static const std::array kTemplates{
      sdk::Template{.file = "kimera_runner.py", .summary = "what runs inside a Kimera repository", .text = kimera_runner(), .executable = true}};
  return kTemplates;
}

}  // namespace ophamin::process
