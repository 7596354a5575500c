// SPDX-License-Identifier: Apache-2.0
#include "walk_progress.hpp"

#include <unistd.h>

#include <fmt/format.h>

#include <ophamin/records/number_text.hpp>
#include <ophamin/reporting/campaign_report.hpp>
#include <ophamin/reporting/table.hpp>

#include "progress_text.hpp"

namespace ophamin::cli {
namespace {

constexpr std::chrono::milliseconds kPause{100};

}  // namespace

WalkProgress::WalkProgress(Console& console, std::string_view what, bool quiet)
    : console_(console), what_(what), shown_(console.may_redraw && !quiet) {}

WalkProgress::~WalkProgress() { finish(); }

void WalkProgress::update(std::size_t count, double share) {
  if (!shown_) return;
  const Clock::time_point now = Clock::now();
  if (drawn_ && now - drawn_at_ < kPause) return;
  drawn_ = true;
  drawn_at_ = now;
  const std::size_t width = terminal_width(STDERR_FILENO, 80) - 1;
  const std::string line =
      fmt::format("{}: {} files  {} {}  {}", what_, records::with_thousands(static_cast<std::int64_t>(count)),
                  progress_bar(share, width), progress_percent(share),
                  reporting::duration_text(std::chrono::duration<double>(now - begin_).count()));
  console_.err << "\r\x1b[K" << reporting::truncate(line, width) << std::flush;
}

void WalkProgress::finish() {
  if (drawn_) console_.err << "\r\x1b[K" << std::flush;
  shown_ = drawn_ = false;
}

}  // namespace ophamin::cli
