import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { failure } from "../../lambda/src/failure.ts";
import type { DecisionLog } from "../../lambda/src/log/decision-log.ts";
import { createTestLog } from "../../lambda/tests/support/test-log.ts";
import { repositoryRoot } from "../support/repository.ts";
import type { PlanDocument } from "../support/terraform.ts";
import { createWorkspace, type Workspace } from "../support/workspace.ts";
import { functionInputs } from "./support/inputs.ts";
import { writeModuleCalls } from "./support/module-calls.ts";
import { planned } from "./support/planned.ts";

const TOPIC = "arn:aws:sns:eu-central-1:123456789012:on-call";

let workspace: Workspace;
let plan: PlanDocument;

beforeAll(async () => {
  workspace = await createWorkspace();
  const inputs = {
    standard: { alarms: {}, query_definitions: true },
    adjusted: {
      revocation: { fail: "open" },
      timeout: 4,
      alarms: {
        sns_topic_arns: [TOPIC],
        refusal_percent: 20,
        refusal_minimum: "10",
        duration_percent: 50,
        concurrent_executions: 7,
        runbook_url: "https://wiki.example.com/authorizer",
      },
    },
  };
  const calls = Object.entries(inputs).map(([name, given]) => ({
    name,
    source: ".",
    inputs: { ...functionInputs, ...given },
  }));
  const { terraform } = await writeModuleCalls(workspace, "monitoring", calls);
  plan = await terraform.planJson();
}, 120_000);

afterAll(() => workspace.remove());

const alarm = (call: string, name: string) =>
  planned(plan, `module.${call}.aws_cloudwatch_metric_alarm.this["${name}"]`);

describe("alarms", () => {
  const names = ["not-decided", "keys-not-fetched", "refusals", "duration", "throttles"];

  test.each(names)("%s refers to a section of the runbook", async (name) => {
    const [, page, anchor] =
      /\/(docs\/[a-z]+\.md)#(.+)$/.exec(String(alarm("standard", name)["alarm_description"])) ?? [];
    const headings = (await readFile(join(repositoryRoot, String(page)), "utf8")).matchAll(/^#+ (.+)$/gm);
    expect([...headings].map(([, heading = ""]) => anchorOf(heading))).toContain(anchor);
  });

  test.each(names)("%s does not use Lambda's Errors, in which each 401 counts", (name) => {
    expect(JSON.stringify(alarm("standard", name)["metric_query"])).not.toContain('"Errors"');
  });

  test("the one about revocations refers to a section of the runbook, and exists only with revocation", async () => {
    const { alarm_description } = alarm("adjusted", "revocations-not-read");
    const [, anchor] = /#(.+)$/.exec(String(alarm_description)) ?? [];
    const page = await readFile(join(repositoryRoot, "docs/operations.md"), "utf8");
    const headings = [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => anchorOf(heading));
    expect(headings).toContain(anchor);
    expect(() => alarm("standard", "revocations-not-read")).toThrow("is not in the plan");
  });

  test.each([...names, "concurrency", "revocations-not-read"])(
    "%s notifies the topic when it begins and when it is over",
    (name) => {
      expect(alarm("adjusted", name)).toMatchObject({
        alarm_actions: [TOPIC],
        ok_actions: [TOPIC],
        alarm_description: expect.stringContaining("https://wiki.example.com/authorizer#"),
      });
    },
  );

  test("have the thresholds of the inputs", () => {
    expect(alarm("standard", "duration")["threshold"]).toBe(4000);
    expect(alarm("adjusted", "duration")["threshold"]).toBe(2000);
    expect(alarm("adjusted", "concurrency")["threshold"]).toBe(7);
    expect(alarm("adjusted", "refusals")["threshold"]).toBe(20);
    expect(JSON.stringify(alarm("adjusted", "refusals")["metric_query"])).toContain("invocations >= 10,");
  });

  test("there is none for the number of instances without a limit", () => {
    expect(() => alarm("standard", "concurrency")).toThrow("is not in the plan");
  });
});

describe("the metric filters, on lines that the function writes,", () => {
  const FACTS = { durationMicroseconds: 180 };

  const linesOf = (
    write: (log: DecisionLog) => void,
    clock = () => 0,
  ): readonly Record<string, unknown>[] => {
    const lines: string[] = [];
    write(createTestLog((line) => void lines.push(line), { now: clock, stopwatch: clock }));
    return lines.map((line) => JSON.parse(line));
  };

  test.each([
    ["Unauthorized", linesOf((log) => log.refused(failure("token_expired"), FACTS))],
    ["Forbidden", linesOf((log) => log.refused(failure("rule_denies"), FACTS))],
    ["NotDecided", linesOf((log) => log.refused(failure("keys_unavailable"), FACTS))],
    ["KeyFetchFailures", linesOf((log) => log.fetchFailed("default", "status 503"))],
  ])("count each line for %s once, and for no other metric", (metric, lines) => {
    const filters = ["Unauthorized", "Forbidden", "NotDecided", "KeyFetchFailures"];
    const counted = filters.map((name) => [name, sumOf(name, lines)]).filter(([, value]) => value !== 0);
    expect(counted).toEqual([[metric, 1]]);
  });

  test("count every refusal of a flood, although most have no line of their own", () => {
    let milliseconds = 0;
    const lines = linesOf(
      (log) => {
        for (let refusal = 0; refusal < 500; refusal++) {
          log.refused(failure("token_expired"), FACTS);
        }
        milliseconds += 2000;
        log.refused(failure("token_expired"), FACTS);
      },
      () => milliseconds,
    );
    expect(lines.length).toBeLessThan(20);
    expect(sumOf("Unauthorized", lines)).toBe(501);
  });

  const sumOf = (metric: string, lines: readonly Record<string, unknown>[]): number =>
    lines.reduce((sum, line) => sum + Number(countOf(metric, line)), 0);

  /** As CloudWatch Logs evaluates a filter `{ ($.FIELD = "VALUE") && ($.function_name = "NAME") }`. */
  function countOf(metric: string, line: Readonly<Record<string, unknown>>): unknown {
    const filter = planned(plan, `module.standard.aws_cloudwatch_log_metric_filter.this["${metric}"]`);
    const [, field = "", expected] =
      /^\{ \(\$\.(\w+) = "([^"]+)"\) && \(\$\.function_name = "orders"\) \}$/.exec(
        String(filter["pattern"]),
      ) ?? [];
    const [{ value }] = filter["metric_transformation"] as [{ value: string }];
    const counted = value.startsWith("$.") ? line[value.slice(2)] : Number(value);
    return line["function_name"] === "orders" && line[field] === expected ? counted : 0;
  }
});

