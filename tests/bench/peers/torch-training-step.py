"""Seconds of one PyTorch training step of a causal model on random tokens, and the peak of its float32 products.

    python torch-training-step.py MODEL_DIRECTORY ROWS TOKENS STEPS THREADS

Forward, backward, clipping and AdamW, the loss at every position. Prints one JSON document.
"""

import json
import resource
import sys
import time

import torch
from transformers import AutoModelForCausalLM

directory = sys.argv[1]
rows, tokens, steps, threads = map(int, sys.argv[2:6])
torch.set_num_threads(threads)
torch.manual_seed(0)
model = AutoModelForCausalLM.from_pretrained(directory, torch_dtype=torch.float32)
model.train()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-5)
seconds = []
for step in range(steps + 1):
    ids = torch.randint(0, model.config.vocab_size, (rows, tokens + 1))
    started = time.perf_counter()
    logits = model(ids[:, :-1], use_cache=False).logits
    loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten())
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad()
    # the first one also warms up
    if step > 0:
        seconds.append(time.perf_counter() - started)

a, b = torch.randn(800, 1536), torch.randn(1536, 576)
fastest = float("inf")
for _ in range(40):
    started = time.perf_counter()
    a @ b
    fastest = min(fastest, time.perf_counter() - started)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps({"seconds": seconds, "peakBytes": peak, "gflops": 2 * 800 * 1536 * 576 / fastest / 1e9}))
