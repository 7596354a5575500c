// SPDX-License-Identifier: Apache-2.0
#include <ophamin/registry/rules.hpp>

#include <algorithm>
#include <array>

namespace ophamin::registry {
namespace {

constexpr std::array kRules{
    Rule{"OPH-ABI-1",
         "One boot symbol, a plain number (major in the high, minor in the low 16 bits), readable before any struct is "
         "touched; one `extern \"C\"` entry function that returns the constant descriptor. Nothing else is exported."},
    Rule{"OPH-ABI-2",
         "Every appendable struct that crosses begins with its own size, taken from its last field. A reader takes the "
         "smaller size, through one gate macro, and refuses a size below the published floor. Fields named `reserved` "
         "are 0."},
    Rule{"OPH-ABI-3",
         "Layout or behaviour that changes is a new major. The host takes its own major and every minor up to its own; "
         "an old plugin loads in every later minor of its major."},
    Rule{"OPH-ABI-4",
         "The descriptor says plugin id, semantic version, vendor, licence, homepage, SDK version, and lists components. A "
         "component says kind, name, revision, metadata, the schema of its parameters, whether it is deterministic, and "
         "its table of functions. Reading it does no work."},
    Rule{"OPH-ABI-5",
         "Kinds are pillar, scenario, corpus, substrate and auditor; a new kind is a new enumerator. Slots of a table are "
         "required or optional by a published list; the host fills absent optional ones."},
    Rule{"OPH-ABI-6",
         "Fixed-width numbers, 32-bit enumerations, UTF-8 text as pointer and length. No C++ type, exception, allocator, "
         "`long`, `errno`, `FILE*` or time type crosses."},
    Rule{"OPH-ABI-7",
         "Nobody frees what the other side allocated. Text and evidence go back through the host's sinks; bulk data crosses "
         "as columns. Owner and lifetime stand beside every pointer."},
    Rule{"OPH-ABI-8",
         "Functions are `noexcept`, return a status and fill the caller's fixed-size error struct. No exception crosses."},
    Rule{"OPH-ABI-9",
         "Instances are opaque, made by `create` and ended by `destroy`; one thread at a time each; several may interleave "
         "with the same results. No global mutable state."},
    Rule{"OPH-ABI-10",
         "Seeds, clocks, logging, progress, cancellation and the computing of pillars come only from the host's table of "
         "services. A plugin never prints, never exits and never touches signal handlers."},
    Rule{"OPH-ABI-11",
         "Optional abilities are asked for by name and revision; drafts need an explicit include and an explicit switch in "
         "the manifest."},
    Rule{"OPH-ABI-12",
         "A plugin needs no JSON library. Parameters arrive parsed, checked against the component's schema and defaulted, as "
         "typed values; details, state and raw output leave through typed writers."},
    Rule{"OPH-HOST-1",
         "Plugins are searched for in absolute canonical paths, never in the current folder implicitly; a file or folder "
         "that everybody may write is refused. Order: `--plugins`, the manifest's `[plugins] paths`, `OPHAMIN_PLUGIN_PATH` "
         "(ignored when privileged), the installed folder. First hit wins, and the trace can be printed."},
    Rule{"OPH-HOST-2",
         "Order of loading: file checks, symbols read without running code, digest against the lock file, a probe in a child "
         "process, then immediate, local binding. The entry symbol must belong to that very file; the same device and inode "
         "is the same plugin. Loaded plugins stay until the process ends."},
    Rule{"OPH-HOST-3",
         "A plugin registers whole or not at all, and everything wrong with it is said at once: rule, file, component, what "
         "was expected, what was found, how to mend it. Found-but-refused is never reported as not found."},
    Rule{"OPH-HOST-4",
         "A plugin id, or a kind and name, claimed twice refuses all claimants, with paths, versions and search positions, "
         "until the manifest names one. Registering the same object twice is no error."},
    Rule{"OPH-HOST-5", "One bad plugin never hides good ones; the exit code still tells."},
    Rule{"OPH-HOST-6",
         "Crashes and hangs found while probing go to a quarantine with reason, signal, last output and digest; an entry is "
         "void when the file changes."},
    Rule{"OPH-HOST-7",
         "A crash, hang, memory limit or broken promise of a plugin during a run becomes an outcome in the campaign record; "
         "the campaign goes on."},
    Rule{"OPH-HOST-8",
         "A component that says it is deterministic is held to it: it is run twice and has to give the same bits."},
    Rule{"OPH-HOST-9",
         "A lock file pins id, version and SHA-256 of each plugin; `--locked` runs exactly these. The record carries the same "
         "figures."},
};

}  // namespace

std::span<const Rule> rules() noexcept { return kRules; }

const Rule* find_rule(std::string_view id) noexcept {
  const auto* found = std::find_if(kRules.begin(), kRules.end(), [id](const Rule& rule) { return rule.id == id; });
  return found == kRules.end() ? nullptr : found;
}

}  // namespace ophamin::registry
