#include "engine/queries/answer_text.h"

#include "engine/streams/token_reader.h"

namespace plimsoll {

std::string answer_text(const Answer& answer) {
  const auto& response = answer.response;
  if (answer.streamed) return response.stream ? response.stream->text() : std::string();
  TokenReader reader;
  reader.begin(true);
  return std::string(reader.read(response.body, {}).visible);
}

}  // namespace plimsoll
