/** Fields of tokenizer_config.json and special_tokens_map.json that hold one special token each. */
export const SPECIAL_TOKEN_FIELDS = [
  "bos_token",
  "eos_token",
  "unk_token",
  "sep_token",
  "pad_token",
  "cls_token",
  "mask_token",
] as const;
