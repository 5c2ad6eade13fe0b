#pragma once

// The texts of Hurl's grammar, each with its escapes and its {{...}}: quoted, in backticks, to the end of the line,
// keys, file names. None: the cursor has the fault, or, where that is said, stands where it stood. No state.

#include "scenarios/queries/text_cursor.h"
#include "scenarios/query.h"

#include <optional>
#include <string>
#include <string_view>

namespace plimsoll {

// "...": at its first quote.
std::optional<QueryText> quoted_text(TextCursor& cursor);
// `...`
std::optional<QueryText> backtick_text(TextCursor& cursor);
// What stands between the quotes to be read as this text.
std::string hurl_escaped(std::string_view text);
// To the end of the line or the comment, without the blanks there; may be empty.
std::optional<QueryText> line_text(TextCursor& cursor);
// Of a header, a parameter, a capture. None without a fault: there is no key here.
std::optional<QueryText> key_text(TextCursor& cursor);
// To the ; or the blank behind it.
std::optional<QueryText> file_name(TextCursor& cursor);
// Behind ```: json, xml, graphql, raw or none, and the end of the line.
std::optional<std::string_view> block_language(TextCursor& cursor);
// As it stands up to ```, which is taken: no escapes, {{...}} only where it is inserted.
std::optional<QueryText> block_text(TextCursor& cursor, bool inserts);

// No variable has the name of one.
bool is_function(std::string_view name);
// {{name}}: at its first brace.
std::optional<QueryInsertion> insertion(TextCursor& cursor);

// /.../ without its slashes.
std::optional<std::string> regex_literal(TextCursor& cursor);

// hex,...; and base64,...; at their first letter.
std::optional<QueryBytes> hex_literal(TextCursor& cursor);
std::optional<QueryBytes> base64_literal(TextCursor& cursor);
// file,...;
std::optional<QueryFile> file_literal(TextCursor& cursor);

}  // namespace plimsoll
