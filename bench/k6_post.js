// The users of bench/run's row of k6: one POST after the other, without a wait.
import http from "k6/http";

const options = { headers: { "Content-Type": "application/json" } };

export default function () {
  http.post(__ENV.BENCH_URL, __ENV.BENCH_BODY, options);
}
