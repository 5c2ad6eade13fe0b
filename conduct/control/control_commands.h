#pragma once

// The commands that change a run while it goes on, as text:
//   users 50 [LOAD]      so many users from now on, at the load's spawn rate
//   rate 200/s [LOAD]    that arrival rate from now on
//   pause, resume        nothing is started meanwhile
//   stop                 ends gracefully, with all reports
//   status               users, requests
// LOAD is a name of `loads`; without it the only load is meant. No state; any thread.

#include "engine/engine.h"
#include "scenarios/scenario.h"

#include <string>
#include <string_view>

namespace plimsoll {

// "ok", "ok ...", or "error: ..." with what was expected.
std::string obey(std::string_view line, const Scenario& scenario, Engine& engine);

}  // namespace plimsoll