describe("the saved queries", () => {
  test("name only fields that the log's schema has, or that CloudWatch Logs and Lambda add", async () => {
    const schema = await readFile(join(repositoryRoot, "docs/log.schema.json"), "utf8");
    const fields = new Set([...schema.matchAll(/"([a-z_]+)": \{/g)].map(([, name]) => name));
    const words = new Set(
      "filter fields stats sort sum count by as in or and desc bin ispresent pct max coalesce".split(" "),
    );
    const names = await queries();
    expect(names.length).toBeGreaterThan(20);
    const ofOthers = /^(m|type|platform|report|record|metrics|durationMs|initDurationMs)$/;
    const own = /^(refusals|invocations|p50|p99|longest|cold_starts|milliseconds|init)$/;
    const isKnown = (name: string): boolean =>
      fields.has(name) || words.has(name) || ofOthers.test(name) || own.test(name);
    expect(names.filter((name) => !isKnown(name))).toEqual([]);
  });

  /** The words of all queries outside of strings, but for the fields of CloudWatch Logs, which begin with `@`. */
  async function queries(): Promise<readonly string[]> {
    const changes =
      plan.resource_changes?.filter(({ type }) => type === "aws_cloudwatch_query_definition") ?? [];
    const texts = changes.map(({ change }) =>
      String((change.after as Record<string, unknown>)["query_string"]),
    );
    const code = texts.join("\n").replace(/"[^"]*"|@\w+/g, " ");
    return [...code.matchAll(/[A-Za-z_]\w*/g)].map(([word]) => word);
  }
});

/** As GitHub makes the anchor of a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^a-z0-9 _-]/g, "")
    .replaceAll(" ", "-");
}
