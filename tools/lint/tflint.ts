import { mkdir, rm, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { cacheDirectory, repositoryRoot } from "../../tests/support/repository.ts";
import { terraformDirectories } from "./files.ts";
import type { Check, Finding } from "./finding.ts";
import { goTool, goTools } from "./programs.ts";

/** All rules of the rulesets `terraform` and `aws`, over each directory by itself. */
export const tflint: Check = {
  name: "tflint",
  unit: "directories",
  run: async () => {
    const program = await goTool(goTools.tflint);
    const environment = { TFLINT_PLUGIN_DIR: await pluginDirectory() };
    const directories = await terraformDirectories();
    const findings: Finding[] = [];
    for (const directory of directories) {
      const options = [`--chdir=${directory}`, `--config=${join(repositoryRoot, ".tflint.hcl")}`];
      const { stdout, stderr } = await execa(program, [...options, "--format=json"], {
        cwd: repositoryRoot,
        env: environment,
        reject: false,
      });
      findings.push(...tflintFindings(directory, stdout, stderr));
    }
    return { findings, examined: directories.length };
  },
};

/** A directory with the plugin where `tflint --init` would put it. */
async function pluginDirectory(): Promise<string> {
  const { name, module, version } = goTools.tflintAws;
  const directory = join(cacheDirectory, "tflint-plugins");
  const link = join(directory, module, version, name);
  const plugin = await goTool(goTools.tflintAws);
  await mkdir(dirname(link), { recursive: true });
  // Again each time: the repository may have been moved.
  await rm(link, { force: true });
  await symlink(plugin, link);
  return directory;
}

/** The report of tflint, as far as it is read here. */
interface Report {
  readonly issues: readonly {
    readonly rule: { readonly name: string };
    readonly message: string;
    readonly range: Range;
  }[];
  readonly errors: readonly { readonly message: string; readonly range?: Range }[];
}

interface Range {
  readonly filename: string;
  readonly start: { readonly line: number };
}

/** The findings in a report. An error, such as a missing plugin or a file that tflint cannot parse, is one. */
export function tflintFindings(directory: string, stdout: string, stderr: string): readonly Finding[] {
  if (stdout.trim() === "") {
    return [{ file: directory, rule: "error", message: stderr || "tflint printed no report" }];
  }
  const { issues, errors }: Report = JSON.parse(stdout);
  return [
    ...issues.map(({ rule, message, range }) => ({ ...placeOf(range), rule: rule.name, message })),
    ...errors.map(({ message, range }) => ({
      ...(range === undefined ? { file: directory } : placeOf(range)),
      rule: "error",
      message,
    })),
  ];
}

function placeOf({ filename, start }: Range): Pick<Finding, "file" | "line"> {
  return { file: filename, line: start.line };
}
