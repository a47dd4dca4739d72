import { z } from "zod";

/** Of a list's input: the client's infinite queries send it. Pages only go forward. */
export const pageDirection = z.literal("forward").optional();
