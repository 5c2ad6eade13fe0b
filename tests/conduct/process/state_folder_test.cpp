// What runs leave in the state folder: bounded, but for those that go on.

#include "conduct/process/state_folder.h"

#include "conduct/control/control_socket.h"
#include "tests/conduct/control/fake_load.h"
#include "tests/support/temp_folder.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace plimsoll::state_folder_test {

using test::TempFolder;

TEST(StateFolder, keeps_the_newest_logs_and_those_of_runs_that_go_on) {
  const TempFolder folder;
  const auto has = [&](const std::string& name) { return std::filesystem::exists(folder.path() / name); };
  folder.write("audit.log", "{}");
  for (const std::string id : {"20260101-010101-0001", "20260102-010101-0001", "20260103-010101-0001"}) {
    folder.write(id + ".log", "said");
    folder.write(id + "/target.log", "wrote");
  }
  FakeRun run;
  std::optional control(ControlSocket::open(folder.path() / "20260101-010101-0001.control").value());
  control->start(run.control);
  keep_few_run_logs(folder.path(), 1);
  EXPECT_TRUE(has("20260101-010101-0001.log")) << "it goes on";
  EXPECT_FALSE(has("20260102-010101-0001.log"));
  EXPECT_FALSE(has("20260102-010101-0001"));
  EXPECT_TRUE(has("20260103-010101-0001/target.log"));
  EXPECT_TRUE(has("audit.log"));
  control.reset();
  keep_few_run_logs(folder.path(), 1);
  EXPECT_FALSE(has("20260101-010101-0001.log"));
}

}  // namespace plimsoll::state_folder_test
