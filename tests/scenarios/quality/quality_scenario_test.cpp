// `quality`, expected values by row and `batch`: what is read, what is refused.

#include "scenarios/batches/batch_turns.h"
#include "scenarios/flow.h"
#include "scenarios/quality/row_rules.h"
#include "tests/scenarios/scenario_text.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

namespace plimsoll::test::quality_scenario_test {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class QualityScenario : public ::testing::Test {
 protected:
  QualityScenario() {
    folder_.write("rows.csv", "a,b,species,y,some\n1,2,cat,0.5,1\n3,4,dog,1.5,\n5,6,cat,2.5,0\n");
    folder_.write("one.csv", "a,species\n1,cat\n2,cat\n");
    folder_.write("none.csv", "a,species\n1,\n2,\n");
  }

  ScenarioText text(const std::string& quality, const std::string& more = "", const std::string& file = "rows.csv") {
    ScenarioText scenario;
    scenario.text = "target: http://h\nfeeders: {row: " + file +
                    "}\nrequests:\n  - post: /predict\n    json: {a: '{{row.a}}'}\n" +
                    (quality.empty() ? "" : "    quality: " + quality + "\n") + more;
    scenario.folder = folder_.path();
    return scenario;
  }
  QualityRules rules(const std::string& quality) {
    const auto scenario = parsed(text(quality));
    const auto& by_row = scenario.tasks.at(0).steps.at(0).by_row;
    EXPECT_TRUE(by_row && by_row->quality);
    return by_row && by_row->quality ? *by_row->quality : QualityRules();
  }

