// An answer of binary tensors, whose first byte is the length of its JSON, or whose JSON ends with its last brace:
// reading it never crashes and takes no more than is there; what it becomes is the same when it is read again; the look
// for numbers that are none never reads beyond the text. The same bytes as a model's metadata: of which kind the second
// byte chooses, seldom YAML, which takes ten times as long as all the rest.

#include "engine/checks/finite_check.h"
#include "engine/queries/answer.h"
#include "scenarios/protocols/model_metadata.h"
#include "scenarios/tensors/binary_tensors.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

std::vector<plimsoll::FiniteJudge> compiled() {
  std::vector<plimsoll::FiniteJudge> judges;
  for (const auto* place : {"$", "$.outputs", "$.outputs[*].data", "$.a[1].b"}) {
    auto judge = plimsoll::FiniteJudge::compile({place});
    if (judge.has_error()) std::abort();
    judges.push_back(*std::move(judge));
  }
  return judges;
}

void look_for_numbers(const std::string& body) {
  static const auto kJudges = compiled();
  static plimsoll::Response response;
  response.status = 200;
  response.body = body;
  for (const auto& judge : kJudges) {
    plimsoll::Answer answer(response, plimsoll::Instant{});
    const auto failure = judge.judge(answer);
    if (failure.kind != plimsoll::FailureKind::none && failure.message.empty()) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view body(reinterpret_cast<const char*>(data) + 2, size - 2);
  const std::uint64_t length = data[1] < 128 ? data[0] : body.rfind('}') + 1;
  const auto kind = data[1] % 16;
  const auto made = plimsoll::json_of_binary(body, length);
  if (made.has_value()) {
    const auto again = plimsoll::json_of_binary(body, length);
    if (again.has_error() || *again != *made) std::abort();
    look_for_numbers(*made);
  } else if (made.error().message.empty()) {
    std::abort();
  }
  look_for_numbers(std::string(body));
  if (kind == 0)
    static_cast<void>(plimsoll::read_mlmodel(body));
  else if (kind < 6)
    static_cast<void>(plimsoll::read_signature_def(body));
  else
    static_cast<void>(plimsoll::read_v2_metadata(body));
  return 0;
}
