// The runs of one machine in one file: found, listed, tagged, pruned, and what is said of a file that is not one.

#include "store/run_store.h"
#include "record/run_record_json.h"
#include "record/unfinished_run.h"
#include "store/run_store_writer.h"
#include "store/seconds_of_run.h"
#include "tests/support/sample_record.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

namespace plimsoll::run_store_test {

using test::TempFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct Rig {
  TempFolder folder;
  std::filesystem::path file = folder.path() / "sub" / "runs.db";

  RunStore store() const {
    auto opened = RunStore::open(file, Database::Access::write);
    return std::move(opened.value());
  }
};

RunRecord run_named(const std::string& id, const std::string& name) {
  RunRecord record = leaking_record();
  record.id = id;
  record.name = name;
  record.started_at = "2026-11-2" + id.substr(0, 1) + "T10:00:00Z";
  return record;
}

void put(const Rig& rig, const RunRecord& record) {
  auto writer = RunStoreWriter::begin(rig.file, record);
  ASSERT_TRUE(writer) << writer.error().message;
  const auto ended = (*writer)->end(record, "Memory leaks.");
  ASSERT_TRUE(ended) << ended.error().message;
}

std::vector<std::string> ids(const Result<std::vector<StoredRun>>& runs) {
  std::vector<std::string> ids;
  for (const auto& run : runs.value()) ids.push_back(run.id);
  return ids;
}

TEST(RunStore, gives_a_record_back_to_the_last_figure) {
  const Rig rig;
  const auto record = leaking_record();
  put(rig, record);
  const auto store = rig.store();
  EXPECT_EQ(to_json(store.record_of(record.id).value()), to_json(record));
  const auto run = store.find(record.id).value();
  EXPECT_EQ(run.state, RunState::ended);
  EXPECT_EQ(run.outcome, record.verdict.outcome);
  EXPECT_EQ(run.exit_code, record.verdict.exit_code);
  EXPECT_EQ(run.headline, "Memory leaks.");
  EXPECT_EQ(run.requests, record.stats.total().requests);
}

// Without reading its record.
TEST(RunStore, tells_what_a_run_consists_of) {
  const Rig rig;
  const auto record = leaking_record();
  put(rig, record);
  const auto store = rig.store();
  ASSERT_TRUE(store.database().run("UPDATE runs SET record = x'00'"));
  const auto parts = store.find(record.id)->parts;
  ASSERT_TRUE(parts.has_value());
  EXPECT_TRUE(parts->has_load);
  EXPECT_EQ(parts->monitors, record_parts(record).monitors);
  EXPECT_FALSE(parts->monitors.empty());
  ASSERT_TRUE(store.database().run("DELETE FROM run_parts"));
  EXPECT_FALSE(store.find(record.id)->parts) << "an older plimsoll stored it";
}

TEST(RunStore, removes_all_of_a_run) {
  const Rig rig;
  put(rig, run_named("1a", "soak"));
  auto store = rig.store();
  ASSERT_TRUE(store.remove("1a"));
  auto left = store.database().statement("SELECT (SELECT count(*) FROM run_parts) + (SELECT count(*) FROM run_signs)");
  ASSERT_TRUE(left.next().value());
  EXPECT_EQ(left.integer(0), 0);
}

TEST(RunStore, lists_the_newest_first) {
  const Rig rig;
  put(rig, run_named("1a", "soak"));
  put(rig, run_named("3c", "spike"));
  put(rig, run_named("2b", "soak"));
  const auto store = rig.store();
  EXPECT_THAT(ids(store.list({})), ElementsAre("3c", "2b", "1a"));
  EXPECT_THAT(ids(store.list({"soak", std::nullopt, 50})), ElementsAre("2b", "1a"));
  EXPECT_THAT(ids(store.list({std::nullopt, std::nullopt, 1})), ElementsAre("3c"));
}

TEST(RunStore, finds_a_run_by_what_people_call_it) {
  const Rig rig;
  put(rig, run_named("1ab", "soak"));
  put(rig, run_named("1ac", "soak"));
  put(rig, run_named("2_%", "spike"));
  const auto store = rig.store();
  EXPECT_EQ(store.find("latest")->id, "2_%");
  EXPECT_EQ(store.find("latest of soak")->id, "1ac");
  EXPECT_EQ(store.find("1ab")->id, "1ab");
  EXPECT_EQ(store.with_id("1ab").value()->id, "1ab");
  EXPECT_FALSE(store.with_id("1a").value()) << "no beginning is meant";
  EXPECT_EQ(store.find("2_")->id, "2_%");
  EXPECT_THAT(store.find("1a").error().message, HasSubstr("1a: may be 1ab, 1ac"));
  EXPECT_THAT(store.find("_").error().message, HasSubstr("no run begins like this"));
  EXPECT_THAT(store.find("latest of nothing").error().message, HasSubstr("there is no run of this name"));
}

TEST(RunStore, keeps_tags_and_notes) {
  const Rig rig;
  put(rig, run_named("1a", "soak"));
  auto store = rig.store();
  ASSERT_TRUE(store.add_tag("1a", "nightly"));
  ASSERT_TRUE(store.add_tag("1a", "baseline"));
  ASSERT_TRUE(store.add_tag("1a", "baseline"));
  ASSERT_TRUE(store.set_note("1a", "before the new model"));
  EXPECT_THAT(store.find("1a")->tags, ElementsAre("baseline", "nightly"));
  EXPECT_EQ(store.record_of("1a")->note, "before the new model");
  EXPECT_THAT(ids(store.list({std::nullopt, "baseline", 50})), ElementsAre("1a"));
  ASSERT_TRUE(store.remove_tag("1a", "nightly"));
  EXPECT_THAT(store.find("1a")->tags, ElementsAre("baseline"));
}

TEST(RunStore, prunes_the_oldest_but_what_is_kept_or_tagged) {
  const Rig rig;
  for (const auto* id : {"1a", "2a", "3a", "4a", "5a"}) put(rig, run_named(id, "soak"));
  put(rig, run_named("1z", "spike"));
  auto store = rig.store();
  ASSERT_TRUE(store.set_kept("1a", true));
  ASSERT_TRUE(store.add_tag("2a", "baseline"));
  EXPECT_EQ(store.prune(1).value(), 2u);
  EXPECT_THAT(ids(store.list({})), ElementsAre("5a", "2a", "1z", "1a"));
}

TEST(RunStore, that_is_no_store_is_refused_and_left_as_it_is) {
  const Rig rig;
  std::filesystem::create_directories(rig.file.parent_path());
  std::ofstream(rig.file)
      << "a letter to a friend, long enough for a head of a hundred bytes, which it must be to be looked at";
  const auto opened = RunStore::open(rig.file, Database::Access::write);
  ASSERT_TRUE(opened.has_error());
  EXPECT_EQ(opened.error().kind, ErrorKind::invalid);
  EXPECT_THAT(opened.error().message, HasSubstr("is not a store of Plimsoll"));
  std::ifstream file(rig.file);
  std::string word;
  file >> word;
  EXPECT_EQ(word, "a");
}

TEST(RunStore, of_another_program_is_refused) {
  const Rig rig;
  std::filesystem::create_directories(rig.file.parent_path());
  ASSERT_TRUE(Database::open(rig.file, Database::Access::write)->run("CREATE TABLE letters (text TEXT)"));
  EXPECT_THAT(RunStore::open(rig.file, Database::Access::write).error().message,
              HasSubstr("is not a store of Plimsoll"));
}

TEST(RunStore, of_a_newer_program_is_refused) {
  const Rig rig;
  put(rig, run_named("1a", "soak"));
  ASSERT_TRUE(rig.store().database().run("PRAGMA user_version = 99"));
  const auto opened = RunStore::open(rig.file, Database::Access::write);
  ASSERT_TRUE(opened.has_error());
  EXPECT_THAT(opened.error().message, HasSubstr("is of version 99"));
}

TEST(RunStore, that_is_not_there_is_not_made_by_reading) {
  const Rig rig;
  EXPECT_THAT(RunStore::open(rig.file, Database::Access::read).error().message, HasSubstr("there is no store yet"));
  EXPECT_FALSE(std::filesystem::exists(rig.file));
}

// A process of its own that writes a run and is killed in the middle of it.
void write_and_be_killed(const std::filesystem::path& file, const RunRecord& begun, int seconds) {
  const pid_t child = fork();
  if (child == 0) {
    auto writer = RunStoreWriter::begin(file, begun);
    if (!writer) _exit(1);
    for (int i = 0; i < seconds; ++i) {
      Snapshot counted(begun.request_names.size());
      counted.by_request[0].requests = 10;
      TimelineRow row;
      row.t_s = i;
      row.requests = 10;
      (*writer)->add(record_of_second(begun, std::move(counted), row));
    }
    // Until all of it is there, as another process sees it.
    for (;;) {
      const auto store = RunStore::open(file, Database::Access::read);
      if (store && store->record_of(begun.id)->timeline.size() == static_cast<std::size_t>(seconds))
        kill(getpid(), SIGKILL);
    }
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status)) << status;
}

