#include "scenarios/document/environment_values.h"

#include "core/http/secret_names.h"
#include "scenarios/document/document_path.h"
#include "scenarios/permissions.h"

#include <fmt/format.h>
#include <cstdlib>
#include <utility>

namespace plimsoll {
namespace {

bool is_name(std::string_view name) {
  if (name.empty() || (name.front() >= '0' && name.front() <= '9')) return false;
  return name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") ==
         std::string_view::npos;
}

struct Reading {
  const Environment& environment;
  FindingLog& log;
  std::vector<std::string> secrets{};
};

// What stands for ${inside}; a finding if there is nothing.
std::string value_of(std::string_view inside, const YamlNode& node, const std::string& path, Reading& reading) {
  const auto dash = inside.find(":-");
  const auto name = std::string(inside.substr(0, dash));
  if (!is_name(name)) {
    reading.log.add(node.line, path,
                    fmt::format(R"(expected the name of an environment variable in "${{{}}}"; text that is meant )"
                                R"(as it stands is written "$${{...}}")",
                                inside));
    return "";
  }
  if (!reading.environment) {
    reading.log.add(node.line, path, std::string(kNoEnvironment));
    return "";
  }
  auto value = reading.environment(name);
  if (value && (!value->empty() || dash == std::string_view::npos)) {
    reading.log.keep_secret(*value);
    if (is_secret_variable(name) || looks_secret(*value)) reading.secrets.push_back(*value);
    return *std::move(value);
  }
  if (dash != std::string_view::npos) return std::string(inside.substr(dash + 2));
  reading.log.add(node.line, path,
                  fmt::format("the environment variable {0} is not set: set it, or write ${{{0}:-default}}", name));
  return "";
}

void replace_in(YamlNode& node, const std::string& path, Reading& reading) {
  std::string text;
  std::string_view rest = node.written;
  for (auto at = rest.find("${"); at != std::string_view::npos; at = rest.find("${")) {
    const bool escaped = at > 0 && rest[at - 1] == '$';
    if (escaped) {
      text += rest.substr(0, at - 1);
      text += "${";
      rest.remove_prefix(at + 2);
      continue;
    }
    const auto end = rest.find('}', at);
    if (end == std::string_view::npos) {
      reading.log.add(node.line, path, R"("${" without its "}"; text that is meant as it stands is written "$${")");
      return;
    }
    text += rest.substr(0, at);
    text += value_of(rest.substr(at + 2, end - at - 2), node, path, reading);
    rest.remove_prefix(end + 1);
  }
  node.text = text.append(rest);
}

void read_node(YamlNode& node, const std::string& path, Reading& reading) {
  if (node.literal) return;
  if (node.is_scalar() && node.written.find("${") != std::string::npos) replace_in(node, path, reading);
  for (std::size_t i = 0; i < node.items.size(); ++i)
    read_node(node.items[i], node.is_map() ? path_to_key(path, node.keys[i].text) : path_to_item(path, i), reading);
}

}  // namespace

std::vector<std::string> read_environment(YamlNode& root, const Environment& environment, FindingLog& log) {
  Reading reading{environment, log};
  read_node(root, "", reading);
  return std::move(reading.secrets);
}

}  // namespace plimsoll
