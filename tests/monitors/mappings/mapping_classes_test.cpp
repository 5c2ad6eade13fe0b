#include "monitors/mappings/mapping_classes.h"

#include "tests/monitors/mappings/recorded_mappings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace plimsoll::mapping_classes_test {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::SizeIs;
using Kind = MappingClass;

constexpr std::uint64_t kMiB = 1 << 20;
constexpr std::uint64_t kBase = 0x7f0000000000;  // a multiple of 64 MiB

Mapping mapping(std::uint64_t begin, std::uint64_t end, std::string rights = "rw-p", std::string name = "") {
  Mapping one;
  one.begin = begin;
  one.end = end;
  one.rights = std::move(rights);
  one.name = std::move(name);
  return one;
}

Kind class_of(const std::string& name, const std::string& rights = "rw-p") {
  return classes_of({mapping(kBase + 4096, kBase + kMiB, rights, name)}, 1).front();
}

TEST(MappingClasses, of_a_real_process) {
  const auto mappings = test::recorded_mappings("after");
  const auto classes = classes_of(mappings, 4);
  const auto count = [&](Kind kind) { return std::count(classes.begin(), classes.end(), kind); };
  EXPECT_EQ(count(Kind::heap), 1);
  EXPECT_EQ(count(Kind::arenas), 3);
  EXPECT_EQ(count(Kind::stacks), 4) << "three threads and the main one";
  EXPECT_EQ(count(Kind::shared_memory), 4) << "memfd, /dev/shm, System V, shared anonymous";
  const auto classes_where = [&](auto holds) {
    std::vector<Kind> found;
    for (std::size_t i = 0; i < mappings.size(); ++i)
      if (holds(mappings[i])) found.push_back(classes[i]);
    return found;
  };
  EXPECT_THAT(classes_where([](const auto& one) { return one.begin == 0x7f172e000000; }), ElementsAre(Kind::anonymous))
      << "12 MiB of mmap";
  EXPECT_THAT(classes_where([](const auto& one) { return one.name.ends_with("libc.so.6"); }),
              AllOf(SizeIs(5), Each(Kind::file)));
}

TEST(MappingClasses, go_by_name_where_there_is_one) {
  EXPECT_EQ(class_of("[heap]"), Kind::heap);
  EXPECT_EQ(class_of("[stack]"), Kind::stacks);
  EXPECT_EQ(class_of("[stack:4711]"), Kind::stacks);
  EXPECT_EQ(class_of("/usr/lib/libc.so.6"), Kind::file);
  EXPECT_EQ(class_of("/models/weights.bin", "r--s"), Kind::file);
  EXPECT_EQ(class_of("/dev/shm/psm_1a2b"), Kind::shared_memory);
  EXPECT_EQ(class_of("/memfd:cache (deleted)"), Kind::shared_memory);
  EXPECT_EQ(class_of("/SYSV00000000 (deleted)"), Kind::shared_memory);
  EXPECT_EQ(class_of("/dev/zero (deleted)"), Kind::shared_memory);
  EXPECT_EQ(class_of("", "rw-s"), Kind::shared_memory);
  EXPECT_EQ(class_of("/dev/nvidiactl"), Kind::gpu);
  EXPECT_EQ(class_of("/dev/nvidia-uvm"), Kind::gpu);
  EXPECT_EQ(class_of("/dev/dri/renderD128"), Kind::gpu);
  EXPECT_EQ(class_of("/dev/kfd"), Kind::gpu);
  EXPECT_EQ(class_of("anon_inode:[io_uring]"), Kind::other);
  EXPECT_EQ(class_of("[vdso]"), Kind::other);
  EXPECT_EQ(class_of("/dev/infiniband/uverbs0"), Kind::other);
  EXPECT_EQ(class_of("/anon_hugepage (deleted)"), Kind::anonymous);
  EXPECT_EQ(class_of("[anon: Go: heap]"), Kind::placed);
  EXPECT_EQ(class_of("[anon: glibc: malloc arena]"), Kind::arenas);
  EXPECT_EQ(class_of(""), Kind::anonymous);
}