TEST(RunStore, has_a_run_that_was_killed_as_far_as_it_had_come) {
  const Rig rig;
  RunRecord begun;
  begun.id = "1a";
  begun.request_names = {"predict"};
  begun.stats = Snapshot(1);
  write_and_be_killed(rig.file, begun, 5);
  const auto store = rig.store();
  EXPECT_EQ(store.find("1a")->state, RunState::cut_off);
  const auto record = store.record_of("1a").value();
  EXPECT_EQ(record.stats.total().requests, 50u);
  EXPECT_EQ(record.duration_s, 5);
  EXPECT_EQ(unfinished_run(record), UnfinishedRun::cut_off);
}

TEST(RunStore, tells_of_a_run_that_goes_on_that_it_does) {
  const Rig rig;
  RunRecord begun;
  begun.id = "1a";
  begun.request_names = {"predict"};
  begun.stats = Snapshot(1);
  auto writer = RunStoreWriter::begin(rig.file, begun, "");
  ASSERT_TRUE(writer);
  EXPECT_EQ(unfinished_run(rig.store().record_of("1a").value()), UnfinishedRun::goes_on);
  ASSERT_TRUE((*writer)->end(begun, ""));
  EXPECT_EQ(unfinished_run(rig.store().record_of("1a").value()), std::nullopt);
}

