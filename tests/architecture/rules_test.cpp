// That the rules find what they are for, and leave alone what is right.

#include "tests/architecture/code_rules.h"
#include "tests/architecture/header_rules.h"
#include "tests/architecture/house.h"
#include "tests/architecture/include_rules.h"
#include "tests/architecture/noun_rules.h"
#include "tests/architecture/source_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::architecture::rules_test {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

using Rule = std::vector<Finding> (*)(const SourceFile&);

std::vector<int> lines_of(const std::vector<Finding>& findings) {
  std::vector<int> lines;
  for (const auto& finding : findings) lines.push_back(finding.line);
  return lines;
}

std::vector<int> lines_found(Rule rule, const std::string& path, std::string_view text) {
  return lines_of(rule(read_source(path, text)));
}

std::vector<int> arrows_found(const std::string& path, std::string_view text) {
  static const auto kHouse = House::read(PLIMSOLL_SOURCE_DIR);
  return lines_of(arrows_against_the_plan(kHouse, read_source(path, text)));
}

std::vector<int> awaited_braces(std::string_view text) { return lines_found(braces_after_co_await, "cli/a.cpp", text); }
std::vector<int> captured(std::string_view text) { return lines_found(capturing_lambda_coroutines, "cli/a.cpp", text); }

struct IncludeCase {
  std::string path;
  std::string included;
};

TEST(IncludeRules, refuse_an_arrow_against_the_plan) {
  const std::vector<IncludeCase> refused = {
      {"core/clock.h", "scenarios/scenario.h"},
      {"core/clock.h", "engine/shard.h"},
      {"record/run_record.h", "reports/csv.h"},
      {"scenarios/reading/parse.cpp", "engine/checks/checks.h"},
      {"scenarios/document/yaml_node.h", "scenarios/reading/parse.h"},
      {"engine/shard.cpp", "monitors/sampling/sampler.h"},
      {"engine/wire/tls.cpp", "engine/http1/http1_encoder.h"},
      {"engine/wire/tls.cpp", "engine/shard.h"},
      {"monitors/sampling/sampler.cpp", "engine/shard.h"},
      {"monitors/gpu/nvml.cpp", "monitors/sampling/sampler.h"},
      {"judgement/fitting/fit.cpp", "judgement/judge.h"},
      {"judgement/judge.cpp", "monitors/sampling/sampler.h"},
      {"reports/csv.cpp", "monitors/sampling/sampler.h"},
      {"reports/csv.cpp", "engine/engine.h"},
      {"reports/html/data.cpp", "conduct/conductor.h"},
      {"conduct/conductor.cpp", "cli/live_view.h"},
      {"demo/demo_server.cpp", "conduct/conductor.h"},
      {"cli/main.cpp", "tests/support/golden.h"},
      {"cli/main.cpp", "bench/bench.h"},
  };
  for (const auto& bad : refused) {
    EXPECT_THAT(arrows_found(bad.path, "\n#include \"" + bad.included + "\"\n"), ElementsAre(2))
        << bad.path << " includes " << bad.included;
  }
}

TEST(IncludeRules, admit_the_arrows_of_the_plan) {
  const std::vector<IncludeCase> admitted = {
      {"core/clock.cpp", "core/time.h"},
      {"core/clock.cpp", "vector"},
      {"scenarios/reading/parse.cpp", "core/error.h"},
      {"scenarios/reading/parse.cpp", "scenarios/document/yaml_node.h"},
      {"engine/shard.cpp", "scenarios/scenario.h"},
      {"engine/http1/http1_channel.cpp", "engine/wire/connection.h"},
      {"monitors/sampling/memory_trace.cpp", "judgement/traces/trace.h"},
      {"reports/html/report.cpp", "reports/page/page_assets.h"},
      {"record/run_record.h", "record/leak_verdict.h"},
      {"cli/main.cpp", "conduct/conductor.h"},
      {"tests/cli/run_test.cpp", "tests/support/golden.h"},
  };
  for (const auto& good : admitted) {
    EXPECT_THAT(arrows_found(good.path, "#include \"" + good.included + "\"\n"), IsEmpty())
        << good.path << " includes " << good.included;
  }
}

TEST(IncludeRules, refuse_a_source_that_belongs_to_no_room) {
  EXPECT_THAT(arrows_found("utilities/misc.h", "#pragma once\n"), ElementsAre(1));
  EXPECT_THAT(arrows_found("engine/corner/misc.h", "#pragma once\n"), ElementsAre(1));
}

TEST(IncludeRules, see_through_angle_brackets_and_past_comments) {
  constexpr std::string_view kText = "// #include \"cli/a.h\"\n/*\n#include \"cli/b.h\"\n*/\n#include <cli/c.h>\n";
  EXPECT_THAT(arrows_found("engine/shard.cpp", kText), ElementsAre(5));
}

