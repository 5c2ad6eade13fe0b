"""llama.cpp's server, as xllamacpp holds it, with a model of random weights that is made here: 0.1 million parameters.

It keeps the state of prompts that it has answered in a cache of up to 8 GiB, as it does by default. CACHE_RAM_MIB is
another bound, 0 none of it.
"""

import os
import signal

import gguf
import numpy
import xllamacpp

WIDTH, HEADS, LAYERS, INNER, CONTEXT = 64, 4, 2, 256, 2048
KEY = WIDTH // HEADS  # of one head of keys and values, which all share: 128 bytes a token are kept
SPECIAL = ["<unk>", "<s>", "</s>"]
LETTERS = [f"<0x{byte:02X}>" for byte in range(256)]


def write_model(path):
    random = numpy.random.default_rng(7)
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(1)
    writer.add_rope_dimension_count(KEY)
    writer.add_layer_norm_rms_eps(1e-5)
    tokens = SPECIAL + LETTERS
    kind = gguf.TokenType
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores([0.0] * len(tokens))
    writer.add_token_types([kind.UNKNOWN, kind.CONTROL, kind.CONTROL, *[kind.BYTE] * len(LETTERS)])
    writer.add_unk_token_id(0)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)

    def add(name, *shape):
        weights = numpy.ones(shape) if len(shape) == 1 else random.normal(0, 0.05, shape)
        writer.add_tensor(name, weights.astype(numpy.float32))

    add("token_embd.weight", len(tokens), WIDTH)
    add("output_norm.weight", WIDTH)
    add("output.weight", len(tokens), WIDTH)
    for layer in range(LAYERS):
        for norm in ("attn_norm", "ffn_norm"):
            add(f"blk.{layer}.{norm}.weight", WIDTH)
        for part, width in (("attn_q", WIDTH), ("attn_k", KEY), ("attn_v", KEY), ("attn_output", WIDTH)):
            add(f"blk.{layer}.{part}.weight", width, WIDTH)
        for part in ("ffn_gate", "ffn_up"):
            add(f"blk.{layer}.{part}.weight", INNER, WIDTH)
        add(f"blk.{layer}.ffn_down.weight", WIDTH, INNER)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


model = os.environ.get("MODEL", "/tmp/tiny.gguf")
write_model(model)
params = xllamacpp.CommonParams()
params.model.path = model
params.hostnames = ["127.0.0.1"]
params.port = int(os.environ.get("PORT", "8000"))
params.n_ctx = CONTEXT
params.n_parallel = 2
params.cpuparams.n_threads = 1
params.endpoint_metrics = True
params.verbosity = 0
params.warmup = False
if "CACHE_RAM_MIB" in os.environ:
    params.cache_ram_mib = int(os.environ["CACHE_RAM_MIB"])
server = xllamacpp.Server(params)
print(f"listens at {server.listening_address}", flush=True)
signal.pause()
