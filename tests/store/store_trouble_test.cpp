// A store that is locked, read-only, full, damaged or gone, and one that many use at once: what was there stays, and
// what is wrong is told.

#include "store/run_store.h"
#include "store/run_store_writer.h"
#include "store/seconds_of_run.h"
#include "tests/support/sample_record.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <fstream>
#include <functional>
#include <iostream>
#include <thread>
#include <vector>

namespace plimsoll::store_trouble_test {

using ::testing::AllOf;
using ::testing::HasSubstr;

RunRecord run_with_id(const std::string& id) {
  auto record = leaking_record();
  record.id = id;
  return record;
}

RunRecord second_of(const RunRecord& begun, int number) {
  Snapshot counted(begun.request_names.size());
  counted.by_request[0].requests = 10;
  TimelineRow row;
  row.t_s = number;
  row.requests = 10;
  return record_of_second(begun, std::move(counted), row);
}

RunRecord begun_run(const std::string& id) {
  RunRecord begun;
  begun.id = id;
  begun.request_names = {"predict"};
  begun.stats = Snapshot(1);
  return begun;
}

class StoreTrouble : public ::testing::Test {
 protected:
  RunStore opened(Database::Access access = Database::Access::read) const {
    return RunStore::open(file_, access).value();
  }
  void put(const std::string& id) const {
    auto writer = RunStoreWriter::begin(file_, run_with_id(id));
    ASSERT_TRUE(writer) << writer.error().message;
    ASSERT_TRUE((*writer)->end(run_with_id(id), ""));
  }
  std::string refusal_of_a_run(const std::string& id) const {
    const auto writer = RunStoreWriter::begin(file_, run_with_id(id));
    return writer.has_error() ? writer.error().message : "it was taken";
  }
  // The runs that were there are whole, and the file is sound.
  void expect_unharmed(const std::vector<std::string>& ids) const {
    const auto store = opened();
    auto check = store.database().statement("PRAGMA integrity_check");
    ASSERT_TRUE(check.next().value());
    EXPECT_EQ(check.text(0), "ok");
    for (const auto& id : ids)
      EXPECT_EQ(store.record_of(id)->stats.total().requests, run_with_id(id).stats.total().requests) << id;
  }

