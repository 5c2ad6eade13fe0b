#pragma once

// Services whose requests are known once they are recognised: OpenAI's API, as many servers of language models speak
// it; SageMaker's and TorchServe's. Pure; one thread.

#include "imports/plan/import_draft.h"
#include "imports/services/told_answer.h"

namespace plimsoll {

// GET /v1/models lists models.
bool is_openai(const ToldAnswer& answer);
void add_openai_request(const ToldAnswer& models, ImportDraft& draft);

// GET /ping is answered: with a status by TorchServe, else as SageMaker wants it.
bool is_torchserve(const ToldAnswer& answer);
void add_ping_request(const ToldAnswer& ping, ImportDraft& draft);

}  // namespace plimsoll
