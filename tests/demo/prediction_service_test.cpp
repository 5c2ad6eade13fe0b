#include "demo/prediction_service.h"
#include "demo/iris_model.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace plimsoll::prediction_service_test {

using nlohmann::json;

TEST(IrisModel, classifies_flowers_that_everybody_knows) {
  EXPECT_EQ(predict_iris({5.1, 3.5, 1.4, 0.2}).species, "setosa");
  EXPECT_EQ(predict_iris({5.9, 2.8, 4.2, 1.3}).species, "versicolor");
  const auto virginica = predict_iris({6.7, 3.0, 5.2, 2.3});
  EXPECT_EQ(virginica.species, "virginica");
  EXPECT_NEAR(virginica.probabilities[2], 0.9199, 0.0005);  // scikit-learn's own answer
}

TEST(IrisModel, does_not_overflow_on_absurd_rows) {
  const auto result = predict_iris({1e9, 1e9, 1e9, 1e9});
  EXPECT_NEAR(result.probabilities[0] + result.probabilities[1] + result.probabilities[2], 1, 1e-12);
}

TEST(PredictionService, predicts_each_row) {
  PredictionService service({}, 1);
  const auto answer = service.answer("POST", "/predict", R"({"rows": [[5.1,3.5,1.4,0.2], [6.7,3.0,5.2,2.3]]})");
  ASSERT_EQ(answer.status, 200);
  const auto body = json::parse(answer.body);
  EXPECT_EQ(body["predictions"], json({"setosa", "virginica"}));
  EXPECT_EQ(body["probabilities"].size(), 2U);
}

TEST(PredictionService, refuses_what_is_not_rows_of_four_numbers) {
  PredictionService service({}, 1);
  for (const auto* body :
       {"", "{", "[]", "{}", R"({"rows": []})", R"({"rows": [[1,2,3]]})", R"({"rows": [[1,2,3,"x"]]})"})
    EXPECT_EQ(service.answer("POST", "/predict", body).status, 400) << body;
  EXPECT_EQ(service.answer("GET", "/predict", "").status, 405);
  EXPECT_EQ(service.answer("GET", "/nothing", "").status, 404);
}

TEST(PredictionService, counts_its_predictions_in_the_metrics) {
  PredictionService service({}, 1);
  service.answer("POST", "/predict", R"({"rows": [[5.1,3.5,1.4,0.2]]})");
  service.answer("POST", "/predict", "bad");
  const auto metrics = service.answer("GET", "/metrics", "").body;
  EXPECT_NE(metrics.find("\npredictions_total 2\n"), std::string::npos);
  EXPECT_NE(metrics.find("\npredictions_refused_total 1\n"), std::string::npos);
}

TEST(PredictionService, fails_the_share_that_was_asked_for) {
  PredictionService service({0, 0.25}, 1);
  int failed = 0;
  for (int i = 0; i < 4000; ++i)
    failed += service.answer("POST", "/predict", R"({"rows": [[1,2,3,4]]})").status == 500 ? 1 : 0;
  EXPECT_NEAR(failed, 1000, 110);
}

}  // namespace plimsoll::prediction_service_test
