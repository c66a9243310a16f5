import { type Counts, type Part, reportCheck, runCommand, sum } from "./part.ts";

const checks: readonly (readonly [title: string, file: string, ...args: string[]])[] = [
  [
    "TypeScript and JSON are formatted and have no lint errors (Biome)",
    "biome",
    "ci",
    "--error-on-warnings",
    "--colors=off",
  ],
  ["HCL is formatted (terraform fmt)", "terraform", "fmt", "-check", "-recursive", "-diff"],
  ["there are no type errors (tsc)", "tsc", "--project", "."],
];

/** Formatting, lint and types. */
export const stylePart: Part = {
  name: "style",
  run: async () => {
    const counts: Counts[] = [];
    for (const [title, file, ...args] of checks) {
      counts.push(reportCheck(title, (await runCommand(file, args)) === 0));
    }
    return sum(counts);
  },
};
