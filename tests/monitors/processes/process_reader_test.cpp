#include "monitors/processes/process_reader.h"
#include "tests/monitors/fake_proc.h"
#include "tests/monitors/puppet.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <map>

namespace plimsoll::process_reader_test {

using test::FakeProc;
using test::Puppet;
using test::Stage;

constexpr std::size_t kMiB = 1 << 20;

// What the kernel's file says itself, by key, in bytes.
std::map<std::string, std::uint64_t> keys_of(const std::string& path) {
  std::map<std::string, std::uint64_t> keys;
  std::ifstream file(path);
  std::string key, rest;
  for (std::uint64_t kib = 0; file >> key;) {
    if (file >> kib) keys[key] = kib * 1024;
    file.clear();
    std::getline(file, rest);
  }
  return keys;
}

TEST(ProcessReader, reads_a_command_with_blanks_and_parentheses) {
  FakeProc proc;
  proc.put({.pid = 70, .parent = 7, .command = "a) S (b c", .start_ticks = 4242, .session = 60, .threads = 3});
  const auto stat = ProcessReader(proc.root()).stat(70);
  ASSERT_TRUE(stat);
  EXPECT_EQ(stat->command, "a) S (b c");
  EXPECT_EQ(stat->state, 'S');
  EXPECT_EQ(stat->parent_pid, 7);
  EXPECT_EQ(stat->session, 60);
  EXPECT_EQ(stat->threads, 3U);
  EXPECT_EQ(stat->start_ticks, 4242U);
  EXPECT_DOUBLE_EQ(stat->cpu_seconds, 200.0 / static_cast<double>(sysconf(_SC_CLK_TCK)));
}

TEST(ProcessReader, leaves_out_what_the_kernel_does_not_tell) {
  FakeProc proc;
  proc.put({.pid = 70});
  proc.write("70/status", "Name:\told\nTgid:\t70\nVmRSS:\t  2048 kB\n");
  const auto memory = ProcessReader(proc.root()).memory(70);
  ASSERT_TRUE(memory);
  EXPECT_EQ(memory->rss_bytes, 2048U * 1024);
  EXPECT_FALSE(memory->rss_anon_bytes);
  EXPECT_FALSE(memory->swap_bytes);
}

TEST(ProcessReader, never_takes_an_empty_or_missing_rollup_for_zero) {
  FakeProc proc;
  proc.put({.pid = 70});
  const ProcessReader reader(proc.root());
  EXPECT_EQ(reader.rollup(70).why, Unread::unsupported);
  proc.write("70/smaps_rollup", "");
  EXPECT_FALSE(reader.rollup(70));
  proc.end(70);
  EXPECT_EQ(reader.rollup(70).why, Unread::gone);
  EXPECT_EQ(reader.stat(70).why, Unread::gone);
  EXPECT_EQ(reader.memory(70).why, Unread::gone);
  EXPECT_EQ(reader.open_fds(70).why, Unread::gone);
  EXPECT_EQ(reader.children(70, 1).why, Unread::gone);
}

TEST(ProcessReader, survives_files_that_are_cut_or_garbage) {
  FakeProc proc;
  proc.put({.pid = 70});
  const ProcessReader reader(proc.root());
  for (const auto* text : {"", "70", "70 (", "70 (x", "70 (x)", ")(", "70 (x) ", "\xff\xfe\n\n((("}) {
    proc.write("70/stat", text);
    EXPECT_FALSE(reader.stat(70)) << text;
    proc.write("70/status", text);
    EXPECT_FALSE(reader.memory(70)->rss_bytes) << text;
  }
}

TEST(ProcessReader, sees_touched_memory_as_anonymous_to_the_page) {
  Puppet puppet([](Stage& stage) {
    stage.await_cue();
    test::touch_memory(16 * kMiB);
    stage.answer("touched");
    stage.await_cue();
  });
  const ProcessReader reader;
  const auto before = reader.memory(puppet.pid());
  EXPECT_EQ(puppet.ask("touch"), "touched");
  const auto after = reader.memory(puppet.pid());
  ASSERT_TRUE(before && after);
  const auto grown = static_cast<double>(*after->rss_anon_bytes + *after->swap_bytes) -
                     static_cast<double>(*before->rss_anon_bytes + *before->swap_bytes);
  EXPECT_NEAR(grown, 16 * kMiB, kMiB);
}

TEST(ProcessReader, agrees_with_smaps_rollup) {
  Puppet puppet([](Stage& stage) {
    test::touch_memory(4 * kMiB);
    stage.answer("ready");
    stage.await_cue();
  });
  ASSERT_EQ(puppet.hear(), "ready");
  const auto path = "/proc/" + std::to_string(puppet.pid()) + "/smaps_rollup";
  const auto rollup = ProcessReader().rollup(puppet.pid());
  ASSERT_TRUE(rollup);
  auto keys = keys_of(path);
  // The child shares its pages with us, who are running: shares move by pages, what is its own does not.
  EXPECT_NEAR(static_cast<double>(rollup->pss_bytes), static_cast<double>(keys["Pss:"]), 256 * 1024);
  EXPECT_NEAR(static_cast<double>(rollup->private_bytes),
              static_cast<double>(keys["Private_Clean:"] + keys["Private_Dirty:"]), 256 * 1024);
  EXPECT_EQ(rollup->swap_pss_bytes, keys["SwapPss:"]);
  EXPECT_GT(rollup->private_bytes, 4 * kMiB);
}

TEST(ProcessReader, counts_open_descriptors) {
  Puppet puppet([](Stage& stage) {
    stage.answer("ready");
    stage.await_cue();
    for (int i = 0; i < 5; ++i)
      if (open("/dev/null", O_RDONLY) < 0) _exit(1);
    stage.answer("open");
    stage.await_cue();
  });
  EXPECT_EQ(puppet.hear(), "ready");
  const ProcessReader reader;
  const auto before = reader.open_fds(puppet.pid());
  EXPECT_EQ(puppet.ask("open"), "open");
  const auto after = reader.open_fds(puppet.pid());
  ASSERT_TRUE(before && after);
  EXPECT_EQ(*after, *before + 5);
  EXPECT_EQ(reader.list_fds(puppet.pid())->size(), *after);
}

TEST(ProcessReader, tells_how_many_files_a_process_may_have_open) {
  Puppet puppet([](Stage& stage) {
    const rlimit few{123, 123};
    if (setrlimit(RLIMIT_NOFILE, &few) != 0) _exit(1);
    stage.answer("ready");
    stage.await_cue();
  });
  EXPECT_EQ(puppet.hear(), "ready");
  const auto limit = ProcessReader().open_fds_limit(puppet.pid());
  ASSERT_TRUE(limit);
  EXPECT_EQ(*limit, 123u);
}

TEST(ProcessReader, tells_no_limit_of_open_files_where_there_is_none) {
  FakeProc proc;
  proc.put({.pid = 70});
  const auto limits = [&](const std::string& text) {
    proc.write("70/limits", text);
    return ProcessReader(proc.root()).open_fds_limit(70).why;
  };
  EXPECT_EQ(limits("Max open files            unlimited            unlimited            files\n"), Unread::unsupported);
  EXPECT_EQ(limits("Max open files"), Unread::unsupported);
  EXPECT_EQ(limits("Max processes             10                   10                   processes\n"),
            Unread::unsupported);
}

TEST(ProcessReader, finds_the_children_of_all_threads) {
  Puppet puppet([](Stage& stage) {
    stage.answer(std::to_string(test::fork_idle_child()));
    stage.answer(std::to_string(test::fork_idle_child_on_another_thread()));
    stage.await_cue();
  });
  const int first = std::stoi(puppet.hear());
  const int second = std::stoi(puppet.hear());
  const auto children = ProcessReader().children(puppet.pid(), 2);
  ASSERT_TRUE(children);
  EXPECT_THAT(*children, testing::UnorderedElementsAre(first, second));
}

TEST(ProcessReader, tells_missing_rights_from_a_process_that_ended) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root, to become somebody else";
  Puppet owned_by_root([](Stage& stage) { stage.await_cue(); });
  Puppet nobody([](Stage& stage) {
    if (setgid(65534) != 0 || setuid(65534) != 0) _exit(1);
    const int pid = std::stoi(stage.await_cue());
    const ProcessReader reader;
    const bool rss = reader.memory(pid) && reader.memory(pid)->rss_bytes;
    const auto rollup = reader.rollup(pid);
    const auto fds = reader.list_fds(pid);
    stage.answer(std::string(rss ? "rss" : "-") +
                 (!rollup && rollup.why == Unread::not_permitted ? " rollup-denied" : " -") +
                 (!fds && fds.why == Unread::not_permitted ? " fds-denied" : " -"));
    stage.await_cue();
  });
  EXPECT_EQ(nobody.ask(std::to_string(owned_by_root.pid())), "rss rollup-denied fds-denied");
}

