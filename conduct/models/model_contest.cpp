#include "conduct/models/model_contest.h"

#include "core/histogram.h"
#include "core/units.h"
#include "core/version.h"
#include "engine/labelled_asking.h"
#include "record/time_summary.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <tuple>
#include <utility>

namespace plimsoll {
namespace {

// What one model said of all rows that count.
struct ModelAnswers {
  std::vector<JudgedRow> rows;
  std::vector<double> probabilities;
  JudgedRows form;
  Histogram times;
  bool ever_answered = false;

  void add(const LabelledAnswer& answer) {
    form = answer.form;
    const auto first = probabilities.size();
    for (auto row : answer.rows) {
      row.first_probability += first;
      rows.push_back(row);
    }
    probabilities.insert(probabilities.end(), answer.probabilities.begin(), answer.probabilities.end());
  }
  JudgedRows judged() const {
    auto all = form;
    all.rows = rows;
    all.probabilities = probabilities;
    return all;
  }
};

// As people gave it: two models may be two paths of one server.
std::string place_of(const Scenario& scenario) {
  const auto& path = scenario.tasks.front().steps.front().path;
  return scenario.target.url.text() + (path == "/" ? "" : path.substr(0, path.find('?')));
}

bool has_same_labels(const LabelledAnswer& one, const LabelledAnswer& other) {
  return one.unlabelled == other.unlabelled && std::equal(one.rows.begin(), one.rows.end(), other.rows.begin(),
                                                          other.rows.end(), [](const JudgedRow& a, const JudgedRow& b) {
                                                            return a.label == b.label && a.label_value == b.label_value;
                                                          });
}

class Contest {
 public:
  Contest(const ContestPlan& plan, const ContestHooks& hooks) : plan_(plan), hooks_(hooks) {}

  Result<ModelComparison> run(const Scenario& baseline, const Scenario& candidate) {
    auto before = LabelledAsking::make(baseline);
    if (before.has_error()) return with_context(before.error(), "baseline");
    auto after = LabelledAsking::make(candidate);
    if (after.has_error()) return with_context(after.error(), "candidate");
    comparison_.tool_version = version();
    comparison_.data = plan_.data;
    comparison_.baseline.url = place_of(baseline);
    comparison_.candidate.url = place_of(candidate);
    comparison_.folds = plan_.rules.folds;
    comparison_.resamples = plan_.rules.resamples;
    comparison_.confidence = plan_.rules.confidence;
    comparison_.seed = plan_.rules.seed;
    for (std::uint64_t request = 1; !hooks_.is_stopped || !hooks_.is_stopped(); ++request) {
      const auto old_answer = (*before)->ask_next();
      const auto new_answer = (*after)->ask_next();
      if (!old_answer || !new_answer) break;
      if (auto done = add(*old_answer, *new_answer, request); done.has_error()) return done.error();
      if (hooks_.asked) hooks_.asked(request);
    }
    if (auto done = answered(); done.has_error()) return done.error();
    return compared();
  }

 private:
  static void note(const LabelledAnswer& answer, std::uint64_t rows, std::uint64_t request, ModelAnswers& model,
                   ModelAsked& asked) {
    if (answer.took) {
      model.ever_answered = true;
      model.times.record(std::max(*answer.took, Histogram::kLowest));
    }
    if (answer.failure.empty()) {
      asked.answered += rows;
      return;
    }
    asked.failed += rows;
    if (asked.first_failure.empty()) asked.first_failure = fmt::format("request {}: {}", request, answer.failure);
  }

  Result<> add(const LabelledAnswer& old_answer, const LabelledAnswer& new_answer, std::uint64_t request) {
    const auto rows_of = [](const LabelledAnswer& answer) { return answer.rows.size() + answer.unlabelled; };
    const auto rows = std::max<std::uint64_t>({1, rows_of(old_answer), rows_of(new_answer)});
    note(old_answer, rows, request, before_, comparison_.baseline);
    note(new_answer, rows, request, after_, comparison_.candidate);
    const bool is_old_good = old_answer.failure.empty();
    const bool is_new_good = new_answer.failure.empty();
    if (is_old_good != is_new_good) comparison_.one_sided += rows;
    if (!is_old_good || !is_new_good) return {};
    if (!has_same_labels(old_answer, new_answer))
      return invalid(
          fmt::format("request {}: the two were asked for different rows: a label that is random, or another "
                      "file, has no pairs",
                      request));
    before_.add(old_answer);
    after_.add(new_answer);
    comparison_.unlabelled += old_answer.unlabelled;
    if (before_.rows.size() <= kMostContestRows) return {};
    return invalid(fmt::format("more than {} rows: a part of them shows as much", format_count(kMostContestRows)));
  }

  Result<> answered() const {
    for (const auto& [model, asked, name] : {std::tuple(&before_, &comparison_.baseline, "baseline"),
                                             std::tuple(&after_, &comparison_.candidate, "candidate")}) {
      if (!model->ever_answered)
        return Error{ErrorKind::unavailable,
                     fmt::format("the {}, {}, never answered: {}", name, asked->url,
                                 asked->first_failure.empty() ? "it was asked for nothing" : asked->first_failure)};
      // Of a candidate that is the verdict.
      if (asked->answered == 0 && (model == &before_ || comparison_.baseline.answered == 0))
        return invalid(fmt::format("the {}, {}, gave no prediction: {}", name, asked->url, asked->first_failure));
    }
    if (before_.rows.size() >= kFewestComparedRows || fails_more()) return {};
    return invalid(fmt::format("{} labelled rows were answered by both: expected at least {}", before_.rows.size(),
                               kFewestComparedRows));
  }

