#include "checking/hurl_trial.h"

#include "checking/entry_judgement.h"
#include "checking/hurl_client.h"
#include "core/clock.h"
#include "core/text.h"
#include "scenarios/bodies/secret_forms.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

namespace plimsoll {
namespace {

class HurlTrial {
 public:
  explicit HurlTrial(TrialSettings settings) : settings_(std::move(settings)), client_(settings_.tls) {
    trial_.file = settings_.file;
    for (const auto& [name, value] : settings_.variables) {
      const auto known = value.json();
      if (known.is_string()) add_secret_variable(name, known.get<std::string>(), secrets_);
      variables_.values.emplace(name, known);
    }
  }

  Trial run(const HurlFile& file) {
    const auto begun = monotonic_now();
    for (std::size_t i = 0; i < file.entries.size(); ++i)
      if (!run_entry(file.entries[i], i + 1)) break;
    trial_.duration = monotonic_now() - begun;
    for (auto& entry : trial_.entries) hide_secrets(entry);
    return std::move(trial_);
  }

 private:
  // False: the file ends here.
  bool run_entry(const HurlEntry& entry, std::size_t number) {
    for (std::uint64_t done = 0;;) {
      TrialEntry result;
      result.number = number;
      result.place = entry.request.place;
      EntryOptions options;
      if (auto fault = apply_options(entry.request.options, variables_, options)) {
        result.failures.push_back({fault->place, std::move(fault->message)});
      } else if (options.is_skipped || options.repeats == 0) {
        result.is_skipped = true;
      } else {
        try_entry(entry, options, result);
      }
      const bool holds = result.failures.empty();
      const bool is_over = result.is_skipped || ++done >= options.repeats;
      trial_.entries.push_back(std::move(result));
      if (!holds || is_over) return holds;
    }
  }

  void try_entry(const HurlEntry& entry, const EntryOptions& options, TrialEntry& result) {
    client_.pause(options.delay);
    for (;;) {
      result.failures.clear();
      ++result.attempts;
      attempt(entry, options, result);
      if (result.failures.empty() || result.attempts > options.retries) return;
      client_.pause(options.retry_interval);
    }
  }

  void attempt(const HurlEntry& entry, const EntryOptions& options, TrialEntry& result) {
    const EntryContext context{variables_, settings_.folder};
    auto made = make_request(entry.request, options, context);
    if (auto* fault = std::get_if<OptionFault>(&made)) {
      result.failures.push_back({fault->place, std::move(fault->message)});
      return;
    }
    const auto& request = std::get<EntryRequest>(made);
    result.request =
        fmt::format("{} {}{}", to_string(request.request.method), origin_text(request.origin), request.request.path);
    const auto answer = client_.send(request, options);
    if (answer.has_error()) {
      result.failures.push_back({entry.request.place, answer.error().message});
      return;
    }
    result.duration = answer->duration;
    if (answer->response.failure != FailureKind::none) {
      result.failures.push_back({entry.request.url.place, answer->response.failure_message});
      return;
    }
    if (!entry.response) return;
    auto judgement = judge_entry(*entry.response, *answer, variables_, settings_.folder);
    result.failures = std::move(judgement.failures);
    secrets_.insert(secrets_.end(), judgement.secrets.begin(), judgement.secrets.end());
    for (const auto& secret : judgement.secrets) add_secret_forms(secret, secrets_);
  }

  void hide_secrets(TrialEntry& entry) const {
    for (const auto& secret : secrets_) {
      replace_all(entry.request, secret, "***");
      for (auto& failure : entry.failures) replace_all(failure.message, secret, "***");
    }
  }

  TrialSettings settings_;
  QueryVariables variables_;
  HurlClient client_;
  Trial trial_;
  std::vector<std::string> secrets_;
};

}  // namespace

Trial run_hurl(const HurlFile& file, TrialSettings settings) { return HurlTrial(std::move(settings)).run(file); }

}  // namespace plimsoll
