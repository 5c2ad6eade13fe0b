#pragma once

// `plimsoll leak TRACE`: judges a recorded memory trace alone. One thread.

namespace CLI {
class App;
}

namespace plimsoll {

// Adds `leak` to the program; the callback stores the process exit code in `exit_code`, which must outlive the parse.
void add_leak_command(CLI::App& app, int& exit_code);

}  // namespace plimsoll
