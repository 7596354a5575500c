// SPDX-License-Identifier: Apache-2.0
//
// Running text in lines.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ophamin::cli {

/// The words of a text in lines of at most `width` columns, each after `indent` blanks; a longer word keeps its line.
/// Line breaks of the text are kept. Ends in a newline unless the text is empty.
std::string wrapped(std::string_view text, std::size_t indent, std::size_t width);

/// A label and, from `column` on, a text; the text begins on the next line when the label is too long.
std::string hanging(std::string_view label, std::string_view text, std::size_t column, std::size_t width);

/// Up to the first full stop that ends a sentence, without it.
std::string first_sentence(std::string_view text);

/// "1 plugin", "2 plugins".
std::string counted(std::size_t count, std::string_view noun);

/// A word as a POSIX shell reads it back: quoted only where it has to be.
std::string shell_quoted(std::string_view word);

}  // namespace ophamin::cli
