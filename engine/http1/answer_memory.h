#pragma once

// What the parsers of one shard know of the answers before. Owned by the resources of its channels; its thread.

#include "engine/http1/cache_signs.h"
#include "engine/http1/plain_answer.h"

namespace plimsoll {

struct AnswerMemory {
  PlainAnswers plain;
  CacheLooks looks;
};

}  // namespace plimsoll
