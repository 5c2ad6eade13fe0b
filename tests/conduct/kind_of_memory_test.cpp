// A real process that leaks in one kind of memory, watched for minutes of virtual time: what the record and the
// terminal say of it.

#include "conduct/interrupts.h"
#include "conduct/monitor_session.h"
#include "reports/console.h"
#include "reports/markdown.h"
#include "reports/words/mapping_words.h"
#include "tests/support/temp_folder.h"
#include "tests/support/virtual_time.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <memory>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>

namespace plimsoll::kind_of_memory_test {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// Python that runs `step` for each line that it is given. Killed where a test ends.
class SteeredPython {
 public:
  explicit SteeredPython(const std::string& step) {
    const std::string script = "import sys, mmap, os\nkept = []\nprint(flush=True)\nfor line in sys.stdin:\n    " +
                               step + "\n    print(flush=True)\n";
    std::array<int, 2> in{}, out{};
    if (pipe2(in.data(), O_CLOEXEC) != 0 || pipe2(out.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    pid_ = fork();
    if (pid_ == 0) {
      dup2(in[0], 0);
      dup2(out[1], 1);
      setenv("PYTHONMALLOC", "malloc", 1);
      execlp("python3", "python3", "-c", script.c_str(), nullptr);
      _exit(127);
    }
    close(in[0]);
    close(out[1]);
    to_ = in[1];
    from_ = out[0];
    await();
  }
  ~SteeredPython() {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    close(to_);
    close(from_);
  }
  SteeredPython(const SteeredPython&) = delete;
  SteeredPython& operator=(const SteeredPython&) = delete;

  pid_t pid() const noexcept { return pid_; }
  void step() {
    if (write(to_, "\n", 1) == 1) await();
  }

 private:
  void await() {
    for (char c = 0; ::read(from_, &c, 1) == 1 && c != '\n';) continue;
  }

  pid_t pid_ = -1;
  int to_ = -1, from_ = -1;
};

// Lets the process do its step before each reading.
class SteeringProbe final : public Probe {
 public:
  SteeringProbe(SteeredPython& process, std::unique_ptr<Probe> probe) : process_(&process), probe_(std::move(probe)) {}
  ProbeReading read(const ProbeMoment& moment) override {
    process_->step();
    return probe_->read(moment);
  }
  std::string description() const override { return probe_->description(); }

 private:
  SteeredPython* process_;
  std::unique_ptr<Probe> probe_;
};

class KindOfMemoryTest : public ::testing::Test {
 protected:
  const RunRecord& watch(const std::string& step) {
    python_.emplace(step);
    for (int i = 0; i < 20; ++i) python_->step();  // what it does first is no leak
    MonitorPlan plan;
    plan.watches = {parse_watch_spec("pid:" + std::to_string(python_->pid())).value()};
    plan.duration = 3min;
    MonitorParts parts;
    parts.clock = &time_;
    parts.find = [this](const auto& watches) -> Result<Watching> {
      auto watching = find_watches(watches);
      if (watching.has_error()) return watching.error();
      for (auto& one : watching->watched) one.probe = std::make_unique<SteeringProbe>(*python_, std::move(one.probe));
      return watching;
    };
    const auto folder = OutputFolder::prepare(folder_.path() / "out", {ReportFormat::json}).value();
    session_.emplace(MonitorSession::begin(std::move(plan), {}, parts).value());
    session_->run(interrupts_, folder, [](const LiveStatus&) {});
    return session_->record();
  }
  static std::string terminal(const RunRecord& record) {
    std::ostringstream out;
    write_console(record, {false, 400}, out);
    return out.str();
  }

  static std::string summary(const RunRecord& record) {
    std::ostringstream out;
    write_markdown(record, out);
    return out.str();
  }

  test::TempFolder folder_;
  std::optional<SteeredPython> python_;
  VirtualTime time_{1};
  Interrupts interrupts_{Interrupts::ByHand{}};
  std::optional<MonitorSession> session_;
};

TEST_F(KindOfMemoryTest, a_leak_of_anonymous_mappings_is_named_as_such) {
  const auto& record = watch(
      "kept.append(mmap.mmap(-1, 1 << 18, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)); kept[-1].write(b'x' * (1 << "
      "18))");
  EXPECT_EQ(record.verdict.exit_code, 2);
  EXPECT_THAT(terminal(record),
              AllOf(HasSubstr("is in anonymous mappings (mmap): "), Not(HasSubstr("the heap (brk)"))));
  EXPECT_THAT(summary(record), HasSubstr("bpftrace"));
}

TEST_F(KindOfMemoryTest, a_leak_of_the_heap_is_named_as_such) {
  const auto& record = watch("kept.append([bytes(1000 + i % 7) for i in range(200)])");
  EXPECT_EQ(record.verdict.exit_code, 2);
  EXPECT_THAT(terminal(record), HasSubstr("is in the heap (brk): [heap] at "));
  EXPECT_THAT(summary(record), Not(HasSubstr("bpftrace")));
}

TEST_F(KindOfMemoryTest, a_leak_of_shared_memory_is_named_as_such) {
  const auto& record = watch(
      "fd = os.memfd_create('frames'); os.truncate(fd, 1 << 18); kept.append(mmap.mmap(fd, 1 << 18)); os.close(fd); "
      "kept[-1].write(b'x' * (1 << 18))");
  EXPECT_EQ(record.verdict.exit_code, 2);
  EXPECT_THAT(terminal(record), AllOf(HasSubstr("is in shared memory: "), HasSubstr("/memfd:frames")));
}

TEST_F(KindOfMemoryTest, of_a_healthy_process_nothing_is_named) {
  const auto& record = watch("kept = [bytes(1000) for i in range(200)]");
  EXPECT_NE(record.verdict.exit_code, 2) << record.verdict.reasons.front();
  for (const auto& leak : record.leaks) EXPECT_EQ(kind_sentence(record.monitors.at(0), leak), "");
  EXPECT_THAT(terminal(record), AllOf(Not(HasSubstr("it gained")), Not(HasSubstr("What kind of memory"))));
}

}  // namespace plimsoll::kind_of_memory_test
