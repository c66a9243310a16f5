import { terraformVersion } from "../support/terraform-version.ts";
import { type Counts, type Part, reportCheck, runCommand, sum } from "./part.ts";

/** A command that fails if the repository does not meet a rule. */
interface Check {
  readonly title: string;
  readonly command: readonly [file: string, ...args: string[]];
  /** Throws if the check cannot run on this machine. */
  readonly prerequisite?: () => Promise<unknown>;
}

export const hclFormat: Check = {
  title: "HCL is formatted (terraform fmt)",
  command: ["terraform", "fmt", "-check", "-recursive", "-diff"],
  prerequisite: terraformVersion,
};

const checks: readonly Check[] = [
  {
    title: "TypeScript and JSON are formatted and have no lint errors (Biome)",
    command: ["biome", "ci", "--error-on-warnings", "--colors=off"],
  },
  hclFormat,
  { title: "there are no type errors (tsc)", command: ["tsc", "--project", "."] },
];

/** Formatting, lint and types. */
export const stylePart: Part = {
  name: "style",
  run: async () => {
    const counts: Counts[] = [];
    for (const check of checks) {
      counts.push(await runCheck(check));
    }
    return sum(counts);
  },
};

/** Runs a check and prints whether it passed, or why it could not run. */
export async function runCheck({ title, command: [file, ...args], prerequisite }: Check): Promise<Counts> {
  try {
    await prerequisite?.();
    return reportCheck(title, (await runCommand(file, args)) === 0);
  } catch (error) {
    return reportCheck(`not checked: ${title}: ${error instanceof Error ? error.message : error}`, false);
  }
}