  Result<ModelComparison> compared() {
    const auto tell = [](const ModelAnswers& model, ModelAsked& asked) {
      const auto times = summarize(model.times);
      asked.p50_ms = times.percentile_ms("p50");
      asked.p99_ms = times.percentile_ms("p99");
    };
    tell(before_, comparison_.baseline);
    tell(after_, comparison_.candidate);
    comparison_.rows = before_.rows.size();
    note_unknown_classes();
    if (before_.rows.size() < kFewestComparedRows) {
      conclude(ModelVerdict::worse, failure_words() + "; too few rows are left to compare");
      return std::move(comparison_);
    }
    for (const auto& figure : quality_figures()) {
      if (!figure.is_usual && figure.name != plan_.figure) continue;
      if (auto one = compare_models(figure, before_.judged(), after_.judged(), plan_.rules))
        comparison_.figures.push_back(*std::move(one));
    }
    for (const std::string_view name : {std::string_view(plan_.figure), std::string_view("log_loss"),
                                        std::string_view("accuracy"), std::string_view("rmse")}) {
      if (name.empty()) continue;
      if (const auto* found = find_figure(name); found != nullptr) {
        decide(*found);
        return std::move(comparison_);
      }
      if (name == plan_.figure)
        return invalid(fmt::format("{} cannot be told of these answers: expected {}", name, names_of_figures()));
    }
    return invalid("no figure can be told of these answers");
  }

  std::string names_of_figures() const {
    std::string names;
    for (const auto& one : comparison_.figures) names += (names.empty() ? "" : ", ") + one.figure;
    return names.empty() ? "others" : "one of " + names;
  }

  bool fails_more() const { return comparison_.candidate.failed > comparison_.baseline.failed; }

  std::string failure_words() const {
    return fmt::format("the candidate gave no prediction for {}, the baseline for {}: {}",
                       plural(comparison_.candidate.failed, "row"), format_count(comparison_.baseline.failed),
                       comparison_.candidate.first_failure);
  }

  void note_unknown_classes() {
    for (const auto& [model, name] : {std::pair(&before_, "baseline"), std::pair(&after_, "candidate")}) {
      if (model->form.are_values) continue;
      const auto classes = model->form.classes;
      const auto unknown = static_cast<std::uint64_t>(std::count_if(
          model->rows.begin(), model->rows.end(), [&](const JudgedRow& row) { return row.predicted >= classes; }));
      if (unknown == 0) continue;
      comparison_.notes.push_back(
          fmt::format("the {} named a class that no label has for {} of {}: they count as wrong. Where answers name a "
                      "class by its place, say by_place; classes that no row has are named with classes",
                      name, format_count(unknown), plural(model->rows.size(), "row")));
    }
  }

  std::string words_of(const FigureComparison& figure) const {
    return fmt::format(
        "{} of the candidate is {:.4g}, of the baseline {:.4g}; the difference is {:+.4g}, with "
        "{:.4g} % confidence between {:+.4g} and {:+.4g}",
        figure.figure, figure.candidate.value, figure.baseline.value, figure.difference, 100 * plan_.rules.confidence,
        figure.low, figure.high);
  }

  // `usual`: what decides, unless another is worse.
  void decide(const FigureComparison& usual) {
    const bool is_chosen = !plan_.figure.empty();
    const auto& by = is_chosen ? usual : deciding_figure(usual, comparison_.figures);
    comparison_.decided_by = by.figure;
    auto why = words_of(by);
    const auto* beside = &by != &usual ? &usual : find_figure("accuracy");
    const bool differs = beside != nullptr && beside->verdict != by.verdict &&
                         (beside == &usual || beside->verdict != ModelVerdict::cannot_tell);
    if (!is_chosen && differs)
      why += fmt::format("; by {} the candidate {}: {}", beside->figure, verdict_words(beside->verdict),
                         words_of(*beside));
    if (fails_more())
      return conclude(ModelVerdict::worse, failure_words() + "; of the rows that both answered: " + why);
    conclude(by.verdict, std::move(why));
  }

  const FigureComparison* find_figure(std::string_view name) const {
    const auto found = std::find_if(comparison_.figures.begin(), comparison_.figures.end(),
                                    [&](const FigureComparison& one) { return one.figure == name; });
    return found == comparison_.figures.end() ? nullptr : &*found;
  }

  static std::string_view verdict_words(ModelVerdict verdict) {
    return verdict == ModelVerdict::better  ? "is better"
           : verdict == ModelVerdict::worse ? "is worse"
                                            : "cannot be told from the baseline";
  }

  // A model that fails where the other answers is not better, however right it is with what is left.
  void conclude(ModelVerdict verdict, std::string why) {
    constexpr int kWorse = 1;
    constexpr int kCannotTell = 3;
    comparison_.verdict = verdict;
    comparison_.why = std::move(why);
    comparison_.exit_code = verdict == ModelVerdict::better ? 0 : verdict == ModelVerdict::worse ? kWorse : kCannotTell;
  }

  const ContestPlan& plan_;
  const ContestHooks& hooks_;
  ModelAnswers before_, after_;
  ModelComparison comparison_;
};

}  // namespace

Result<ModelComparison> compare_targets(const Scenario& baseline, const Scenario& candidate, const ContestPlan& plan,
                                        const ContestHooks& hooks) {
  return Contest(plan, hooks).run(baseline, candidate);
}

}  // namespace plimsoll