TEST(ProcessReader, has_every_process_as_it_has_it_alone) {
  Puppet puppet([](Stage& stage) {
    stage.answer("there");
    stage.await_cue();
  });
  EXPECT_EQ(puppet.hear(), "there");  // a sanitizer may begin a thread of its own before
  const auto stat = ProcessReader().stat(puppet.pid());
  ASSERT_TRUE(stat);
  const auto table = ProcessReader().all();
  EXPECT_TRUE(std::is_sorted(table.begin(), table.end(), [](auto& a, auto& b) { return a.pid < b.pid; }));
  const auto entry = std::find_if(table.begin(), table.end(), [&](auto& one) { return one.pid == puppet.pid(); });
  ASSERT_NE(entry, table.end());
  EXPECT_EQ(entry->parent_pid, getpid());
  EXPECT_EQ(entry->session, stat->session);
  EXPECT_EQ(entry->start_ticks, stat->start_ticks);
  EXPECT_EQ(entry->command, stat->command);
  EXPECT_EQ(entry->threads, stat->threads);
  EXPECT_FALSE(entry->ended());
}

TEST(ProcessReader, names_a_process_without_the_title_it_set_itself) {
  EXPECT_EQ(name_of({.pid = 7, .command = "gunicorn: maste"}), "gunicorn 7");
  EXPECT_EQ(name_of({.pid = 8, .command = "kworker/0:1"}), "kworker/0:1 8");
}

}  // namespace plimsoll::process_reader_test
