#include "cli/findings.h"

#include "core/exit_codes.h"
#include "core/say.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <cstdio>

namespace plimsoll {

void print_findings(const std::vector<Finding>& findings) {
  for (const auto& finding : findings) say(stderr, "plimsoll: {}\n", one_line(finding.text()));
}

void print_warnings(const std::vector<std::string>& warnings) {
  for (const auto& warning : warnings) say(stderr, "plimsoll: warning: {}\n", one_line(warning));
}

int fail(const Error& error) {
  say(stderr, "plimsoll: {}\n", one_line(error.message));  // what was read may hold any byte
  return exit_code_of(error.kind);
}

int fail(const std::vector<Finding>& findings, ErrorKind kind) {
  print_findings(findings);
  return exit_code_of(kind);
}

}  // namespace plimsoll
