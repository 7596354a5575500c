// SPDX-License-Identifier: Apache-2.0
//
// One function per command group: each adds its commands to the tree. A command parses, calls a room, and prints.
#pragma once

#include <ophamin/cli/program.hpp>

namespace ophamin::cli {

void add_run_command(Program& program);
void add_check_command(Program& program);
void add_worker_command(Program& program);
void add_plugin_commands(Program& program);
void add_component_commands(Program& program);  ///< pillar, scenario, corpus, substrate
void add_compute_command(Program& program, CLI::App& pillar);
void add_corpus_commands(Program& program, CLI::App& corpus);  ///< sample, read, verify
void add_corpus_verify_command(Program& program, CLI::App& corpus);
void add_substrate_probe_command(Program& program, CLI::App& substrate);
void add_substrate_throughput_command(Program& program, CLI::App& substrate);
void add_substrate_template_command(Program& program, CLI::App& substrate);
void add_field_commands(Program& program);
void add_proof_commands(Program& program);
void add_attest_command(Program& program, CLI::App& proof);
void add_audit_record_commands(Program& program);
void add_record_commands(Program& program);
void add_keys_commands(Program& program);  ///< keys, author
void add_lineage_commands(Program& program);
void add_version_command(Program& program);
void add_completion_command(Program& program);
void add_reference_command(Program& program);

}  // namespace ophamin::cli
