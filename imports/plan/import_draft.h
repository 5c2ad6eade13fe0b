#pragma once

// What an importer found, before it is written as a scenario: requests as they were, and what a scenario has no place
// for. Texts are as they are meant; only a reference() becomes ${NAME}. Owned by one import; one thread.

#include "core/error.h"
#include "imports/plan/numbered_names.h"
#include "scenarios/header_list.h"

#include <cstddef>
#include <functional>
#include <iosfwd>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plimsoll {

struct FormField {
  std::string name;
  std::string value;  // or the path of a file
  bool is_file = false;
};

struct ImportedBody {
  enum class Kind { none, json, text, form, multipart, file };
  Kind kind = Kind::none;
  std::string text;               // of json and text; of a file, its path as it was written
  std::vector<FormField> fields;  // of form and multipart
  std::string content_type;       // empty: that of its kind
};

struct ImportedRequest {
  std::string place;  // where it was found: "curl.txt:3"
  std::string name;   // empty: made of method and path
  std::string method = "GET";
  std::string origin;  // "https://api.test:8443"; empty: that of the others
  std::string path = "/";
  std::vector<Header> query;  // not yet in the path, not encoded
  std::vector<Header> headers;
  ImportedBody body;
  std::string expected_status;        // "200", "2xx", "[200, 201]"; empty: below 400
  std::vector<Header> expected_json;  // JSON path, and the JSON that is there; empty: it exists
  std::string comment;                // after its name; empty: none
  std::string expected_time;          // the longest response time: "500ms"
  std::string timeout;
  std::string redirects;  // "5"; empty: none are followed
  std::string retry;      // "{on: [503], at_most: 3}"; empty: it is sent once
  std::string auth;       // "{token: {run: ...}}", with references; empty: none
  // Instead of method, path, body and what is expected, as YAML: "{name: kserve_v2, model: iris}", "random".
  std::string protocol, predict;
  double weight = 1;
  std::string task;      // requests in a row of one task are its steps; empty: each is a task
  double instant_s = 0;  // when it was sent, of a timed log: seconds of any epoch
};

// What it takes in memory, nearly.
std::size_t bytes_of(const ImportedRequest& request);

struct LeftOut {
  std::string place;
  std::string what;
};

struct ImportedFile {
  std::string name;  // below the scenario's folder
  std::string content;
  // What follows it, of a file that is too large to be kept; null: nothing.
  std::function<Result<>(std::ostream&)> rest{};
};

// $(command) of a shell: a reference stands for what it gives.
struct SubstitutedCommand {
  std::string place;
  std::string words;
  std::string reference;
  std::size_t uses = 0;
  std::size_t said = 0;  // of these, as `auth` of a request
};

struct ImportDraft {
  std::string source;                                     // name of the file that is imported: "curl.txt"
  std::string format;                                     // as people call it: "curl commands"
  std::string name;                                       // of the scenario
  std::string fallback_target = "http://127.0.0.1:8000";  // where no request has an origin
  std::vector<Header> headers;                            // of every request
  std::vector<ImportedRequest> requests;
  std::vector<Header> tls;  // keys of target.tls
  bool keep_alive = true;
  std::vector<Header> resolve;  // "HOST:PORT", and its addresses with commas between
  std::string base_path;        // below any target that is given instead
  bool guessed_target = false;
  std::string bodies_folder = "scenario-bodies";
  std::string connect_timeout;
  bool cookies = false;                  // each user keeps those of its answers
  std::vector<std::string> cookie_jars;  // files that a client kept them in
  std::vector<SubstitutedCommand> shell_commands;
  std::string load = "{users: 5, spawn_rate: 1/s, wait: 1s..3s, duration: 5m, warmup: 30s}";
  std::vector<std::string> load_lines;             // instead: lines below `load:`
  std::vector<std::string> thresholds;             // as a scenario writes them
  std::map<std::string, std::string> variables;    // of the environment: name, and what it is for
  std::map<std::string, std::string> variable_of;  // the value that a variable stands for: its name
  NumberedNames variable_names;
  std::vector<LeftOut> left_out;
  std::vector<ImportedFile> files;

  void leave_out(std::string place, std::string what) { left_out.push_back({std::move(place), std::move(what)}); }

  // Stands for ${NAME} in any text. Equal values get one name; another value never gets the name of a first.
  std::string reference(std::string_view wanted, const std::string& value, const std::string& purpose);
};

// U+FDD0 and U+FDD1 are no characters, and what follows is drawn anew by each process: no text that is imported can
// hold a reference.
inline const std::string kReferenceBegin = "\xEF\xB7\x90" + std::to_string(std::random_device{}()) + ":";
inline const std::string kReferenceEnd = "\xEF\xB7\x91";

// Around a template of the scenario, in the same way: what stands between them becomes {{...}}.
inline const std::string kTemplateBegin = "\xEF\xB7\x92" + kReferenceBegin.substr(3);
inline const std::string kTemplateEnd = "\xEF\xB7\x93";
inline const std::string kTemplateBlank = "\xEF\xB7\x94" + kReferenceBegin.substr(3);  // an address holds none
std::string template_of(std::string_view words);

// Of either.
inline bool has_reference(std::string_view text) {
  return text.find(kReferenceBegin) != std::string_view::npos || text.find(kTemplateBegin) != std::string_view::npos;
}

}  // namespace plimsoll
