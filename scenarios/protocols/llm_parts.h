#pragma once

// What the protocols of language models have in common: what is asked for as messages or text, one body each, and what
// a good answer has. Pure functions; any thread.

#include "core/error.h"
#include "scenarios/protocols/protocol.h"

#include <nlohmann/json_fwd.hpp>
#include <string_view>
#include <vector>

namespace plimsoll {

inline constexpr std::string_view kOneEach = "batch: each is a body of its own here: remove this";

using MakeLlmBody = Result<nlohmann::ordered_json> (*)(const PredictPlan& plan, const nlohmann::ordered_json& asked);

// JSON turns into nearly anything: it says itself that it is the value.
Result<nlohmann::ordered_json> made_body(nlohmann::ordered_json body);

// One body a thing that is asked, with the parameters of the scenario. Error: tensors and rows are none.
Result<PredictBodies> bodies_of_each(const PredictPlan& plan, MakeLlmBody make);

// A text is a message of the user; a list, or a {{...}} that stands for one, is all messages; an object is one of them.
// Error: it is none of these.
Result<nlohmann::ordered_json> messages_of(const PredictPlan& plan, const nlohmann::ordered_json& asked);

// What was asked is none of what is `wanted`: "message of a chat".
Error refused_input(const nlohmann::ordered_json& asked, std::string_view wanted);

// With the model, where the scenario names one.
nlohmann::ordered_json begun_body(const PredictPlan& plan);
// Error: it names none, and has to.
Result<> look_for_model(const PredictPlan& plan);

// What goes into one body together, of protocols that take several texts.
Result<std::vector<nlohmann::ordered_json>> texts_together(const PredictPlan& plan);

// 200, and of a whole answer a value of that type at that place.
nlohmann::ordered_json with_place(const PredictPlan& plan, const char* place, const char* type);
// The form of its stream, and more time than other requests have.
nlohmann::ordered_json more_of_stream(const PredictPlan& plan, const char* form);
nlohmann::ordered_json sse_answer(const PredictPlan& plan);

Protocol language_model(std::string_view name, std::string_view title, int port, std::string_view summary);

}  // namespace plimsoll
