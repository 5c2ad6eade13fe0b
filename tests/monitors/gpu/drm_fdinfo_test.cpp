#include "monitors/gpu/drm_fdinfo.h"
#include "monitors/gpu/drm_board.h"
#include "tests/monitors/fake_proc.h"

#include <gtest/gtest.h>

namespace plimsoll::drm_fdinfo_test {

using namespace std::chrono_literals;
using test::FakeProc;

constexpr const char* kAmd =
    "pos:\t0\nflags:\t02100002\nmnt_id:\t24\nino:\t500\ndrm-driver:\tamdgpu\ndrm-client-id:\t39\n"
    "drm-pdev:\t0000:03:00.0\npasid:\t32770\ndrm-memory-vram:\t1024 KiB\ndrm-memory-gtt: \t40 KiB\n"
    "drm-memory-cpu: \t0 KiB\namd-memory-visible-vram:\t64 KiB\ndrm-total-vram:\t4096 KiB\n"
    "drm-engine-gfx:\t2000000000 ns\ndrm-engine-compute:\t100 ns\ndrm-engine-capacity-compute:\t4\n";

TEST(DrmFdinfo, reads_what_amdgpu_tells) {
  const auto client = parse_fdinfo(kAmd);
  ASSERT_TRUE(client);
  EXPECT_EQ(client->driver, "amdgpu");
  EXPECT_EQ(client->device, "0000:03:00.0");
  EXPECT_EQ(client->id, 39U);
  EXPECT_EQ(client->bytes, 1024U * 1024);  // what is there, on the board
  EXPECT_EQ(client->engine_ns.at("gfx"), 2'000'000'000U);
  EXPECT_EQ(client->engine_ns.size(), 2U);
}

TEST(DrmFdinfo, takes_the_newer_of_two_names_for_the_same) {
  const auto client = parse_fdinfo(
      "drm-driver: amdgpu\ndrm-client-id: 1\ndrm-memory-vram: 9 KiB\ndrm-resident-vram: 2 MiB\ndrm-total-vram: 8 "
      "MiB\n");
  ASSERT_TRUE(client);
  EXPECT_EQ(client->bytes, 2U << 20U);
  EXPECT_EQ(client->device, "amdgpu");
}

TEST(DrmFdinfo, counts_the_machines_memory_where_the_device_has_none_of_its_own) {
  const auto integrated = parse_fdinfo(
      "drm-driver: i915\ndrm-client-id: 7\ndrm-pdev: 0000:00:02.0\ndrm-total-system0: 100 KiB\n"
      "drm-shared-system0: 0\ndrm-resident-system0: 60 KiB\ndrm-resident-stolen-system0: 4 KiB\n");
  ASSERT_TRUE(integrated);
  EXPECT_EQ(integrated->bytes, 64U * 1024);
  const auto discrete = parse_fdinfo(
      "drm-driver: i915\ndrm-client-id: 7\ndrm-pdev: 0000:03:00.0\ndrm-resident-system0: 60 KiB\n"
      "drm-resident-local0: 512 MiB\n");
  ASSERT_TRUE(discrete);
  EXPECT_EQ(discrete->bytes, 512U << 20U);
}

TEST(DrmFdinfo, is_nothing_for_other_descriptors) {
  EXPECT_FALSE(parse_fdinfo("pos:\t0\nflags:\t02\n"));
  EXPECT_FALSE(parse_fdinfo(""));
  EXPECT_FALSE(parse_fdinfo("drm-driver: amdgpu\ndrm-client-id: 4\n"));
  EXPECT_FALSE(parse_fdinfo("drm-driver: amdgpu\ndrm-memory-vram: 4 KiB\n"));
  EXPECT_FALSE(parse_fdinfo("drm-driver: amdgpu\ndrm-client-id: none\ndrm-memory-vram: much\n"));
}

struct Service {
  FakeProc proc;

  Service() {
    proc.put({.pid = 70});
    proc.put({.pid = 71, .parent = 70});
  }
  void open_node(int pid, int fd, const std::string& fdinfo) {
    proc.hold_file(pid, fd, "/dev/dri/renderD128");
    proc.write(std::to_string(pid) + "/fdinfo/" + std::to_string(fd), fdinfo);
  }
};

TEST(DrmFdinfo, counts_a_client_once_however_many_descriptors_it_has) {
  Service service;
  service.open_node(70, 5, kAmd);
  service.open_node(70, 6, kAmd);
  service.open_node(71, 5, kAmd);  // inherited
  service.open_node(71, 9, "drm-driver: amdgpu\ndrm-client-id: 40\ndrm-pdev: 0000:03:00.0\ndrm-memory-vram: 3 KiB\n");
  service.proc.hold_socket(71, 10, 99);
  service.proc.write("71/fdinfo/10", kAmd);  // would not be looked at
  DrmFdinfo fdinfo(service.proc.root());
  const auto clients = fdinfo.clients(Instant{} + 1h, {70, 71});
  ASSERT_EQ(clients.size(), 2U);
  EXPECT_EQ(clients[0].bytes + clients[1].bytes, (1024U + 3U) * 1024);
}

TEST(DrmFdinfo, looks_for_new_users_now_and_then_and_reads_the_known_ones_each_time) {
  Service service;
  service.open_node(70, 5, kAmd);
  DrmFdinfo fdinfo(service.proc.root());
  Instant now = Instant{} + 1h;
  EXPECT_EQ(fdinfo.clients(now, {70, 71}).size(), 1U);
  service.open_node(71, 5, "drm-driver: amdgpu\ndrm-client-id: 40\ndrm-memory-vram: 3 KiB\n");
  service.proc.write("70/fdinfo/5", "drm-driver: amdgpu\ndrm-client-id: 39\ndrm-memory-vram: 5 KiB\n");
  const auto soon = fdinfo.clients(now + 1s, {70, 71});
  ASSERT_EQ(soon.size(), 1U);
  EXPECT_EQ(soon[0].bytes, 5U * 1024);
  EXPECT_EQ(fdinfo.clients(now + 5s, {70, 71}).size(), 2U);
  service.proc.end(70);
  EXPECT_EQ(fdinfo.clients(now + 6s, {70, 71}).size(), 1U);
}

TEST(DrmEngines, tell_the_share_of_the_busiest_since_the_reading_before) {
  DrmEngines engines;
  DrmClient one;
  one.id = 1;
  one.engine_ns = {{"render", 500}, {"copy", 0}};
  DrmClient other = one;
  other.id = 2;
  EXPECT_FALSE(engines.share(Instant{}, {one, other}));
  one.engine_ns["render"] += 300'000'000;
  one.engine_ns["copy"] += 400'000'000;
  other.engine_ns["render"] += 200'000'000;
  EXPECT_DOUBLE_EQ(engines.share(Instant{} + 1s, {one, other}).value_or(-1), 0.5);
  EXPECT_DOUBLE_EQ(engines.share(Instant{} + 2s, {one}).value_or(-1), 0);
}

TEST(DrmBoard, tells_what_its_driver_tells) {
  FakeProc sys;
  sys.write("bus/pci/devices/0000:03:00.0/mem_info_vram_total", "17163091968\n");
  sys.write("bus/pci/devices/0000:03:00.0/mem_info_vram_used", "4096\n");
  sys.write("bus/pci/devices/0000:03:00.0/gpu_busy_percent", "40\n");
  const auto board = read_drm_board(sys.root().path, "0000:03:00.0");
  EXPECT_EQ(board.total_bytes, 17163091968.0);
  EXPECT_EQ(board.used_bytes, 4096.0);
  EXPECT_EQ(board.utilisation, 0.4);
  const auto silent = read_drm_board(sys.root().path, "0000:00:02.0");
  EXPECT_FALSE(silent.total_bytes || silent.used_bytes || silent.utilisation);
}

}  // namespace plimsoll::drm_fdinfo_test
