#pragma once

// What became of .hurl files, as JUnit and as TAP. Pure functions of the trials; any thread.

#include "checking/trial.h"

#include <ostream>
#include <string>
#include <vector>

namespace plimsoll {

// "api.hurl:7:3: status 500, expected 200".
std::string sentence_of(const TrialFailure& failure, const std::string& file);

// A test suite a file, a test case an entry.
void write_trial_junit(const std::vector<Trial>& trials, std::ostream& out);

// A test a file, as Hurl's; what fails is told below it.
void write_trial_tap(const std::vector<Trial>& trials, std::ostream& out);

}  // namespace plimsoll