TEST(IncludeRules, keep_a_library_to_its_place) {
  const std::vector<IncludeCase> refused = {
      {"engine/shard.cpp", "CLI/CLI.hpp"},
      {"cli/run_command.cpp", "CLI/CLI.hpp"},
      {"engine/shard.cpp", "boost/beast.hpp"},
      {"cli/commands.cpp", "yaml-cpp/yaml.h"},
      {"engine/shard.cpp", "llhttp.h"},
      {"reports/json.h", "nlohmann/json.hpp"},
      {"core/units.h", "nlohmann/json.hpp"},
      {"engine/checks.cpp", "openssl/ssl.h"},
      {"scenarios/scenario.h", "yaml-cpp/yaml.h"},
  };
  for (const auto& bad : refused) {
    EXPECT_THAT(lines_found(libraries_out_of_place, bad.path, "#include <" + bad.included + ">\n"), ElementsAre(1))
        << bad.path << " includes " << bad.included;
  }
  const std::vector<IncludeCase> admitted = {
      {"cli/options/command_line.cpp", "CLI/CLI.hpp"}, {"core/http/http_server.cpp", "boost/beast/http.hpp"},
      {"scenarios/document/a.cpp", "yaml-cpp/yaml.h"}, {"reports/a.h", "nlohmann/json_fwd.hpp"},
      {"reports/a.cpp", "nlohmann/json.hpp"},          {"tests/judgement/a.h", "nlohmann/json.hpp"},
  };
  for (const auto& good : admitted) {
    EXPECT_THAT(lines_found(libraries_out_of_place, good.path, "#include <" + good.included + ">\n"), IsEmpty())
        << good.path << " includes " << good.included;
  }
}

TEST(NounRules, refuse_the_twenty_sixth_noun_of_a_folder) {
  std::vector<SourceFile> tree;
  for (int i = 0; i < 25; ++i) {
    const auto noun = "cli/noun" + std::to_string(i);
    tree.push_back(read_source(noun + ".h", ""));
    tree.push_back(read_source(noun + ".cpp", ""));
  }
  tree.push_back(read_source("cli/room/another.h", ""));
  EXPECT_THAT(crowded_folders(tree), IsEmpty());
  tree.push_back(read_source("cli/one_more.h", ""));
  EXPECT_THAT(crowded_folders(tree), SizeIs(1));
}

TEST(NounRules, refuse_a_circle_of_nouns_although_no_two_files_form_one) {
  std::vector<SourceFile> tree = {read_source("cli/a.h", ""),
                                  read_source("cli/a.cpp", "#include \"cli/a.h\"\n#include \"cli/b.h\"\n"),
                                  read_source("cli/b.h", "#include \"cli/c.h\"\n"), read_source("cli/c.h", ""),
                                  read_source("cli/d.cpp", "#include \"cli/a.h\"\n")};
  EXPECT_THAT(circles_of_nouns(tree), IsEmpty());
  tree.push_back(read_source("cli/c.cpp", "#include \"cli/a.h\"\n"));
  EXPECT_THAT(circles_of_nouns(tree), SizeIs(3));
}

TEST(NounRules, refuse_two_types_of_one_name) {
  const auto found = [](const std::string& text) {
    return lines_of(
        types_named_twice({read_source("core/a.h", "struct Apple {};\nclass Pear;\n"), read_source("web/b.h", text)}));
  };
  EXPECT_THAT(found("class Plum {};\nclass Apple {};\n"), ElementsAre(2));
  EXPECT_THAT(found("enum class Apple { red };\n"), ElementsAre(1));
  EXPECT_THAT(found("struct Apple;\nclass Pear {};\nstruct Plum {\n  struct Apple {};\n};\n"), IsEmpty());
}

TEST(HeaderRules, refuse_a_name_that_the_header_does_not_reach) {
  const auto lines = [](const std::string& text) {
    return lines_of(
        names_out_of_reach({read_source("core/a.h", "struct Apple {};\n#include <string>\n"),
                            read_source("core/b.h", "#include \"core/a.h\"\n"), read_source("cli/c.h", text)}));
  };
  EXPECT_THAT(lines("Apple eat();\n"), ElementsAre(1));
  EXPECT_THAT(lines("\nstd::vector<int> ages();\n"), ElementsAre(2));
  EXPECT_THAT(lines("#include \"core/b.h\"\nApple eat();\nstd::string name();\n"), IsEmpty());
  EXPECT_THAT(lines("struct Apple;\nvoid eat(Apple&);\n"), IsEmpty());
  EXPECT_THAT(lines("other::Apple eat();\n"), IsEmpty());
}

