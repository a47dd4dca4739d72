import { adminProcedure, createRouter } from "@/server/api/trpc";
import { addPrompts, addPromptsInput } from "@/server/services/prompt/add-prompts";
import { archivePrompt, archivePromptInput } from "@/server/services/prompt/archive-prompt";
import { importPrompts, importPromptsInput } from "@/server/services/prompt/import-prompts";
import { listPrompts, listPromptsInput } from "@/server/services/prompt/list-prompts";

export const promptRouter = createRouter({
  list: adminProcedure.input(listPromptsInput).query(({ ctx, input }) => listPrompts({ ...ctx, ...input })),
  add: adminProcedure.input(addPromptsInput).mutation(({ ctx, input }) => addPrompts({ ...ctx, ...input })),
  importText: adminProcedure
    .input(importPromptsInput)
    .mutation(({ ctx, input }) => importPrompts({ ...ctx, ...input })),
  archive: adminProcedure
    .input(archivePromptInput)
    .mutation(({ ctx, input }) => archivePrompt({ ...ctx, ...input })),
});
