"use client";

import { useFormatter, useTranslations } from "next-intl";
import { Disclosure } from "@/app/components/Disclosure";
import { Table, TableCell, TableHead, TableRow } from "@/app/components/ui/Table";

export interface YardstickProps {
  rows: readonly { n: number; kl: number; score: number | null }[];
}

/** What picking the best of n answers would give without any training: PPO should do better at the same KL. */
export function Yardstick({ rows }: YardstickProps) {
  const t = useTranslations("versions");
  const format = useFormatter();
  const small = (value: number) =>
    format.number(value, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return (
    <Disclosure label={t("yardstick")}>
      <p className="mt-2 max-w-[72ch] text-sm text-muted">{t("yardstickText")}</p>
      <Table
        className="mt-2 max-w-md"
        label={t("yardstick")}
        head={
          <>
            <TableHead numeric>n</TableHead>
            <TableHead numeric>KL ({t("klUnit")})</TableHead>
            <TableHead numeric>{t("reward")}</TableHead>
          </>
        }
      >
        {rows.map((row) => (
          <TableRow key={row.n}>
            <TableCell numeric>{row.n}</TableCell>
            <TableCell numeric>{small(row.kl)}</TableCell>
            <TableCell numeric>{row.score === null ? "–" : small(row.score)}</TableCell>
          </TableRow>
        ))}
      </Table>
    </Disclosure>
  );
}
