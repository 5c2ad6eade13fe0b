#pragma once

// {{...}} as people write it, compiled. A column that is named is marked as used. No state; one thread a parse.

#include "core/error.h"
#include "scenarios/template_text.h"
#include "scenarios/templates/template_names.h"

#include <string_view>

namespace plimsoll {

// `escape` is how values are written in this text. Error: what is wrong within which {{...}}, with the nearest name.
Result<TemplateText> parse_template(std::string_view text, Escape escape, TemplateNames& names);

// The same of JSON: a string that is one {{...}} alone becomes the value with its type, others keep their quotes. The
// text must be JSON.
Result<TemplateText> parse_json_template(std::string_view json, TemplateNames& names);

}  // namespace plimsoll
