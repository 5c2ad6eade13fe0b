#pragma once

// The whole plan of a run as plain data: immutable once it is parsed and validated. Built from a file (parse.h) or from
// command-line options; owned by the conductor, read by every room; any thread.

#include "core/time.h"
#include "record/allowed_growth.h"
#include "record/threshold.h"
#include "scenarios/check.h"
#include "scenarios/connection_options.h"
#include "scenarios/fault.h"
#include "scenarios/guard.h"
#include "scenarios/url.h"
#include "scenarios/watch.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace plimsoll {

struct Header {
  std::string name;
  std::string value;
};

struct TlsOptions {
  bool insecure = false;  // certificates unverified; every report says so
  std::filesystem::path ca_file;
  std::filesystem::path certificate_file;
  std::filesystem::path key_file;
};

// Polled until the target answers as expected.
struct Readiness {
  std::string path = "/";
  std::optional<int> status;  // without it any answer below 500
  Nanos within = std::chrono::seconds(60);
};

struct StopCommand {
  std::string signal = "TERM";
  std::string run;  // a shell command instead of the signal, if not empty
  Nanos within = std::chrono::seconds(10);
};

// A target that Plimsoll starts, waits for, watches and stops.
struct ManagedTarget {
  std::string start;  // run by /bin/sh -c
  std::filesystem::path directory;
  std::vector<Header> environment;  // name and value
  Readiness ready;
  std::filesystem::path log_file;  // empty: target.log in the output folder
  StopCommand stop;
};

struct Target {
  Url url;
  TlsOptions tls;
  ConnectionOptions connection{};
  std::optional<ManagedTarget> managed;
};

// Pause between the tasks of a user.
struct NoWait {};
struct ConstantWait {
  Nanos pause;
};
struct UniformWait {
  Nanos low;
  Nanos high;
};
struct ExponentialWait {
  Nanos mean;
};
struct Pacing {
  Nanos period;
};  // from start to start; overrun: at once, due at its planned instant
struct ThroughputWait {
  double tasks_per_second;
};  // each user; a pacing of 1/x
using Wait = std::variant<NoWait, ConstantWait, UniformWait, ExponentialWait, Pacing, ThroughputWait>;

// A level (users, or arrivals per second) that changes linearly from the one before it: a ramp; the same level again
// holds; without a length it jumps. The first starts from 0, and the last one's level stays.
struct Stage {
  Nanos length{0};
  double level = 0;
};

struct ClosedLoad {
  std::uint32_t users = 1;
  double spawn_rate = 1;  // users per second, evenly; the first at 0
  Wait wait;
  std::vector<Stage> stages;  // of users; where there are any, users and spawn_rate say nothing
};

// Requests that start when they are due, whatever became of those before.
struct ArrivalRate {
  enum class Law { constant, poisson };
  std::vector<Stage> stages;  // of arrivals per second
  Law law = Law::constant;
};
// A timed log of requests (replay_reader.h), each due at its offset divided by the speed.
struct ReplayLog {
  std::filesystem::path file;
  double speed = 1;
};
struct OpenLoad {
  std::variant<ArrivalRate, ReplayLog> arrivals;
  std::optional<std::uint32_t> max_in_flight;        // an arrival above it is dropped; absent: by the rate
  Nanos late_after = std::chrono::milliseconds(10);  // started later than due by more: late
};

// What one load may be at most, wherever it is said.
constexpr std::uint32_t kMostUsers = 100'000;
constexpr std::uint32_t kMostInFlight = 1'000'000;
constexpr double kHighestRate = 1e6;

// One alternative a load model; adding one makes the compiler list the places to touch.
using LoadModel = std::variant<ClosedLoad, OpenLoad>;

// One of the loads that run at once, with the requests that are its own.
struct LoadPart {
  std::string name;  // empty: the only one
  LoadModel model;
  std::vector<std::size_t> tasks;  // indices into Scenario::tasks; empty: all
};

// Each `every` ends with a rest of this length, in which nobody starts a task. What is absent follows from the load.
struct Rests {
  std::optional<Nanos> every{};
  std::optional<Nanos> length{};
};

struct Load {
  std::vector<LoadPart> parts = {LoadPart{}};      // at least one
  Nanos duration = std::chrono::minutes(1);        // from the first user to the last request's start, warm-up included
  bool until_verdict = false;                      // ends sooner, as soon as memory is judged clean or leaking
  std::optional<std::uint64_t> requests;           // stop after so many (finished or in flight)
  Nanos warmup{0};                                 // requests due in it are counted apart
  Nanos graceful_stop = std::chrono::seconds(10);  // in-flight requests get this long at the end
  Nanos cooldown{0};                               // after that nothing is sent, and memory is still watched
  std::optional<Rests> rests{};                    // of all parts alike
};

// How often and how long: a fifth of the duration (or a minute, where nobody knows it), a third of that.
struct RestTimes {
  Nanos every{0};
  Nanos length{0};
};
std::optional<RestTimes> rest_times(const Load& load);

enum class Method { get, post, put, patch, del, head };
std::string_view to_string(Method method);

// The bodies of one request, read before the run; more than one is replayed.
struct BodySet {
  enum class Order { sequential, random };  // sequential: each once a turn, over all users
  std::string content_type;                 // empty: none is sent
  std::vector<std::shared_ptr<const std::string>> payloads;
  std::vector<std::string> labels;  // where each came from ("data/1.json", "rows.jsonl:3"), same order
  Order order = Order::sequential;
};

struct RequestTemplate {
  std::string name;
  Method method = Method::get;
  std::string path;  // with the query, already encoded, the target's base path not yet in front
  std::vector<Header> headers;
  BodySet bodies;  // empty: no body
  std::vector<Check> checks;
  Nanos timeout = std::chrono::seconds(30);  // sent to the last byte
  std::optional<Fault> fault{};              // of a share of its attempts
};

// What a user draws by weight: one request, or several steps in order without a wait between.
struct Task {
  std::string name;
  double weight = 1;
  std::vector<RequestTemplate> steps;  // at least one
  std::optional<Wait> wait;            // instead of the load's
};

// What the verdict on memory is held against.
struct LeakRules {
  std::optional<AllowedGrowth> minimum{};  // leaking below it is clean
  Nanos horizon = std::chrono::hours(24);  // growth that may yet settle is suspected where it would matter within it
  std::vector<std::string> ignore{};       // series that are not judged, globs; "memory" is that of the processes
};

struct Monitoring {
  bool automatic = true;                     // the listener of a loopback target, or the managed target
  std::vector<WatchSpec> watches;            // given by hand: automatic does not apply
  std::optional<std::uint64_t> limit_bytes;  // what the time left is counted to
  LeakRules leak;
};

struct Scenario {
  std::string name;
  std::string note;  // of a person, for the record
  Target target;
  Load load;
  std::vector<Header> headers;  // of every request; a request's own of the same name wins
  std::vector<Task> tasks;
  Nanos connect_timeout = std::chrono::seconds(5);
  std::uint64_t max_response_bytes = 64ULL << 20;  // a longer answer is a failure, too_large
  std::vector<std::string> secret_headers;         // further names, lower case, whose values reach no output
  Monitoring monitoring;
  std::optional<Guard> guard{};
  std::vector<Threshold> thresholds;  // those given; the defaults join in reports/
  std::optional<std::uint64_t> seed;
  std::string source_text;  // the file as written, or the command line; secrets are not expanded in it

  // Every step's name in order of first appearance: the rows of every report.
  std::vector<std::string> request_names() const;
};

}  // namespace plimsoll