  test::TempFolder folder_;
  std::filesystem::path file_ = folder_.path() / "store" / "runs.db";
};

// What `said` gives in a process of its own.
std::string in_a_child(const std::function<std::string()>& said) {
  int ends[2];
  if (pipe(ends) != 0) return "no pipe";
  const pid_t child = fork();
  if (child == 0) {
    const auto text = said();
    _exit(write(ends[1], text.data(), text.size()) < 0 ? 1 : 0);
  }
  close(ends[1]);
  std::string text(4096, '\0');
  const auto size = read(ends[0], text.data(), text.size());
  close(ends[0]);
  waitpid(child, nullptr, 0);
  text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return text;
}

// Root may write everywhere.
void become_nobody() {
  constexpr uid_t kNobody = 65534;
  if (getuid() != 0) return;
  if (setgid(kNobody) != 0 || setuid(kNobody) != 0) _exit(2);
}

TEST_F(StoreTrouble, that_another_one_holds_takes_no_run_and_says_so) {
  put("1a");
  const auto other = opened(Database::Access::write);
  auto held = Transaction::begin(other.database());
  ASSERT_TRUE(held);
  EXPECT_THAT(refusal_of_a_run("2a"), HasSubstr("is locked by another program for more than 5 s"));
  EXPECT_EQ(opened().list({})->size(), 1U) << "it can be read meanwhile";
  expect_unharmed({"1a"});
}

TEST_F(StoreTrouble, that_is_locked_at_the_end_keeps_what_was_there) {
  const auto begun = begun_run("1a");
  auto writer = RunStoreWriter::begin(file_, begun);
  ASSERT_TRUE(writer);
  {
    const auto other = opened(Database::Access::write);
    auto held = Transaction::begin(other.database());
    ASSERT_TRUE(held);
    (*writer)->add(second_of(begun, 0));
    EXPECT_THAT((*writer)->end(begun, "").error().message, HasSubstr("is locked by another program"));
  }
  EXPECT_EQ(opened().find("1a")->state, RunState::running) << "it has not ended in the store";
  expect_unharmed({});
}

TEST_F(StoreTrouble, that_may_not_be_written_is_told) {
  put("1a");
  std::filesystem::permissions(folder_.path(), std::filesystem::perms(0755));
  std::filesystem::permissions(file_.parent_path(), std::filesystem::perms(0755));
  std::filesystem::permissions(file_, std::filesystem::perms(0644));
  const auto said = in_a_child([&] {
    become_nobody();
    return refusal_of_a_run("2a");
  });
  EXPECT_THAT(said, AllOf(HasSubstr("runs.db: cannot be written"), HasSubstr("--store FILE names another")));
  const auto new_one = in_a_child([&] {
    become_nobody();
    const auto writer = RunStoreWriter::begin(folder_.path() / "other" / "runs.db", run_with_id("2a"));
    return writer.has_error() ? writer.error().message : "it was taken";
  });
  EXPECT_THAT(new_one, HasSubstr("/other: cannot be made"));
  expect_unharmed({"1a"});
}

TEST_F(StoreTrouble, that_is_full_takes_no_more_and_keeps_what_was_there) {
  put("1a");
  const auto said = in_a_child([&]() -> std::string {
    auto writer = RunStoreWriter::begin(file_, begun_run("2a"));
    if (writer.has_error()) return writer.error().message;
    signal(SIGXFSZ, SIG_IGN);
    const rlimit nothing_more{1, RLIM_INFINITY}, again{RLIM_INFINITY, RLIM_INFINITY};
    setrlimit(RLIMIT_FSIZE, &nothing_more);
    const auto ended = (*writer)->end(run_with_id("2a"), "");
    setrlimit(RLIMIT_FSIZE, &again);
    return ended.has_error() ? ended.error().message : "it was taken";
  });
  EXPECT_THAT(said, HasSubstr("runs.db: disk I/O error"));
  EXPECT_EQ(opened().find("2a")->state, RunState::cut_off);
  expect_unharmed({"1a"});
}

TEST_F(StoreTrouble, that_is_damaged_is_told_and_left_as_it_is) {
  put("1a");
  std::string text = folder_.read("store/runs.db");
  ASSERT_GT(text.size(), 16384U);
  text.replace(4096, 8192, std::string(8192, 'x'));
  folder_.write("store/runs.db", text);
  EXPECT_THAT(refusal_of_a_run("2a"), AllOf(HasSubstr("is damaged"), HasSubstr("move it away")));
  const auto listed = opened().list({});
  EXPECT_TRUE(listed.has_error() || listed->empty());
  EXPECT_EQ(folder_.read("store/runs.db").substr(4096, 8192), std::string(8192, 'x'));
}

TEST_F(StoreTrouble, that_is_gone_under_a_run_is_told_and_not_made_anew) {
  auto writer = RunStoreWriter::begin(file_, run_with_id("1a"));
  ASSERT_TRUE(writer);
  std::filesystem::remove_all(file_.parent_path());
  const auto ended = (*writer)->end(run_with_id("1a"), "");
  ASSERT_TRUE(ended.has_error());
  EXPECT_EQ(ended.error().kind, ErrorKind::internal);
  EXPECT_THAT(ended.error().message, HasSubstr("was removed or replaced while it was in use"));
  EXPECT_FALSE(std::filesystem::exists(file_));
}

TEST_F(StoreTrouble, has_a_run_of_an_id_once) {
  put("1a");
  EXPECT_THAT(refusal_of_a_run("1a"), HasSubstr("1a is in "));
  const auto again = RunStoreWriter::begin(file_, run_with_id("1a"), {}, RunStoreWriter::Id::again);
  EXPECT_TRUE(again);
  expect_unharmed({"1a"});
}

TEST_F(StoreTrouble, is_made_once_by_many_at_once) {
  const auto writes = [this](const std::string& id) {
    const auto run = run_with_id(id);
    auto writer = RunStoreWriter::begin(file_, run);
    if (writer.has_error()) std::cerr << writer.error().message << std::endl;
    return writer.has_value() && (*writer)->end(run, "").has_value();
  };
  std::vector<pid_t> children;
  for (int i = 0; i < 8; ++i) {
    const pid_t child = fork();
    if (child == 0) _exit(writes("run-" + std::to_string(i)) ? 0 : 1);
    children.push_back(child);
  }
  for (const auto child : children) {
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  EXPECT_EQ(opened().list({})->size(), 8U);
}

// Two runs write their seconds while four look at all there is: nobody is turned away, and what was seen once stays.
TEST_F(StoreTrouble, is_read_by_many_while_two_write) {
  constexpr int kSeconds = 40;
  put("0a");
  std::atomic<bool> over{false};
  std::atomic<int> problems{0}, looks{0};
  const auto read = [&] {
    std::uint64_t most = 0;
    while (!over) {
      const auto store = RunStore::open(file_, Database::Access::read);
      if (store.has_error() || store->list({}).has_error()) {
        ++problems;
        continue;
      }
      const auto record = store->record_of("1a");
      if (record.has_error()) continue;  // it has not begun
      const auto requests = record->stats.total().requests;
      if (requests < most) ++problems;
      most = requests;
      ++looks;
    }
  };
  const auto write = [&](const std::string& id) {
    const auto begun = begun_run(id);
    auto so_far = begun;
    auto writer = RunStoreWriter::begin(file_, begun);
    if (writer.has_error()) return void(++problems);
    for (int i = 0; i < kSeconds; ++i) {
      const auto second = second_of(begun, i);
      add_second(so_far, second);
      (*writer)->add(second);
      if (i % 5 == 4) (*writer)->put(so_far);
      const auto seen = looks.load();
      while (looks == seen && problems == 0) std::this_thread::yield();
    }
    if ((*writer)->end(so_far, "").has_error()) ++problems;
  };
  std::vector<std::thread> readers, writers;
  for (int i = 0; i < 4; ++i) readers.emplace_back(read);
  for (const auto* id : {"1a", "2a"}) writers.emplace_back(write, id);
  for (auto& thread : writers) thread.join();
  over = true;
  for (auto& thread : readers) thread.join();
  EXPECT_EQ(problems, 0);
  for (const auto* id : {"1a", "2a"}) {
    EXPECT_EQ(opened().record_of(id)->stats.total().requests, 10U * kSeconds);
    EXPECT_EQ(opened().find(id)->state, RunState::ended);
  }
  expect_unharmed({"0a"});
}

}  // namespace plimsoll::store_trouble_test
