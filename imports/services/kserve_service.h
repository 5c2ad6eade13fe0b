#pragma once

// A service that speaks KServe's V2 protocol (Triton, MLServer, OpenVINO, KServe itself): an inference of each model
// that it lists, with inputs made of the model's own metadata. Pure but for the asking; one thread.

#include "imports/plan/import_draft.h"
#include "imports/services/told_answer.h"

namespace plimsoll {

// GET /v2 says a name, or what it can do.
bool is_kserve(const ToldAnswer& answer);

void add_kserve_models(const AskService& ask, ImportDraft& draft);

}  // namespace plimsoll
