#include "scenarios/reading/body_schema_rules.h"

#include "scenarios/document/document_path.h"
#include "scenarios/feeders/feeder_reader.h"
#include "scenarios/json_schema/json_schema.h"
#include "scenarios/json_schema/schema_report.h"
#include "scenarios/templates/template_rendering.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

namespace plimsoll {
namespace {

constexpr int kDraws = 16;                 // of a body with random values
constexpr std::uint64_t kMostMade = 1000;  // rows of prompts that are made, of which there is no end
constexpr std::size_t kBlockRows = 1024;

// The rows of one feeder in their order, from the first again at the end.
class RowsInTurn {
 public:
  explicit RowsInTurn(const Feeder& feeder) : feeder_(feeder) {}

  // Nothing: there is an error.
  std::optional<RowRef> next() {
    if (feeder_.rows) {
      if (feeder_.rows->rows() == 0) {
        fail("has no rows");
        return std::nullopt;
      }
      const RowRef row{feeder_.rows, at_};
      at_ = at_ + 1 == feeder_.rows->rows() ? 0 : at_ + 1;
      is_through_ = is_through_ || at_ == 0;
      return row;
    }
    if (block_ == nullptr || at_ == block_->rows()) {
      if (!read_block()) return std::nullopt;
    }
    const RowRef row{block_, at_++};
    ++read_;
    if (at_ == block_->rows() && is_last_) is_through_ = true;
    if (feeder_.makes_prompts() && read_ >= kMostMade) is_through_ = true;
    return row;
  }
  bool is_through() const { return is_through_; }
  const std::string& trouble() const { return trouble_; }

 private:
  bool fail(std::string trouble) {
    trouble_ = std::move(trouble);
    return false;
  }

  // One row ahead, so that the last is known as such.
  bool read_block() {
    if (reader_ == nullptr || is_last_) {
      auto opened = FeederReader::open(feeder_);
      if (opened.has_error()) return fail(opened.error().message);
      reader_ = std::move(*opened);
      is_last_ = false;
    }
    auto block = std::make_shared<RowBlock>(feeder_.columns.size());
    while (block->rows() < kBlockRows && !is_last_) {
      const auto more = reader_->next(*block);
      if (more.has_error()) return fail(more.error().message);
      is_last_ = !*more;
    }
    if (block->rows() == 0) {
      if (read_ == 0) return fail(feeder_.label + ": has no rows");
      is_through_ = true;
      return read_block();
    }
    block_ = std::move(block);
    at_ = 0;
    return true;
  }

  const Feeder& feeder_;
  std::unique_ptr<RowReader> reader_;
  std::shared_ptr<const RowBlock> block_;
  std::size_t at_ = 0;
  std::uint64_t read_ = 0;
  bool is_last_ = false;
  bool is_through_ = false;
  std::string trouble_;
};

bool is_random(const Insertion& insertion) {
  using Source = Insertion::Source;
  return insertion.source == Source::random_int || insertion.source == Source::random_normal ||
         insertion.source == Source::random_choice;
}

class BodiesOfRequest {
 public:
  BodiesOfRequest(const Scenario& scenario, const RequestTemplate& request)
      : scenario_(scenario), request_(request), report_(LookAtBodies::kMostFindings) {}

  void run() {
    const auto& bodies = request_.bodies;
    for (std::size_t i = 0; i < bodies.payloads.size(); ++i) {
      const auto label = i < bodies.labels.size() ? bodies.labels[i] : std::string("inline");
      const bool varies =
          request_.varying && i < request_.varying->bodies.size() && request_.varying->bodies[i].varies();
      if (varies)
        look_at_varying(request_.varying->bodies[i], label);
      else
        look_at(*bodies.payloads[i], label);
    }
  }

  std::vector<std::string> sentences() const { return report_.sentences("the bodies"); }
  const std::string& warning() const { return warning_; }

 private:
  void look_at(std::string_view body, const std::string& label) {
    if (!tree_.parse(body)) return report_.add(label, std::string("is no JSON, which a schema is for"));
    if (!request_.body_schema->holds(tree_))
      report_.add(label, request_.body_schema->findings(tree_, SchemaReport::kMostOfAValue));
  }

