#pragma once

// The dashboard: its page and its API on a port, and the scheduler of its store. It starts runs as processes of their
// own and follows those that go on, also those that others started; they outlive it. Owned by the serve command; runs
// on one thread, with workers for what blocks.

#include "core/error.h"
#include "scenarios/permissions.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace plimsoll {

struct DashboardOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8089;                     // 0: any free one
  std::vector<std::string> names;                // by which it may be asked besides, as in Host: "loadbox.example:8089"
  std::string token;                             // empty: none is asked for; off loopback there must be one
  std::string certificate_file{};                // PEM, its chain included; empty: no TLS
  std::string key_file{};                        // PEM; empty: it is in the certificate's file
  bool plain_off_loopback = false;               // others read along: said aloud
  std::filesystem::path store;                   // the file of all runs
  std::filesystem::path state;                   // a folder of ours
  std::vector<std::filesystem::path> scenarios;  // folders
  Permissions allowed{false, false, false};      // of scenarios that are sent
  std::vector<std::string> targets;              // globs of HOST:PORT where load may go; empty: anywhere
  bool schedules = true;                         // runs what is scheduled in the store
  std::function<void(const std::string&)> report{};  // what the person should know while it serves
};

// Serves until SIGINT or SIGTERM. `listening` is called once with the address. Error: the options do not fit together,
// or the port cannot be had.
Result<> run_dashboard(DashboardOptions options, const std::function<void(const std::string& url)>& listening);

}  // namespace plimsoll
