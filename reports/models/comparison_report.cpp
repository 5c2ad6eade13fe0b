#include "reports/models/comparison_report.h"

#include "core/quality/quality_stats.h"
#include "core/units.h"
#include "record/run_record.h"
#include "reports/html/page.h"
#include "reports/html/writer.h"
#include "reports/page/page_assets.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <array>
#include <ostream>
#include <string_view>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::array<std::string_view, 8> kHeads = {"figure", "model",      "value", "cv mean",
                                                    "cv std", "difference", "95 %",  "candidate is"};

// Two lines a figure: the baseline, and the candidate with what is between them.
using ComparisonRow = std::array<std::string, kHeads.size()>;

std::string title_of_figure(const std::string& name) {
  const auto* figure = find_quality_figure(name);
  return figure == nullptr ? name : std::string(figure->title);
}

std::string signed_text(double value) { return fmt::format("{:+.4g}", value); }

std::vector<ComparisonRow> comparison_rows(const ModelComparison& comparison) {
  std::vector<ComparisonRow> rows;
  for (const auto& one : comparison.figures) {
    const auto model = [&](std::string_view name, const ModelFigure& figure) {
      return ComparisonRow{"",
                           std::string(name),
                           figure_text(figure.value),
                           figure_text(figure.folds_mean),
                           figure_text(figure.folds_std),
                           "",
                           "",
                           ""};
    };
    rows.push_back(model("baseline", one.baseline));
    rows.back()[0] = title_of_figure(one.figure);
    rows.push_back(model("candidate", one.candidate));
    rows.back()[5] = signed_text(one.difference);
    rows.back()[6] = fmt::format("{} to {}", signed_text(one.low), signed_text(one.high));
    rows.back()[7] = to_string(one.verdict);
  }
  return rows;
}

std::vector<std::string> heads_of(const ModelComparison& comparison) {
  std::vector<std::string> heads(kHeads.begin(), kHeads.end());
  heads[6] = fmt::format("{:.4g} % interval", 100 * comparison.confidence);
  return heads;
}

std::string asked_sentence(std::string_view name, const ModelAsked& model) {
  auto text = fmt::format("{}: {}, {} answered", name, model.url, plural(model.answered, "row"));
  if (model.failed > 0)
    text += fmt::format(", {} failed, the first: {}", format_count(model.failed), model.first_failure);
  if (model.p50_ms) text += fmt::format(", p50 {}", milliseconds_text(model.p50_ms));
  return text;
}

std::vector<std::string> comparison_notes(const ModelComparison& comparison) {
  auto notes = comparison.notes;
  notes.push_back(asked_sentence("baseline", comparison.baseline));
  notes.push_back(asked_sentence("candidate", comparison.candidate));
  if (comparison.one_sided > 0)
    notes.push_back(fmt::format("{} were answered by one of the two alone: they are in no figure",
                                plural(comparison.one_sided, "row")));
  if (comparison.unlabelled > 0)
    notes.push_back(fmt::format("{} have no label: they are in no figure", plural(comparison.unlabelled, "row")));
  if (comparison.figures.empty()) return notes;
  notes.push_back(
      fmt::format("the interval is of a paired bootstrap of {} samples of the {} that both answered, seed {}",
                  comparison.resamples, plural(comparison.rows, "row"), comparison.seed));
  if (comparison.folds > 1)
    notes.push_back(fmt::format("cv mean and cv std are of {} parts of these rows: the models were not trained again",
                                comparison.folds));
  return notes;
}

Paint paint_of(ModelVerdict verdict) {
  return verdict == ModelVerdict::better ? Paint::green : verdict == ModelVerdict::worse ? Paint::red : Paint::yellow;
}

std::string verdict_words(const ModelComparison& comparison) {
  return fmt::format("The candidate {}{}", comparison.verdict == ModelVerdict::cannot_tell ? "" : "is ",
                     comparison.verdict == ModelVerdict::better  ? "better"
                     : comparison.verdict == ModelVerdict::worse ? "worse"
                                                                 : "cannot be told from the baseline");
}

}  // namespace

void write_comparison(const ModelComparison& comparison, const ConsoleStyle& style, std::ostream& out) {
  const auto heads = heads_of(comparison);
  TerminalTable table;
  constexpr std::array<int, kHeads.size()> kExpendable = {0, 0, 0, 1, 2, 0, 0, 0};
  for (std::size_t i = 0; i < heads.size(); ++i) {
    const bool is_text = i < 2 || i + 1 == heads.size();
    table.columns.push_back(
        {heads[i], is_text ? TerminalColumn::Side::left : TerminalColumn::Side::right, kExpendable.at(i)});
  }
  const auto rows = comparison_rows(comparison);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto& cells = table.rows.emplace_back();
    for (const auto& cell : rows[i]) cells.push_back({cell});
    if (i % 2 == 1) cells.back().paint = paint_of(comparison.figures[i / 2].verdict);
  }
  if (!comparison.figures.empty()) out << laid_out(std::move(table), style) << '\n';
  const auto width = static_cast<std::size_t>(std::max(style.width, 40)) - 2;
  out << "  " << painted(verdict_words(comparison), paint_of(comparison.verdict), style) << '\n';
  const auto write = [&](const std::string& text) {
    for (const auto& line : wrapped(as_sentence(one_line(text)), width)) out << "  " << line << '\n';
  };
  write(comparison.why);
  for (const auto& note : comparison_notes(comparison)) write(note);
}

