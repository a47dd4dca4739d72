/** `node --import tsx tests/support/write-tiny-policy.ts DIR`: a chat model small enough to be trained within seconds. */
import { makeTinyModel } from "@/tests/support/make-tiny-model";

const [directory] = process.argv.slice(2);
if (!directory) throw new Error("usage: write-tiny-policy.ts DIR");
// Its tokens are bytes: the demo's prompts need some room.
await makeTinyModel({ architecture: "llama", directory, seed: 1, maxPositions: 2048 });
