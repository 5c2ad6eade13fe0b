"""Makes a language model of random weights, 0.2 million parameters, with a tokeniser of bytes: python tiny_model.py FOLDER."""

import sys

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

CONTEXT = 2048
SPECIAL = ["<unk>", "<s>", "</s>"]
TEMPLATE = "{% for message in messages %}{{ message['role'] }}: {{ message['content'] }}\n{% endfor %}assistant: "


def write_model(folder, heads=4):
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokens = {token: number for number, token in enumerate(SPECIAL + letters)}
    tokenizer = Tokenizer(models.BPE(vocab=tokens, merges=[], unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, unk_token="<unk>", bos_token="<s>", eos_token="</s>", pad_token="</s>",
                            chat_template=TEMPLATE, model_max_length=CONTEXT).save_pretrained(folder)
    torch.manual_seed(7)
    config = LlamaConfig(vocab_size=len(tokens), hidden_size=64, intermediate_size=256, num_hidden_layers=2, num_attention_heads=heads,
                         num_key_value_heads=heads, max_position_embeddings=CONTEXT, bos_token_id=1, eos_token_id=2, pad_token_id=2,
                         tie_word_embeddings=False)
    LlamaForCausalLM(config).save_pretrained(folder)


if __name__ == "__main__":
    write_model(sys.argv[1])
