import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createWorkspace } from "../tests/support/workspace.ts";

/** A widget of the dashboard, as `dashboard.tf` describes it. */
interface Widget {
  readonly title: string;
  readonly width: number;
  readonly metrics?: readonly (readonly unknown[])[];
  readonly query?: string;
}

/** A widget at its place in CloudWatch's grid of 24 columns. */
interface PlacedWidget extends Widget {
  readonly x: number;
  readonly y: number;
}

const COLUMN = 40;
const ROW = 30;
const HEIGHT = 6;
const MINUTES = 60;
const COLORS = ["#1f77b4", "#d62728", "#ff7f0e", "#2ca02c"];

/** A made-up hour of each metric: at minute 40, a client begins to send expired tokens. */
const EXAMPLE: Readonly<Record<string, (minute: number) => number>> = {
  all: (minute) => 900 + wave(minute, 90),
  "401": (minute) => (minute < 40 ? 18 : 160) + wave(minute, 8),
  "403": (minute) => 9 + wave(minute, 4),
  "500": () => 0,
  "401 and 403": (minute) => (minute < 40 ? 3 : 18) + wave(minute, 1),
  "could not decide": () => 0,
  "failed fetches of keys": (minute) => (minute > 24 && minute < 28 ? 2 : 0),
  throttled: () => 0,
  p50: () => 1.4,
  p99: (minute) => 9 + wave(minute, 3),
  longest: (minute) => (minute % 17 === 3 ? 190 : 40 + wave(minute, 12)),
  instances: (minute) => Math.round(4 + wave(minute, 1.4)),
};

const ROWS: Readonly<Record<string, readonly string[]>> = {
  "Refusals by reason": [
    "outcome        reason                trusted_issuer   refusals",
    "unauthorized   token_expired         default              3214",
    "forbidden      rules_not_satisfied   default               541",
    "unauthorized   audience_mismatch     default                17",
  ],
  Keys: [
    "@timestamp  level  message               reason      trusted_issuer",
    "10:27:03    ERROR  fetch of keys failed  status 503  default",
    "10:26:31    ERROR  fetch of keys failed  status 503  default",
  ],
};

/**
 * Draws the dashboard with example data, as SVG.
 *
 * @throws Error if Terraform is missing, or if a metric or a table of the dashboard has no example data here
 */
export async function drawDashboard(): Promise<string> {
  const widgets = await readDashboard();
  const height = Math.max(...widgets.map(({ y }) => y + HEIGHT)) * ROW;
  const body = widgets.map(drawWidget).join("\n");
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${24 * COLUMN}" height="${height}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="#f2f3f3"/>
${body}
</svg>
`;
}

/** What Terraform evaluates. The output is known without an apply, because only the dashboard's region is not. */
const OUTPUT = `provider "aws" {
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}

output "dashboard" {
  value = jsonencode([local.dashboard_widgets, local.dashboard_positions])
}
`;

async function readDashboard(): Promise<readonly PlacedWidget[]> {
  const workspace = await createWorkspace();
  try {
    const terraform = workspace.directory(".");
    await writeFile(join(workspace.path, "dashboard-output.tf"), OUTPUT);
    await terraform.init();
    const vars = { name: "orders", issuer: "https://login.example.com/", audience: ["a"], dashboard: true };
    const json = String((await terraform.planJson({ vars })).output_changes?.["dashboard"]?.after);
    const [widgets, positions] = JSON.parse(json) as [Widget[], [number, number][]];
    return widgets.map((widget, index) => {
      const [x = 0, y = 0] = positions[index] ?? [];
      return { ...widget, x, y };
    });
  } finally {
    await workspace.remove();
  }
}

function drawWidget(widget: PlacedWidget): string {
  const [x, y] = [widget.x * COLUMN + 4, widget.y * ROW + 4];
  const [width, height] = [widget.width * COLUMN - 8, HEIGHT * ROW - 8];
  const content =
    widget.metrics === undefined ? drawTable(widget) : drawLines(widget.metrics, width - 60, height - 70);
  return `<g transform="translate(${x} ${y})">
<rect width="${width}" height="${height}" rx="4" fill="white" stroke="#d5dbdb"/>
<text x="10" y="20" font-weight="bold">${escaped(widget.title)}</text>
${content}
</g>`;
}

function drawTable({ title }: PlacedWidget): string {
  return exampleOf(ROWS, title)
    .map(
      (row, index) =>
        `<text x="10" y="${46 + 20 * index}" font-family="monospace" font-size="11" xml:space="preserve">${escaped(row)}</text>`,
    )
    .join("\n");
}

function drawLines(metrics: readonly (readonly unknown[])[], width: number, height: number): string {
  const labels = metrics.map(labelOf).filter((label) => label !== undefined);
  const series = labels.map((label) =>
    Array.from({ length: MINUTES }, (_, minute) => exampleOf(EXAMPLE, label)(minute)),
  );
  const top = Math.max(1, ...series.flat());
  const lines = series.map((values, index) => {
    const points = values.map((value, minute) => {
      const [x, y] = [48 + (minute / (MINUTES - 1)) * width, 34 + height - (value / top) * height];
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    });
    const color = COLORS[index % COLORS.length];
    const before = labels.slice(0, index).reduce((length, label) => length + label.length + 3, 0);
    return `<polyline points="${points.join(" ")}" fill="none" stroke="${color}" stroke-width="1.5"/>
<text x="${48 + before * 5.6}" y="${height + 54}" fill="${color}" font-size="11">${escaped(String(labels[index]))}</text>`;
  });
  return `<text x="42" y="40" text-anchor="end" font-size="10">${Math.round(top)}</text>
<text x="42" y="${34 + height}" text-anchor="end" font-size="10">0</text>
<path d="M48 34V${34 + height}H${48 + width}" fill="none" stroke="#aab7b8"/>
${lines.join("\n")}`;
}

/** @returns undefined for a metric that only an expression uses */
function labelOf(metric: readonly unknown[]): string | undefined {
  const { label, visible = true } = metric.at(-1) as { label?: string; visible?: boolean };
  return visible ? label : undefined;
}

function exampleOf<Value>(examples: Readonly<Record<string, Value>>, name: string): Value {
  const example = examples[name];
  if (example === undefined) {
    throw new Error(`tools/dashboard-picture.ts has no example data for "${name}": add some`);
  }
  return example;
}

function wave(minute: number, size: number): number {
  return size * (Math.sin(minute * 0.9) + Math.sin(minute * 0.37)) * 0.5;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
