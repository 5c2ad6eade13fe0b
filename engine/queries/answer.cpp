#include "engine/queries/answer.h"

#include "scenarios/tensors/binary_tensors.h"

namespace plimsoll {

JsonBody json_body_of(const Response& response) {
  constexpr std::string_view kLowerName = "inference-header-content-length";
  const auto header = response.headers.empty() ? std::nullopt : response.header(kLowerName);
  if (!header) return JsonBody(response.body);
  const auto length = header_length_of(*header);
  auto json = length.has_value() ? json_of_binary(response.body, *length) : Result<std::string>(length.error());
  if (json.has_error()) return {"", "the binary tensors do not fit: " + json.error().message};
  return {*std::move(json), ""};
}

}  // namespace plimsoll
