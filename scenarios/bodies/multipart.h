#pragma once

// The body of a multipart/form-data request. Pure; any thread.

#include "scenarios/request_template.h"

#include <string>
#include <vector>

namespace plimsoll {

struct FormPart {
  std::string name;
  std::string content;
  std::string file_name;     // of a file; "" for a plain field
  std::string content_type;  // of a file
};

// The boundary is made from the content, so that the same parts give the same bytes and it cannot occur in them.
BodySet multipart_body(const std::vector<FormPart>& parts);

}  // namespace plimsoll
