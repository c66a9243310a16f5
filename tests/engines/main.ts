import { execa } from "execa";
import type { Counts, Part } from "../parts/part.ts";
import { runParts } from "../parts/run-parts.ts";
import { runScript } from "../support/cleanup.ts";
import type { Environment } from "../support/process-environment.ts";
import { repositoryRoot } from "../support/repository.ts";
import { type Engine, engines } from "./engine.ts";
import { openTofuMirror } from "./opentofu-mirror.ts";
import { programOf } from "./program.ts";
import { providerSixPart } from "./provider-6/part.ts";

/**
 * `npm run test:engines`: the versions of Terraform, OpenTofu and the provider with which the module must work.
 * `npm run test:engines -- NAME …` runs only the named ones.
 */
runScript(() => runParts(chosen(process.argv.slice(2))));

function chosen(names: readonly string[]): readonly Part[] {
  const parts = [providerSixPart, ...engines.map(partOf)];
  const known = parts.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`unknown: ${unknown.join(", ")}; expected ${known.join(", ")}`);
  return names.length === 0 ? parts : parts.filter(({ name }) => names.includes(name));
}

function partOf(engine: Engine): Part {
  return {
    name: engine.name,
    run: async () => {
      const mirror = engine.program === "tofu" ? await openTofuMirror() : {};
      return testsWith({ JWT_AUTHORIZER_TERRAFORM: await programOf(engine), ...mirror });
    },
  };
}

/** In a process of its own, because the program is chosen when the tests are loaded. */
async function testsWith(environment: Environment): Promise<Counts> {
  const { stdout } = await execa("tsx", ["tests/engines/one-engine.ts"], {
    cwd: repositoryRoot,
    preferLocal: true,
    reject: false,
    env: environment,
    stdout: ["inherit", "pipe"],
    stderr: "inherit",
  });
  const [, passed, failed] = /(\d+) passed, (\d+) failed$/.exec(stdout.trimEnd()) ?? [];
  // Without the last line, the tests were interrupted.
  if (passed === undefined) return { passed: 0, failed: 1, failures: ["the tests did not end"] };
  const failures = [...stdout.matchAll(/^✘ (.+)$/gm)].map(([, failure = ""]) => failure);
  return { passed: Number(passed), failed: Number(failed), failures: [...new Set(failures)] };
}
