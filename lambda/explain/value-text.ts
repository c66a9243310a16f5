const MAX_LENGTH = 120;
const UNITS = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
] as const;

/** A value of a token or of the configuration as JSON, shortened. */
export function valueText(value: unknown): string {
  if (value === undefined) {
    return "missing";
  }
  const json = JSON.stringify(value);
  return json.length <= MAX_LENGTH ? json : `${json.slice(0, MAX_LENGTH)} …`;
}

/** Several values as one text: at most `max` of them, and the number of the others. */
export function listText(values: readonly string[], max = 5): string {
  const shown = values.slice(0, max);
  const others = values.length - shown.length;
  return values.length === 0 ? "none" : [...shown, ...(others > 0 ? [`${others} more`] : [])].join(", ");
}

/** A time claim, also as a date and relative to now. */
export function timeText(value: number, nowSeconds: number): string {
  const date = new Date(value * 1000);
  const dateText = Number.isNaN(date.getTime()) ? [] : [date.toISOString().replace(/\.\d+Z$/, "Z")];
  const distance = durationText(Math.abs(nowSeconds - value));
  return [`${value}`, ...dateText, value <= nowSeconds ? `${distance} ago` : `in ${distance}`].join(", ");
}

/** The two largest units: `3 hours 12 minutes`. */
function durationText(seconds: number): string {
  let rest = Math.floor(seconds);
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0 && parts.length < 2) {
      parts.push(`${count} ${unit}${count === 1 ? "" : "s"}`);
    }
  }
  return parts.length === 0 ? "0 seconds" : parts.join(" ");
}