  void look_at_varying(const TemplateText& body, const std::string& label) {
    std::vector<std::size_t> used;
    std::size_t rows = 1;
    bool draws = false;
    for (const auto& insertion : body.insertions) {
      if (insertion.source == Insertion::Source::captured) {
        warning_ = "what an answer before it gives is known during the load alone: a body with it is not looked at";
        return;
      }
      draws = draws || is_random(insertion);
      if (insertion.source != Insertion::Source::column) continue;
      rows = std::max<std::size_t>(rows, insertion.row + 1);
      if (std::find(used.begin(), used.end(), insertion.feeder) == used.end()) used.push_back(insertion.feeder);
    }
    if (!used.empty()) return look_at_rows(body, label, used, rows);
    TemplateInputs inputs = inputs_of({});
    for (int i = 0; i < (draws ? kDraws : 1); ++i) render_and_look(body, inputs, label);
  }

  TemplateInputs inputs_of(std::span<const RowRef> rows) const {
    TemplateInputs inputs{rows};
    inputs.user = 1;
    inputs.sequence = 1;
    inputs.random = Random(1);
    inputs.feeders = scenario_.feeders.size();
    return inputs;
  }

  void render_and_look(const TemplateText& body, TemplateInputs& inputs, const std::string& label) {
    rendered_.clear();
    render_template(body, inputs, rendered_);
    ++inputs.unique;
    look_at(rendered_, label);
  }

  void look_at_rows(const TemplateText& body, const std::string& label, const std::vector<std::size_t>& used,
                    std::size_t rows) {
    std::vector<RowsInTurn> sources;
    sources.reserve(used.size());
    for (const auto feeder : used) sources.emplace_back(scenario_.feeders[feeder]);
    std::vector<RowRef> taken(rows * scenario_.feeders.size());
    auto inputs = inputs_of(taken);
    const auto is_through = [&] {
      return std::all_of(sources.begin(), sources.end(), [](const auto& source) { return source.is_through(); });
    };
    while (!is_through()) {
      for (std::size_t row = 0; row < rows; ++row)
        for (std::size_t i = 0; i < used.size(); ++i) {
          auto next = sources[i].next();
          if (!next) return report_.add(scenario_.feeders[used[i]].label, sources[i].trouble());
          taken[row * scenario_.feeders.size() + used[i]] = *std::move(next);
        }
      const auto& first = taken[used.front()];
      ++inputs.sequence;
      render_and_look(body, inputs,
                      fmt::format("{}{}:{}", label.empty() || label == "inline" ? "" : label + " with ",
                                  scenario_.feeders[used.front()].label, first.line()));
    }
  }

  const Scenario& scenario_;
  const RequestTemplate& request_;
  SchemaReport report_;
  JsonTree tree_;
  std::string rendered_;
  std::string warning_;
};

class BodyRules {
 public:
  explicit BodyRules(const ScenarioDraft& draft) : scenario_(draft.scenario) {
    for (std::size_t i = 0; i < draft.requests.size() && i < scenario_.tasks.size(); ++i) {
      const auto path = path_to_item("requests", i);
      add_all(draft.requests[i].steps, path + ".steps", path, scenario_.tasks[i].steps);
    }
    if (scenario_.before_all) add_all(draft.before_all, "before_all", "before_all", scenario_.before_all->steps);
    if (scenario_.login) add_all(draft.login, "login", "login", scenario_.login->steps);
    if (scenario_.after_all) add_all(draft.after_all, "after_all", "after_all", scenario_.after_all->steps);
  }

  LookAtBodies take() { return std::move(looked_); }

 private:
  void add_all(const std::vector<RequestDraft>& written, const std::string& list, const std::string& alone,
               const std::vector<RequestTemplate>& steps) {
    for (std::size_t i = 0; i < steps.size(); ++i)
      if (steps[i].body_schema) add(steps[i], (written.empty() ? alone : path_to_item(list, i)) + ".body_schema");
  }

  void add(const RequestTemplate& request, const std::string& path) {
    if (request.predict) {
      looked_.warnings.push_back(
          {"", path, "its bodies are made of what the service tells, and are not looked at before"});
      return;
    }
    if (request.bodies.payloads.empty()) {
      looked_.findings.push_back({"", path, "the request has no body"});
      return;
    }
    BodiesOfRequest bodies(scenario_, request);
    bodies.run();
    for (auto& sentence : bodies.sentences()) looked_.findings.push_back({"", path, std::move(sentence)});
    if (!bodies.warning().empty()) looked_.warnings.push_back({"", path, bodies.warning()});
  }

  const Scenario& scenario_;
  LookAtBodies looked_;
};

}  // namespace

LookAtBodies look_at_bodies(const ScenarioDraft& draft) { return BodyRules(draft).take(); }

}  // namespace plimsoll
