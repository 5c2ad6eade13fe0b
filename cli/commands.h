#pragma once

// The commands, each with its options, help, example and what it does. Used by main, and by the tests of the options.

#include "cli/options/command_line.h"

namespace plimsoll {

Command run_command();
Command sweep_command();
Command audit_command();
Command quality_command();
Command check_command();
Command data_command();
Command init_command();
Command import_command();
Command export_command();
Command schema_command();
Command protocols_command();
Command monitor_command();
Command report_command();
Command runs_command();
Command serve_command();
Command schedule_command();
Command agent_command();
Command leak_command();
Command diff_command();
Command snapshot_command();
Command demo_command();
Command demo_target_command();

}  // namespace plimsoll
