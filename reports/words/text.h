#pragma once

// How every report writes text and figures: escapes, widths, numbers with their unit. Shared by the console, Markdown,
// CSV, JUnit and HTML writers, so that a figure reads the same everywhere. Pure functions; any thread.

#include "core/utf8.h"
#include "record/threshold.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace plimsoll {

// Escapes. All of them also make broken UTF-8 whole (U+FFFD) and let no control character through, those of directions
// neither (core/utf8.h), so that no byte from a target can break a report.
std::string one_line(std::string_view text);         // control characters, line ends and escape sequences become spaces
std::string escape_xml(std::string_view text);       // for XML and HTML, in text and in quoted attributes
std::string escape_markdown(std::string_view text);  // one line, safe in a table's cell
std::string csv_field(std::string_view text);        // RFC 4180: quoted only where it must be

// Columns of a terminal: combining characters take none, wide ones two.
std::size_t display_width(std::string_view text);
std::string fitted(std::string_view text, std::size_t width);     // cut with an ellipsis where it is too long
std::string pad_right(std::string_view text, std::size_t width);  // spaces behind
std::string pad_left(std::string_view text, std::size_t width);   // spaces in front
std::string unbroken(std::string_view text);                      // a number and its unit on one line: "12.4\u00a0ms"
std::string as_sentence(std::string_view text);                   // a capital in front, a full stop behind
std::string plural(std::uint64_t count, std::string_view noun);   // "1 request", "1,204 requests"

// An instant of RFC 3339 to the second, for people: "2026-01-31 08:05:09 UTC".
std::string spoken_time(const std::string& rfc3339);

// Shortest decimal that reads back as the same number; whole numbers without a point. Not finite: empty.
std::string exact_number(double value);

// Figures for people; absent or not finite is "-".
std::string milliseconds_text(std::optional<double> milliseconds);  // "12.4 ms", "1.25 s"
std::string seconds_text(double seconds);                           // "2 min 5 s"
std::string rate_text(double per_second);                           // "1,250", "39.8", "0.12"
std::string share_text(double share);                               // "2.5 %"
std::string bytes_text(std::optional<double> bytes);                // binary: "118 MiB"
// The same with up to four more digits, where it takes them to tell the amounts apart.
std::vector<std::string> bytes_texts_apart(const std::vector<double>& bytes);
std::string pace_text(std::optional<double> bytes_per_second);  // an hour: "137 MiB/h"

// A threshold's figure in its metric's own unit: "182 ms", "2.5 %", "1.2 GiB".
std::string metric_text(const Metric& metric, std::optional<double> value);
// Of accuracy, log loss and their like: four digits.
std::string figure_text(std::optional<double> value);

}  // namespace plimsoll
