#include "monitors/groups/container_finder.h"
#include "tests/monitors/groups/fake_groups.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <map>

namespace plimsoll::container_finder_test {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const std::string kWeb = "aaaa1111" + std::string(56, '0');
const std::string kWebOld = "aaaa2222" + std::string(56, '0');
const std::string kDatabase = "bbbb3333" + std::string(56, '0');

// A machine with containers, and a daemon that knows them.
class Containers : public testing::Test {
 protected:
  Containers() {
    runs(70, "system.slice/docker-" + kWeb + ".scope");
    runs(80, "machine.slice/libpod-" + kDatabase + ".scope");
    socket = fake.folder.write("docker.sock", "");
    answers["/containers/json?all=1"] = {200, R"([{"Id": ")" + kWeb +
                                                  R"(", "Names": ["/web"], "State": "running"}, {"Id": ")" + kWebOld +
                                                  R"(", "Names": ["/web-old"], "State": "exited"}, {"Id": ")" +
                                                  kDatabase + R"(", "Names": ["/database"], "State": "running"}])"};
    answers["/containers/" + kWeb + "/json"] = {200, R"({"State": {"Pid": 70, "Running": true}})"};
    answers["/containers/" + kDatabase + "/json"] = {200, R"({"State": {"Pid": 80, "Running": true}})"};
  }

  void runs(int pid, const std::string& path) {
    fake.version_2(path, std::to_string(pid) + "\n");
    fake.process(pid, "0::/" + path + "\n");
  }

  // As Podman starts it beside a container.
  void helps(int pid, const std::string& id, const std::string& name) {
    std::string line = "/usr/bin/conmon --api-version 1 -c " + id + " -u " + id + " -r /usr/bin/crun -n " + name;
    std::replace(line.begin(), line.end(), ' ', '\0');
    fake.folder.write("proc/" + std::to_string(pid) + "/cmdline", line);
  }

  Result<FoundContainer> find(const std::string& wanted) {
    return find_container(
        wanted, {fake.roots(), {socket}, [this](const auto&, const std::string& path) -> Result<HttpAnswer> {
                   const auto at = answers.find(path);
                   return at == answers.end() ? HttpAnswer{404, R"({"message": "no such container"})"} : at->second;
                 }});
  }
  std::string found(const std::string& wanted) {
    const auto container = find(wanted);
    return container ? container->name + " in " + container->group.name() : container.error().message;
  }

  test::FakeGroups fake;
  std::filesystem::path socket;
  std::map<std::string, HttpAnswer> answers;
};

TEST_F(Containers, are_found_by_name_id_and_the_beginning_of_it) {
  const auto web = "web in /system.slice/docker-" + kWeb + ".scope";
  for (const auto& wanted : {std::string("web"), kWeb, kWeb.substr(0, 12), std::string("aaaa1")})
    EXPECT_EQ(found(wanted), web) << wanted;
  EXPECT_EQ(find("web")->id, kWeb);
}

TEST_F(Containers, that_are_not_there_are_told_with_those_that_run) {
  EXPECT_THAT(found("wbe"), AllOf(HasSubstr("container:wbe: there is no such container"), HasSubstr("web, database"),
                                  Not(HasSubstr("web-old"))));
  EXPECT_THAT(found("web-old"), HasSubstr("is exited, not running: start it first"));
}

TEST_F(Containers, that_share_the_beginning_of_an_id_are_all_named) {
  EXPECT_THAT(found("aaaa"), AllOf(HasSubstr("fits 2 containers"), HasSubstr("aaaa11110000 (web, running)"),
                                   HasSubstr("aaaa22220000 (web-old, exited)")));
}

TEST_F(Containers, without_a_socket_are_found_by_their_id_in_the_names_of_groups) {
  std::filesystem::remove(socket);
  EXPECT_EQ(found("bbbb"), "bbbb33330000 in /machine.slice/libpod-" + kDatabase + ".scope");
  EXPECT_THAT(found("web"), AllOf(HasSubstr("aaaa11110000"), HasSubstr("bbbb33330000"), HasSubstr("pass the id")));
}

TEST_F(Containers, of_Podman_are_found_by_name_without_a_socket) {
  std::filesystem::remove(socket);
  helps(79, kDatabase, "database");
  EXPECT_EQ(found("database"), "database in /machine.slice/libpod-" + kDatabase + ".scope");
  EXPECT_THAT(found("databse"), HasSubstr("running here: aaaa11110000, database"));
}

TEST_F(Containers, that_the_socket_there_does_not_know_are_told_to_be_passed_by_id) {
  const auto other = std::string(64, 'e');
  runs(92, "libpod_parent/libpod-" + other);
  EXPECT_THAT(
      found("other"),
      HasSubstr("web, database, eeeeeeeeeeee; of one that is known by no socket of Docker or Podman pass the id"));
  helps(93, other, "other");
  EXPECT_EQ(found("other"), "other in /libpod_parent/libpod-" + other);
  EXPECT_THAT(found("oter"), Not(HasSubstr("pass the id")));
}

