#pragma once

// What a verdict must be, as tests/data/leak-traces says it. Owned by the tests; one thread.

#include "record/leak_verdict.h"

#include <nlohmann/json.hpp>

#include <functional>
#include <string>

namespace plimsoll {

nlohmann::json read_json(const std::string& file);

// Every verdict, number and sentence; the test is told of each that differs.
void expect_equal(const LeakVerdict& verdict, const nlohmann::json& expected);

// After an intended change of the method, with UPDATE_GOLDEN=1: writes what each trace of the file is judged as now.
// Whether it did.
bool update_expected(const std::string& file, const std::function<LeakVerdict(const std::string& name)>& judge);

// Relative within 1e-4, or within 1e-9.
bool near_enough(double got, double expected);

}  // namespace plimsoll
