"use client";

import { Search, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/app/components/ui/Button";
import { Input } from "@/app/components/ui/Input";
import { Select } from "@/app/components/ui/Select";
import { Switch } from "@/app/components/ui/Switch";

const LANGUAGES = ["all", "en", "zh", "und"] as const;

export interface PromptFilter {
  search: string;
  language: (typeof LANGUAGES)[number];
  /** Null: whatever their tags. */
  tag: string | null;
  archived: boolean;
}

export interface PromptFiltersProps {
  filter: PromptFilter;
  onChange: (filter: PromptFilter) => void;
  total: number | undefined;
}

export function PromptFilters({ filter, onChange, total }: PromptFiltersProps) {
  const t = useTranslations("prompts");
  return (
    <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2" role="search">
      <div className="relative w-full sm:w-72">
        <Search aria-hidden className="absolute top-2 left-2.5 size-4 text-faint" />
        <Input
          type="search"
          className="pl-8"
          aria-label={t("search")}
          placeholder={t("search")}
          value={filter.search}
          onChange={(event) => onChange({ ...filter, search: event.target.value })}
        />
      </div>
      <div className="w-40">
        <Select
          aria-label={t("language")}
          value={filter.language}
          onValueChange={(value) =>
            onChange({ ...filter, language: LANGUAGES.find((language) => language === value) ?? "all" })
          }
          options={LANGUAGES.map((language) => ({ value: language, label: t(`languages.${language}`) }))}
        />
      </div>
      {filter.tag !== null && (
        <Button
          size="sm"
          icon={<X aria-hidden className="size-3.5" />}
          aria-label={t("clearTag", { tag: filter.tag })}
          onClick={() => onChange({ ...filter, tag: null })}
        >
          {filter.tag}
        </Button>
      )}
      <label className="flex items-center gap-2 text-sm text-muted">
        <Switch
          aria-label={t("showArchived")}
          checked={filter.archived}
          onCheckedChange={(archived) => onChange({ ...filter, archived })}
        />
        {t("showArchived")}
      </label>
      <span className="ml-auto text-sm text-faint figures" role="status">
        {total !== undefined && t(filter.archived ? "totalArchived" : "total", { count: total })}
      </span>
    </div>
  );
}
