import { loadJobHandler } from "@/trainer/worker/jobs/registry";
import { serveJob } from "@/trainer/worker/serve-job";

serveJob(loadJobHandler);
