#pragma once

// Small servers of predictions, written from the published formats: a request that breaks its format gets the error
// that the real server gives, so that a test of a preset can fail. Pure functions of a request; any thread.

#include "tests/support/loopback_server.h"

namespace plimsoll::test {

// KServe V2 with the binary extension: model `iris` takes x, FP32, [-1, 4], and answers y, FP32, [-1, 1], the sums.
Reply strict_v2(const ReceivedRequest& request);
// TensorFlow Serving: model `iris` takes x, DT_FLOAT, [-1, 4].
Reply strict_tf_serving(const ReceivedRequest& request);
// MLflow: columns a, b, or tensors of 4.
Reply strict_mlflow(const ReceivedRequest& request);
// TorchServe: model `iris`, {"instances": ...} of 4 numbers.
Reply strict_torchserve(const ReceivedRequest& request);
// A SageMaker container: CSV of 4 numbers, or {"instances": ...}.
Reply strict_sagemaker(const ReceivedRequest& request);
// Lambda's emulator: an event with `x`; {"fail": true} raises, {"late": true} runs out of time.
Reply strict_lambda(const ReceivedRequest& request);

}  // namespace plimsoll::test
