#include "cli/commands.h"
#include "cli/findings.h"
#include "core/json/json.h"
#include "core/json/json_archive.h"
#include "core/nearest_name.h"
#include "core/say.h"
#include "scenarios/protocols/protocol_list.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plimsoll {
namespace {

// What is told of one, in order: words and value.
std::vector<std::pair<std::string, std::string>> facts_of(const Protocol& protocol) {
  std::vector<std::pair<std::string, std::string>> facts;
  const auto tell = [&](std::string name, std::string value) {
    if (!value.empty()) facts.emplace_back(std::move(name), std::move(value));
  };
  tell("port", fmt::format("{}", protocol.port));
  tell("predictions", fmt::format("POST {}", protocol.path));
  tell("ready", protocol.ready.empty()
                    ? "a prediction that is answered well"
                    : fmt::format("GET {}, then a prediction that is answered well", protocol.ready));
  tell("live", protocol.live.empty() ? "" : fmt::format("GET {}", protocol.live));
  tell("metadata", protocol.metadata.empty() ? fmt::format("none: {}", protocol.no_metadata)
                                             : fmt::format("GET {}", protocol.metadata));
  tell("metrics", std::string(protocol.metrics));
  tell("formats", fmt::format("{}", fmt::join(protocol.formats, ", ")));
  std::string options;
  if (protocol.needs_model) options += "model (needed), version, ";
  if (protocol.has_binary) options += "binary: true, ";
  if (protocol.has_stream) options += "stream: true, ";
  if (!is_without(protocol, "key"))
    options += protocol.needs_key ? "key (needed unless the input is an object), " : "key, ";
  tell("options", options + "parameters");
  tell("errors at", fmt::format("{}", fmt::join(protocol.error_at, ", ")));
  tell("errors in a 200", fmt::format("{}", fmt::join(protocol.error_in_200, ", ")));
  return facts;
}

std::string status_words(const ErrorSign& sign) {
  std::string words = sign.status == 0 ? "any status" : fmt::format("{}", sign.status);
  if (!sign.contains.empty()) words += fmt::format(" with \"{}\"", sign.contains);
  return words;
}

std::string example_of(const Protocol& protocol, std::string_view indent) {
  std::string text = fmt::format("{}target: http://127.0.0.1:{}\n", indent, protocol.port);
  for (const auto line : protocol.example) text += fmt::format("{}{}\n", indent, line);
  return text;
}

void print_one(const Protocol& protocol) {
  say("{}: {}\n{}\n\n", protocol.name, protocol.title, protocol.summary);
  for (const auto& [name, value] : facts_of(protocol)) say("  {:<16} {}\n", name, value);
  say("\n{}\n", example_of(protocol, "  "));
  if (!protocol.errors.empty()) say("Errors in words of their own:\n");
  for (const auto& sign : protocol.errors) say("  {}: {}\n", status_words(sign), sign.words);
  if (!protocol.errors.empty()) say("\n");
  say("Of real servers:\n");
  for (const auto remark : protocol.remarks) say("  - {}\n", remark);
}

Json json_of(const Protocol& protocol) {
  Json json;
  json["name"] = protocol.name;
  json["title"] = protocol.title;
  json["summary"] = protocol.summary;
  json["port"] = protocol.port;
  json["path"] = protocol.path;
  for (const auto& [name, value] : {std::pair{"ready", protocol.ready}, std::pair{"live", protocol.live},
                                    std::pair{"metadata", protocol.metadata}, std::pair{"metrics", protocol.metrics}})
    if (!value.empty()) json[name] = value;
  json["formats"] = Json::array();
  for (const auto format : protocol.formats) json["formats"].push_back(format);
  json["needs_model"] = protocol.needs_model;
  json["binary"] = protocol.has_binary;
  json["stream"] = protocol.has_stream;
  json["example"] = example_of(protocol, "");
  json["errors"] = Json::array();
  for (const auto& sign : protocol.errors) {
    Json one;
    if (sign.status > 0) one["status"] = sign.status;
    if (!sign.contains.empty()) one["contains"] = sign.contains;
    one["words"] = sign.words;
    json["errors"].push_back(std::move(one));
  }
  json["remarks"] = Json::array();
  for (const auto remark : protocol.remarks) json["remarks"].push_back(remark);
  return json;
}

void print_all() {
  for (const auto& protocol : protocols()) {
    say("{:<20} {}: {}\n", protocol.name, protocol.title, protocol.summary);
    for (const auto line : protocol.example) say("    {}\n", line);
  }
  say("\nplimsoll protocols NAME tells of one what it sends, how it fails and what real servers do.\n");
}

int tell_protocols(const GivenOptions& given) {
  const auto name = given.text("NAME");
  const bool as_json = given.has("--json");
  if (!name) {
    if (!as_json) print_all();
    if (as_json) {
      auto list = Json::array();
      for (const auto& protocol : protocols()) list.push_back(json_of(protocol));
      say("{}\n", to_text(list, {2}));
    }
    return 0;
  }
  const auto* protocol = find_protocol(*name);
  if (protocol == nullptr) {
    std::vector<std::string_view> names;
    for (const auto& one : protocols()) names.push_back(one.name);
    return fail(
        Error{ErrorKind::usage, fmt::format("there is no protocol \"{}\"{}", *name, name_advice(*name, names))});
  }
  if (as_json)
    say("{}\n", to_text(json_of(*protocol), {2}));
  else
    print_one(*protocol);
  return 0;
}

}  // namespace

Command protocols_command() {
  return {"protocols",
          "The protocols of predictions that a scenario may name, with an example of each; one in full",
          {{"NAME", "", "One of them, in full", "Options", OptionForm::text, "", true},
           {"--json", "", "As JSON", "Options", OptionForm::flag}},
          "Examples:\n  plimsoll protocols kserve_v2\n  plimsoll check soak.yaml --expand",
          tell_protocols};
}

}  // namespace plimsoll
