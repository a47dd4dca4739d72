import { adminProcedure, createRouter, userProcedure } from "@/server/api/trpc";
import {
  countDimensionScores,
  countDimensionScoresInput,
} from "@/server/services/project/count-dimension-scores";
import { createProject, createProjectInput } from "@/server/services/project/create-project";
import { getOverview, getOverviewInput } from "@/server/services/project/get-overview";
import { getProject, getProjectInput } from "@/server/services/project/get-project";
import { listMembers, listMembersInput } from "@/server/services/project/list-members";
import { listProjects } from "@/server/services/project/list-projects";
import { removeMember, removeMemberInput } from "@/server/services/project/remove-member";
import { updateProject, updateProjectInput } from "@/server/services/project/update-project";

export const projectRouter = createRouter({
  list: userProcedure.query(({ ctx }) => listProjects(ctx)),
  get: userProcedure.input(getProjectInput).query(({ ctx, input }) => getProject({ ...ctx, ...input })),
  overview: adminProcedure
    .input(getOverviewInput)
    .query(({ ctx, input }) => getOverview({ ...ctx, ...input })),
  create: adminProcedure
    .input(createProjectInput)
    .mutation(({ ctx, input }) => createProject({ ...ctx, ...input })),
  update: adminProcedure
    .input(updateProjectInput)
    .mutation(({ ctx, input }) => updateProject({ ...ctx, ...input })),
  dimensionScores: adminProcedure
    .input(countDimensionScoresInput)
    .query(({ ctx, input }) => countDimensionScores({ ...ctx, ...input })),
  members: adminProcedure
    .input(listMembersInput)
    .query(({ ctx, input }) => listMembers({ ...ctx, ...input })),
  removeMember: adminProcedure
    .input(removeMemberInput)
    .mutation(({ ctx, input }) => removeMember({ ...ctx, ...input })),
});
