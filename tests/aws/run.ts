import type { Check } from "../resilience/support/checks.ts";
import { confirmIdentity, readIdentity } from "./account.ts";
import { callEverything, countedAttachments, probeTools, untilReady } from "./calls.ts";
import { createRunIssuer } from "./issuer.ts";
import type { Meter } from "./limits.ts";
import type { Place } from "./options.ts";
import { faultsOfPlans } from "./plan-check.ts";
import { type Observations, runProbes } from "./run-probes.ts";
import { prepareStacks } from "./run-stacks.ts";
import { withStacks } from "./stacks.ts";
import type { Target } from "./target.ts";

/** What a run has found. */
export interface Found {
  readonly calls: readonly Check[];
  readonly observations: Observations;
}

/**
 * Confirms the account, applies both stacks, makes the calls, runs the probes, and destroys everything.
 *
 * @param onApply is called before the first resource is created
 */
export async function runIn(
  target: Target,
  runName: string,
  place: Place,
  meter: Meter,
  onApply: () => void,
): Promise<Found> {
  const identity = await readIdentity(target.workspace.directory("tests/aws/account"));
  console.log(`account ${identity.accountId}, region ${identity.region}`);
  confirmIdentity(place, identity);
  const issuer = await createRunIssuer(runName);
  const { complete, probes, apiKey } = await prepareStacks(target, runName, issuer);
  return withStacks(
    [complete, probes],
    async (outputs) => {
      const run = { target, issuer, meter, apiKey, outputs };
      const attachments = countedAttachments(run);
      const tools = probeTools(run, attachments);
      await untilReady(run, attachments, tools);
      const calls = await callEverything(attachments, issuer, place.target === "emulator");
      return { calls, observations: await runProbes(tools) };
    },
    {
      check: (plans) => {
        const faults = faultsOfPlans(plans, runName);
        if (faults.length > 0) {
          throw new Error(`nothing was created:\n${faults.join("\n")}`);
        }
        onApply();
      },
      print: console.log,
    },
  );
}
