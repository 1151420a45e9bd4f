/** Whether a text is a day in the calendar, like 2026-12-31. */
export function isDate(text: unknown): boolean {
  if (typeof text !== "string") return false;
  const [, year = 0, month = 0, day = 0] = (/^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? []).map(Number);
  const days = (Date.UTC(year, month, 1) - Date.UTC(year, month - 1, 1)) / DAY;
  return month >= 1 && month <= 12 && day >= 1 && day <= days;
}

const DAY = 86_400_000;
