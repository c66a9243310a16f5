import { join } from "node:path";
import { execa } from "execa";
import { cacheDirectory, repositoryRoot } from "../../tests/support/repository.ts";
import type { Check, Finding, Outcome } from "./finding.ts";
import { goTool, goTools } from "./programs.ts";

/** The checks that the program contains. It could also download newer ones, but then a commit would not decide what it reports. */
export const trivy: Check = {
  name: "trivy",
  unit: "checks of files",
  run: async () => {
    const program = await goTool(goTools.trivy);
    const options = ["--skip-check-update", "--quiet", "--format=json"];
    const { stdout } = await execa(program, ["config", ...options, "."], {
      cwd: repositoryRoot,
      env: { TRIVY_CACHE_DIR: join(cacheDirectory, "trivy") },
    });
    return trivyOutcome(stdout);
  },
};

/** The report of trivy, as far as it is read here. A report without results has none of its lists. */
interface Report {
  readonly Results?: readonly {
    readonly Target: string;
    readonly MisconfSummary?: { readonly Successes: number; readonly Failures: number };
    readonly Misconfigurations?: readonly {
      /** The ID that `.trivyignore.yaml` and comments name. */
      readonly AVDID: string;
      readonly Title: string;
      readonly Resolution: string;
      readonly CauseMetadata: { readonly StartLine?: number };
    }[];
  }[];
}

/** What a report says. A fault in a module is reported again for each example that calls it: it counts once. */
export function trivyOutcome(stdout: string): Outcome {
  const { Results: results = [] }: Report = JSON.parse(stdout);
  const findings = new Map<string, Finding>();
  for (const { Target: file, Misconfigurations: misconfigurations = [] } of results) {
    for (const {
      AVDID: rule,
      Title: title,
      Resolution: resolution,
      CauseMetadata: cause,
    } of misconfigurations) {
      const line = cause.StartLine;
      findings.set(`${file}:${line}:${rule}`, {
        file,
        line,
        rule,
        message: `${title.replace(/\.$/, "")}. ${resolution}`,
      });
    }
  }
  const summaries = results.flatMap(({ MisconfSummary: summary }) => summary ?? []);
  return {
    findings: [...findings.values()],
    examined: summaries.reduce((total, { Successes, Failures }) => total + Successes + Failures, 0),
  };
}
