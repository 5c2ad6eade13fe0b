#pragma once

// Rows that are prompts: read of conversations as data sets have them, of a trace that says how long each was, or made.
// All have the same columns. Each is owned by whoever reads; one thread.
//
//   prompt         the first text of the user
//   messages       a JSON list {"role", "content"}: what one request for a chat sends
//   turns          a JSON list of all texts of the user, for a conversation of several turns
//   input_tokens   as the row says; where it does not, the words of what is sent first
//   output_tokens  as the row says; where it does not, the words of its first answer
//   instant        seconds from the first row's, of a trace alone
//
// Of conversations a row is an object, of JSON lines or of one array, that has one of
//   conversations (or conversation): [{from, value}], as ShareGPT has them; what no user begins is passed over,
//   messages (also within body): [{role, content}], as OpenAI has them,
//   turns: [text], as MT-bench has them,
//   prompt, text_input, input, question, instruction or text: one text;
// and may have input_tokens (input_length, prompt_len), output_tokens (max_tokens, max_completion_tokens,
// output_length, output_len) or completion (output, response, answer: its words).

#include "core/error.h"
#include "scenarios/feeder.h"
#include "scenarios/feeders/row_reader.h"

#include <memory>
#include <string>
#include <vector>

namespace plimsoll {

// Of Feeder::Format::prompts, trace or synthetic.
Result<std::unique_ptr<RowReader>> open_prompt_rows(const Feeder& feeder);
std::vector<std::string> prompt_columns(Feeder::Format format);

}  // namespace plimsoll
