// A schedule in the words of other schedulers, each read by its own tool where there is one.

#include "schedules/schedule_export.h"

#include "tests/support/child_process.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace plimsoll::schedule_export_test {

using ::testing::HasSubstr;

Schedule nightly() {
  Schedule schedule;
  schedule.name = "nightly";
  schedule.cron = "30 2 * * 1-5";
  schedule.zone = "Europe/Warsaw";
  schedule.scenario = "/srv/it's 100 % here/soak.yaml";
  schedule.target = "http://127.0.0.1:5000";
  schedule.max_duration_s = 28800;
  schedule.jitter_s = 600;
  return schedule;
}

std::vector<ExportedFile> files(const Schedule& schedule, ExportForm form) {
  auto made = exported(schedule, form, "/bin/true");
  EXPECT_TRUE(made) << made.error().message;
  return made.value();
}

bool has(const std::string& program) {
  return test::run_process({"/bin/sh", "-c", "command -v " + program}).exit_code == 0;
}

TEST(ScheduleExport, writes_units_of_systemd_that_it_can_read) {
  const auto units = files(nightly(), ExportForm::systemd);
  ASSERT_EQ(units.size(), 2u);
  EXPECT_EQ(units[0].name, "plimsoll-nightly.service");
  EXPECT_THAT(units[0].text, HasSubstr("ExecStart=\"/bin/true\" run \"/srv/it's 100 %% here/soak.yaml\""));
  EXPECT_THAT(units[1].text, HasSubstr("OnCalendar=Mon,Tue,Wed,Thu,Fri *-*-* 02:30:00 Europe/Warsaw\n"));
  EXPECT_THAT(units[1].text, HasSubstr("Persistent=true"));
  if (!has("systemd-analyze")) GTEST_SKIP() << "SKIPPED: no systemd-analyze";
  const test::TempFolder folder;
  std::vector<std::string> verify = {"systemd-analyze", "verify", "--man=no"};
  for (const auto& unit : units) verify.push_back(folder.write(unit.name, unit.text).string());
  const auto verified = test::run_process(verify);
  EXPECT_EQ(verified.exit_code, 0) << verified.err;
  EXPECT_EQ(verified.err.find("plimsoll-nightly"), std::string::npos) << verified.err;
}

TEST(ScheduleExport, says_either_kind_of_day_in_two_lines_of_systemd) {
  auto schedule = nightly();
  schedule.cron = "0,30 */6 13 1,7 fri";
  const auto timer = files(schedule, ExportForm::systemd)[1].text;
  EXPECT_THAT(timer, HasSubstr("OnCalendar=*-01,07-13 00,06,12,18:00,30:00 Europe/Warsaw\n"));
  EXPECT_THAT(timer, HasSubstr("OnCalendar=Fri *-01,07-* 00,06,12,18:00,30:00 Europe/Warsaw\n"));
  if (!has("systemd-analyze")) GTEST_SKIP() << "SKIPPED: no systemd-analyze";
  EXPECT_EQ(
      test::run_process({"systemd-analyze", "calendar", "*-01,07-13 00,06,12,18:00,30:00 Europe/Warsaw"}).exit_code, 0);
  EXPECT_EQ(test::run_process({"systemd-analyze", "calendar", "Fri *-01,07-* *:00,30:00 UTC"}).exit_code, 0);
}

TEST(ScheduleExport, writes_a_period_for_systemd) {
  auto schedule = nightly();
  schedule.cron.clear();
  schedule.every_s = 21600;
  EXPECT_THAT(files(schedule, ExportForm::systemd)[1].text, HasSubstr("OnUnitActiveSec=21600\n"));
}

TEST(ScheduleExport, writes_a_cron_job_of_kubernetes) {
  auto schedule = nightly();
  schedule.name = "Nightly_Soak.2";
  const auto made = files(schedule, ExportForm::kubernetes);
  EXPECT_THAT(made[0].text, HasSubstr("  name: plimsoll-nightly-soak-2\n"));
  EXPECT_THAT(made[0].text,
              HasSubstr("  schedule: '30 2 * * 1-5'\n  timeZone: 'Europe/Warsaw'\n  concurrencyPolicy: Forbid\n"));
  EXPECT_THAT(made[0].text, HasSubstr("      activeDeadlineSeconds: 28800\n      template:\n"));
}

TEST(ScheduleExport, writes_a_workflow_of_github_in_utc_alone) {
  EXPECT_THAT(exported(nightly(), ExportForm::github_actions, "").error().message, HasSubstr("--timezone UTC"));
  auto schedule = nightly();
  schedule.zone = "UTC";
  EXPECT_THAT(files(schedule, ExportForm::github_actions)[0].text, HasSubstr("    - cron: '30 2 * * 1-5'\n"));
}

TEST(ScheduleExport, writes_a_job_of_gitlab) {
  const auto made = files(nightly(), ExportForm::gitlab);
  EXPECT_THAT(made[0].text, HasSubstr("interval pattern 30 2 * * 1-5, cron timezone Europe/Warsaw"));
  EXPECT_THAT(made[0].text, HasSubstr("$PLIMSOLL_SCHEDULE == \"nightly\""));
  EXPECT_THAT(made[0].text, HasSubstr("  timeout: 480 minutes\n"));
}

TEST(ScheduleExport, is_yaml_that_another_parser_reads) {
  const auto python = std::string("/usr/bin/python3");
  if (test::run_process({python, "-c", "import yaml"}).exit_code != 0) GTEST_SKIP() << "SKIPPED: no PyYAML";
  auto schedule = nightly();
  schedule.zone = "UTC";
  const test::TempFolder folder;
  for (const auto form : {ExportForm::kubernetes, ExportForm::github_actions, ExportForm::gitlab}) {
    const auto file = folder.write("it.yaml", files(schedule, form)[0].text);
    const auto read = test::run_process(
        {python, "-c", "import sys, yaml; print(len(yaml.safe_load(open(sys.argv[1]))))", file.string()});
    EXPECT_EQ(read.exit_code, 0) << read.err;
  }
}

TEST(ScheduleExport, refuses_a_period_that_cron_cannot_say) {
  auto schedule = nightly();
  schedule.cron.clear();
  schedule.every_s = 25200;
  EXPECT_THAT(exported(schedule, ExportForm::kubernetes, "").error().message,
              HasSubstr("cron cannot say \"every 7 h\""));
  schedule.every_s = 21600;
  EXPECT_THAT(files(schedule, ExportForm::kubernetes)[0].text, HasSubstr("'0 */6 * * *'"));
  EXPECT_THAT(parse_export_form("system").error().message, HasSubstr("systemd"));
}

}  // namespace plimsoll::schedule_export_test
