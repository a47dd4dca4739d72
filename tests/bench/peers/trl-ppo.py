"""Seconds of one PPO iteration of TRL's PPOTrainer (0.19) on random prompts, and the memory that it takes.

    python trl-ppo.py MODEL_DIRECTORY PROMPTS PROMPT_TOKENS NEW_TOKENS EPOCHS ITERATIONS THREADS

Prints one JSON document. Every response has NEW_TOKENS tokens; the critic is a model of its own, as TRL has it.
"""

import json
import resource
import sys
import tempfile
import time

import torch
from datasets import Dataset
from transformers import (
    AutoModelForCausalLM,
    AutoModelForSequenceClassification,
    AutoTokenizer,
    TrainerCallback,
)
from trl import PPOConfig, PPOTrainer

directory = sys.argv[1]
prompts, prompt_tokens, new_tokens, epochs, iterations, threads = map(int, sys.argv[2:8])
torch.set_num_threads(threads)
torch.manual_seed(0)


class Clock(TrainerCallback):
    def __init__(self):
        self.ends = []

    def on_step_end(self, args, state, control, **kwargs):
        self.ends.append(time.perf_counter())


def classifier():
    model = AutoModelForSequenceClassification.from_pretrained(directory, num_labels=1)
    model.config.pad_token_id = tokenizer.pad_token_id
    return model


tokenizer = AutoTokenizer.from_pretrained(directory)
rows = torch.randint(100, 40000, ((iterations + 1) * prompts, prompt_tokens)).tolist()
dataset = Dataset.from_list([{"input_ids": row} for row in rows])
clock = Clock()
with tempfile.TemporaryDirectory() as out:
    trainer = PPOTrainer(
        args=PPOConfig(
            output_dir=out,
            total_episodes=(iterations + 1) * prompts,
            per_device_train_batch_size=prompts,
            gradient_accumulation_steps=1,
            num_mini_batches=1,
            num_ppo_epochs=epochs,
            response_length=new_tokens,
            local_rollout_forward_batch_size=prompts,
            num_sample_generations=0,
            learning_rate=1e-6,
            report_to=[],
            save_strategy="no",
            logging_strategy="no",
            disable_tqdm=True,
            use_cpu=True,
            bf16=False,
        ),
        processing_class=tokenizer,
        model=AutoModelForCausalLM.from_pretrained(directory),
        ref_model=AutoModelForCausalLM.from_pretrained(directory),
        reward_model=classifier(),
        value_model=classifier(),
        train_dataset=dataset,
        eval_dataset=dataset,
        callbacks=[clock],
    )
    trainer.train()
seconds = [b - a for a, b in zip(clock.ends, clock.ends[1:])]
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps({"seconds": seconds, "peakBytes": peak}))
