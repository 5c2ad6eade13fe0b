#pragma once

// What the demonstration service answers: a pure handler of requests with a few counters, and the faults it was asked
// for. Owned by the demo server; its thread only.

#include "core/random.h"

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>

namespace plimsoll {

struct ServiceFaults {
  std::uint64_t leak_bytes_per_request = 0;  // kept for ever by each /predict
  double failure_rate = 0;                   // 0..1 of the predictions answer 500
};

struct ServiceAnswer {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
};

class PredictionService {
 public:
  PredictionService(ServiceFaults faults, std::uint64_t seed);

  // POST /predict {"rows": [[5.1, 3.5, 1.4, 0.2], ...]}, GET /health, GET /metrics.
  ServiceAnswer answer(std::string_view method, std::string_view path, std::string_view body);

 private:
  ServiceAnswer predict(std::string_view body);
  ServiceAnswer metrics() const;
  void leak();

  ServiceFaults faults_;
  Random random_;
  std::uint64_t predictions_ = 0;  // answered, whatever the status
  std::uint64_t refused_ = 0;      // of them 400
  std::uint64_t failed_ = 0;       // of them 500
  std::deque<std::unique_ptr<char[]>> leaked_;
};

}  // namespace plimsoll
