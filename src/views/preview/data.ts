import type { Warning } from "../../run/report.ts";
import type { VerdictRow } from "../verdicts.ts";
import type { Diff, Preview } from "./preview.ts";

/** A preview as plain data with stable keys. */
export interface PreviewData {
  /** The lines that change, by document. */
  diffs: Diff[];
  /** What Kong sees before and after, for each front Service and its listeners. */
  before: RowData[];
  after: RowData[];
  warnings: Warning[];
  /** What nobody can clear. */
  remarks: Warning[];
  notes: string[];
}

/** Ports as one text, as in the tables: `8000, 8443`. */
export type RowData = Omit<VerdictRow, "ports"> & { ports: string };

export const previewData = ({ diffs, before, after, warnings, remarks, notes }: Preview): PreviewData => ({
  diffs,
  before: before.map(flat),
  after: after.map(flat),
  warnings,
  remarks,
  notes,
});

const flat = (row: VerdictRow): RowData => ({ ...row, ports: row.ports.join(", ") });
