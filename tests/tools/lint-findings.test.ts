import { describe, expect, test } from "vitest";
import { checkovOutcome, unreadFindings } from "../../tools/lint/checkov.ts";
import { show } from "../../tools/lint/finding.ts";
import { blocksOf, shellcheckFindings } from "../../tools/lint/shellcheck.ts";
import { errorFindings, formatFindings } from "../../tools/lint/terraform-format.ts";
import { tflintFindings } from "../../tools/lint/tflint.ts";
import { trivyOutcome } from "../../tools/lint/trivy.ts";

test("a finding is one line that begins with its place", () => {
  const finding = { file: "main.tf", line: 3, rule: "a_rule", message: "\n  First.\n  Second.\n" };
  expect(show(finding)).toBe("main.tf:3 a_rule: First. Second.");
  expect(show({ file: "main.tf", rule: "format", message: "run it" })).toBe("main.tf format: run it");
});

describe("terraform fmt", () => {
  test("each printed file is a finding", () => {
    expect(formatFindings("")).toEqual([]);
    expect(formatFindings("a.tf\nb/c.tf\n").map(({ file }) => file)).toEqual(["a.tf", "b/c.tf"]);
  });

  test.each([
    [0, 0],
    [3, 0],
    [2, 1],
    [undefined, 1],
  ])("the exit code %s adds %i errors", (exitCode, count) => {
    expect(errorFindings(exitCode, "│ Error: Invalid expression")).toHaveLength(count);
  });
});

describe("tflint", () => {
  const range = { filename: "modules/a/main.tf", start: { line: 4, column: 1 } };

  test("an issue is a finding", () => {
    const issue = { rule: { name: "terraform_naming_convention" }, message: "Use a name.", range };
    expect(tflintFindings("modules/a", JSON.stringify({ issues: [issue], errors: [] }), "")).toEqual([
      { file: "modules/a/main.tf", line: 4, rule: "terraform_naming_convention", message: "Use a name." },
    ]);
    expect(tflintFindings("modules/a", JSON.stringify({ issues: [], errors: [] }), "")).toEqual([]);
  });

  test("an error is a finding, with or without a place", () => {
    const errors = [{ message: "Unclosed block", range }, { message: 'Plugin "aws" not found' }];
    expect(tflintFindings("modules/a", JSON.stringify({ issues: [], errors }), "")).toEqual([
      { file: "modules/a/main.tf", line: 4, rule: "error", message: "Unclosed block" },
      { file: "modules/a", rule: "error", message: 'Plugin "aws" not found' },
    ]);
  });

  test("a run without a report is a finding", () => {
    expect(tflintFindings("modules/a", "", "panic")).toEqual([
      { file: "modules/a", rule: "error", message: "panic" },
    ]);
  });
});

describe("checkov", () => {
  const summary = { passed: 5, failed: 0, skipped: 1, parsing_errors: 0, resource_count: 3 };
  const check = {
    check_id: "CKV_AWS_50",
    check_name: "X-Ray tracing is enabled for Lambda",
    file_path: "/http-api/main.tf",
    file_line_range: [4, 9],
    resource: "aws_lambda_function.backend",
  };

  test("a failed check is a finding", () => {
    const report = { results: { failed_checks: [check] }, summary: { ...summary, failed: 1 } };
    expect(checkovOutcome("examples", JSON.stringify(report), "")).toEqual({
      findings: [
        {
          file: "examples/http-api/main.tf",
          line: 4,
          rule: "CKV_AWS_50",
          message: "X-Ray tracing is enabled for Lambda (aws_lambda_function.backend)",
        },
      ],
      examined: 6,
    });
  });

  test("a file that checkov cannot parse is a finding", () => {
    const report = { results: { failed_checks: [] }, summary: { ...summary, parsing_errors: 1 } };
    expect(checkovOutcome(".", JSON.stringify(report), "").findings).toMatchObject([{ rule: "not-parsed" }]);
  });

  test.each([
    ["an error", "", "ModuleNotFoundError"],
    ["no resource", '{"passed": 0, "failed": 0, "resource_count": 0}', ""],
  ])("%s is a finding", (_name, stdout, stderr) => {
    expect(checkovOutcome(".", stdout, stderr)).toMatchObject({ findings: [{ rule: "error" }], examined: 0 });
  });

  test("a file that checkov does not read may contain only locals", () => {
    expect(unreadFindings("rules.tf", "# Rules\n\nlocals {\n  resource = 1\n}\n")).toEqual([]);
    expect(unreadFindings("rules.tf", '# Rules\n\nresource "aws_s3_bucket" "this" {\n}\n')).toMatchObject([
      { file: "rules.tf", line: 3, rule: "not-scanned" },
    ]);
  });
});

describe("trivy", () => {
  const misconfiguration = {
    AVDID: "AVD-AWS-0066",
    Title: "Lambda functions should have X-Ray tracing enabled",
    Resolution: "Enable tracing",
    CauseMetadata: { StartLine: 71 },
  };
  const result = {
    Target: "function.tf",
    MisconfSummary: { Successes: 1, Failures: 2 },
    Misconfigurations: [misconfiguration, misconfiguration],
  };

  test("a misconfiguration that several examples report is one finding", () => {
    expect(trivyOutcome(JSON.stringify({ Results: [result] }))).toEqual({
      findings: [
        {
          file: "function.tf",
          line: 71,
          rule: "AVD-AWS-0066",
          message: "Lambda functions should have X-Ray tracing enabled. Enable tracing",
        },
      ],
      examined: 3,
    });
  });

  test("a report without results examined nothing", () => {
    expect(trivyOutcome("{}")).toEqual({ findings: [], examined: 0 });
  });
});

describe("shellcheck", () => {
  const page = "# Page\n\n```sh\nnpm ci\n```\n\n```json\n{}\n```\n\n```sh\necho $A\n```\n";

  test("the blocks of a page are scripts", () => {
    expect(blocksOf("a.md", page)).toEqual([
      { file: "a.md", offset: 3, text: "npm ci\n" },
      { file: "a.md", offset: 11, text: "echo $A\n" },
    ]);
  });

  test("a comment is a finding at its line of the page", () => {
    const comment = { line: 1, code: 2086, message: "Double quote to prevent globbing." };
    const script = { file: "a.md", offset: 11, text: "echo $A\n" };
    expect(shellcheckFindings(script, JSON.stringify({ comments: [comment] }))).toEqual([
      { file: "a.md", line: 12, rule: "SC2086", message: "Double quote to prevent globbing." },
    ]);
  });
});
