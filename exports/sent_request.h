#pragma once

// Each request of a scenario as it would be sent first, by the very code that sends it: what formats that know no rows
// and no numbers can say of it. Values; one thread.

#include "core/error.h"
#include "exports/export_draft.h"
#include "scenarios/flow.h"
#include "scenarios/load.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

// One field of a multipart form.
struct SentPart {
  std::string name;
  std::string content;
  std::string file_name;  // of a file
  std::string content_type;
};
// Nothing: it is no such form.
std::optional<std::vector<SentPart>> parts_of(std::string_view content_type, std::string_view body);

struct SentRequest {
  std::string place;  // "requests[0]"
  std::string name;
  const RequestTemplate* source = nullptr;
  std::string method;
  std::string url;                          // whole
  std::vector<Header> headers;              // but those that every client sets by itself, the content type last
  std::shared_ptr<const std::string> body;  // null: none
  std::optional<std::string> body_file;     // that holds it
  std::optional<std::string> user;          // of Basic credentials with a variable in them: "user:password"
  const StepFlow* flow = nullptr;           // of its template; null: it is sent once
  std::optional<Wait> pause;                // before it, after the step in front of it

  bool has_header_named(std::string_view header) const { return has_header(headers, header); }
  std::optional<std::vector<SentPart>> parts() const {
    return body ? parts_of(source->bodies.content_type, *body) : std::nullopt;
  }
};

// Those of the scenario in the order in which one user sends them: before_all, login, the tasks, after_all.
struct SentRequests {
  std::shared_ptr<const Scenario> ordered;  // that they refer to
  std::vector<SentRequest> list;
};

// Captured values are there as their names. What is not of one request as it stands (further bodies, values of {{...}},
// faults) is left unsaid in the draft. Error: a feeder that cannot be read.
Result<SentRequests> requests_as_sent(ExportDraft& draft);

}  // namespace plimsoll