TEST(MappingClasses, an_arena_is_told_by_its_place_and_what_it_has_reserved) {
  const auto arena = mapping(kBase, kBase + kMiB);
  const auto rest = mapping(kBase + kMiB, kBase + 64 * kMiB, "---p");
  EXPECT_EQ(classes_of({arena, rest}, 1).front(), Kind::arenas);
  EXPECT_EQ(classes_of({arena}, 1).front(), Kind::anonymous) << "nothing is reserved behind it";
  EXPECT_EQ(classes_of({mapping(kBase, kBase + 64 * kMiB)}, 1).front(), Kind::arenas) << "a full one";
  EXPECT_EQ(classes_of({mapping(kBase, kBase + 65 * kMiB), mapping(kBase + 65 * kMiB, kBase + 128 * kMiB, "---p")}, 1)
                .front(),
            Kind::arenas)
      << "a full one and the next, which the kernel has joined";
  const auto elsewhere = mapping(kBase + kMiB, kBase + 2 * kMiB);
  const auto reserved = mapping(kBase + 2 * kMiB, kBase + 64 * kMiB, "---p");
  EXPECT_EQ(classes_of({elsewhere, reserved}, 1).front(), Kind::anonymous);
}

TEST(MappingClasses, what_lies_far_below_the_stack_was_placed_there) {
  const auto stack = mapping(0x7fffcba67000, 0x7fffcba88000, "rw-p", "[stack]");
  const auto heap_of_go = mapping(0xc000000000, 0xc000400000);
  const auto page_of_v8 = mapping(0x2fed76100000, 0x2fed76251000);
  const auto by_the_kernel = mapping(0x7f989f0ce000, 0x7f98af992000);
  EXPECT_THAT(classes_of({heap_of_go, page_of_v8, by_the_kernel, stack}, 1),
              ElementsAre(Kind::placed, Kind::placed, Kind::anonymous, Kind::stacks));
  EXPECT_THAT(classes_of({page_of_v8}, 1), ElementsAre(Kind::anonymous)) << "of which the stack is not known";
}

TEST(MappingClasses, a_large_mapping_of_64_MiB_elsewhere_is_no_arena) {
  EXPECT_EQ(classes_of({mapping(kBase + 4096, kBase + 4096 + 64 * kMiB)}, 1).front(), Kind::anonymous);
}

TEST(MappingClasses, a_stack_has_a_guard_before_it_or_within) {
  const auto guard = mapping(kBase + kMiB, kBase + kMiB + 4096, "---p");
  const auto stack = mapping(kBase + kMiB + 4096, kBase + 9 * kMiB);
  EXPECT_EQ(classes_of({guard, stack}, 2).back(), Kind::stacks);
  auto guarded = stack;
  guarded.has_guards = true;
  EXPECT_EQ(classes_of({guarded}, 2).back(), Kind::stacks);
  const auto reserved = mapping(kBase, kBase + kMiB + 4096, "---p");
  EXPECT_EQ(classes_of({reserved, stack}, 2).back(), Kind::anonymous) << "a reservation is no guard";
}

TEST(MappingClasses, many_more_guarded_mappings_than_threads_are_an_allocators) {
  std::vector<Mapping> mappings;
  for (std::uint64_t i = 0; i < 50; ++i) {
    const auto begin = kBase + kMiB + i * 2 * kMiB;
    mappings.push_back(mapping(begin, begin + 4096, "---p"));
    mappings.push_back(mapping(begin + 4096, begin + kMiB));
  }
  EXPECT_THAT(classes_of(mappings, 2), Each(Kind::anonymous));
  EXPECT_EQ(classes_of(mappings, 50).back(), Kind::stacks);
}

}  // namespace plimsoll::mapping_classes_test