TEST_F(Containers, of_a_pod_are_not_taken_for_the_pod) {
  std::filesystem::remove(socket);
  const auto pod = std::string(64, 'c'), id = std::string(64, 'e');
  runs(90, "machine.slice/machine-libpod_pod_" + pod + ".slice/libpod-" + id + ".scope");
  EXPECT_EQ(found("eeee"),
            "eeeeeeeeeeee in /machine.slice/machine-libpod_pod_" + pod + ".slice/libpod-" + id + ".scope");
  EXPECT_THAT(found("cccc"), HasSubstr("there is no such container"));
}

TEST_F(Containers, without_a_control_group_of_their_own_are_not_mixed_with_others) {
  runs(70, "user.slice/user-1000.slice");
  EXPECT_THAT(found("web"), HasSubstr("container:web has no control group of its own: its process 70 is in "
                                      "/user.slice/user-1000.slice, which may hold others too; pass pid:70"));
}

TEST_F(Containers, of_every_runtime_are_known_by_the_names_of_their_groups) {
  std::filesystem::remove(socket);
  const auto id = std::string(64, 'c');
  for (const auto& path :
       {"docker/" + id, "libpod_parent/libpod-" + id, "kubepods/burstable/pod1234/" + id,
        "kubepods.slice/kubepods-pod12.slice/cri-containerd-" + id + ".scope", "x.slice/crio-" + id + ".scope"}) {
    runs(90, path);
    EXPECT_EQ(found("cccc"), "cccccccccccc in /" + path);
  }
}

TEST_F(Containers, that_make_groups_below_their_own_are_watched_whole) {
  const auto path = "machine.slice/libpod-" + kDatabase + ".scope";
  runs(80, path + "/container");
  EXPECT_EQ(found("database"), "database in /" + path);
}

TEST_F(Containers, are_not_taken_for_their_helpers) {
  std::filesystem::remove(socket);
  const auto id = std::string(64, 'd');
  runs(91, "machine.slice/libpod-conmon-" + id + ".scope");
  EXPECT_THAT(found("dddd"), HasSubstr("there is no such container"));
}

TEST_F(Containers, of_version_1_are_found_in_the_hierarchy_of_memory) {
  test::FakeGroups old;
  old.version_1("docker/" + kWeb);
  old.process(70, "5:cpuacct:/\n4:memory:/docker/" + kWeb + "\n0::/\n");
  const auto container = find_container("aaaa", {old.roots(), {}, {}});
  ASSERT_TRUE(container) << container.error().message;
  EXPECT_EQ(container->group.version, 1);
  EXPECT_EQ(container->group.name(), "/docker/" + kWeb);
}

TEST_F(Containers, behind_a_socket_that_fails_say_what_went_wrong) {
  answers["/containers/json?all=1"] = {500, "oops"};
  EXPECT_THAT(found("web"), AllOf(HasSubstr("docker.sock: expected a list of containers, got status 500"),
                                  HasSubstr("aaaa11110000")));
  answers["/containers/json?all=1"] = {500, R"({"cause": "x", "message": "updating container aaaa: no such file"})"};
  EXPECT_THAT(found("web"), HasSubstr("got status 500: updating container aaaa: no such file"));
  answers["/containers/json?all=1"] = {200, "not json"};
  EXPECT_THAT(found("web"), HasSubstr("expected a list of containers"));
}

TEST_F(Containers, whose_process_is_elsewhere_say_where_to_run) {
  answers["/containers/" + kWeb + "/json"] = {200, R"({"State": {"Pid": 4242}})"};
  EXPECT_THAT(found("web"), HasSubstr("is not to be seen from here"));
  answers["/containers/" + kWeb + "/json"] = {200, R"({"State": {"Pid": 0}})"};
  EXPECT_THAT(found("web"), HasSubstr("expected State.Pid"));
}

TEST_F(Containers, behind_a_socket_that_is_not_permitted_say_what_to_do) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can give up what root may";
  namespace fs = std::filesystem;
  fs::permissions(fake.folder.path(), fs::perms::group_exec | fs::perms::others_exec | fs::perms::owner_all);
  fs::permissions(socket, fs::perms::owner_all);
  ASSERT_EQ(seteuid(65534), 0);
  const auto message = found("web");
  ASSERT_EQ(seteuid(0), 0);
  EXPECT_THAT(message, HasSubstr("docker.sock may not be opened: run plimsoll as root or as a member of"));
}

}  // namespace plimsoll::container_finder_test
