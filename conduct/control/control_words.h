#pragma once

// The words that a person types into a control socket:
//   users 50 [LOAD]      so many users from now on, at the load's spawn rate
//   rate 200/s [LOAD]    that arrival rate from now on
//   pause, resume        nothing is started meanwhile
//   stop                 ends gracefully, with all reports
//   status               users, requests
// LOAD is a name of `loads`; without it the only load is meant. No state; any thread.

#include "conduct/control/run_control.h"

#include <string>
#include <string_view>

namespace plimsoll {

// "ok", "ok ...", or "error: ..." with what was expected.
std::string answer_to_words(std::string_view line, RunControl& control);

}  // namespace plimsoll
