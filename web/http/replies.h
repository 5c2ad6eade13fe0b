#pragma once

// The answers of the API: JSON, and errors in one form. Pure functions; any thread.

#include "core/error.h"
#include "core/http/http_server.h"
#include "scenarios/finding.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

HttpReply json_reply(const nlohmann::ordered_json& json, int status = 200);
HttpReply text_reply(std::string body, std::string_view content_type);

// {"error": {"message": "...", "findings": [...]}}
HttpReply problem_reply(int status, std::string_view message, const std::vector<Finding>& findings = {});
// What the asker can mend is 400; what is not there any more, or not yet, 409; our own fault 500.
HttpReply problem_reply(const Error& error);

// {"place", "line", "column", "message", "kind"}: line and column where the place has them.
nlohmann::ordered_json finding_json(const Finding& finding, std::string_view kind);

}  // namespace plimsoll
