#pragma once

// One place of a JSON body held against what is expected there. Immutable; any thread.

#include "core/error.h"
#include "engine/checks/check_failure.h"
#include "engine/queries/json_body.h"
#include "scenarios/check.h"
#include "scenarios/json_path.h"

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>

namespace plimsoll {

class JsonPlaceCheck {
 public:
  static Result<JsonPlaceCheck> compile(const JsonPathCheck& check);

  // With several matches, the first that is not as expected.
  CheckFailure judge(const nlohmann::json& body) const;
  // The same by a look at that place alone. Nothing: that cannot be, so the whole body is to be judged.
  std::optional<CheckFailure> judge_unbuilt(const JsonBody& body) const;

 private:
  CheckFailure judge(std::span<const nlohmann::json* const> matches) const;
  JsonPlaceCheck(JsonPath path, JsonPathCheck::Expectation expectation)
      : path_(std::move(path)), expectation_(std::move(expectation)) {}

  JsonPath path_;
  JsonPathCheck::Expectation expectation_;
};

}  // namespace plimsoll
