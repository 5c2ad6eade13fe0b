#pragma once

// The subcommands: each adds itself to the program with its options, help and example; when chosen, it does its work
// and leaves the process exit code in `exit_code`. Called by main only.

namespace CLI {
class App;
}

namespace plimsoll {

void add_run_command(CLI::App& app, int& exit_code);
void add_check_command(CLI::App& app, int& exit_code);
void add_init_command(CLI::App& app, int& exit_code);
void add_schema_command(CLI::App& app, int& exit_code);
void add_monitor_command(CLI::App& app, int& exit_code);
void add_report_command(CLI::App& app, int& exit_code);
void add_agent_command(CLI::App& app, int& exit_code);
void add_demo_command(CLI::App& app, int& exit_code);
void add_demo_target_command(CLI::App& app, int& exit_code);

}  // namespace plimsoll
