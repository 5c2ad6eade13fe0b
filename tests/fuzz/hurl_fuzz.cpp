// Any bytes as a .hurl file: a tree, or faults that each have a place and a message. What was read is compiled, and
// asked of an answer that is made of the same bytes.

#include "engine/checks/query_check.h"
#include "engine/queries/compiled_query.h"
#include "scenarios/document/yaml_loader.h"
#include "scenarios/hurl/hurl_parsing.h"
#include "scenarios/hurl/hurl_scenario.h"
#include "scenarios/reading/parse.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

void demand(bool holds) {
  if (!holds) std::abort();
}

void ask(const plimsoll::HurlResponse& expected, plimsoll::Answer& answer) {
  for (const auto& capture : expected.captures) {
    const auto query = plimsoll::CompiledQuery::compile(capture.query);
    if (query.has_value()) static_cast<void>(query->find(answer));
  }
  for (const auto& one : expected.asserts) {
    const auto check = plimsoll::CompiledQueryCheck::compile(one.check);
    if (check.has_value()) static_cast<void>(check->judge(answer));
  }
}

// It is refused, or a scenario that can be read.
void make_a_load(const plimsoll::HurlFile& file) {
  plimsoll::HurlLoadInput input;
  input.file_name = "a.hurl";
  input.leaves_unknown = true;
  input.may_read_files = false;
  const auto made = plimsoll::scenario_of_hurl(file, input);
  demand(made.findings.empty() != made.text.empty());
  if (made.text.empty()) return;
  demand(plimsoll::load_yaml(made.text).root.has_value());
  plimsoll::ParseInput parse;
  parse.text = made.text;
  parse.file_name = "a.hurl";
  parse.allowed = {false, false, false};
  for (const auto& finding : plimsoll::parse_scenario(parse).findings)
    demand(!made.in_file(finding.place, "a.hurl").empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto parse = plimsoll::parse_hurl(text);
  for (const auto& fault : parse.faults)
    demand(fault.place.line > 0 && fault.place.column > 0 && !fault.message.empty());
  plimsoll::Response response;
  response.status = 200;
  response.body = text;
  response.headers = "set-cookie: a=b; Expires=Wed, 13 Jan 2021 22:23:01 GMT\r\n";
  plimsoll::Answer answer(response, response.sent);
  for (const auto& entry : parse.file.entries)
    if (entry.response) ask(*entry.response, answer);
  if (parse.faults.empty() && !parse.file.entries.empty()) make_a_load(parse.file);
  return 0;
}
