// The users of bench/rows' row of k6: ten fields of a row, taken in turn, and one check of the JSON that is answered.
import http from "k6/http";
import { check } from "k6";
import exec from "k6/execution";
import { SharedArray } from "k6/data";

const rows = new SharedArray("rows", () => {
  const [head, ...lines] = open(__ENV.BENCH_ROWS).trim().split("\n");
  const names = head.split(",");
  return lines.map((line) => {
    const cells = line.split(",");
    return Object.fromEntries(names.map((name, i) => [name, isNaN(cells[i]) ? cells[i] : Number(cells[i])]));
  });
});
const parameters = { headers: { "Content-Type": "application/json" } };

export const options = { thresholds: { checks: ["rate==1"] } };

export default function () {
  const row = rows[exec.scenario.iterationInTest % rows.length];
  const answer = http.post(__ENV.BENCH_URL, JSON.stringify(row), parameters);
  check(answer, { answered: (one) => one.status === 200 && one.json("prediction.0") === 1 });
}
