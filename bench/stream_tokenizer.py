"""Makes a tokeniser of words, in the folder that is named: for load generators that insist on one, without a network.

Run by the Python of theirs: stream_tokenizer.py FOLDER
"""

import sys

from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast

words = ["[UNK]", "[PAD]", "<s>", "</s>", *(f"w{i}" for i in range(100)), "one", "two", "three", "four", "five", "Say", "something"]
tokenizer = Tokenizer(models.WordLevel({word: i for i, word in enumerate(words)}, unk_token="[UNK]"))
tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
made = PreTrainedTokenizerFast(tokenizer_object=tokenizer, unk_token="[UNK]", pad_token="[PAD]", bos_token="<s>", eos_token="</s>")
made.chat_template = "{% for message in messages %}{{ message['content'] }} {% endfor %}"
made.save_pretrained(sys.argv[1])
