import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { pythonEnvironment } from "../../tests/support/python.ts";
import { repositoryRoot } from "../../tests/support/repository.ts";
import { repositoryFiles, terraformDirectories } from "./files.ts";
import type { Check, Finding, Outcome } from "./finding.ts";
import { pythonTools } from "./programs.ts";

/** Files that checkov cannot parse. `.checkov.yaml` excludes them. */
const UNREAD = ["rule-faults.tf", "rules.tf"];

/**
 * Policies, in two runs: the root module with the modules that it calls, and the files of the examples. With the module
 * that they call, a run of the examples takes minutes and checks the module again.
 */
export const checkov: Check = {
  name: "checkov",
  unit: "checks of resources",
  run: async () => {
    const python = await pythonTools();
    const directories = (await terraformDirectories()).filter((name) => name.startsWith("examples/"));
    const examples = await repositoryFiles(...directories.map((name) => `${name}/*.tf`));
    const outcomes = [
      await scan(python, ".", ["--directory", "."]),
      await scan(python, "examples", [
        "--file",
        ...examples.filter((name) => !name.includes("/tests/")).map((name) => name.slice("examples/".length)),
      ]),
    ];
    const unread = UNREAD.map(async (file) =>
      unreadFindings(file, await readFile(join(repositoryRoot, file), "utf8")),
    );
    return {
      findings: [...outcomes.flatMap(({ findings }) => findings), ...(await Promise.all(unread)).flat()],
      examined: outcomes.reduce((total, { examined }) => total + examined, 0),
    };
  },
};

/** One run. checkov reads the `.checkov.yaml` in the directory in which it runs. */
async function scan(python: string, directory: string, target: readonly string[]): Promise<Outcome> {
  const command = ["-m", "checkov.main", "--output", "json", ...target];
  const { stdout, stderr } = await execa(python, command, {
    cwd: join(repositoryRoot, directory),
    extendEnv: false,
    env: { ...pythonEnvironment(), LOG_LEVEL: "ERROR" },
    reject: false,
  });
  return checkovOutcome(directory, stdout, stderr);
}

/** The report of checkov, as far as it is read here. */
interface Report {
  readonly results: {
    readonly failed_checks: readonly {
      readonly check_id: string;
      readonly check_name: string;
      readonly file_path: string;
      readonly file_line_range: readonly [first: number, last: number];
      readonly resource: string;
    }[];
    readonly parsing_errors?: readonly string[];
  };
  readonly summary: { readonly passed: number; readonly failed: number; readonly parsing_errors: number };
}

/** What the report of a run says. A file that checkov could not parse is a finding. */
export function checkovOutcome(directory: string, stdout: string, stderr: string): Outcome {
  if (!stdout.trim().startsWith("{")) {
    return {
      findings: [{ file: directory, rule: "error", message: stderr || `checkov printed: ${stdout}` }],
      examined: 0,
    };
  }
  const { results, summary }: Partial<Report> = JSON.parse(stdout);
  // Without any resource, checkov prints only counts.
  if (results === undefined || summary === undefined) {
    return {
      findings: [{ file: directory, rule: "error", message: "checkov found no resource" }],
      examined: 0,
    };
  }
  const findings: Finding[] = results.failed_checks.map((check) => ({
    file: join(directory, check.file_path),
    line: check.file_line_range[0],
    rule: check.check_id,
    message: `${check.check_name} (${check.resource})`,
  }));
  if (summary.parsing_errors > 0) {
    const files = results.parsing_errors?.join(", ") ?? "see checkov -d .";
    findings.push({ file: directory, rule: "not-parsed", message: `checkov cannot parse ${files}` });
  }
  return { findings, examined: summary.passed + summary.failed };
}

/** A finding if a file that checkov cannot parse contains anything that it would check. */
export function unreadFindings(file: string, text: string): readonly Finding[] {
  const block = /^(resource|data|module|provider) .*$/m.exec(text);
  const message = "checkov cannot parse this file: declare it in another one";
  return block === null
    ? []
    : [
        {
          file,
          line: text.slice(0, block.index).split("\n").length,
          rule: "not-scanned",
          message: `${block[0]}: ${message}`,
        },
      ];
}