  TempFolder folder_;
};

TEST_F(QualityScenario, takes_its_classes_from_the_rows) {
  const auto read = rules("{label: '{{row.species}}', prediction: $.class, probability: $.p}");
  EXPECT_THAT(read.classes, ElementsAre("cat", "dog"));
  EXPECT_EQ(read.positive, 1u);
  EXPECT_FALSE(read.are_values);
  EXPECT_EQ(rules("{label: '{{row.species}}', prediction: $.c, positive: cat}").positive, 0u);
  EXPECT_THAT(rules("{label: '{{row.species}}', prediction: $.c, classes: [dog, cat]}").classes,
              ElementsAre("dog", "cat"))
      << "the order of the probabilities is a person's to say";
  EXPECT_TRUE(rules("{label: '{{row.y}}', prediction: $.y, type: regression, quantile: 0.9}").are_values);
  EXPECT_THAT(rules("{label: '{{row.a}}', prediction: $.y, type: classification}").classes, ElementsAre("1", "3", "5"));
}

TEST_F(QualityScenario, is_refused_with_what_to_write_instead) {
  const auto said = [&](const std::string& quality, const std::string& file = "rows.csv") {
    return finding(text(quality, "", file));
  };
  EXPECT_THAT(said("{prediction: $.c}"), HasSubstr("needs `label`, like \"{{row.species}}\""));
  EXPECT_THAT(said("{label: species, prediction: $.c}"), HasSubstr("name a column of data, like \"{{row.species}}\""));
  EXPECT_THAT(said("{label: '{{row.species}}'}"), HasSubstr("needs `prediction`, like $.prediction, or `probability`"));
  EXPECT_THAT(said("{label: '{{row.y}}', prediction: $.y}"),
              HasSubstr("say type: classification, or type: regression"));
  EXPECT_THAT(said("{label: '{{row.species}}', prediction: $.y, type: regression}"),
              HasSubstr("\"cat\" of line 2 of rows.csv is no number"));
  EXPECT_THAT(said("{label: '{{row.y}}', prediction: $.y, probability: $.p, type: regression}"),
              HasSubstr("numbers have none"));
  EXPECT_THAT(said("{label: '{{row.species}}', prediction: $.c, classes: [cat, bird]}"),
              HasSubstr("line 3 of rows.csv has the label dog, which is none of cat, bird"));
  EXPECT_THAT(said("{label: '{{row.species}}', prediction: $.c, positive: bird}"),
              HasSubstr("there is no class bird: expected cat, dog"));
  EXPECT_THAT(said("{label: '{{row.species}}', prediction: $.c}", "one.csv"),
              HasSubstr("there is one class alone, cat"));
  EXPECT_THAT(said("{label: '{{row.species}}', prediction: $.c}", "none.csv"), HasSubstr("no row has a label"));
  EXPECT_THAT(said("{label: '{{row.species}}', labels: [1], prediction: $.c}"), HasSubstr("both `label` and `labels`"));
  EXPECT_THAT(said("{label: '{{row.species}}', prediction: c}"), HasSubstr("prediction"));
  EXPECT_THAT(said("{label: '{{row.specis}}', prediction: $.c}"), HasSubstr("species"));
}

TEST_F(QualityScenario, warns_of_rows_without_a_label) {
  const auto outcome = parse(text("{label: '{{row.some}}', prediction: $.c, type: classification}"));
  EXPECT_THAT(outcome.warnings, ElementsAre(HasSubstr("1 of 3 rows have no label, the first is line 3 of rows.csv")));
}

TEST_F(QualityScenario, refuses_thresholds_on_what_the_answers_do_not_allow) {
  const auto said = [&](const std::string& quality, const std::string& threshold) {
    return finding(text(quality, "thresholds: ['" + threshold + "']\n"));
  };
  const std::string classes = "{label: '{{row.species}}', prediction: $.c}";
  EXPECT_THAT(said("", "accuracy >= 0.9"), HasSubstr("no request has `quality`"));
  EXPECT_THAT(said(classes, "log_loss < 0.4"), HasSubstr("needs `probability` in `quality`"));
  EXPECT_THAT(said(classes, "rmse < 1"), HasSubstr("is of numbers that are predicted"));
  EXPECT_THAT(said("{label: '{{row.y}}', prediction: $.y, type: regression}", "f1 > 0.5"), HasSubstr("is of classes"));
  EXPECT_THAT(said(classes, "accuracy >= many"), HasSubstr("expected a number like"));
  const auto good = parsed(text(classes, "thresholds: ['accuracy >= 90%', 'f1_macro of POST /predict > 0.5']\n"));
  EXPECT_DOUBLE_EQ(good.thresholds.at(0).value, 0.9);
}

TEST_F(QualityScenario, has_expected_values_by_row_beside_fixed_ones) {
  const auto scenario =
      parsed(text("", "    expect: {json: {$.y: {equals: '{{row.y}}', within: 0.01}, $.ok: true}}\n"));
  const auto& request = scenario.tasks.at(0).steps.at(0);
  ASSERT_TRUE(request.by_row);
  ASSERT_EQ(request.by_row->checks.size(), 1u);
  EXPECT_EQ(request.by_row->checks[0].path, "$.y");
  EXPECT_DOUBLE_EQ(request.by_row->checks[0].within, 0.01);
  EXPECT_EQ(request.checks.size(), 1u) << "the fixed one stays";
  EXPECT_EQ(scenario.feeders.at(0).columns.size(), 2u) << "the column is read";
}

TEST_F(QualityScenario, refuses_expected_values_that_cannot_be_held_against_anything) {
  EXPECT_THAT(finding(text("", "    expect: {json: {$.y: {equals: cat, within: 0.1}}}\n")),
              HasSubstr("within: is how far a number may be"));
  EXPECT_THAT(finding(text("", "    expect: {json: {$.y: {lines: [1, 2]}}}\n")),
              HasSubstr("has 2 lines for the 3 rows of rows.csv: expected one for each"));
  EXPECT_THAT(finding(text("", "    expect: {json: {$.y: {lines: '@no.jsonl'}}}\n")), HasSubstr("no.jsonl"));
  EXPECT_THAT(finding(text("", "    expect: {json: {$.y: '{{row.z}}'}}\n")), HasSubstr("z"));
}

TEST_F(QualityScenario, has_whole_answers_by_row) {
  folder_.write("answers.jsonl", "{\"y\": 1}\n{\"y\": 2}\n{\"y\": 3}\n");
  const auto by_rows = parsed(text("", "    expect: {body_like: {lines: '@answers.jsonl', ignore: [$.id]}}\n"));
  const auto& request = by_rows.tasks.at(0).steps.at(0);
  ASSERT_TRUE(request.by_row && request.by_row->like);
  EXPECT_EQ(request.by_row->like->lines->size(), 3u);
  EXPECT_EQ(request.by_row->like->label, "answers.jsonl");
  EXPECT_THAT(request.by_row->like->rules.ignored, ElementsAre("$.id"));
  EXPECT_EQ(request.by_row->feeder_of_lines, std::optional<std::size_t>(0));
  EXPECT_TRUE(request.checks.empty()) << "it is no fixed check";
}

TEST_F(QualityScenario, refuses_lines_that_belong_to_no_row) {
  folder_.write("answers.jsonl", "1\n2\n");
  folder_.write("broken.jsonl", "1\n{\n");
  const auto said = [&](const std::string& like) {
    return finding(text("", "    expect: {body_like: " + like + "}\n"));
  };
  EXPECT_THAT(said("{lines: '@answers.jsonl'}"), HasSubstr("has 2 lines for the 3 rows of rows.csv"));
  EXPECT_THAT(said("{file: '@answers.jsonl'}"), HasSubstr("has a line for each row: write lines: \"@answers.jsonl\""));
  EXPECT_THAT(said("{lines: '@answers.jsonl', value: 1}"), HasSubstr("has several of `file`, `value` and `lines`"));
  EXPECT_THAT(said("{lines: '@broken.jsonl'}"), HasSubstr("broken.jsonl:2: is not JSON"));
  EXPECT_THAT(finding(text("", "    expect: {body_like: {lines: [1]}}\n    batch: 2\n")), HasSubstr("batch"));
  ScenarioText two = text("", "    headers: {x-y: '{{other.a}}'}\n    expect: {body_like: {lines: [1, 2, 3]}}\n");
  two.text.replace(two.text.find("{row: rows.csv}"), 15, "{row: rows.csv, other: one.csv}");
  EXPECT_THAT(finding(two), HasSubstr("rows of several feeders make a request"));
  ScenarioText none;
  none.text = "target: http://h\nrequests:\n  - get: /\n    expect: {body_like: {lines: [1, 2]}}\n";
  EXPECT_THAT(finding(none), HasSubstr("the request has neither"));
}

TEST_F(QualityScenario, makes_bodies_of_several_rows) {
  ScenarioText scenario = text("{label: '{{row.species}}', prediction: '$.c[*]'}", "    batch: [1, 3]\n");
  scenario.text.replace(scenario.text.find("{a: '{{row.a}}'}"), 16, "{rows: [['{{row.a}}', '{{row.b}}']], k: 1}");
  const auto read = parsed(scenario);
  ASSERT_EQ(read.tasks.size(), 2u);
  EXPECT_EQ(read.tasks[0].name, "POST /predict (batch 1)");
  EXPECT_EQ(read.tasks[1].name, "POST /predict (batch 3)");
  EXPECT_EQ(read.tasks[1].steps[0].batch, 3u);
  const auto& body = read.tasks[1].steps[0].varying->bodies.at(0);
  ASSERT_EQ(body.insertions.size(), 6u);
  EXPECT_EQ(body.insertions[5].row, 2u);
  EXPECT_EQ(read.tasks[1].steps[0].varying->expected.at(0).insertions.size(), 3u);
}

TEST_F(QualityScenario, refuses_batches_that_cannot_be_made) {
  const auto said = [&](const std::string& batch) { return finding(text("", "    batch: " + batch + "\n")); };
  EXPECT_THAT(said("10"), HasSubstr("there is no list with one row in it"));
  EXPECT_THAT(said("[1, 1]"), HasSubstr("names 1 twice"));
  EXPECT_THAT(said("[1, many]"), HasSubstr("expected sizes like [1, 10, 100]"));
  EXPECT_THAT(said("[]"), HasSubstr("expected 1 to 20 sizes"));
  auto fixed = text("", "    headers: {x-a: '{{row.a}}'}\n    batch: [1, 5]\n");
  fixed.text.replace(fixed.text.find("{a: '{{row.a}}'}"), 16, "{features: [5.1, 3.5]}");
  EXPECT_THAT(findings(fixed), Each(HasSubstr("the body has no row of data in it")));
}

TEST_F(QualityScenario, reads_that_batch_sizes_take_turns) {
  const auto of = [&](const std::string& load, const std::string& batch = "[1, 10, 100]") {
    auto scenario = text("", "load: {batches: in_turn, " + load + "}\n");
    const std::string plain = "json: {a: '{{row.a}}'}";
    scenario.text.replace(scenario.text.find("http://h"), 8, "http://127.0.0.1:1");
    scenario.text.replace(scenario.text.find(plain), plain.size(), "json: {rows: ['{{row.a}}']}\n    batch: " + batch);
    return scenario;
  };
  const auto turns = batch_turns(parsed(of("duration: 50s, warmup: 10s", "[10, 1, 100]")));
  ASSERT_EQ(turns.size(), 4u);
  std::vector<std::uint32_t> rows;
  for (const auto& turn : turns) rows.push_back(turn.rows);
  EXPECT_THAT(rows, ElementsAre(1, 10, 100, 1));
  EXPECT_EQ(turns.front().from, std::chrono::seconds(10));
  EXPECT_EQ(turns.back().to, std::chrono::seconds(50));
  EXPECT_THAT(finding(of("duration: 50s", "[10]")), HasSubstr("no sizes to take turns"));
  EXPECT_THAT(finding(of("duration: 5s")), HasSubstr("need 8 s behind the warm-up"));
  EXPECT_THAT(finding(of("duration: 8s, warmup: 1s")), HasSubstr("has to be at least 9 s, got 8 s"));
  EXPECT_THAT(finding(of("duration: 50s, requests: 7")), HasSubstr("leave out load.requests"));
  EXPECT_THAT(finding(of("duration: 50s, shape: rests")), HasSubstr("turns and rests would overlap"));
  EXPECT_THAT(finding(of("duration: until_verdict")), HasSubstr("until its verdict"));
}

TEST_F(QualityScenario, tells_data_that_cannot_be_read_and_nothing_else) {
  folder_.write("empty.csv", "");
  folder_.write("twice.csv", "a,a\n1,2\n");
  folder_.write("value.json", "7");
  folder_.write("folder/a.csv", "a\n1\n");
  folder_.write("folder/b.csv", "a\n1\n");
  folder_.write("schema.json", R"({"type": "object"})");
  const std::vector<std::string> uses = {
      "    quality: {label: '{{row.species}}', prediction: $.p}\n",
      "    quality: {label: '{{row.species}}', prediction: $.p}\nthresholds: [rmse < 1]\n",
      "    quality: {labels: [cat, dog], prediction: $.p}\n",
      "    batch: [1, 10]\n    quality: {label: '{{row.species}}', prediction: $.p}\n",
      "    body_schema: schema.json\n",
      "    expect: {body_like: {lines: [{a: 1}]}}\n",
      "    expect: {json: {$.p: {lines: [1]}}}\n",
      "    expect: {json: {$.p: '{{row.p}}'}}\n",
  };
  for (const std::string file : {"nofile.csv", "empty.csv", "twice.csv", "value.json", "{file: folder, format: csv}"})
    for (const auto& use : uses) {
      auto scenario = text("", use, file);
      scenario.text.replace(scenario.text.find("{a: '{{row.a}}'}"), 16,
                            "{a: ['{{row.a | round 1}}'], b: '{{other.a}}'}");
      scenario.text.replace(scenario.text.find("feeders: {"), 10, "feeders: {other: one.csv, ");
      if (use.find("lines") != std::string::npos || use.find("labels") != std::string::npos)
        scenario.text.replace(scenario.text.find("{{other.a}}"), 11, "{{row.b}}");
      SCOPED_TRACE(scenario.text);
      EXPECT_THAT(finding(scenario), HasSubstr("feeders.row"));
    }
}

TEST_F(QualityScenario, finds_its_rows_behind_a_feeder_that_no_request_uses) {
  auto scenario = text("{label: '{{row.species}}', prediction: $.p}");
  scenario.text.replace(scenario.text.find("feeders: {"), 10, "feeders: {other: one.csv, ");
  EXPECT_THAT(finding(scenario), AllOf(HasSubstr("feeders.other"), HasSubstr("no request uses it")));
}

TEST_F(QualityScenario, knows_labels_and_predictions_of_a_protocol) {
  ScenarioText scenario;
  scenario.folder = folder_.path();
  scenario.text =
      "target: http://h\nprotocol: {name: kserve_v1, model: m}\nrequests:\n"
      "  - predict: {rows: rows.csv, batch: [1, 2]}\n    quality: {label: species}\n";
  const auto read = parsed(scenario);
  ASSERT_EQ(read.tasks.size(), 2u);
  const auto& request = read.tasks[1].steps.at(0);
  ASSERT_TRUE(request.by_row && request.by_row->quality);
  EXPECT_EQ(request.by_row->quality->prediction, "$.predictions");
  EXPECT_THAT(*request.by_row->quality->label.lines, ElementsAre("[\"cat\",\"dog\"]", "[\"cat\"]"));
  EXPECT_THAT(request.by_row->quality->classes, ElementsAre("cat", "dog"));
  EXPECT_THAT(*request.bodies.payloads.at(0), ::testing::Not(HasSubstr("cat"))) << "what is right is not sent";
  scenario.text.replace(scenario.text.find("kserve_v1"), 9, "kserve_v2");
  scenario.text.replace(scenario.text.find("rows: rows.csv"), 14, "rows: rows.csv, columns: [a, b]");
  EXPECT_EQ(parsed(scenario).tasks[1].steps.at(0).by_row->quality->prediction, "$.outputs[0].data");
}

}  // namespace plimsoll::test::quality_scenario_test
