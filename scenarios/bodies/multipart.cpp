#include "scenarios/bodies/multipart.h"

#include "core/stable_hash.h"

#include <fmt/format.h>
#include <algorithm>

namespace plimsoll {
namespace {

std::string boundary_for(const std::vector<FormPart>& parts) {
  auto hash = kStableHashStart;
  for (const auto& part : parts) hash = stable_hash(part.content, stable_hash(part.name, hash));
  for (;; hash = stable_hash("again", hash)) {
    auto boundary = fmt::format("plimsoll-{:016x}", hash);
    const bool occurs = std::any_of(parts.begin(), parts.end(), [&](const FormPart& part) {
      return part.content.find(boundary) != std::string::npos;
    });
    if (!occurs) return boundary;
  }
}

// As browsers do it.
std::string in_quotes(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"')
      quoted += "%22";
    else if (c == '\r')
      quoted += "%0D";
    else if (c == '\n')
      quoted += "%0A";
    else
      quoted += c;
  }
  return quoted + '"';
}

}  // namespace

BodySet multipart_body(const std::vector<FormPart>& parts) {
  const auto boundary = boundary_for(parts);
  std::string body;
  for (const auto& part : parts) {
    body += "--" + boundary + "\r\nContent-Disposition: form-data; name=" + in_quotes(part.name);
    if (!part.file_name.empty())
      body += "; filename=" + in_quotes(part.file_name) + "\r\nContent-Type: " + part.content_type;
    body += "\r\n\r\n" + part.content + "\r\n";
  }
  body += "--" + boundary + "--\r\n";

  BodySet bodies;
  bodies.content_type = "multipart/form-data; boundary=" + boundary;
  bodies.payloads.push_back(std::make_shared<const std::string>(std::move(body)));
  bodies.labels.emplace_back("inline");
  return bodies;
}

}  // namespace plimsoll
