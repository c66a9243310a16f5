import { runScript } from "../../tests/support/cleanup.ts";
import { checkov } from "./checkov.ts";
import { type Check, type Outcome, show } from "./finding.ts";
import { links } from "./links.ts";
import { shellcheck } from "./shellcheck.ts";
import { terraformDocs } from "./terraform-docs.ts";
import { terraformFormat } from "./terraform-format.ts";
import { tflint } from "./tflint.ts";
import { trivy } from "./trivy.ts";

/** `npm run lint:terraform`: what others run over a Terraform module, in fixed versions. */
const checks: readonly Check[] = [terraformFormat, tflint, checkov, trivy, terraformDocs, shellcheck, links];

async function main(names: readonly string[]): Promise<void> {
  const unknown = names.filter((name) => !checks.some((check) => check.name === name));
  if (unknown.length > 0) {
    const known = checks.map(({ name }) => name).join(", ");
    throw new Error(`unknown tool: ${unknown.join(", ")}; expected one of ${known}`);
  }
  const chosen = checks.filter(({ name }) => names.length === 0 || names.includes(name));
  let passed = 0;
  for (const check of chosen) {
    passed += (await hasPassed(check)) ? 1 : 0;
  }
  const failed = chosen.length - passed;
  process.exitCode = failed === 0 ? 0 : 1;
  console.log(`\n${passed} passed, ${failed} failed`);
}

async function hasPassed(check: Check): Promise<boolean> {
  const began = performance.now();
  const outcome = await check.run().catch((error: unknown) => error);
  const seconds = Math.round((performance.now() - began) / 1000);
  if (outcome instanceof Error) {
    console.log(`✘ ${check.name} could not run: ${outcome.message}`);
    return false;
  }
  const { findings, examined } = outcome as Outcome;
  const isPassed = findings.length === 0 && examined > 0;
  const count = `${findings.length} findings in ${examined} ${check.unit}, ${seconds} s`;
  console.log(`${isPassed ? "✔" : "✘"} ${check.name}: ${count}`);
  for (const finding of findings) {
    console.log(`  ${show(finding)}`);
  }
  return isPassed;
}

runScript(() => main(process.argv.slice(2)));
