#pragma once

// Where load goes, how it is connected to, and how it is started and stopped where Plimsoll does that. Plain data; any
// thread.

#include "core/time.h"
#include "scenarios/connection_options.h"
#include "scenarios/header_list.h"
#include "scenarios/url.h"

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

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
  std::string predicts{};  // the request that is to be answered well before there is load; empty: none
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
  bool inspect = false;  // it is left up after the run
};

// How the target tells which version it is: where that changes, it was redeployed.
struct VersionQuestion {
  std::string path = "/version";
  std::string header;     // of the answer; empty: its body
  std::string container;  // instead: its image tells; a name or an id
  Nanos every = std::chrono::seconds(5);
};

struct Target {
  Url url;
  TlsOptions tls;
  ConnectionOptions connection{};
  std::optional<ManagedTarget> managed;
  std::optional<VersionQuestion> version{};
};

}  // namespace plimsoll
