#include "scenarios/bodies/multipart.h"

#include <fmt/format.h>
#include <algorithm>

namespace plimsoll {
namespace {

// FNV-1a.
std::uint64_t hashed(std::uint64_t hash, std::string_view text) {
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return hash;
}

std::string boundary_for(const std::vector<FormPart>& parts) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const auto& part : parts) hash = hashed(hashed(hash, part.name), part.content);
  for (;; hash = hashed(hash, "again")) {
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
