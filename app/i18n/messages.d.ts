import type { Locale } from "@/app/i18n/routing";
import type audit from "@/app/i18n/messages/en/audit.json";
import type auth from "@/app/i18n/messages/en/auth.json";
import type charts from "@/app/i18n/messages/en/charts.json";
import type common from "@/app/i18n/messages/en/common.json";
import type datasets from "@/app/i18n/messages/en/datasets.json";
import type desk from "@/app/i18n/messages/en/desk.json";
import type errors from "@/app/i18n/messages/en/errors.json";
import type members from "@/app/i18n/messages/en/members.json";
import type overview from "@/app/i18n/messages/en/overview.json";
import type projects from "@/app/i18n/messages/en/projects.json";
import type prompts from "@/app/i18n/messages/en/prompts.json";
import type rounds from "@/app/i18n/messages/en/rounds.json";
import type runs from "@/app/i18n/messages/en/runs.json";
import type settings from "@/app/i18n/messages/en/settings.json";
import type shell from "@/app/i18n/messages/en/shell.json";
import type versions from "@/app/i18n/messages/en/versions.json";

declare module "next-intl" {
  interface AppConfig {
    Locale: Locale;
    Messages: {
      audit: typeof audit;
      auth: typeof auth;
      charts: typeof charts;
      common: typeof common;
      datasets: typeof datasets;
      desk: typeof desk;
      errors: typeof errors;
      members: typeof members;
      overview: typeof overview;
      projects: typeof projects;
      prompts: typeof prompts;
      rounds: typeof rounds;
      runs: typeof runs;
      settings: typeof settings;
      shell: typeof shell;
      versions: typeof versions;
    };
  }
}
