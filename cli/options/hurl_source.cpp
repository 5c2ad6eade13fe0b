#include "cli/options/hurl_source.h"

#include "scenarios/bodies/file_reading.h"
#include "scenarios/hurl/hurl_parsing.h"
#include "scenarios/hurl/hurl_variables.h"

#include <unistd.h>

#include <string_view>
#include <utility>

namespace plimsoll {

bool is_hurl_file(const std::string& name) { return name.ends_with(".hurl"); }

HurlSource load_hurl(const std::string& name) {
  constexpr std::uint64_t kMostBytes = 16ULL << 20;
  HurlSource source;
  auto text = read_file({name, name}, kMostBytes);
  if (text.has_error()) {
    source.findings.push_back({"", "", text.error().message});
    return source;
  }
  auto parse = parse_hurl(*text);
  source.findings = findings_of(parse, name);
  if (source.findings.empty()) source.file = std::move(parse.file);
  return source;
}

HurlVariables hurl_variables(const GivenOptions& given, std::vector<Finding>& findings) {
  constexpr std::string_view kPrefix = "HURL_VARIABLE_";
  HurlVariables variables;
  for (char** entry = environ; *entry != nullptr; ++entry)
    if (const std::string_view text = *entry; text.starts_with(kPrefix))
      static_cast<void>(add_variable(text.substr(kPrefix.size()), variables));
  const auto keep = [&](const Result<>& added, std::string_view option) {
    if (added.has_error())
      findings.push_back({given.place(option), "", added.error().message, added.error().kind == ErrorKind::usage});
  };
  if (const auto file = given.text("--variables-file"))
    keep(add_variables_of_file(*file, variables), "--variables-file");
  for (const auto& assignment : given.list("--variable")) keep(add_variable(assignment, variables), "--variable");
  return variables;
}

}  // namespace plimsoll
