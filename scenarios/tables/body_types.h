#pragma once

// How the body of a request is written: json, text, file, form or multipart. Immutable; any thread.

#include "scenarios/fields/value_type.h"
#include "scenarios/header_list.h"
#include "scenarios/request_template.h"

namespace plimsoll {

// Each reads the files that it names; their sizes count towards the bound on all bodies.
ValueType<BodySet> json_body_type();
ValueType<BodySet> text_body_type();
ValueType<BodySet> file_body_type();
ValueType<BodySet> form_body_type();
ValueType<BodySet> base64_body_type();
ValueType<BodySet> multipart_body_type();

// Names with text or lists of text: the fields of a form, the query of a URL.
ValueType<std::vector<Header>> pairs_type();

}  // namespace plimsoll
