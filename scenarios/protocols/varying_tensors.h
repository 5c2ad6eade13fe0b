#pragma once

// Bodies of V2 whose values are filled in anew for each request, held against the columns that they come from: text
// does not go into a tensor of numbers. Pure; any thread.

#include "scenarios/feeder.h"
#include "scenarios/template_text.h"

#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

// `body` is what `text` was compiled of. `is_guessed`: nobody has said the datatypes yet, so that only a tensor with
// numbers beside the text is known to be wrong. Empty: nothing is wrong.
std::string trouble_of_varying_tensors(std::string_view body, const TemplateText& text,
                                       const std::vector<Feeder>& feeders, bool is_guessed);

}  // namespace plimsoll
