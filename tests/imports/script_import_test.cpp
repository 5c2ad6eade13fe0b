// Locust files and k6 scripts, read and not run: what is literal in them.

#include "tests/imports/import_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::test::script_import_test {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr auto kLocust = R"py("""Load of the scoring API."""
import random
from locust import HttpUser, between, task

VERSION = "v1"
HEADERS = {"x-client": "locust"}  # of all


class ScoringUser(HttpUser):
    wait_time = between(0.5, 3)
    host = "http://127.0.0.1:5000"

    def on_start(self):
        self.client.post("/login", json={"user": "ann"})

    @task(3)
    def predict(self):
        self.client.post(
            f"/{VERSION}/predict",
            json={"rows": [[5.1, 3.5, 1.4, 0.2], (1, 2, 3, -4e-1)], "explain": True, "note": None},
            headers=HEADERS,
            name="predict iris",
        )

    @task
    def browse(self):
        with self.client.get("/items", params={"q": 'a b', "tag": ["x", "y"]}, catch_response=True) as response:
            if response.status_code != 200:
                response.failure("no")
        self.client.get("/health")

    @task(2)
    def dynamic(self):
        item = random.randint(1, 10)
        self.client.get(f"/items/{item}")
        self.client.put("/items/1", data="plain " "text", auth=("ann", "very-secret"))
)py";

TEST(LocustImport, tasks_weights_waits_and_literal_requests_are_read) {
  const auto result = imported({kLocust, "locustfile.py", {}});
  EXPECT_THAT(result.text, Not(HasSubstr("very-secret")));
  const auto scenario = scenario_of(result);
  ASSERT_EQ(scenario.tasks.size(), 3u) << result.text;
  EXPECT_THAT(result.text, HasSubstr("wait: 500ms..3s"));
  EXPECT_EQ(scenario.tasks[0].weight, 3);
  EXPECT_EQ(request_of(scenario, 0).name, "predict iris");
  EXPECT_EQ(request_of(scenario, 0).path, "/v1/predict");
  EXPECT_EQ(body_of(scenario, 0), R"({"rows":[[5.1,3.5,1.4,0.2],[1,2,3,-0.4]],"explain":true,"note":null})");
  EXPECT_EQ(header_of(scenario, 0, "x-client"), "locust");
  ASSERT_EQ(scenario.tasks[1].steps.size(), 2u);
  EXPECT_EQ(scenario.tasks[1].steps[0].path, "/items?q=a%20b&tag=x&tag=y");
  EXPECT_EQ(scenario.tasks[1].steps[1].path, "/health");
  EXPECT_EQ(scenario.tasks[2].weight, 2);
  EXPECT_EQ(body_of(scenario, 2), "plain text");
  EXPECT_EQ(header_of(scenario, 2, "authorization"), "Basic value of BASIC_CREDENTIALS");
}

TEST(LocustImport, what_is_code_is_told_with_its_line) {
  EXPECT_THAT(imported({kLocust, "locustfile.py", {}}).left_out,
              ElementsAre("locustfile.py:13: def on_start: is no task: not converted",
                          HasSubstr("locustfile.py:28: in browse: if response.status_code"),
                          HasSubstr("locustfile.py:29: in browse: response.failure"),
                          HasSubstr("locustfile.py:34: in dynamic: item"),
                          "locustfile.py:35: in dynamic: self.client.get: its address is no literal"));
}

constexpr auto kK6 = R"js(import http from 'k6/http';
import { check, sleep } from 'k6';

const BASE_URL = 'http://127.0.0.1:5000';
const params = { headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${__ENV.TOKEN}` } };

export const options = {
  stages: [
    { duration: '30s', target: 20 }, // up
    { duration: '1m30s', target: 20 },
  ],
  thresholds: {
    http_req_duration: ['p(95)<500', 'avg<200'],
    http_req_failed: ['rate<0.01'],
    checks: ['rate>0.9'],
  },
};

export default function () {
  const res = http.post(`${BASE_URL}/predict`, JSON.stringify({ rows: [[1, 2.5]], note: "it's" }), params);
  check(res, { 'is 201': (r) => r.status === 201, 'has body': (r) => r.body.length > 0 });
  http.get(`${BASE_URL}/items/${Math.random()}`);
  sleep(0.5);
}
)js";

TEST(K6Import, options_and_literal_requests_are_read) {
  const auto result = imported({kK6, "load.js", {}});
  EXPECT_THAT(result.text, HasSubstr("load:\n"
                                     "  stages:\n"
                                     "    - {for: 30s, users: 20}\n"
                                     "    - {for: 1m30s, users: 20}\n"
                                     "  wait: 500ms\n"));
  EXPECT_THAT(
      result.text,
      HasSubstr("thresholds:\n  - p95 < 500ms\n  - mean < 200ms\n  - failure_rate < 0.01\n  - failed_requests >= 0\n"));
  const auto scenario = scenario_of(result);
  ASSERT_EQ(scenario.tasks.size(), 1u) << result.text;
  EXPECT_EQ(body_of(scenario, 0), R"({"rows":[[1,2.5]],"note":"it's"})");
  EXPECT_EQ(header_of(scenario, 0, "authorization"), "Bearer value of TOKEN");
  EXPECT_THAT(result.text, HasSubstr("expect: {status: 201}"));
  EXPECT_THAT(result.left_out,
              ElementsAre(HasSubstr("load.js:7: threshold checks"), HasSubstr("a check other than of the status"),
                          HasSubstr("load.js:22: http.get: its address is no literal")));
}

TEST(K6Import, arrival_rates_are_rates) {
  const auto result = imported({R"(import http from "k6/http";
export let options = {scenarios: {open: {executor: 'constant-arrival-rate', rate: 50, timeUnit: '1s', duration: '2m', maxVUs: 100}}};
export default () => { http.get('http://127.0.0.1:1/x'); };)",
                                "load.js",
                                {}});
  EXPECT_THAT(result.text, HasSubstr("load:\n  rate: 50/s\n  max_in_flight: 100\n  duration: 2m\n"));
  scenario_of(result);
}

TEST(K6Import, a_script_whose_requests_are_code_still_gives_its_load) {
  const auto result =
      imported({"import http from 'k6/http';\nexport const options = { vus: 10, duration: '30s' };\nexport default "
                "function () { http.get(url()); }\n",
                "load.js",
                {}});
  EXPECT_THAT(result.text, AllOf(HasSubstr("  users: 10\n  spawn_rate: 10/s\n  duration: 30s\n"),
                                 HasSubstr("# its requests are code: write them here")));
  scenario_of(result);
}

TEST(LocustImport, asks_for_no_variable_that_it_does_not_use) {
  const auto result = imported(
      {"import os\nfrom locust import HttpUser, task\nTOKEN = os.getenv(\"API_TOKEN\")\nclass A(HttpUser):\n    "
       "@task\n    def a(self):\n        self.client.get(\"/a\")\n",
       "locustfile.py",
       {}});
  EXPECT_THAT(result.variables, IsEmpty());
  EXPECT_THAT(result.text, Not(HasSubstr("API_TOKEN")));
}

TEST(K6Import, tells_variables_by_their_names) {
  const auto result =
      imported({"import http from 'k6/http';\nconst BASE = __ENV.BASE_URL;\nexport default function () {\n  "
                "http.get(`${BASE}/a`);\n  http.get('http://127.0.0.1:1/b');\n}\n",
                "load.js",
                {}});
  EXPECT_THAT(result.left_out, Contains(HasSubstr("a scenario has one target, $BASE_URL: import it by itself")));
}

}  // namespace plimsoll::test::script_import_test