TEST(RunStore, has_what_failed_when_and_how_of_a_run_that_was_cut_off) {
  RunRecord so_far;
  so_far.request_names = {"predict", "explain"};
  so_far.stats = Snapshot(2);
  for (int t = 0; t < 3; ++t) {
    Snapshot counted(2);
    counted.by_request[1].requests = counted.by_request[1].failures = 2;
    counted.by_request[1].failures_by_kind.add(FailureKind::timeout, 2);
    TimelineRow row;
    row.t_s = t;
    row.requests = row.failures = 2;
    row.failures_by_kind = counted.by_request[1].failures_by_kind;
    add_second(so_far, run_record_from_json(to_json(record_of_second(so_far, std::move(counted), row))).value());
  }
  EXPECT_EQ(so_far.stats.total().failures_by_kind.of(FailureKind::timeout), 6u);
  EXPECT_EQ(so_far.timeline.back().failures_by_kind.of(FailureKind::timeout), 2u);
  ASSERT_EQ(so_far.steps.all.steps.size(), 3u);
  EXPECT_EQ(so_far.steps.all.steps[2].failures, 2u);
  EXPECT_EQ(so_far.steps.by_request[1].steps[2].requests, 2u);
  EXPECT_TRUE(so_far.steps.by_request[0].empty());
}

TEST(RunStore, is_written_by_two_at_once) {
  const Rig rig;
  auto first = RunStoreWriter::begin(rig.file, run_named("1a", "soak"));
  auto second = RunStoreWriter::begin(rig.file, run_named("2a", "soak"));
  ASSERT_TRUE(first && second);
  EXPECT_EQ(rig.store().find("1a")->state, RunState::running);
  EXPECT_TRUE((*first)->end(run_named("1a", "soak"), ""));
  EXPECT_TRUE((*second)->end(run_named("2a", "soak"), ""));
  EXPECT_THAT(ids(rig.store().list({})), ElementsAre("2a", "1a"));
}

TEST(RunStore, whose_record_holds_a_second_counts_it_once) {
  const Rig rig;
  RunRecord begun;
  begun.id = "1a";
  begun.request_names = {"predict"};
  begun.stats = Snapshot(1);
  auto writer = RunStoreWriter::begin(rig.file, begun);
  ASSERT_TRUE(writer);
  RunRecord so_far = begun;
  for (int i = 0; i < 3; ++i) {
    Snapshot counted(1);
    counted.by_request[0].requests = 7;
    TimelineRow row;
    row.t_s = i;
    const auto second = record_of_second(begun, std::move(counted), row);
    add_second(so_far, second);
    (*writer)->add(second);
  }
  (*writer)->put(so_far);
  EXPECT_TRUE((*writer)->end(so_far, ""));
  EXPECT_EQ(rig.store().record_of("1a")->stats.total().requests, 21u);
}

}  // namespace plimsoll::run_store_test