TEST(IncludeRules, want_the_own_header_first) {
  auto source = read_source("cli/a.cpp", "#include <vector>\n#include \"cli/a.h\"\n");
  EXPECT_THAT(own_header_not_first(source), IsEmpty());
  source.has_header = true;
  EXPECT_THAT(own_header_not_first(source), SizeIs(1));
  source = read_source("cli/a.cpp", "#include \"cli/a.h\"\n#include <vector>\n");
  source.has_header = true;
  EXPECT_THAT(own_header_not_first(source), IsEmpty());
}

TEST(CodeRules, draw_the_wall_after_400_lines) {
  const std::string wall(400, '\n');
  EXPECT_THAT(lines_found(too_long, "cli/a.cpp", wall), IsEmpty());
  EXPECT_THAT(lines_found(too_long, "cli/a.cpp", wall + "\n"), ElementsAre(401));
}

TEST(CodeRules, keep_a_word_to_its_owner) {
  EXPECT_THAT(lines_found(words_out_of_place, "cli/a.cpp", "co_spawn(x, f(),\n  asio::detached);\n"), ElementsAre(2));
  EXPECT_THAT(lines_found(words_out_of_place, "tests/cli/a.cpp", "std::this_thread::sleep_for(1s);"), ElementsAre(1));
  EXPECT_THAT(lines_found(words_out_of_place, "engine/a.h", "std::chrono::system_clock::now()"), ElementsAre(1));
  EXPECT_THAT(lines_found(words_out_of_place, "core/task_group.cpp", "asio::detached"), IsEmpty());
  EXPECT_THAT(
      lines_found(words_out_of_place, "cli/a.cpp", "// detached\nconst char* a = \"sleep_for\";\nint detached_pid;"),
      IsEmpty());
}

TEST(CodeRules, read_past_literals_of_every_form) {
  constexpr std::string_view kText = R"~(
    auto a = R"x( " usleep )x"; auto b = '"'; auto c = 1'000'000; auto d = "\"usleep"; auto e = '\'';
    usleep(1);
  )~";
  EXPECT_THAT(lines_found(words_out_of_place, "cli/a.cpp", kText), ElementsAre(3));
}

TEST(CodeRules, find_aggregates_in_a_co_await_statement) {
  EXPECT_THAT(awaited_braces("co_await f({.a = s, .c = 4});"), ElementsAre(1));
  EXPECT_THAT(awaited_braces("auto r =\n co_await f(\n  Options{s});"), ElementsAre(3));
  EXPECT_THAT(awaited_braces("co_return co_await f(g(Options{s}));"), ElementsAre(1));
  EXPECT_THAT(awaited_braces("g(co_await f(), Options{s});"), ElementsAre(1));
  EXPECT_THAT(awaited_braces("if (co_await f(Options{s})) { x(); }"), ElementsAre(1));
  EXPECT_THAT(awaited_braces("co_await f([](int i) { return i; }, {1, 2});"), ElementsAre(1));
}

TEST(CodeRules, leave_the_right_forms_of_co_await_alone) {
  EXPECT_THAT(awaited_braces("Options o{s};\nco_await f(std::move(o));\n{ x(); }"), IsEmpty());
  EXPECT_THAT(awaited_braces("if (co_await f()) {\n x(); }"), IsEmpty());
  EXPECT_THAT(awaited_braces("for (auto a : co_await f(b[0])) { x(); }"), IsEmpty());
  EXPECT_THAT(awaited_braces("while ((co_await f()).ok()) { x(); }"), IsEmpty());
  EXPECT_THAT(awaited_braces("switch (co_await f()) { default: break; }"), IsEmpty());
  EXPECT_THAT(awaited_braces("co_await f([a](int i) -> std::vector<int> { return {i}; });"), IsEmpty());
  EXPECT_THAT(awaited_braces("co_await f([] { return std::array{1}; });"), IsEmpty());
}

TEST(CodeRules, find_lambda_coroutines_that_capture) {
  EXPECT_THAT(captured("spawn([&]() -> Awaitable<> { co_await f(); });"), ElementsAre(1));
  EXPECT_THAT(captured("auto g = [a = 1](int b) mutable\n { co_return a; };"), ElementsAre(1));
  EXPECT_THAT(captured("return [this] { co_yield 1; };"), ElementsAre(1));
}

TEST(CodeRules, leave_other_lambdas_and_brackets_alone) {
  EXPECT_THAT(captured("spawn([](Clock& clock) -> Awaitable<> { co_await clock.sleep(); });"), IsEmpty());
  EXPECT_THAT(captured("run([&] { spawn([](int a) -> Awaitable<> { co_return; }(1)); });"), IsEmpty());
  EXPECT_THAT(captured("for (auto& [a, b] : pairs) { co_await f(a); }"), IsEmpty());
  EXPECT_THAT(captured("if (values[i]) { co_await f(); }"), IsEmpty());
  EXPECT_THAT(captured("Awaitable<> f([[maybe_unused]] int a) { co_return; }"), IsEmpty());
}

}  // namespace plimsoll::architecture::rules_test
