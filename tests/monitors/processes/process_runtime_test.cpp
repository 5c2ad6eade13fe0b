#include "monitors/processes/process_runtime.h"

#include "tests/monitors/fake_proc.h"
#include "tests/monitors/puppet.h"

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <filesystem>

namespace plimsoll::process_runtime_test {

using test::FakeProc;

class ProcessRuntime : public testing::Test {
 protected:
  void run(const std::string& executable) {
    proc.put({.pid = 70, .command = "ray::ServeRepli"});
    std::filesystem::create_symlink(executable, proc.root().path / "70" / "exe");
  }
  std::string runtime() const { return runtime_of_process(ProcessReader(proc.root()), 70); }

  FakeProc proc;
};

TEST_F(ProcessRuntime, is_told_by_the_executable_and_not_by_the_name) {
  run("/usr/bin/python3.11");
  EXPECT_EQ(runtime(), "python");
  run("/usr/lib/jvm/java-17/bin/java");
  EXPECT_EQ(runtime(), "jvm");
  run("/opt/node-v20/bin/node");
  EXPECT_EQ(runtime(), "node");
  run("/opt/llama.cpp/bin/llama-server");
  EXPECT_EQ(runtime(), "llama.cpp");
}

TEST_F(ProcessRuntime, of_a_server_in_a_library_of_python_is_that_server) {
  run("/usr/bin/python3.11");
  proc.write("70/maps", "7f10-7f20 r-xp 00000000 08:01 13    /srv/venv/xllamacpp/xllamacpp.abi3.so\n");
  EXPECT_EQ(runtime(), "llama.cpp");
  proc.write("70/maps", "7f10-7f20 r-xp 00000000 08:01 13    /srv/xllamacpp/numpy/core.so\n");
  EXPECT_EQ(runtime(), "python");
}

TEST_F(ProcessRuntime, is_told_by_what_is_mapped_where_the_executable_embeds_it) {
  run("/opt/server");
  proc.write("70/maps",
             "7f00-7f10 r-xp 00000000 08:01 12    /opt/server\n"
             "7f10-7f20 r-xp 00000000 08:01 13    /usr/lib/jvm/lib/server/libjvm.so\n");
  EXPECT_EQ(runtime(), "jvm");
  proc.write("70/maps", "7f10-7f20 r-xp 00000000 08:01 13    /usr/lib/x86_64-linux-gnu/libpython3.11.so.1.0\n");
  EXPECT_EQ(runtime(), "python");
  proc.write("70/maps", "7f10-7f20 r-xp 00000000 08:01 13    /srv/java/libc.so.6\n");
  EXPECT_EQ(runtime(), "native");
}

TEST_F(ProcessRuntime, is_unknown_where_the_executable_may_not_be_read) {
  proc.put({.pid = 70, .command = "python"});
  EXPECT_EQ(runtime(), "");
}

TEST(ProcessRuntimeOfReal, program_of_ours_is_native_whatever_it_calls_itself) {
  test::Puppet service([](test::Stage& stage) {
    prctl(PR_SET_NAME, "java");
    stage.answer("up");
    stage.await_cue();
  });
  service.hear();
  EXPECT_EQ(runtime_of_process(ProcessReader(), service.pid()), "native");
}

}  // namespace plimsoll::process_runtime_test
