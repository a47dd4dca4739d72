import { adminProcedure, createRouter } from "@/server/api/trpc";
import { freezeDataset, freezeDatasetInput } from "@/server/services/dataset/freeze-dataset";
import { getDataset, getDatasetInput } from "@/server/services/dataset/get-dataset";
import { listDatasets, listDatasetsInput } from "@/server/services/dataset/list-datasets";
import { previewDataset, previewDatasetInput } from "@/server/services/dataset/preview-dataset";

export const datasetRouter = createRouter({
  preview: adminProcedure
    .input(previewDatasetInput)
    .query(({ ctx, input }) => previewDataset({ ...ctx, ...input })),
  freeze: adminProcedure
    .input(freezeDatasetInput)
    .mutation(({ ctx, input }) => freezeDataset({ ...ctx, ...input })),
  list: adminProcedure.input(listDatasetsInput).query(({ ctx, input }) => listDatasets({ ...ctx, ...input })),
  get: adminProcedure.input(getDatasetInput).query(({ ctx, input }) => getDataset({ ...ctx, ...input })),
});
