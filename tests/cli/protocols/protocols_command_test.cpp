// The protocols told, and a scenario with what its protocols stand for.

#include "scenarios/protocols/protocol_list.h"
#include "tests/support/child_process.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace plimsoll::test::protocols_command_test {

using testing::HasSubstr;
using testing::Not;

TEST(ProtocolsCommand, lists_all_and_tells_one_in_full) {
  const auto all = run_process({PLIMSOLL_BINARY, "protocols"});
  EXPECT_EQ(all.exit_code, 0);
  for (const auto& protocol : protocols()) EXPECT_THAT(all.out, HasSubstr(std::string(protocol.name) + " "));
  const auto one = run_process({PLIMSOLL_BINARY, "protocols", "torchserve"});
  EXPECT_EQ(one.exit_code, 0);
  EXPECT_THAT(one.out, HasSubstr("POST /predictions/{model}"));
  EXPECT_THAT(one.out, HasSubstr("the handler raised"));
  const auto none = run_process({PLIMSOLL_BINARY, "protocols", "torchserv"});
  EXPECT_EQ(none.exit_code, 64);
  EXPECT_THAT(none.err, HasSubstr("did you mean \"torchserve\"?"));
}

TEST(ProtocolsCommand, tells_all_as_json) {
  const auto told = nlohmann::json::parse(run_process({PLIMSOLL_BINARY, "protocols", "--json"}).out);
  ASSERT_EQ(told.size(), protocols().size());
  for (const auto& one : told) EXPECT_THAT(one["example"].get<std::string>(), HasSubstr("target: http://127.0.0.1:"));
  EXPECT_EQ(nlohmann::json::parse(run_process({PLIMSOLL_BINARY, "protocols", "mlflow", "--json"}).out)["port"], 5000);
}

// What is printed means the same by itself.
TEST(CheckExpand, prints_a_scenario_that_needs_no_protocol) {
  const TempFolder folder;
  const auto file =
      folder.write("a.yaml",
                   "name: a\ntarget: http://127.0.0.1:9\nprotocol: {name: kserve_v2, model: iris}\n"
                   "requests:\n  - name: p\n    predict: {input: [[1, 2]], input_name: x, datatype: FP32}\n");
  const auto checked = run_process({PLIMSOLL_BINARY, "check", file.string(), "--expand"});
  EXPECT_EQ(checked.exit_code, 0) << checked.err;
  const auto text = checked.out.substr(checked.out.find('\n') + 1);
  EXPECT_THAT(text, HasSubstr("post: /v2/models/iris/infer"));
  EXPECT_THAT(text, HasSubstr(R"("datatype":"FP32","data":[1,2])"));
  EXPECT_THAT(text, Not(HasSubstr("predict:")));
  const auto again = folder.write("b.yaml", text);
  const auto plain = run_process({PLIMSOLL_BINARY, "check", again.string(), "--expand"});
  EXPECT_EQ(plain.exit_code, 0) << plain.err;
  EXPECT_THAT(plain.out, HasSubstr("datatype"));
}

}  // namespace plimsoll::test::protocols_command_test