void write_comparison_markdown(const ModelComparison& comparison, std::ostream& out) {
  out << "**" << verdict_words(comparison) << "**: " << escape_markdown(as_sentence(comparison.why)) << "\n\n";
  if (!comparison.figures.empty()) {
    out << '|';
    for (const auto& head : heads_of(comparison)) out << ' ' << head << " |";
    out << "\n|";
    for (std::size_t i = 0; i < kHeads.size(); ++i) out << (i < 2 || i + 1 == kHeads.size() ? " --- |" : " ---: |");
    out << '\n';
  }
  for (const auto& row : comparison_rows(comparison)) {
    out << '|';
    for (const auto& cell : row) out << ' ' << escape_markdown(cell) << " |";
    out << '\n';
  }
  out << '\n';
  for (const auto& note : comparison_notes(comparison)) out << "- " << escape_markdown(as_sentence(note)) << '\n';
}

void write_comparison_page(const ModelComparison& comparison, std::ostream& out) {
  HtmlWriter html(out);
  out << "<!DOCTYPE html>\n";
  const auto outcome = comparison.verdict == ModelVerdict::better  ? RunOutcome::pass
                       : comparison.verdict == ModelVerdict::worse ? RunOutcome::fail
                                                                   : RunOutcome::invalid;
  const auto page = html.open("html", {{"lang", "en"}});
  {
    const auto head = html.open("head");
    html.trusted(R"(<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">)"
                 R"(<meta http-equiv="Content-Security-Policy" content="default-src 'none'; )"
                 R"(style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">)"
                 R"(<meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark">)");
    html.leaf("title", verdict_words(comparison) + " – Plimsoll");
    const auto style = html.open("style");
    html.trusted(kPageStyles);
  }
  const auto body = html.open("body", {{"data-outcome", to_string(outcome)}});
  {
    const auto masthead = html.open("header", {{"class", "frame masthead"}});
    html.leaf("span", {{"class", "brand"}}, "Plimsoll");
    html.leaf("span", {{"class", "run-name"}}, "Two models on " + comparison.data);
  }
  const auto main = html.open("main", {{"id", "main"}});
  {
    const auto frame = html.open("div", {{"class", "frame"}});
    const auto verdict = html.open("div", {{"class", "verdict"}});
    html.trusted(mark_drawing(outcome));
    const auto words = html.open("div");
    {
      const auto line = html.open("p", {{"class", "word"}});
      html.leaf("span", {{"class", "pill"}}, to_string(comparison.verdict));
      html.leaf("span", {{"class", "exit"}}, fmt::format("exit code {}", comparison.exit_code));
    }
    html.leaf("h1", verdict_words(comparison) + ".");
    const auto list = html.open("ul", {{"class", "why"}});
    html.leaf("li", as_sentence(comparison.why));
    for (const auto& note : comparison_notes(comparison)) html.leaf("li", as_sentence(note));
  }
  if (comparison.figures.empty()) return;
  const auto frame = html.open("div", {{"class", "frame parts"}});
  const auto section = html.open("section", {{"id", "figures"}, {"aria-labelledby", "figures-title"}});
  html.leaf("h2", {{"id", "figures-title"}}, "Figures");
  const auto scroll = open_scroll(html, "Figures");
  const auto table = html.open("table");
  {
    const auto head = html.open("thead");
    const auto row = html.open("tr");
    const auto heads = heads_of(comparison);
    for (std::size_t i = 0; i < heads.size(); ++i)
      html.leaf("th", {{"scope", "col"}, {i < 2 || i + 1 == heads.size() ? "class" : "", "text"}}, heads[i]);
  }
  const auto rows = html.open("tbody", {{"class", "rows"}});
  for (const auto& one : comparison_rows(comparison)) {
    const auto row = html.open("tr");
    html.leaf("th", {{"scope", "row"}, {"class", "name"}}, one.front());
    for (std::size_t i = 1; i < one.size(); ++i)
      html.leaf("td", {{i == 1 || i + 1 == one.size() ? "class" : "", "text"}}, one[i]);
    html.line_break();
  }
}

}  // namespace plimsoll
